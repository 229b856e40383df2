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

Crops = NDArray[np.float32]


def cut(levels: list[Level], boxes: Boxes) -> NDArray[np.uint8]:
    """(N, 48, 48, 3) square pieces around the boxes, each from the smallest level where it still has 48 pixels."""
    import cv2

    out = np.empty((len(boxes), CROP, CROP, 3), np.uint8)
    sides = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]) / FILL
    centres = (boxes[:, :2] + boxes[:, 2:]) / 2
    scales = np.array([level.scale for level in levels])
    depth = np.maximum((sides[:, None] / scales >= CROP).sum(axis=1) - 1, 0)
    for i, level_at in enumerate(depth):
        level = levels[level_at]
        zoom = CROP / (sides[i] / level.scale)
        x, y = centres[i] / level.scale - sides[i] / level.scale / 2
        turn = np.array([[zoom, 0, -x * zoom + zoom / 2 - 0.5], [0, zoom, -y * zoom + zoom / 2 - 0.5]], np.float32)
        cv2.warpAffine(
            level.pixels, turn, (CROP, CROP), dst=out[i], flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
    return out


def stand_out(pieces: NDArray[np.uint8]) -> Crops:
    """(N, 48, 48) float32 in 0..1: colour distance from the median colour of the rim, at most 1 for the strongest.

    The 97th percentile becomes 1, as in the training of the network.
    """
    if not len(pieces):
        return np.zeros((0, CROP, CROP), np.float32)
    rim = np.concatenate(
        [pieces[:, ::47, ::2].reshape(len(pieces), -1, 3), pieces[:, ::2, ::47].reshape(len(pieces), -1, 3)], axis=1
    )
    middle = rim.shape[1] // 2
    ground = np.partition(rim, middle, axis=1)[:, middle].astype(np.float32)
    away = pieces.astype(np.float32)
    away -= ground[:, None, None, :]
    distance: Crops = np.sqrt(np.einsum("nyxc,nyxc->nyx", away, away))
    some = distance[:, ::2, ::2].reshape(len(pieces), -1)
    rank = int(some.shape[1] * 0.97)
    top = np.maximum(np.partition(some, rank, axis=1)[:, rank], QUIETEST)
    distance /= top[:, None, None]
    np.minimum(distance, 1, out=distance)
    return distance
