"""A second look at codes that were found but not read, each in its own crop.

A failed read is most often dim light, glare, blur, or modules of an unlucky size. Each trial changes one of these and
the first one that reads ends the search: the cost is bounded by the number of trials and the size of the crop.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from merchlint.geometry import bounds
from merchlint.observe.code_evidence import finder_likeness
from merchlint.observe.code_finders import squares_of_finders
from merchlint.observe.code_scale import halved
from merchlint.observe.code_sighting import ONE_CORNER, Sighting, overlap
from merchlint.observe.code_zxing import Zxing

if TYPE_CHECKING:
    from merchlint.geometry import Box, Point
    from merchlint.observe.code_sighting import Gray

# Sides of the crop in pixels: enough for 57 modules at 4 pixels with a margin, and enough for the largest versions.
_SIDE = 360
_LARGE_SIDE = 720
_MARGIN = 0.25
# An unread micro QR is as a rule one corner of a QR code.
_CORNER_MARGIN = 2.0
_LIKE_WITH_CORNER = 0.25


def equalised(gray: Gray, clip: float = 2.0) -> Gray:
    """Contrast made even over the picture (CLAHE, 8 x 8 tiles), for dark and patchily lit pages."""
    import cv2

    result: Gray = cv2.createCLAHE(clip, (8, 8)).apply(gray)
    return result


def brightened(gray: Gray) -> Gray:
    """Square root of the brightness: the steps between dark tones grow."""
    import cv2
    import numpy as np

    table = np.sqrt(np.arange(256) * 255.0).astype(np.uint8)
    result: Gray = cv2.LUT(gray, table)
    return result


def sharpened(gray: Gray, amount: float = 1.5, sigma: float = 3.0) -> Gray:
    """Unsharp mask, against defocus."""
    import cv2

    result: Gray = cv2.addWeighted(gray, 1 + amount, cv2.GaussianBlur(gray, (0, 0), sigma), -amount, 0)
    return result


def levelled(gray: Gray) -> Gray:
    """Local mean and contrast removed, so that one threshold fits the whole crop despite shadow and glare."""
    import cv2

    side = (max(gray.shape) // 12) | 1
    mean = cv2.boxFilter(gray, cv2.CV_32F, (side, side))
    square = cv2.sqrBoxFilter(gray, cv2.CV_32F, (side, side))
    spread = cv2.add(cv2.sqrt(cv2.max(cv2.subtract(square, cv2.multiply(mean, mean)), 0)), 4)
    result: Gray = cv2.add(
        cv2.divide(cv2.subtract(gray, mean, dtype=cv2.CV_32F), spread, scale=50), 128, dtype=cv2.CV_8U
    )
    return result


def joined(gray: Gray) -> Gray:
    """Dark spots grown until they touch, for codes whose modules are printed as separate dots."""
    import cv2
    import numpy as np

    result: Gray = cv2.erode(gray, np.ones((3, 3), np.uint8))
    return result


def softened(gray: Gray) -> Gray:
    """Small gaps closed, against modules printed apart and lines drawn across."""
    import cv2

    result: Gray = cv2.GaussianBlur(gray, (0, 0), 1.5)
    return result


def as_it_is(gray: Gray) -> Gray:
    """The picture unchanged, as one of the trials."""
    return gray


def _soft_level(gray: Gray) -> Gray:
    return softened(levelled(gray))


_Trial = tuple[int, Callable[["Gray"], "Gray"], bool]
_TRIALS: tuple[_Trial, ...] = (
    (_SIDE, as_it_is, False),
    (_SIDE, as_it_is, True),
    (_SIDE, sharpened, False),
    (_SIDE, levelled, True),
    (_SIDE, equalised, False),
    (_SIDE, _soft_level, False),
    (_LARGE_SIDE, sharpened, False),
)


def rescue(zxing: Zxing, gray: Gray, unread: Sighting) -> list[Sighting]:
    """What a closer look at an unread QR code gives: it was read, or found whole, or nothing new.

    Args:
        gray: the whole page, H x W uint8.
    """
    one_corner = unread.symbology in ONE_CORNER
    crop, x0, y0 = around(gray, unread, _CORNER_MARGIN if one_corner else _MARGIN)
    seen: list[Sighting] = []
    views = {}
    for side, change, global_threshold in _TRIALS:
        if side not in views:
            views[side] = to_side(crop, side)
        scaled, scale = views[side]
        for sighting in zxing.qr(change(scaled), thorough=False, global_threshold=global_threshold):
            found = sighting.moved(scale, x0, y0)
            if found.payload is not None and overlap(found.box, unread.box) > 0.3:
                return [found]
            seen.append(found)
    whole = [s for s in seen if s.symbology == "qr_code"]
    if not one_corner or whole:
        return whole[:1]
    return _from_finders(zxing, crop, unread, (x0, y0))


def _from_finders(zxing: Zxing, crop: Gray, unread: Sighting, origin: tuple[int, int]) -> list[Sighting]:
    """The whole code around one corner, laid flat for another try to read it."""
    scaled, scale = to_side(crop, _LARGE_SIDE)
    left, top, right, bottom = bounds(unread.box)
    middle = (((left + right) / 2 - origin[0]) * scale, ((top + bottom) / 2 - origin[1]) * scale)
    likely = [(finder_likeness(scaled, box), box) for box in squares_of_finders(scaled)[:12] if _holds(box, middle)]
    likeness, box = max(likely, default=(0.0, unread.box))
    if likeness < _LIKE_WITH_CORNER:
        return []
    placed = Sighting("qr_code", None, box, likeness).moved(scale, *origin)
    flat = _flattened(scaled, box)
    for change, global_threshold in ((as_it_is, False), (levelled, True), (sharpened, False)):
        for sighting in zxing.qr(change(flat), thorough=False, global_threshold=global_threshold):
            if sighting.payload is not None:
                return [Sighting("qr_code", sighting.payload, placed.box, sighting.confidence)]
    return [placed]


def _holds(box: Box, point: Point) -> bool:
    left, top, right, bottom = bounds(box)
    return left <= point[0] <= right and top <= point[1] <= bottom


def _flattened(gray: Gray, box: Box) -> Gray:
    """The square of a box seen from the front, with a light margin."""
    import cv2
    import numpy as np

    low, high = _SIDE * 0.1, _SIDE * 0.9
    target = np.array([(low, low), (high, low), (high, high), (low, high)], np.float32)
    pose = cv2.getPerspectiveTransform(np.array(box, np.float32), target)
    result: Gray = cv2.warpPerspective(
        gray, pose, (_SIDE, _SIDE), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return result


def around(gray: Gray, unread: Sighting, grow: float) -> tuple[Gray, int, int]:
    """The part of the page that reaches `grow` sides beyond the box, and where it starts."""
    left, top, right, bottom = bounds(unread.box)
    reach = grow * max(right - left, bottom - top, 8.0)
    x0, y0 = max(0, int(left - reach)), max(0, int(top - reach))
    x1, y1 = min(gray.shape[1], int(right + reach) + 1), min(gray.shape[0], int(bottom + reach) + 1)
    return gray[y0:y1, x0:x1], x0, y0


def to_side(crop: Gray, side: int) -> tuple[Gray, float]:
    """The crop with its longer side made about `side` pixels, and how many times as large it is."""
    import cv2

    halves = 1.0
    while max(crop.shape) >= 2 * side:
        crop, halves = halved(crop), halves / 2
    scale = side / max(crop.shape)
    if 0.8 < scale < 1.0:
        return crop, halves
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return cv2.resize(crop, None, fx=scale, fy=scale, interpolation=how), halves * scale
