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

CORNERS = 4
"""Points of a contour of the plainest thing, a rectangle."""

REACH = 2
"""Pixels at a level that edges are widened by, so that parts of one mark join."""

WEAK_EDGE, STRONG_EDGE, STARK_EDGE = 20, 72, 110
"""Steps of one colour channel, of 255: print on a plain ground, print that stands out from a photograph, and print
on a photograph whose own edges are strong."""

VIVID = 150
"""Largest less smallest channel value of print in a pure colour."""


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
    found = [spans for i, level in enumerate(levels[1:]) for spans in _at_level(level, finest=i == 0)]
    if not found:
        return np.zeros((0, 4), np.float32)
    # One array for all levels: a page has dozens of short lists, and each array operation costs as much as a level.
    rows = np.array([row for spans in found for row in spans.rows], np.float32).reshape(-1, 5)
    counts = [len(spans.rows) for spans in found]
    around = np.repeat(np.array([[s.level.scale, *s.level.pixels.shape[1::-1]] for s in found], np.float32), counts, 0)
    scale, limits = around[:, :1], around[:, [1, 2, 1, 2]]
    off = rows[:, 4:]
    boxes = np.concatenate([rows[:, :2] + off, rows[:, :2] + rows[:, 2:4] - off], axis=1)
    np.clip(boxes, 0, limits, out=boxes)
    width, height = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    longest, shortest = np.maximum(width, height), np.minimum(width, height)
    fits = (longest >= SMALLEST) & (longest <= LARGEST_AT_LEVEL) & (longest <= FLATTEST * shortest)
    return distinct((boxes * scale)[fits])


@dataclass(frozen=True, slots=True)
class _Spans:
    """What one mask shows at a level: left, top, width, height, and how far the mask reaches beyond the thing."""

    level: Level
    rows: list[tuple[int, int, int, int, int]]


def _at_level(level: Level, finest: bool) -> list[_Spans]:
    """On composed cards these masks find the most marks for their time; there, the finest level is most of the time."""
    import cv2

    pixels = level.pixels
    square, wide = np.ones((3, 3), np.uint8), np.ones((2 * REACH + 1, 2 * REACH + 1), np.uint8)
    channels = cv2.split(pixels)
    steps = cv2.split(cv2.subtract(cv2.dilate(pixels, square), cv2.erode(pixels, square)))
    edge = cv2.max(cv2.max(steps[0], steps[1]), steps[2])
    weak, strong = _above(edge, WEAK_EDGE), _above(edge, STRONG_EDGE)
    low = cv2.min(cv2.min(channels[0], channels[1]), channels[2])
    high = cv2.max(cv2.max(channels[0], channels[1]), channels[2])
    white, black = _above(low, NEARLY_WHITE), cv2.bitwise_not(_above(high, NEARLY_BLACK))
    masks = [(strong, 1, True)]
    masks += [(cv2.dilate(mask, wide), REACH, False) for mask in (white, black)]
    masks += [(cv2.dilate(mask, wide), 1 + REACH, False) for mask in (weak, strong)]
    if finest:
        masks += [(cv2.dilate(_above(edge, STARK_EDGE), wide), 1 + REACH, False)]
        masks += [(cv2.dilate(_above(cv2.subtract(high, low), VIVID), square), 1, False)]
    else:
        # Of the finest level this is as many regions as of all others together, and finds no mark that they miss.
        masks += [(weak, 1, True)]
    return [_Spans(level, _contours(*mask)) for mask in masks]


def _above(plane: Pixels, least: int) -> Pixels:
    import cv2

    return np.asarray(cv2.threshold(plane, least, 255, cv2.THRESH_BINARY)[1], np.uint8)


def _contours(mask: Pixels, margin: int, inner: bool) -> list[tuple[int, int, int, int, int]]:
    """Connected pixels, and with `inner` also the holes in them."""
    import cv2

    mode = cv2.RETR_CCOMP if inner else cv2.RETR_EXTERNAL
    contours, tree = cv2.findContours(mask, mode, cv2.CHAIN_APPROX_SIMPLE)
    if not contours:
        return []
    # The contour of a hole runs on the innermost edge pixels: it already fits the flat patch inside.
    off = np.where(tree[0, :, 3] >= 0, 0, margin).tolist()
    # Most contours are specks of one to three points.
    rows = [(*cv2.boundingRect(c), beyond) for c, beyond in zip(contours, off, strict=True) if len(c) >= CORNERS]
    return [row for row in rows if max(row[2], row[3]) >= SMALLEST]


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
