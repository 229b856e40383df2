from __future__ import annotations

import io
import struct
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from merchlint.assets.model import AssetError, Limits, Page
from merchlint.assets.opening import open_bytes
from tests.assets.pictures_made import BLUE, RED, WHITE, animation, drawing, encoded

if TYPE_CHECKING:
    from merchlint.assets.model import Pixels

LIMITS = Limits()


def pages_of(data: bytes, name: str, limits: Limits = LIMITS) -> list[Page]:
    return [page for asset in open_bytes(data, name, limits) for page in asset.pages]


def only(data: bytes, name: str) -> Pixels:
    (page,) = pages_of(data, name)
    assert page.pixels is not None
    assert page.pixels.dtype == np.uint8
    return page.pixels


def assert_drawing(pixels: Pixels, tolerance: int = 40, colours: bool = True) -> None:
    assert pixels.shape == (40, 64, 3)
    for (x, y), colour in {(9, 9): RED, (54, 30): BLUE, (54, 9): WHITE}.items():
        expected = colour if colours else (0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2],) * 3
        assert np.abs(pixels[y, x].astype(int) - np.array(expected)).max() <= tolerance


def code_of(data: bytes, name: str, limits: Limits = LIMITS) -> str:
    with pytest.raises(AssetError) as caught:
        pages_of(data, name, limits)
    assert caught.value.problem.path == name
    return caught.value.problem.code


@pytest.mark.parametrize(
    ("kind", "name", "mode", "options"),
    [
        ("PNG", "a.png", "RGB", {}),
        ("PNG", "a.png", "RGBA", {}),
        ("PNG", "a.png", "P", {}),
        ("JPEG", "a.jpg", "RGB", {"quality": 95}),
        ("JPEG", "a.jpg", "CMYK", {"quality": 95}),
        ("WEBP", "a.webp", "RGB", {"lossless": True}),
        ("WEBP", "a.webp", "RGBA", {"lossless": True}),
        ("GIF", "a.gif", "P", {}),
        ("BMP", "a.bmp", "RGB", {}),
        ("BMP", "a.bmp", "P", {}),
        ("TIFF", "a.tif", "RGB", {"compression": "tiff_lzw"}),
        ("TIFF", "a.tif", "CMYK", {"compression": "tiff_lzw"}),
        ("TIFF", "a.tif", "CMYK", {}),
        ("TIFF", "a.tif", "P", {"compression": "tiff_adobe_deflate"}),
        ("TIFF", "a.tif", "RGBA", {}),
        ("AVIF", "a.avif", "RGB", {"quality": 95}),
    ],
)
def test_colour_survives_every_encoding(kind: str, name: str, mode: str, options: dict[str, Any]) -> None:
    assert_drawing(only(encoded(drawing(mode), kind, **options), name))


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "L"), ("PNG", "LA"), ("JPEG", "L"), ("TIFF", "L")])
def test_grey_survives(kind: str, mode: str) -> None:
    assert_drawing(only(encoded(drawing(mode), kind), "a." + kind.lower()), colours=False)


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bit_grey_is_scaled_not_clipped(kind: str) -> None:
    grey = np.asarray(drawing("L")).astype(np.uint16) * 257
    pixels = only(encoded(Image.fromarray(grey), kind), "a." + kind.lower())
    assert_drawing(pixels, colours=False, tolerance=3)


def test_sixteen_bit_rgb_png() -> None:
    rgb = np.asarray(drawing()).astype(">u2") * 257
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in rgb)
    header = struct.pack(">IIBBBBB", 64, 40, 16, 2, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    )
    assert_drawing(only(data, "deep.png"), tolerance=2)


@pytest.mark.parametrize(("mode", "photometric"), [("RGB", 2), ("CMYK", 5)])
def test_sixteen_bit_colour_tiff(mode: str, photometric: int) -> None:
    """Written by hand: Pillow reads such files but writes none."""
    values = np.asarray(drawing(mode)).astype("<u2") * 257
    strip = values.tobytes()
    channels = values.shape[2]
    tags = {
        256: (4, 1, 64),
        257: (4, 1, 40),
        258: (3, channels, 8),
        259: (3, 1, 1),
        262: (3, 1, photometric),
        273: (4, 1, 16),
        277: (3, 1, channels),
        278: (4, 1, 40),
        279: (4, 1, len(strip)),
    }
    depths = struct.pack("<4H", 16, 16, 16, 16)
    entries = b"".join(
        struct.pack("<HHII", tag, kind, count, 8 if tag == 258 else value)
        for tag, (kind, count, value) in sorted(tags.items())
    )
    data = b"II*\0" + struct.pack("<I", 16 + len(strip)) + depths + strip
    data += struct.pack("<H", len(tags)) + entries + bytes(4)
    assert_drawing(only(data, "deep.tif"))


def test_floating_grey_tiff() -> None:
    values = np.asarray(drawing("L")).astype(np.float32) / 255
    assert_drawing(only(encoded(Image.fromarray(values), "TIFF"), "f.tif"), colours=False, tolerance=3)


