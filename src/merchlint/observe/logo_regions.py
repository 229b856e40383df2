"""Where a logo may stand: boxes around things that look like one small drawing, at any size and on any ground.

Two views of the same edge picture find them. Joined edges give marks on a plain ground, also those of several parts.
Flat patches between edges give solid marks and badges on a photograph, where the edges run into the scenery.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Boxes = NDArray[np.float32]
Pixels = NDArray[np.uint8]

FINEST = 0.75
"""Edges are sought at this size first: half the work of full size, and enough for a mark of 24 pixels."""

SMALLEST = 18
"""Pixels at a level. A mark of 3 mm on a card printed at 300 dpi and shown at 1,063 pixels is 28 wide, 21 here."""

LARGEST_AT_LEVEL = 104
"""Above this size a thing is looked for at the next coarser level, where gaps between its parts are small again."""

FLATTEST = 2.6
"""Longest side by shortest. Marks are about square; words are not."""

NEARLY_WHITE, NEARLY_BLACK = 215, 50
"""Channel values of print that is white or black: on a photograph these are the usual inks of a mark."""

REACH = 2
"""Pixels at a level that edges are widened by, so that parts of one mark join."""

WEAK_EDGE, STRONG_EDGE = 20, 72
"""Steps of one colour channel, of 255: print on a plain ground, and print that stands out from a photograph."""


@dataclass(frozen=True, slots=True)
class Level:
    """The page at another size; `scale` is pixels of the page for one pixel here."""

    pixels: Pixels
    scale: float


def pyramid(pixels: Pixels) -> list[Level]:
    """The page itself, then at `FINEST` size, and from there halved until it is no larger than one thing."""
    import cv2

    height, width = (max(1, round(side * FINEST)) for side in pixels.shape[:2])
    levels = [Level(pixels, 1.0), Level(cv2.resize(pixels, (width, height)), 1 / FINEST)]
    while max(height, width) > LARGEST_AT_LEVEL and min(height, width) > 2 * SMALLEST:
        last = levels[-1]
        # Whole pairs only, so that a pixel here is exactly two by two there.
        height, width = height // 2, width // 2
        half = cv2.resize(last.pixels[: 2 * height, : 2 * width], (width, height), interpolation=cv2.INTER_AREA)
        levels.append(Level(half, last.scale * 2))
    return levels


def propose(levels: list[Level]) -> Boxes:
    """(N, 4) left, top, right, bottom in pixels of the page, from all levels of `pyramid` but the first."""
    found = [boxes * level.scale for level in levels[1:] for boxes in _at_level(level.pixels)]
    return distinct(np.concatenate(found)) if found else np.zeros((0, 4), np.float32)


def _at_level(pixels: Pixels) -> list[Boxes]:
    import cv2

    square = np.ones((3, 3), np.uint8)
    edge = np.zeros(pixels.shape[:2], np.uint8)
    channels = cv2.split(pixels)
    for channel in channels:
        step = cv2.subtract(cv2.dilate(channel, square), cv2.erode(channel, square))
        cv2.max(edge, step, dst=edge)
    weak = cv2.threshold(edge, WEAK_EDGE, 255, cv2.THRESH_BINARY)[1]
    strong = cv2.threshold(edge, STRONG_EDGE, 255, cv2.THRESH_BINARY)[1]
    shape = pixels.shape[:2]
    found = [_contours(weak, 1, shape, inner=True), _contours(strong, 1, shape, inner=True)]
    low = cv2.min(cv2.min(channels[0], channels[1]), channels[2])
    high = cv2.max(cv2.max(channels[0], channels[1]), channels[2])
    white = cv2.threshold(low, NEARLY_WHITE, 255, cv2.THRESH_BINARY)[1]
    black = cv2.threshold(high, NEARLY_BLACK, 255, cv2.THRESH_BINARY_INV)[1]
    for mask in (white, black):
        near = cv2.dilate(mask, np.ones((2 * REACH + 1, 2 * REACH + 1), np.uint8))
        found.append(_contours(near, REACH, shape))
    for mask in (weak, strong):
        near = cv2.dilate(mask, np.ones((2 * REACH + 1, 2 * REACH + 1), np.uint8))
        found.append(_contours(near, 1 + REACH, shape))
    return found


def _contours(mask: Pixels, margin: int, shape: tuple[int, ...], inner: bool = False) -> Boxes:
    """Boxes of connected pixels, `margin` taken off each side, that have the size and shape of a mark."""
    import cv2

    mode = cv2.RETR_CCOMP if inner else cv2.RETR_EXTERNAL
    contours, tree = cv2.findContours(mask, mode, cv2.CHAIN_APPROX_SIMPLE)
    if not contours:
        return np.zeros((0, 4), np.float32)
    spans = np.array([cv2.boundingRect(c) for c in contours], np.float32)
    # The contour of a hole runs on the innermost edge pixels: it already fits the flat patch inside.
    off = np.where(tree[0, :, 3:] >= 0, 0, margin)
    boxes = np.concatenate([spans[:, :2] + off, spans[:, :2] + spans[:, 2:] - off], axis=1)
    np.clip(boxes, 0, (shape[1], shape[0], shape[1], shape[0]), out=boxes)
    width, height = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    longest, shortest = np.maximum(width, height), np.minimum(width, height)
    fits: Boxes = boxes[(longest >= SMALLEST) & (longest <= LARGEST_AT_LEVEL) & (longest <= FLATTEST * shortest)]
    return fits


def distinct(boxes: Boxes) -> Boxes:
    """One of each group of boxes that nearly coincide, the first; in a fixed order."""
    if not len(boxes):
        return boxes
    side = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
    size = np.round(np.log(side) / 0.12)
    cell = np.maximum(1.0, 0.15 * np.exp(size * 0.12))
    key = np.stack([size, *(np.round(boxes[:, i] / cell) for i in range(4))], axis=1)
    _, first = np.unique(key, axis=0, return_index=True)
    return boxes[np.sort(first)]
