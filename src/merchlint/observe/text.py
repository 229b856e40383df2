"""Read every line of text on a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from merchlint.geometry import Box
from merchlint.observe import tiles
from merchlint.observe.layout import arrange
from merchlint.observe.model import TextLine
from merchlint.observe.text_detect import Detector, Quad, Region
from merchlint.observe.text_models import failed
from merchlint.observe.text_recognise import Reading, Recogniser, crop_quad

if TYPE_CHECKING:
    from merchlint.assets.model import Pixels

MIN_CONFIDENCE: Final = 0.5
"""Lines read with less confidence are noise more often than text and are dropped."""
_SURE: Final = 0.9
"""A reading below this is tried the other way round."""


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
            regions = self._regions(pixels, dpi)
            lines = [line for region in regions if (line := self._line(pixels, region)) is not None]
        except (cv2.error, ValueError, MemoryError) as err:
            raise failed("read", err) from err
        return arrange(lines)

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

    def _line(self, pixels: Pixels, region: Region) -> TextLine | None:
        crop = crop_quad(pixels, region.quad)
        height, width = crop.shape[:2]
        tall = height >= 1.5 * width
        if tall:
            crop = np.ascontiguousarray(np.rot90(crop))
        reading = self._recogniser.read([crop])[0]
        if reading.confidence < _SURE:
            other = self._recogniser.read([np.ascontiguousarray(np.rot90(crop, 2))])[0]
            if other.confidence > reading.confidence + 0.05:
                reading = other
        return _text_line(reading, region.quad)


def _text_line(reading: Reading, quad: Quad) -> TextLine | None:
    if reading.confidence < MIN_CONFIDENCE or not reading.text:
        return None
    return TextLine(reading.text, _as_box(quad), round(reading.confidence, 4))


def _as_box(quad: Quad) -> Box:
    points = [(round(float(x), 1), round(float(y), 1)) for x, y in quad]
    return (points[0], points[1], points[2], points[3])
