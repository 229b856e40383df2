"""A second look at codes that were found but not read, each in its own crop.

A failed read is most often dim light, glare, blur, or modules of an unlucky size. Each trial changes one of these and
the first one that reads ends the search: the cost is bounded by the number of trials and the size of the crop.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from merchlint.geometry import bounds
from merchlint.observe.code_sighting import Sighting, overlap
from merchlint.observe.code_zxing import Zxing

if TYPE_CHECKING:
    from merchlint.observe.code_sighting import Gray

# Sides of the crop in pixels: enough for 57 modules at 4 pixels with a margin, and enough for the largest versions.
_SIDE = 360
_LARGE_SIDE = 720


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
    import numpy as np

    side = (max(gray.shape) // 12) | 1
    light = gray.astype(np.float32)
    mean = cv2.blur(light, (side, side))
    spread = cv2.sqrt(cv2.max(cv2.blur(light * light, (side, side)) - mean * mean, 0))
    result: Gray = np.clip(128 + (light - mean) * 50 / (spread + 4), 0, 255).astype(np.uint8)
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


def _same(gray: Gray) -> Gray:
    return gray


def _soft_level(gray: Gray) -> Gray:
    return softened(levelled(gray))


_Trial = tuple[int, Callable[["Gray"], "Gray"], bool]
_TRIALS: tuple[_Trial, ...] = (
    (_SIDE, _same, False),
    (_SIDE, _same, True),
    (_SIDE, sharpened, False),
    (_SIDE, levelled, True),
    (_SIDE, levelled, False),
    (_SIDE, equalised, False),
    (_LARGE_SIDE, _same, False),
    (_LARGE_SIDE, sharpened, False),
    (_LARGE_SIDE, levelled, True),
    (_SIDE, _soft_level, False),
)


def rescue(zxing: Zxing, gray: Gray, unread: Sighting, grow: float) -> list[Sighting]:
    """What the trials see at the place of an unread code: a read sighting, else the surest unread one, else nothing.

    Args:
        gray: the whole page, H x W uint8.
        grow: how far the crop reaches beyond the box, in sides of the box.
    """
    left, top, right, bottom = bounds(unread.box)
    reach = grow * max(right - left, bottom - top, 8.0)
    x0, y0 = max(0, int(left - reach)), max(0, int(top - reach))
    x1, y1 = min(gray.shape[1], int(right + reach) + 1), min(gray.shape[0], int(bottom + reach) + 1)
    crop = gray[y0:y1, x0:x1]
    seen: list[Sighting] = []
    for side, change, global_threshold in _TRIALS:
        scaled, scale = _to_side(crop, side)
        for sighting in zxing.qr(change(scaled), thorough=False, global_threshold=global_threshold):
            found = sighting.moved(scale, x0, y0)
            if found.payload is not None and overlap(found.box, unread.box) > 0.3:
                return [found]
            seen.append(found)
    return seen[:1]


def _to_side(crop: Gray, side: int) -> tuple[Gray, float]:
    import cv2

    scale = side / max(crop.shape)
    if 0.8 < scale < 1.0:
        scale = 1.0
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return cv2.resize(crop, None, fx=scale, fy=scale, interpolation=how), scale
