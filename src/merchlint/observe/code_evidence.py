"""Does an unread QR code look like one? Its three finder patterns are compared with the drawn ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from merchlint.geometry import Box
    from merchlint.observe.code_sighting import Gray, Sighting

_SIDE = 240
_LEAST, _MOST = 0.45, 0.95
# Modules a side of QR versions 1 to 20 (ISO/IEC 18004): 21, 25, 29 ... 97.
_SIZES = range(21, 98, 4)


def graded(gray: Gray, sighting: Sighting) -> Sighting:
    """An unread QR code with its confidence set by how like one it looks; any other sighting as it was."""
    if sighting.payload is not None or sighting.symbology != "qr_code":
        return sighting
    likeness = max(0.0, finder_likeness(gray, sighting.box))
    return replace(sighting, confidence=_LEAST + (_MOST - _LEAST) * likeness)


def finder_likeness(gray: Gray, box: Box) -> float:
    """-1 to 1: how like finder patterns the three most alike corners of a box are; the weakest of the three counts.

    A finder pattern is a 3 x 3 dark square in a light ring in a dark ring, with a light edge towards the inside of the
    code (ISO/IEC 18004, 6.3.3). The box says where the code ends, so that only the number of modules is tried out.
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
    best = -1.0
    for size in _SIZES:
        at = ((np.arange(8) + 0.5) * _SIDE / size).astype(int)
        back = _SIDE - 1 - at
        likes = []
        for rows, columns in ((at, at), (at, back), (back, back), (back, at)):
            seen = flat[np.ix_(rows, columns)].astype(np.float32)
            spread = float(seen.std())
            likes.append(abs(float(((seen - seen.mean()) * drawn).mean())) / spread if spread > 1 else 0.0)
        best = max(best, sorted(likes)[1])
    return best