def test_transparency_is_white_paper() -> None:
    clear = Image.new("RGBA", (64, 40), (0, 0, 0, 0))
    clear.paste(drawing().crop((0, 0, 20, 20)), (0, 0))
    pixels = only(encoded(clear, "PNG"), "clear.png")
    assert tuple(pixels[35, 60]) == WHITE
    assert tuple(pixels[9, 9]) == RED


def test_palette_with_transparent_index() -> None:
    image = drawing("P")
    image.info["transparency"] = image.getpixel((54, 9))
    assert_drawing(only(encoded(image, "PNG", transparency=image.getpixel((54, 9))), "p.png"))


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp"), ("TIFF", "a.tif")])
def test_exif_orientation_is_applied(kind: str, name: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    stored = drawing().transpose(Image.Transpose.ROTATE_90)
    options = {} if kind in ("PNG", "TIFF") else {"quality": 95}
    assert_drawing(only(encoded(stored, kind, exif=exif, **options), name))


def test_cmyk_goes_through_its_profile() -> None:
    # No CMYK profile may be assumed on the machine; a broken one must fall back to the plain formula, not fail.
    assert_drawing(only(encoded(drawing("CMYK"), "TIFF", icc_profile=b"not a profile"), "c.tif"))
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert_drawing(only(encoded(drawing("CMYK"), "TIFF", icc_profile=srgb), "c.tif"))


def test_lab_tiff() -> None:
    lab = ImageCms.profileToProfile(
        drawing(), ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), outputMode="LAB"
    )
    assert lab is not None
    assert_drawing(only(encoded(lab, "TIFF"), "lab.tif"))


def test_tiff_pages_are_pages_with_their_own_size() -> None:
    pages = pages_of(animation("TIFF", [drawing(), drawing(size=(80, 50))], compression="tiff_lzw"), "m.tif")
    assert [(page.number, page.pixels.shape[:2] if page.pixels is not None else None) for page in pages] == [
        (1, (40, 64)),
        (2, (50, 80)),
    ]


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF"])
def test_animation_gives_distinct_frames_only(kind: str) -> None:
    one, two = drawing(), drawing().transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    options: dict[str, Any] = {"duration": 100}
    if kind == "WEBP":
        options["lossless"] = True
    if kind == "AVIF":
        options["quality"] = 90
    pages = pages_of(animation(kind, [one, two, one, two, one], **options), f"a.{kind.lower()}")
    assert [page.number for page in pages] == [1, 2]
    assert pages[0].pixels is not None
    assert_drawing(pages[0].pixels)
    assert pages[1].pixels is not None
    assert_drawing(pages[1].pixels[:, ::-1])


def test_dpi_is_kept_when_it_is_sensible() -> None:
    assert pages_of(encoded(drawing(), "JPEG", dpi=(300, 300)), "a.jpg")[0].dpi == 300
    assert pages_of(encoded(drawing(), "PNG", dpi=(300, 300)), "a.png")[0].dpi == pytest.approx(300, abs=0.1)
    assert pages_of(encoded(drawing(), "JPEG", dpi=(1, 1)), "a.jpg")[0].dpi is None


@pytest.mark.parametrize(
    ("kind", "name", "options"),
    [
        ("PNG", "a.png", {}),
        ("JPEG", "a.jpg", {}),
        ("WEBP", "a.webp", {"lossless": True}),
        ("GIF", "a.gif", {}),
        ("BMP", "a.bmp", {}),
        ("TIFF", "a.tif", {}),
        ("TIFF", "a.tif", {"compression": "tiff_lzw"}),
        ("AVIF", "a.avif", {}),
    ],
)
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_truncated_picture_is_an_error(kind: str, name: str, options: dict[str, Any], share: float) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (60, 80, 3), dtype=np.uint8)
    data = encoded(Image.fromarray(noise), kind, **options)
    assert code_of(data[: int(len(data) * share)], name) == "asset-damaged"


def test_a_png_with_a_flipped_bit_is_an_error() -> None:
    data = bytearray(encoded(drawing(), "PNG"))
    data[data.index(b"IDAT") + 10] ^= 0x10
    assert code_of(bytes(data), "a.png") == "asset-damaged"


def test_pixels_are_limited_before_decoding() -> None:
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 100_000)), (b"IEND", b""))
    )
    assert code_of(bomb, "bomb.png") == "picture-too-many-pixels"


def test_large_pictures_below_the_limit_are_opened_without_a_warning(recwarn: pytest.WarningsRecorder) -> None:
    big = encoded(Image.new("1", (10_000, 9_500), 1), "PNG")
    assert only(big, "big.png").shape == (9_500, 10_000, 3)
    assert not recwarn.list
    assert Image.MAX_IMAGE_PIXELS == 89_478_485


