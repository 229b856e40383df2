"""Does an unread QR code look like one? Its three finder patterns are compared with the drawn ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from merchlint.geometry import Box
    from merchlint.observe.code_sighting import Gray, Sighting

_SIDE = 240
_LEAST, _MOST = 0.45, 0.95
# Modules a side of QR versions 1 to 20 (ISO/IEC 18004): 21, 25, 29 ... 97.
_SIZES = range(21, 98, 4)
# The same for micro QR codes: 11 to 17.
_MICRO_SIZES = range(11, 18, 2)


def graded(gray: Gray, sighting: Sighting) -> Sighting:
    """An unread QR code with its confidence set by how like one it looks; any other sighting as it was."""
    if sighting.payload is not None or sighting.symbology != "qr_code":
        return sighting
    return replace(sighting, confidence=_LEAST + (_MOST - _LEAST) * finder_likeness(gray, sighting.box))


def finder_likeness(gray: Gray, box: Box) -> float:
    """0 to 1: how like finder patterns the three most alike corners of a box are; the weakest of the three counts.

    The box says where the code ends, so that only the number of modules is tried out.
    """
    import numpy as np

    return float(np.sort(_corner_likeness(gray, box, _SIZES), axis=0)[1].max())


def one_finder_likeness(gray: Gray, box: Box) -> float:
    """0 to 1: how like a finder pattern the most alike corner of a micro QR code's box is."""
    return float(_corner_likeness(gray, box, _MICRO_SIZES).max())


def _corner_likeness(gray: Gray, box: Box, sizes: range) -> npt.NDArray[np.float32]:
    """0 to 1 for each of the four corners and each number of modules a side.

    A finder pattern is a 3 x 3 dark square in a light ring in a dark ring, with a light edge towards the inside of the
    code (ISO/IEC 18004, 6.3.3).
    """
    import cv2
    import numpy as np

    target = np.array([(0, 0), (_SIDE, 0), (_SIDE, _SIDE), (0, _SIDE)], np.float32)
    pose = cv2.getPerspectiveTransform(np.array(box, np.float32), target)
    flat = cv2.warpPerspective(gray, pose, (_SIDE, _SIDE), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    drawn = np.ones((8, 8), np.float32)
    drawn[:7, :7] = 0
    drawn[1:6, 1:6] = 1
    drawn[2:5, 2:5] = 0
    drawn = (drawn - drawn.mean()) / drawn.std()
    near = ((np.arange(8) + 0.5) * _SIDE / np.array(sizes)[:, None]).astype(int)
    far = _SIDE - 1 - near
    corners = ((near, near), (near, far), (far, far), (far, near))
    seen = np.stack([flat[rows[:, :, None], columns[:, None, :]] for rows, columns in corners]).astype(np.float32)
    seen -= seen.mean(axis=(2, 3), keepdims=True)
    spread = seen.std(axis=(2, 3))
    likes: npt.NDArray[np.float32] = np.abs((seen * drawn).mean(axis=(2, 3))) / np.maximum(spread, 1.0)
    return likes
