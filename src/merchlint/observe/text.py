"""Read every line of text on a picture."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from merchlint.geometry import Box, upright
from merchlint.observe import tiles
from merchlint.observe.layout import arrange
from merchlint.observe.model import TextLine
from merchlint.observe.text_columns import Column, columns, continued, strip
from merchlint.observe.text_detect import Detector, Quad, Region
from merchlint.observe.text_ink import Span, fitted, ink, part
from merchlint.observe.text_models import failed
from merchlint.observe.text_recognise import Reading, Recogniser, cells, crop_quad
from merchlint.observe.text_script import consistent

if TYPE_CHECKING:
    from merchlint.assets.model import Pixels

MIN_CONFIDENCE: Final = 0.5
"""Lines read with less confidence are noise more often than text and are dropped."""
_SURE: Final = 0.9
"""A reading below this is tried the other way round."""
_FAIR: Final = 0.75
"""The same where the page has shown which way round its text stands."""
_SETTLED: Final = 20
"""Characters, surely read, that show it; none may have spoken for the other way round."""
_BETTER: Final = 0.05
"""How much more confident the other way round must be to be believed."""
_SHORTER: Final = 0.75
"""The share of the characters it must have: signs on their head fall apart into more."""
_CAREFUL: Final = 0.93
"""A crop whose reading is less sure than this is read once more, as wide as it is."""
_IDENTIFIER: Final = 0.85
"""The same where a single letter or digit is less sure: nothing around it tells what it should be."""
_BLANK: Final = 0.25
"""Ground kept before and after a line, in heights of its ink."""
_RIM: Final = 0.1
"""The same over and under it: the more rows the characters fill, the better small ones are read."""
_TALL: Final = 1.5
"""A region this many times as tall as wide is read from top to bottom: a column, or a line turned by a quarter."""


class Lean:
    """Which way round the text of one page has stood so far: its next line is tried that way first."""

    def __init__(self) -> None:
        self._characters = [0, 0, 0, 0]

    def note(self, reading: Reading, turns: int) -> None:
        """A line that was read after so many quarter turns; only sure ones of some length count."""
        if reading.confidence >= _SURE and len(reading.text) > 2:
            self._characters[turns] += len(reading.text)

    def first(self, *ways: int) -> list[int]:
        """The ways, the more frequent first; the usual ones, named first, where nothing speaks against them."""
        return sorted(ways, key=lambda turns: -self._characters[turns])

    def against(self, turns: int) -> bool:
        """Whether more text stands the opposite way round."""
        return self._characters[(turns + 2) % 4] > self._characters[turns]

    def settled(self, turns: int) -> bool:
        """Whether much text stood this way round, and none the opposite way."""
        return self._characters[turns] >= _SETTLED and not self._characters[(turns + 2) % 4]


class TextReader:
    """Reads text from pictures; one thread, deterministic, not safe for use by several threads at once.

    Raises:
        ObserveError: the text engine is missing or does not load.
    """

    def __init__(self) -> None:
        self._detector = Detector()
        self._recogniser = Recogniser()

    def read(self, pixels: Pixels, dpi: float | None = None) -> tuple[TextLine, ...]:
        """The lines on a picture, in reading order.

        Args:
            pixels: H x W x 3 uint8, RGB.
            dpi: print resolution when the file states one.

        Raises:
            ObserveError: the engine failed; an empty answer means that there is no text.
        """
        try:
            stacked, regions = columns(continued(self._regions(pixels, dpi)))
            lean = Lean()
            regions = sorted(regions, key=_length, reverse=True)
            found = [self._line(pixels, region, lean) for region in regions]
            for index, line in enumerate(found):
                # Read before the page had shown how it stands: 66¥ on its head makes 99夫, and surely.
                if line is not None and not line[0].vertical and lean.against(line[1]):
                    found[index] = self._line(pixels, regions[index], lean)
            found += [self._column(pixels, column) for column in stacked]
        except (cv2.error, ValueError, MemoryError) as err:
            raise failed("read", err) from err
        read = [line for line in found if line is not None]
        texts = consistent([line.text for line, _ in read])
        lines = [dataclasses.replace(line, text=text) for (line, _), text in zip(read, texts, strict=True)]
        return arrange(lines, _upright_after(read))

    def _regions(self, pixels: Pixels, dpi: float | None) -> list[Region]:
        height, width = pixels.shape[:2]
        found: list[Region] = []
        plan = tiles.looks(width, height, dpi)
        for look in plan:
            for tile in look.tiles:
                part = pixels[tile.top : tile.bottom, tile.left : tile.right]
                shift = np.array([tile.left, tile.top], dtype=np.float32)
                found.extend(Region(r.quad + shift, r.score) for r in self._detector.find(part, look.scale))
        return tiles.merge(found) if len(plan) > 1 or len(plan[0].tiles) > 1 else found

    def _line(self, pixels: Pixels, region: Region, lean: Lean) -> tuple[TextLine, int] | None:
        """The line in a region, and by how many quarters it is turned against the clock to be read."""
        quad, crop = region.quad, crop_quad(pixels, region.quad)
        height, width = crop.shape[:2]
        tall = height >= _TALL * width
        found = ink(crop)
        fit = quad if found is None else part(quad, *found)
        if found is not None:
            across, down = framed(found, width, height, tall)
            quad = part(quad, across, down)
            width = math.ceil(width * (across[1] - across[0]))
        squarish = not tall and width < _TALL * height
        ways = lean.first(1, 3) if tall else lean.first(0, 2, 1, 3) if squarish else lean.first(0, 2)
        reading, turns = self._best(pixels, quad, ways, lean)
        if reading.confidence < MIN_CONFIDENCE or not reading.text:
            return None
        vertical = turns == 1 and self._stands_upright(pixels, quad, reading)
        lean.note(reading, 0 if vertical else turns)
        line = TextLine(
            reading.text,
            _as_box(fit),
            round(reading.confidence, 4),
            vertical=vertical,
            char_boxes=tuple(_as_box(place) for place in _character_quads(reading, quad, fit, turns)),
        )
        return line, turns

    def _column(self, pixels: Pixels, column: Column) -> tuple[TextLine, int] | None:
        """A column of characters that stand apart, read as if they stood side by side."""
        line = strip([crop_quad(pixels, single) for single in column.parts])
        reading = self._recogniser.read(line, _whole(line), thrift=False)
        if reading.confidence < MIN_CONFIDENCE or not reading.text:
            return None
        parts = [fitted(single, crop_quad(pixels, single)) for single in column.parts]
        points = np.concatenate(parts)
        (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
        box = _as_box(np.array(upright(left, top, right, bottom), dtype=np.float32))
        singles = tuple(_as_box(quad) for quad in parts) if len(parts) == len(reading.text) else ()
        return TextLine(reading.text, box, round(reading.confidence, 4), vertical=True, char_boxes=singles), 0

    def _best(self, pixels: Pixels, quad: Quad, ways: Sequence[int], lean: Lean) -> tuple[Reading, int]:
        """The reading of a line turned by the first number of quarters, or by another where that reads better."""
        best, turns = self._recogniser.read(pixels, _turned(quad, ways[0])), ways[0]
        for way in ways[1:]:
            if len(best.text) > 1 and best.confidence >= (_FAIR if lean.settled(turns) else _SURE):
                break
            other = self._recogniser.read(pixels, _turned(quad, way))
            if reads_better(other, best):
                best, turns = other, way
        if worth_another_look(best):
            careful = self._recogniser.read(pixels, _turned(quad, turns), thrift=False)
            if careful.confidence > best.confidence:
                best = careful
        return best, turns

    def _stands_upright(self, pixels: Pixels, quad: Quad, reading: Reading) -> bool:
        """Whether the characters of a tall line stand upright (a column) or lie on their side (a turned line)."""
        position = max(range(len(reading.text)), key=lambda i: (is_han(reading.text[i]), reading.certainties[i]))
        if not is_han(reading.text[position]):
            return False
        cell = part(quad, (0.0, 1.0), cells(reading.spans)[position])
        return reading.text[position] in self._recogniser.read(pixels, cell).text


def reads_better(other: Reading, best: Reading) -> bool:
    """Whether the other way round is to be believed: more confident by far, of about as many characters."""
    return other.confidence > best.confidence + _BETTER and len(other.text) >= _SHORTER * len(best.text)


def worth_another_look(reading: Reading) -> bool:
    """Whether a reading of a squeezed crop is worth a second look."""
    if reading.confidence < _CAREFUL:
        return True
    characters = zip(reading.text, reading.certainties, strict=True)
    return any(sure < _IDENTIFIER and character.isascii() and character.isalnum() for character, sure in characters)


def _upright_after(read: Sequence[tuple[TextLine, int]]) -> int:
    """Quarter turns after which most characters of the page are upright; columns are upright as they stand."""
    weights = [0, 0, 0, 0]
    for line, turns in read:
        weights[0 if line.vertical else turns] += len(line.text)
    return max(range(4), key=lambda turns: (weights[turns], -turns))


def is_han(character: str) -> bool:
    """A Chinese character."""
    return "\u3400" <= character <= "\u9fff"


def framed(ink: tuple[Span, Span], width: int, height: int, tall: bool) -> tuple[Span, Span]:
    """What of a region is read, as shares of its width and height: the ink with a rim, within the region.

    Blank costs as much to read as text, and what stands over and under a line takes rows from its characters.
    """
    (left, right), (top, bottom) = ink
    thick = (right - left) * width if tall else (bottom - top) * height
    beside, over = (_RIM, _BLANK) if tall else (_BLANK, _RIM)
    x, y = beside * thick / width, over * thick / height
    return (max(0.0, left - x), min(1.0, right + x)), (max(0.0, top - y), min(1.0, bottom + y))


def _length(region: Region) -> float:
    """Pixels along a region's longer side; long lines tell most about how a page is turned."""
    return float(max(np.linalg.norm(region.quad[1] - region.quad[0]), np.linalg.norm(region.quad[3] - region.quad[0])))