def test_frames_and_pages_are_limited() -> None:
    frames = [Image.new("L", (8, 8), level) for level in range(0, 250, 20)]
    assert code_of(animation("GIF", frames), "a.gif", replace(LIMITS, max_frames=5)) == "too-many-frames"
    assert code_of(animation("TIFF", frames), "a.tif", replace(LIMITS, max_pages=5)) == "too-many-pages"


def test_the_first_frames_are_still_delivered_before_the_limit_strikes() -> None:
    frames = [Image.new("L", (8, 8), level) for level in range(0, 250, 20)]
    (asset,) = open_bytes(animation("GIF", frames), "a.gif", replace(LIMITS, max_frames=5))
    pages = iter(asset.pages)
    got = [next(pages).number for _ in range(5)]
    with pytest.raises(AssetError):
        next(pages)
    assert got == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF", "TIFF"])
@pytest.mark.parametrize("share", [0.6, 0.8, 0.95])
def test_a_truncated_animation_does_not_pass_as_a_shorter_one(kind: str, share: float) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (4, 30, 40, 3), dtype=np.uint8)
    data = animation(kind, [Image.fromarray(frame) for frame in noise])
    assert code_of(data[: int(len(data) * share)], f"a.{kind.lower()}") == "asset-damaged"


def test_the_preview_in_a_header_does_not_hide_a_missing_end() -> None:
    thumbnail = encoded(drawing(), "JPEG")
    data = encoded(drawing(size=(400, 300)), "JPEG")
    application = b"\xff\xe5" + struct.pack(">H", len(thumbnail) + 2) + thumbnail
    whole = data[:2] + application + data[2:]
    assert pages_of(whole, "a.jpg")
    assert code_of(whole[:-2], "a.jpg") == "asset-damaged"


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "BMP"])
def test_the_limit_of_the_decoder_itself_is_a_limit(kind: str) -> None:
    data = bytearray(encoded(drawing(), kind, **({"lossless": True} if kind == "WEBP" else {})))
    if kind == "GIF":
        data[6:10] = struct.pack("<HH", 40_000, 40_000)
        data[data.index(b",") + 5 : data.index(b",") + 9] = struct.pack("<HH", 40_000, 40_000)
    elif kind == "WEBP":
        data[21:25] = struct.pack("<I", (16_383) | (16_383 << 14))
    else:
        data[18:26] = struct.pack("<ii", 40_000, 40_000)
    assert code_of(bytes(data), "a." + kind.lower(), replace(LIMITS, max_pixels=10**12)) in (
        "picture-too-many-pixels",
        "asset-damaged",
    )


def test_jpeg_with_a_second_picture_inside_is_opened() -> None:
    stream = io.BytesIO()
    drawing().save(stream, "MPO", save_all=True, append_images=[drawing()], quality=95)
    assert_drawing(only(stream.getvalue(), "phone.jpg"))


def _scan(data: bytes) -> int:
    """Where the packed pixels of a JPEG begin."""
    at = data.index(b"\xff\xda")
    return at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")


def _noise(size: tuple[int, int] = (300, 200), mode: str = "RGB") -> Image.Image:
    grains = np.random.default_rng(4).integers(0, 255, (size[1], size[0], 3), dtype=np.uint8)
    return Image.fromarray(grains).convert(mode)


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_rows": 1}], ids=str)
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_jpeg_that_decodes_only_in_part_is_damaged(mode: str, options: dict[str, Any]) -> None:
    data = encoded(_noise(mode=mode), "JPEG", **options)
    middle = (_scan(data) + len(data)) // 2
    assert pages_of(data, "a.jpg")
    closed_early = data[:middle] + b"\xff\xd9"
    with_a_hole = data[:middle] + bytes(4096) + data[middle + 4096 :]
    without_a_piece = data[:middle] + data[middle + 512 :]
    for broken in (closed_early, with_a_hole, without_a_piece):
        assert code_of(broken, "a.jpg") == "asset-damaged"


def test_a_jpeg_lying_on_its_side_is_turned() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    page = only(encoded(drawing(), "JPEG", exif=exif, quality=95), "a.jpg")
    assert page.shape[:2] == (64, 40)


@pytest.mark.parametrize("kind", ["WEBP", "AVIF"])
def test_a_file_that_was_set_aside_but_not_written_is_damaged(kind: str) -> None:
    data = encoded(_noise(), kind, **({"lossless": True} if kind == "WEBP" else {}))
    name = f"a.{kind.lower()}"
    assert pages_of(data, name)
    assert code_of(data[: len(data) // 2] + bytes(len(data) - len(data) // 2), name) == "asset-damaged"


@pytest.mark.parametrize("colour", ["white", "black"])
@pytest.mark.parametrize("options", [{"quality": 100, "method": 0}, {"lossless": True}], ids=str)
def test_a_plain_picture_has_no_hole(colour: str, options: dict[str, Any]) -> None:
    plain = Image.new("RGB", (2000, 1500), colour)
    assert pages_of(encoded(plain, "WEBP", **options), "a.webp")
    assert pages_of(animation("WEBP", [plain, _noise((2000, 1500))], **options), "a.webp")
