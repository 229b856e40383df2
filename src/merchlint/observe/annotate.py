"""Draws what was seen on a page, for people who want to check the eyes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from merchlint.geometry import Box
from merchlint.observe.model import PageObservation

if TYPE_CHECKING:
    from merchlint.assets.model import Pixels

_TEXT = (30, 120, 220)
_CODE = (220, 40, 40)
_LOGO = (20, 150, 60)


def annotate(pixels: Pixels, seen: PageObservation) -> Pixels:
    """A copy of the picture with boxes: text blue, codes red, logos green with the brand's word.

    Args:
        pixels: H x W x 3 uint8 RGB.
    """
    picture = pixels.copy()
    thickness = max(1, round(max(picture.shape[:2]) / 600))
    for line in seen.text:
        _outline(picture, line.box, _TEXT, thickness)
    for code in seen.codes:
        _outline(picture, code.box, _CODE, 2 * thickness)
        if code.box is not None:
            word = code.symbology if code.payload is not None else f"{code.symbology} ?"
            _label(picture, code.box, word, _CODE, thickness)
    for logo in seen.logos:
        _outline(picture, logo.box, _LOGO, 2 * thickness)
        _label(picture, logo.box, f"{logo.brand} {logo.confidence:.2f}", _LOGO, thickness)
    return picture


def _outline(picture: Pixels, box: Box | None, color: tuple[int, int, int], thickness: int) -> None:
    import cv2
    import numpy as np

    if box is not None:
        cv2.polylines(picture, [np.array(box, np.int32)], isClosed=True, color=color, thickness=thickness)


def _label(picture: Pixels, box: Box, word: str, color: tuple[int, int, int], thickness: int) -> None:
    import cv2

    size = max(0.4, thickness * 0.45)
    place = (int(box[0][0]), max(12, int(box[0][1]) - 4))
    cv2.putText(picture, word, place, cv2.FONT_HERSHEY_SIMPLEX, size, color, thickness, cv2.LINE_AA)