def _turned(quad: Quad, quarters: int) -> Quad:
    """The corners in the order they have once the picture is turned by so many quarters against the clock."""
    return np.roll(quad, -quarters, axis=0)


def _whole(pixels: Pixels) -> Quad:
    height, width = pixels.shape[:2]
    return np.array(upright(0, 0, width, height), dtype=np.float32)


def _character_quads(reading: Reading, whole: Quad, fit: Quad, turns: int) -> list[Quad]:
    """One quad for each character: along the crop where the recogniser saw it, across it as the ink of the line."""
    along = whole[1] - whole[0] if turns % 2 == 0 else whole[3] - whole[0]
    origin = whole[0] if turns in (0, 1) else (whole[1] if turns == 2 else whole[3])
    if turns in (2, 3):
        along = -along
    length = float(np.linalg.norm(along))
    unit = along / max(length, 1e-6)
    low, high = sorted((float((fit[0] - origin) @ unit), float((fit[2] - origin) @ unit)))
    quads = []
    for start, end in cells(reading.spans):
        begin, stop = (min(max(edge * length, low), high) for edge in (start, end))
        quads.append(_slice(fit, (begin - low) / max(high - low, 1e-6), (stop - low) / max(high - low, 1e-6), turns))
    return quads


def _slice(quad: Quad, begin: float, stop: float, turns: int) -> Quad:
    """The part of a quad between two shares of its length, counted in the direction of reading."""
    if turns in (2, 3):
        begin, stop = 1.0 - stop, 1.0 - begin
    if turns % 2 == 0:
        top, bottom = quad[1] - quad[0], quad[2] - quad[3]
        corners = [quad[0] + top * begin, quad[0] + top * stop, quad[3] + bottom * stop, quad[3] + bottom * begin]
    else:
        left, right = quad[3] - quad[0], quad[2] - quad[1]
        corners = [quad[0] + left * begin, quad[1] + right * begin, quad[1] + right * stop, quad[0] + left * stop]
    return np.array(corners, dtype=np.float32)


def _as_box(quad: Quad) -> Box:
    points = [(round(float(x), 1), round(float(y), 1)) for x, y in quad]
    return (points[0], points[1], points[2], points[3])
