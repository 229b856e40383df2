"""Where a page is busy enough to hold a code: every symbology packs strong edges side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from merchlint.observe.code_sighting import Gray

# (left, top, right, bottom) in pixels of the page, right and bottom exclusive.
Region = tuple[int, int, int, int]

_BLOCK = 8
# Mean step between neighbours in a block, of 255. Modules of 2 to 8 pixels at a contrast of 60 give 35 and more.
_BUSY = 24
# A code is busy over at least this many blocks both ways (24 pixels); a line of small text is not.
_LEAST = 3
_QUIET = 2


def busy_regions(gray: Gray) -> list[Region]:
    """Upright rectangles that hold every busy part of an H x W uint8 page, top to bottom; they may overlap a little.

    A page that is busy nearly everywhere is one region.
    """
    import cv2
    import numpy as np

    height, width = gray.shape
    half = cv2.resize(gray, (max(1, width // 2), max(1, height // 2)), interpolation=cv2.INTER_AREA)
    steps = cv2.morphologyEx(half, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    blocks = (max(1, -(-width // _BLOCK)), max(1, -(-height // _BLOCK)))
    busy = (cv2.resize(steps, blocks, interpolation=cv2.INTER_AREA) >= _BUSY).astype(np.uint8)
    full = cv2.morphologyEx(busy, cv2.MORPH_OPEN, np.ones((_LEAST, _LEAST), np.uint8))
    grown = cv2.dilate(full, np.ones((2 * _QUIET + 1, 2 * _QUIET + 1), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(grown, connectivity=8)
    sx, sy = width / blocks[0], height / blocks[1]
    regions = []
    for left, top, wide, tall, _ in stats[1:count].tolist():
        right, bottom = min(width, round((left + wide) * sx)), min(height, round((top + tall) * sy))
        regions.append((round(left * sx), round(top * sy), right, bottom))
    regions = _without_inner(regions)
    if sum((r - x) * (b - y) for x, y, r, b in regions) > 0.9 * width * height:
        return [(0, 0, width, height)]
    return sorted(regions, key=lambda region: (region[1], region[0]))


def _without_inner(regions: list[Region]) -> list[Region]:
    """Regions that lie in another one are dropped."""
    kept: list[Region] = []
    for one in sorted(regions, key=lambda r: (r[0] - r[2]) * (r[3] - r[1])):
        if not any(k[0] <= one[0] and k[1] <= one[1] and k[2] >= one[2] and k[3] >= one[3] for k in kept):
            kept.append(one)
    return kept
