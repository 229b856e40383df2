"""Fit the box of a line to its ink: the detector's boxes are half a line too large, so that no character is cut."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from merchlint.assets.model import Pixels
    from merchlint.observe.text_detect import Quad

_CONTRAST: Final = 0.4
"""Ink differs from the ground by at least this share of what the strongest ink differs by."""
_PALE: Final = 0.2
"""The same along the line, where a paler word may stand beside a strong one."""
_FAINT: Final = 14.0
"""Levels (of 255) under which nothing is called ink."""
_GAP: Final = 0.14
"""Blank rows, in heights of the crop, that may lie inside a line (over an i, inside 二)."""
_WORK: Final = 96
"""Rows at which ink is looked for; taller crops are shrunk first."""

Span = tuple[float, float]


def fitted(quad: Quad, crop: Pixels) -> Quad:
    """The quad that a crop was cut along, drawn in to the ink; unchanged where no ink stands out."""
    found = ink(crop)
    return quad if found is None else part(quad, *found)


def part(quad: Quad, across: Span, down: Span) -> Quad:
    """The part of a quad between shares of its width and of its height."""
    (left, right), (top, bottom) = across, down
    x, y = quad[1] - quad[0], quad[3] - quad[0]
    corners = [quad[0] + x * u + y * v for u, v in ((left, top), (right, top), (right, bottom), (left, bottom))]
    return np.array(corners, dtype=np.float32)


def ink(crop: Pixels) -> tuple[Span, Span] | None:
    """Where the ink of one line lies in its straightened crop.

    Args:
        crop: H x W x 3, the line from left to right or from top to bottom.

    Returns:
        ((left, right), (top, bottom)) as shares of the crop's width and height; None where no ink stands out.
    """
    height, width = crop.shape[:2]
    scale = min(1.0, _WORK / min(height, width))
    size = (max(4, round(width * scale)), max(4, round(height * scale)))
    small = cv2.resize(crop, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    upright = size[0] >= size[1]
    rims = (small[:2], small[-2:]) if upright else (small[:, :2], small[:, -2:])
    ground = np.median(np.concatenate([rim.reshape(-1, 3) for rim in rims]), axis=0)
    red, green, blue = cv2.split(np.abs(small - ground.astype(np.float32)))
    distance = cv2.GaussianBlur(cv2.max(cv2.max(red, green), blue), (3, 3), 0)
    strongest = float(np.percentile(distance, 97))
    if strongest < _FAINT:
        return None
    mask = distance > max(_FAINT, _CONTRAST * strongest)
    pale = distance > max(_FAINT, _PALE * strongest)
    if upright:
        rows = _core(mask.sum(axis=1), mask.shape[0])
        columns = _extent(pale[rows[0] : rows[1]].sum(axis=0))
    else:
        columns = _core(mask.sum(axis=0), mask.shape[1])
        rows = _extent(pale[:, columns[0] : columns[1]].sum(axis=1))
    if rows[1] <= rows[0] or columns[1] <= columns[0]:
        return None
    across = (columns[0] / size[0], columns[1] / size[0])
    down = (rows[0] / size[1], rows[1] / size[1])
    return across, down


def _core(profile: npt.NDArray[np.int64], length: int) -> tuple[int, int]:
    """The run of inked rows around the middle; what lies beyond a wide blank belongs to a neighbour."""
    inked = np.flatnonzero(profile >= max(1.0, 0.02 * float(profile.max())))
    if not len(inked):
        return (0, 0)
    breaks = np.flatnonzero(np.diff(inked) > max(2.0, _GAP * length))
    starts = np.concatenate([[0], breaks + 1])
    ends = np.concatenate([breaks, [len(inked) - 1]])
    weights = [float(profile[inked[s] : inked[e] + 1].sum()) for s, e in zip(starts, ends, strict=True)]
    best = int(np.argmax(weights))
    return int(inked[starts[best]]), int(inked[ends[best]]) + 1


def _extent(profile: npt.NDArray[np.int64]) -> tuple[int, int]:
    inked = np.flatnonzero(profile)
    return (int(inked[0]), int(inked[-1]) + 1) if len(inked) else (0, 0)
