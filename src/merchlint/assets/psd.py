"""PSD and PSB: the picture as delivered, artboard by artboard, with its text layers; then each hidden layer."""

from __future__ import annotations

import io
import logging
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from merchlint.assets.errors import asset_error, damaged, decoding, over_limit
from merchlint.assets.model import AssetError, Page, Place, SourceText
from merchlint.assets.pixels import check_pixels, to_pixels
from merchlint.assets.source import Source
from merchlint.assets.text import check_length
from merchlint.geometry import Box, upright

if TYPE_CHECKING:
    from PIL import Image

    from merchlint.assets.model import Pixels

KIND = ("PSD 文件", "PSD file")

# A hidden layer smaller than this shows nothing that could be read.
_LEAST_SIDE = 12
# A layer lighter than this on average would vanish on white paper, so it is shown on black.
_LIGHT = 200
_TEXT_BREAKS = str.maketrans({"\r": "\n", "\x03": "\n"})
# Bytes a pixel may cost while layers are merged: colour, shape and alpha as floats, twice.
_BYTES_PER_PIXEL = 64


def psd_pages(source: Source) -> Iterator[Page]:
    """Pages of a layered picture.

    Raises:
        AssetError: damaged, over a limit, or without a merged picture that could be shown.
    """
    with decoding(source.shown, KIND):
        width, height = _size(source)
        check_pixels(width, height, source.shown, source.limits)
        _check_complete(source, width, height)
        psd = _parse(source)
        texts = list(_texts(psd, source))
        merged = _merged(psd, source)
        dpi = _dpi(psd)
        hidden = list(_hidden_layers(psd))
        artboards = [layer for layer in psd if layer.kind == "artboard" and layer.visible]
        # What stands outside of every artboard is still part of the file: then the whole is shown as well.
        loose = any(layer.visible and layer.kind != "artboard" for layer in psd)
        count = len(artboards) + len(hidden) + (loose or not artboards)
        if count > source.limits.max_pages:
            raise _too_many(source, count)
        number = 0
        for artboard in artboards:
            number += 1
            own = [(layer, text) for layer, text in texts if _inside(layer, artboard)]
            yield _crop(number, merged, artboard, own, dpi)
        if loose or not artboards:
            number += 1
            rest = tuple(text for layer, text in texts if not any(_inside(layer, board) for board in artboards))
            yield Page(number, merged, rest, dpi=dpi)
        for layer in hidden:
            picture = _picture(layer, source)
            if picture is not None:
                number += 1
                yield Page(number, picture, label=layer.name, hidden=True)


def _size(source: Source) -> tuple[int, int]:
    """Adobe Photoshop File Formats Specification, file header section: height at 14, width at 18."""
    head = source.data[:26]
    if len(head) < 26:
        raise damaged(source.shown, KIND, "the header is cut short")
    return int.from_bytes(head[18:22], "big"), int.from_bytes(head[14:18], "big")


