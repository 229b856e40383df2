"""The text layer of a PDF page as lines with boxes, and whether each line can be seen on the rendered page."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from merchlint.assets.model import Place, SourceText
from merchlint.assets.source import Source
from merchlint.assets.text import check_length
from merchlint.geometry import Box, upright

if TYPE_CHECKING:
    from merchlint.assets.model import Pixels

# Levels by which the pixels of a box must differ for anything to be legible in it, and by which a pixel may differ
# from the colour of the text to count as part of it (its edges are blended with the ground).
_CONTRAST = 24
_NEAR = 110
# Share of such pixels in the box of a text that is drawn; thin strokes in a large box.
_LEAST_SHARE = 0.005
# Lower than this many pixels nothing is legible.
_LEAST_HEIGHT = 3.0


class Canvas:
    """A page and its rendering, with the way from page points to pixels."""

    def __init__(self, page: Any, pixels: Pixels) -> None:
        self.page = page
        self.pixels = pixels
        self.height, self.width = pixels.shape[:2]

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Pixels of a rectangle in page points, with the page's rotation and crop applied."""
        corners = [self._point(x, y) for x in (left, right) for y in (bottom, top)]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return upright(min(xs), min(ys), max(xs), max(ys))

    def _point(self, x: float, y: float) -> tuple[float, float]:
        from pypdfium2 import raw

        # The library answers in whole units: a finer grid keeps the fraction.
        grid = 16
        column, row = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(self.page, 0, 0, self.width * grid, self.height * grid, 0, x, y, column, row)
        return column.value / grid, row.value / grid


@dataclass(slots=True)
class _Line:
    characters: list[str] = field(default_factory=list)
    rects: list[tuple[float, float, float, float]] = field(default_factory=list)
    first: int | None = None


def text_lines(canvas: Canvas, source: Source) -> tuple[SourceText, ...]:
    """Lines of the text layer, in the order of the file.

    Raises:
        AssetError: more than `max_text` characters on the page.
    """
    textpage = canvas.page.get_textpage()
    try:
        check_length(textpage.count_chars(), source.shown, source.limits)
        return tuple(_text(line, textpage, canvas) for line in _lines(textpage) if "".join(line.characters).strip())
    finally:
        textpage.close()


def _lines(textpage: Any) -> Iterator[_Line]:
    from pypdfium2 import raw

    line = _Line()
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    for index in range(textpage.count_chars()):
        code = raw.FPDFText_GetUnicode(textpage, index)
        character = chr(code) if 0 < code < 0x110000 else ""
        if character in ("\r", "\n", "\x0b", "\x0c", "\u2028", "\u2029", "\x85"):
            if line.characters:
                yield line
                line = _Line()
            continue
        # U+FFFE marks a hyphen at the end of a line, U+0002 the same in older files: the word goes on.
        if character in ("", "\ufffe", "\x02"):
            continue
        line.characters.append(character)
        if not character.isspace() and raw.FPDFText_GetCharBox(textpage, index, left, right, bottom, top):
            line.rects.append((left.value, bottom.value, right.value, top.value))
            if line.first is None:
                line.first = index
    if line.characters:
        yield line


def _text(line: _Line, textpage: Any, canvas: Canvas) -> SourceText:
    # Characters beyond the basic plane come as two surrogate halves.
    text = "".join(line.characters).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if not line.rects or line.first is None:
        return SourceText(text, Place(hidden=True))
    box = canvas.box(
        min(rect[0] for rect in line.rects),
        min(rect[1] for rect in line.rects),
        max(rect[2] for rect in line.rects),
        max(rect[3] for rect in line.rects),
    )
    return SourceText(text, Place(hidden=not _is_seen(line.first, text, box, textpage, canvas)), box)


def _is_seen(index: int, text: str, box: Box, textpage: Any, canvas: Canvas) -> bool:
    from pypdfium2 import raw

    text_object = raw.FPDFText_GetTextObject(textpage, index)
    mode = raw.FPDFTextObj_GetTextRenderMode(text_object) if text_object else raw.FPDF_TEXTRENDERMODE_FILL
    if mode in (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP):
        return False
    (left, top), _, (right, bottom), _ = box
    if min(right - left, bottom - top) < _LEAST_HEIGHT and max(right - left, bottom - top) < 4 * _LEAST_HEIGHT:
        return False
    drawn = canvas.pixels[
        max(0, int(top) - 1) : max(0, int(bottom) + 2), max(0, int(left) - 1) : max(0, int(right) + 2)
    ]
    if drawn.size == 0:
        return False
    colour = _fill_colour(index, textpage)
    if mode != raw.FPDF_TEXTRENDERMODE_FILL or colour is None:
        return _contrast(drawn) >= _CONTRAST
    if _contrast(drawn) >= _CONTRAST:
        # A picture laid over the text has contrast too, but not the colour of the text.
        return _share_near(drawn, colour) >= _LEAST_SHARE or not _is_drawable(text, text_object)
    # Nothing stands out: either the text has the colour of its ground, or something plain covers it, or its font is
    # not in the file and this machine drew nothing where another draws the text.
    return _share_near(drawn, colour) < _LEAST_SHARE and not _is_drawable(text, text_object)


def _contrast(drawn: Pixels) -> int:
    return int((drawn.max(axis=(0, 1)) - drawn.min(axis=(0, 1))).max())


def _is_drawable(text: str, text_object: Any) -> bool:
    """Whether the renderer has glyphs for the text: its font is in the file, or the text is plain ASCII."""
    from pypdfium2 import raw

    font = raw.FPDFTextObj_GetFont(text_object) if text_object else None
    return text.isascii() or font is None or bool(raw.FPDFFont_GetIsEmbedded(font))


def _fill_colour(index: int, textpage: Any) -> tuple[int, int, int] | None:
    from pypdfium2 import raw

    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFText_GetFillColor(textpage, index, red, green, blue, alpha) or alpha.value < 255:
        return None
    return red.value, green.value, blue.value


def _share_near(drawn: Pixels, colour: tuple[int, int, int]) -> float:
    """Share of the pixels that have about this colour."""
    import numpy as np

    near = np.abs(drawn.astype(np.int16) - np.array(colour, dtype=np.int16)).max(axis=2) <= _NEAR
    return float(near.mean())
