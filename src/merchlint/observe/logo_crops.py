"""What the logo network looks at: a region, seen as its distance in colour from the colour around it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from merchlint.observe.logo_regions import Boxes, Level

CROP = 48
"""Side of a crop, in pixels; the network is built for it."""

FILL = 0.89
"""How much of a crop the region fills. The rest shows the ground around it."""

QUIETEST = 14.0
"""Colour distance, of 441. Below this contrast a region is paper or sky, and noise is not blown up."""

SHOWN = 0.25
"""Of the strongest colour distance in a crop: what stands out less is noise of the ground."""

Crops = NDArray[np.float32]


def cut(levels: list[Level], boxes: Boxes, side: int = CROP) -> NDArray[np.uint8]:
    """(N, side, side, 3) pieces around the boxes, each from the smallest level where it still has so many pixels."""
    import cv2

    out = np.empty((len(boxes), side, side, 3), np.uint8)
    widest = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]) / FILL
    corners = (boxes[:, :2] + boxes[:, 2:] - widest[:, None]) / 2
    scales = np.array([level.scale for level in levels])
    depth = np.maximum((widest[:, None] / scales >= side).sum(axis=1) - 1, 0)
    zoom = side * scales[depth] / widest
    # Pixel centres: the middle of the corner pixel of a piece is the middle of a pixel there, whatever the zoom.
    turns = np.zeros((len(boxes), 2, 3), np.float32)
    turns[:, 0, 0] = turns[:, 1, 1] = zoom
    turns[:, :, 2] = -corners / scales[depth][:, None] * zoom[:, None] + (zoom / 2 - 0.5)[:, None]
    for i, (level_at, turn) in enumerate(zip(depth.tolist(), turns, strict=True)):
        cv2.warpAffine(
            levels[level_at].pixels,
            turn,
            (side, side),
            dst=out[i],
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
    return out


def stand_out(pieces: NDArray[np.uint8]) -> Crops:
    """(N, S, S) float32 in 0..1: colour distance from the median colour of the rim, at most 1 for the strongest.

    The 97th percentile becomes 1, as in the training of the network.
    """
    count, last = len(pieces), pieces.shape[1] - 1
    if not count:
        return np.zeros(pieces.shape[:3], np.float32)
    rim = np.concatenate(
        [pieces[:, ::last, ::2].reshape(count, -1, 3), pieces[:, ::2, ::last].reshape(count, -1, 3)], axis=1
    )
    middle = rim.shape[1] // 2
    ground = np.partition(rim, middle, axis=1)[:, middle].astype(np.int32)
    away = pieces.astype(np.int32)
    away -= ground[:, None, None, :]
    distance: Crops = np.sqrt(np.einsum("nyxc,nyxc->nyx", away, away).astype(np.float32))
    some = distance[:, ::2, ::2].reshape(count, -1)
    rank = int(some.shape[1] * 0.97)
    top = np.maximum(np.partition(some, rank, axis=1)[:, rank], QUIETEST)
    distance /= top[:, None, None]
    np.minimum(distance, 1, out=distance)
    return distance


def tightened(box: NDArray[np.float32], crop: NDArray[np.float32]) -> tuple[float, float, float, float]:
    """The box, drawn in to what stands out of its crop: specks of the ground may have widened it."""
    left, top, right, bottom = (float(side) for side in box)
    pixel = max(right - left, bottom - top) / FILL / len(crop)
    corner_x, corner_y = (left + right - len(crop) * pixel) / 2, (top + bottom - len(crop) * pixel) / 2
    down, across = np.nonzero(crop > SHOWN)
    if not len(down):
        return left, top, right, bottom
    inner = (
        max(left, corner_x + pixel * int(across.min())),
        max(top, corner_y + pixel * int(down.min())),
        min(right, corner_x + pixel * (int(across.max()) + 1)),
        min(bottom, corner_y + pixel * (int(down.max()) + 1)),
    )
    return inner if inner[0] < inner[2] and inner[1] < inner[3] else (left, top, right, bottom)