def _check_complete(source: Source, width: int, height: int) -> None:
    """The reader fills up a merged picture that was cut short, so its length is checked against its header."""
    data, wide = source.data, source.data[4:6] == b"\0\2"
    at = 26
    for size in (4, 4, 8 if wide else 4):
        at += size + int.from_bytes(data[at : at + size], "big")
    compression = int.from_bytes(data[at : at + 2], "big")
    channels, depth = int.from_bytes(data[12:14], "big"), int.from_bytes(data[22:24], "big")
    rows, entry = channels * height, 4 if wide else 2
    if compression == 0:
        needed = rows * ((width * depth + 7) // 8)
    elif compression == 1:
        counts = data[at + 2 : at + 2 + rows * entry]
        needed = rows * entry + sum(struct.unpack(f">{len(counts) // entry}{'I' if wide else 'H'}", counts))
    else:
        # Deflated data has its own end mark, which the reader does check.
        needed = 1
    if at + 2 + needed > len(data):
        raise damaged(source.shown, KIND, "the merged picture is cut short")


def _parse(source: Source) -> Any:
    from psd_tools import ParseLimits, PSDImage

    # The reader logs every oddity; without a handler that would reach the console.
    logger = logging.getLogger("psd_tools")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    return PSDImage.open(
        io.BytesIO(source.data),
        max_alloc_bytes=max(1, source.limits.max_pixels) * _BYTES_PER_PIXEL,
        parse_limits=ParseLimits(max_total_bytes=4 * source.limits.max_bytes, max_objects=1_000_000),
    )


@contextmanager
def _strictly(source: Source) -> Iterator[None]:
    """The reader paints a channel black that it cannot unpack, and warns; here that is an error."""
    from psd_tools.compression import PSDDecompressionWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", PSDDecompressionWarning)
        try:
            yield
        except PSDDecompressionWarning as error:
            raise damaged(source.shown, KIND, error) from error


def _merged(psd: Any, source: Source) -> Pixels:
    try:
        with _strictly(source):
            image = psd.topil() if psd.has_preview() or not len(psd) else psd.composite(force=True)
    except ImportError as error:
        raise _without_picture(source.shown) from error
    if image is None:
        raise _without_picture(source.shown)
    return to_pixels(image)


def _texts(psd: Any, source: Source) -> Iterator[tuple[Any, SourceText]]:
    characters = 0
    for layer in psd.descendants():
        if layer.kind != "type":
            continue
        text = layer.text.translate(_TEXT_BREAKS)
        characters += len(text)
        check_length(characters, source.shown, source.limits)
        left, top, right, bottom = layer.bbox
        outside = right <= 0 or bottom <= 0 or left >= psd.width or top >= psd.height
        hidden = not layer.is_visible() or layer.opacity == 0 or outside
        box: Box | None = upright(left, top, right, bottom) if right > left and bottom > top and not outside else None
        for line in text.splitlines():
            if line.strip():
                yield layer, SourceText(line, Place(layer=layer.name, hidden=hidden), box)


def _hidden_layers(psd: Any) -> Iterator[Any]:
    """Layers with pixels that are switched off, by themselves or with their group. Text is carried as text already."""
    for layer in psd.descendants():
        if not layer.is_group() and layer.kind != "type" and not layer.is_visible() and layer.has_pixels():
            left, top, right, bottom = layer.bbox
            if min(right - left, bottom - top) >= _LEAST_SIDE:
                yield layer


def _picture(layer: Any, source: Source) -> Pixels | None:
    check_pixels(layer.width, layer.height, source.shown, source.limits)
    with _strictly(source):
        image = layer.topil()
    return to_pixels(_on_visible_ground(image)) if image is not None else None


def _on_visible_ground(image: Image.Image) -> Image.Image:
    import numpy as np
    from PIL import Image

    if "A" not in image.getbands():
        return image
    layered = image.convert("RGBA")
    values = np.asarray(layered)
    opaque = values[..., 3] > 32
    if not opaque.any() or float(values[..., :3][opaque].mean()) <= _LIGHT:
        return layered
    ground = Image.new("RGB", layered.size, (0, 0, 0))
    ground.paste(layered, mask=layered.getchannel("A"))
    return ground


def _inside(layer: Any, artboard: Any) -> bool:
    parent = layer
    while parent is not None:
        if parent is artboard:
            return True
        parent = getattr(parent, "parent", None)
    return False


def _crop(number: int, merged: Pixels, artboard: Any, texts: list[tuple[Any, SourceText]], dpi: float | None) -> Page:
    left, top, right, bottom = artboard.bbox
    high, wide = merged.shape[:2]
    left, top, right, bottom = max(0, left), max(0, top), min(wide, right), min(high, bottom)
    pixels = merged[top:bottom, left:right].copy() if right > left and bottom > top else None
    moved = tuple(
        SourceText(text.text, text.place, _moved(text.box, left, top) if text.box is not None else None)
        for _, text in texts
    )
    return Page(number, pixels, moved, dpi=dpi, label=artboard.name)


def _moved(box: Box, left: float, top: float) -> Box:
    a, b, c, d = ((x - left, y - top) for x, y in box)
    return (a, b, c, d)


def _dpi(psd: Any) -> float | None:
    from psd_tools.constants import Resource

    found = psd.image_resources.get_data(Resource.RESOLUTION_INFO)
    # 16.16 fixed point, always pixels an inch whatever the unit of display.
    value = found.horizontal / 65536 if found is not None else 0.0
    return round(value, 2) if 10 <= value <= 10_000 else None


def _too_many(source: Source, count: int) -> AssetError:
    return over_limit(
        source.shown,
        "too-many-pages",
        (
            f"画板和隐藏图层共 {count} 个, 超过上限 {source.limits.max_pages}。",
            f"It has {count} artboards and hidden layers, more than the limit of {source.limits.max_pages}.",
        ),
        "max_pages",
    )


def _without_picture(shown: str) -> AssetError:
    return asset_error(
        "psd-without-picture",
        shown,
        (
            "文件里没有合成图, 也无法由图层还原。",
            "The file holds no merged picture, and none can be made of its layers.",
        ),
        (
            "请在 Photoshop 中勾选最大兼容后重新保存, 或导出为 PNG 或 PDF。",
            "Save it again with Maximize Compatibility, or export it to PNG or PDF.",
        ),
    )
