"""Find where text stands on a picture: the detection network and what turns its map into boxes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np
import numpy.typing as npt

from merchlint.observe.text_models import DETECTION, Network, failed

if TYPE_CHECKING:
    from merchlint.assets.model import Pixels

Quad = npt.NDArray[np.float32]
"""Four corners, 4 x 2, clockwise from the corner nearest the top left of the picture."""

_STEP: Final = 32  # the network halves its input five times
_MAP_THRESHOLD: Final = 0.3
_BOX_THRESHOLD: Final = 0.5
_UNCLIP: Final = 1.6
"""The network marks the core of a line; the whole line is this much of area over perimeter larger on every side."""
_MIN_SIDE: Final = 3.0
_PLAIN: Final = 5
"""Levels (of 255) by which neighbouring pixels of plain ground differ at most."""
_WINDOW_STEP: Final = 128
"""Windows come in few sizes: the engine prepares itself anew for each size that it has not met."""
_MARGIN: Final = 24
"""Pixels of ground that are kept around what is not plain."""


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """A place that holds text.

    Attributes:
        quad: corners in pixels of the picture given to `Detector.find`.
        score: mean of the network's map inside the core of the region, 0 to 1.
    """

    quad: Quad
    score: float


class Detector:
    """Finds text regions on a picture at a given scale.

    Raises:
        ObserveError: the engine is missing or fails.
    """

    def __init__(self) -> None:
        self._network = Network(DETECTION)

    def find(self, pixels: Pixels, scale: float) -> list[Region]:
        """Regions of text on a picture (H x W x 3, RGB) that is looked at `scale` times its size."""
        height, width = pixels.shape[:2]
        rows = max(_STEP, round(height * scale / _STEP) * _STEP)
        columns = max(_STEP, round(width * scale / _STEP) * _STEP)
        shrinking = rows * columns < height * width
        small = cv2.resize(pixels, (columns, rows), interpolation=cv2.INTER_AREA if shrinking else cv2.INTER_LINEAR)
        window = _content(small)
        if window is None:
            return []
        left, top, right, bottom = window
        small = small[top:bottom, left:right]
        answer = self._network(as_batch(small))
        if answer.shape != (1, 1, bottom - top, right - left):
            raise failed(DETECTION, f"shape {answer.shape}")
        stretch = np.array([width / columns, height / rows], dtype=np.float32)
        shift = np.array([left, top], dtype=np.float32)
        return _regions(answer[0, 0], shift, stretch, np.array([width, height], dtype=np.float32))


def as_batch(pixels: Pixels) -> npt.NDArray[np.float32]:
    """A picture (H x W x 3, RGB) as the networks take it: 1 x 3 x H x W, BGR, from -1 to 1."""
    half = 255.0 / 2.0
    batch: npt.NDArray[np.float32] = cv2.dnn.blobFromImage(pixels, 1.0 / half, mean=(half, half, half), swapRB=True)
    return batch


def _content(small: Pixels) -> tuple[int, int, int, int] | None:
    """(left, top, right, bottom) of what is not plain ground; None for an empty picture."""
    height, width = small.shape[:2]
    busy_rows, busy_columns = [], []
    for change in (cv2.absdiff(small[1:], small[:-1]), cv2.absdiff(small[:, 1:], small[:, :-1])):
        busy = change.reshape(len(change), -1) > _PLAIN  # channels side by side: many times faster than over them
        busy_rows.append(np.flatnonzero(busy.any(axis=1)))
        busy_columns.append(np.flatnonzero(busy.any(axis=0).reshape(-1, 3).any(axis=1)))
    across, down = np.concatenate(busy_columns), np.concatenate(busy_rows)
    if not len(across):
        return None
    left, right = _steps(int(across.min()), int(across.max()), width)
    top, bottom = _steps(int(down.min()), int(down.max()), height)
    return left, top, right, bottom


def _steps(first: int, last: int, length: int) -> tuple[int, int]:
    """The span with a margin, in one of few lengths, inside the picture."""
    start = max(0, first - _MARGIN)
    size = min(length, -(-(last + 1 + _MARGIN - start) // _WINDOW_STEP) * _WINDOW_STEP)
    start = min(start, length - size)
    return start, start + size


def _regions(chart: npt.NDArray[np.float32], shift: Quad, stretch: Quad, limit: Quad) -> list[Region]:
    mask = (chart > _MAP_THRESHOLD).astype(np.uint8)
    mask = cv2.dilate(mask, np.ones((2, 2), np.uint8))
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for contour in contours:
        (middle, (wide, tall), angle) = cv2.minAreaRect(contour)
        if min(wide, tall) < _MIN_SIDE:
            continue
        score = _mean_inside(chart, cv2.boxPoints((middle, (wide, tall), angle)))
        if score < _BOX_THRESHOLD:
            continue
        grow = 2.0 * wide * tall * _UNCLIP / (2.0 * (wide + tall))
        quad = cv2.boxPoints((middle, (wide + grow, tall + grow), angle)) + shift
        found.append(Region(clockwise(np.clip(quad * stretch, 0.0, limit).astype(np.float32)), score))
    return found


def _mean_inside(chart: npt.NDArray[np.float32], quad: Quad) -> float:
    height, width = chart.shape
    left, top = np.clip(np.floor(quad.min(axis=0)).astype(int), 0, (width - 1, height - 1))
    right, bottom = np.clip(np.ceil(quad.max(axis=0)).astype(int), 0, (width - 1, height - 1))
    mask = np.zeros((bottom - top + 1, right - left + 1), np.uint8)
    cv2.fillPoly(mask, [np.round(quad - (left, top)).astype(np.int32)], 1)
    return float(cv2.mean(chart[top : bottom + 1, left : right + 1], mask)[0])


def clockwise(quad: Quad) -> Quad:
    """The same corners, clockwise from the one that is the top left of the text if the text is upright."""
    by_x = quad[np.argsort(quad[:, 0], kind="stable")]
    left = by_x[:2][np.argsort(by_x[:2, 1], kind="stable")]
    right = by_x[2:][np.argsort(by_x[2:, 1], kind="stable")]
    return np.array([left[0], right[0], right[1], left[1]], dtype=np.float32)
