from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PIL import Image
from psd_tools import PSDImage
from psd_tools.constants import Compression, Tag
from psd_tools.psd.descriptor import Descriptor, DescriptorBlock, Double, String

from merchlint.assets.model import AssetError, Limits, Page
from merchlint.assets.opening import open_bytes
from merchlint.geometry import bounds
from tests.assets.pictures_made import BLUE, RED, WHITE, drawing

LIMITS = Limits()


def saved(psd: Any) -> bytes:
    stream = io.BytesIO()
    psd.save(stream)
    return stream.getvalue()


def layered(mode: str = "RGB") -> Any:
    """A merged picture with one visible and one hidden layer."""
    psd: Any = PSDImage.frompil(drawing(mode))
    psd.create_pixel_layer(drawing().convert(mode), name="card")
    hidden = psd.create_pixel_layer(Image.new("RGB", (30, 30), BLUE).convert(mode), name="spare code")
    hidden.visible = False
    return psd


def as_text(layer: Any, text: str) -> None:
    """Turns a pixel layer into a type layer, as Photoshop stores it."""
    words = DescriptorBlock(name="", classID=b"TxLr")
    words[b"Txt "] = String(text)
    layer._record.tagged_blocks.set_data(
        Tag.TYPE_TOOL_OBJECT_SETTING,
        version=1,
        transform=(1, 0, 0, 1, 0, 0),
        text_version=50,
        text_data=words,
        warp_version=1,
        warp=DescriptorBlock(classID=b"warp"),
    )


def as_artboard(group: Any, left: int, top: int, right: int, bottom: int) -> None:
    """Turns a group into an artboard with this frame."""
    frame = Descriptor(classID=b"classFloatRect")
    for key, value in ((b"Top ", top), (b"Left", left), (b"Btom", bottom), (b"Rght", right)):
        frame[key] = Double(value)
    group._record.tagged_blocks.set_data(Tag.ARTBOARD_DATA1, classID=b"artboard", items=[(b"artboardRect", frame)])


def pages_of(data: bytes, limits: Limits = LIMITS, name: str = "card.psd") -> list[Page]:
    (asset,) = open_bytes(data, name, limits)
    assert asset.media_type == "image/vnd.adobe.photoshop"
    return list(asset.pages)


def code_of(data: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(AssetError) as caught:
        pages_of(data, limits)
    return caught.value.problem.code


@pytest.mark.parametrize("mode", ["RGB", "CMYK", "L"])
def test_the_merged_picture_and_each_hidden_layer_are_pages(mode: str) -> None:
    first, second = pages_of(saved(layered(mode)))
    assert first.pixels is not None
    assert not first.hidden
    assert first.pixels.shape == (40, 64, 3)
    assert tuple(first.pixels[9, 54]) == pytest.approx(WHITE, abs=3)
    if mode != "L":
        assert np.abs(first.pixels[9, 9].astype(int) - np.array(RED)).max() < 40
    assert second.hidden
    assert second.label == "spare code"
    assert second.pixels is not None
    assert second.pixels.shape == (30, 30, 3)


def test_a_white_hidden_layer_is_shown_on_black() -> None:
    psd: Any = PSDImage.frompil(drawing("RGBA"))
    glyph = Image.new("RGBA", (30, 30), (255, 255, 255, 0))
    glyph.paste((255, 255, 255, 255), (10, 10, 20, 20))
    psd.create_pixel_layer(glyph, name="white").visible = False
    page = pages_of(saved(psd))[-1]
    assert page.pixels is not None
    assert page.hidden
    assert (int(page.pixels.min()), int(page.pixels.max())) == (0, 255)


def test_a_layer_in_a_hidden_group_is_hidden() -> None:
    psd = layered()
    group = psd.create_group([psd[0]], name="old")
    group.visible = False
    assert {page.label for page in pages_of(saved(psd)) if page.hidden} == {"card", "spare code"}


def test_text_layers_are_lines_with_boxes_and_know_whether_they_are_seen() -> None:
    psd: Any = PSDImage.frompil(drawing())
    ink = Image.new("RGB", (20, 10), RED)
    for name, left, text in (("title", 20, "加微信\r领红包"), ("old", 20, "旧"), ("off", 500, "画外")):
        layer = psd.create_pixel_layer(ink, name=name, left=left, top=5)
        as_text(layer, text)
        layer.visible = name != "old"
    (page,) = pages_of(saved(psd))
    assert [(line.text, line.place.layer, line.place.hidden) for line in page.text] == [
        ("加微信", "title", False),
        ("领红包", "title", False),
        ("旧", "old", True),
        ("画外", "off", True),
    ]
    assert page.text[0].box is not None
    assert bounds(page.text[0].box) == (20, 5, 40, 15)
    assert page.text[3].box is None


def test_artboards_are_pages_and_their_text_moves_with_them() -> None:
    psd: Any = PSDImage.frompil(drawing())
    layers = [psd.create_pixel_layer(Image.new("RGB", (8, 8), RED), left=left, top=4) for left in (4, 40)]
    for layer, text in zip(layers, ("甲", "乙"), strict=True):
        as_text(layer, text)
    as_artboard(psd.create_group([layers[0]], name="front"), 0, 0, 32, 40)
    as_artboard(psd.create_group([layers[1]], name="back"), 32, 0, 64, 40)
    pages = {page.label: page for page in pages_of(saved(psd))}
    assert set(pages) == {"front", "back"}
    back = pages["back"]
    assert back.pixels is not None
    assert back.pixels.shape == (40, 32, 3)
    assert tuple(back.pixels[8, 12]) == RED
    assert tuple(back.pixels[8, 4]) == WHITE
    assert back.text[0].text == "乙"
    assert back.text[0].box is not None
    assert bounds(back.text[0].box) == (8, 4, 16, 12)


def test_what_stands_beside_the_artboards_is_shown_as_a_whole() -> None:
    psd: Any = PSDImage.frompil(drawing())
    inside = psd.create_pixel_layer(Image.new("RGB", (8, 8), RED))
    as_artboard(psd.create_group([inside], name="front"), 0, 0, 32, 40)
    psd.create_pixel_layer(Image.new("RGB", (8, 8), RED), name="loose")
    pages = pages_of(saved(psd))
    assert [(page.label, page.pixels.shape[1] if page.pixels is not None else 0) for page in pages] == [
        ("front", 32),
        (None, 64),
    ]


def test_a_channel_that_cannot_be_unpacked_is_an_error() -> None:
    psd: Any = PSDImage.frompil(drawing(), compression=Compression.ZIP)
    data = saved(psd)
    broken = data[:-200] + bytes(200)
    assert code_of(broken) == "asset-damaged"


def test_limits() -> None:
    data = saved(layered())
    assert code_of(data, replace(LIMITS, max_pixels=1000)) == "picture-too-many-pixels"
    assert code_of(data, replace(LIMITS, max_pages=1)) == "too-many-pages"


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
def test_a_truncated_psd_is_an_error(share: float) -> None:
    noise = Image.fromarray(np.random.default_rng(3).integers(0, 255, (60, 60, 3), dtype=np.uint8))
    psd: Any = PSDImage.frompil(noise)
    psd.create_pixel_layer(noise, name="noise")
    data = saved(psd)
    assert code_of(data[: int(len(data) * share)]) == "asset-damaged"


def test_a_psd_under_another_name_is_noted() -> None:
    (asset,) = open_bytes(saved(layered()), "card.png", LIMITS)
    assert "image/vnd.adobe.photoshop" in asset.notes[0].en
    assert len(list(asset.pages)) == 2
