"""Where a page is busy enough to hold a code: every symbology packs strong edges side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from merchlint.observe.code_sighting import Gray

_BLOCK = 8
# Mean step between neighbours in a block, of 255. Modules of 2 to 5 pixels at a contrast of 60 give 35 and more.
_BUSY = 24
# A code is busy over at least this many blocks both ways (24 pixels); a line of small text is not.
_LEAST = 3
_QUIET = 4
# Bars that lie on their side: steps down the page outweigh those across it this many times.
_TURNED = 2.5


class Region(NamedTuple):
    """An upright rectangle in pixels of the page, right and bottom exclusive.

    `turned`: a part of it is striped as by a linear code turned by 90 degrees.
    """

    left: int
    top: int
    right: int
    bottom: int
    turned: bool = False

    def cut(self, gray: Gray) -> Gray:
        return gray[self.top : self.bottom, self.left : self.right]


def busy_regions(gray: Gray) -> list[Region]:
    """Rectangles that hold every busy part of an H x W uint8 page, top to bottom; they may overlap a little.

    Codes of up to 5 pixels a module lie in one region with their quiet zone. A page that is busy nearly everywhere is
    one region.
    """
    import cv2
    import numpy as np

    height, width = gray.shape
    half = cv2.resize(gray, (max(2, width // 2), max(2, height // 2)), interpolation=cv2.INTER_AREA)
    steps = cv2.morphologyEx(half, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    blocks = (max(1, -(-width // _BLOCK)), max(1, -(-height // _BLOCK)))
    busy = (cv2.resize(steps, blocks, interpolation=cv2.INTER_AREA) >= _BUSY).astype(np.uint8)
    square = np.ones((_LEAST, _LEAST), np.uint8)
    full = cv2.morphologyEx(busy, cv2.MORPH_OPEN, square)
    turned = cv2.morphologyEx(full & _striped(half, blocks), cv2.MORPH_OPEN, square)
    grown = cv2.dilate(full, np.ones((2 * _QUIET + 1, 2 * _QUIET + 1), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(grown, connectivity=8)
    marked = np.bincount(labels.ravel(), weights=turned.ravel(), minlength=count) > 0
    sx, sy = width / blocks[0], height / blocks[1]
    regions = []
    for label, (left, top, wide, tall, _) in enumerate(stats[1:count].tolist(), 1):
        right, bottom = min(width, round((left + wide) * sx)), min(height, round((top + tall) * sy))
        regions.append(Region(round(left * sx), round(top * sy), right, bottom, bool(marked[label])))
    if sum((r.right - r.left) * (r.bottom - r.top) for r in regions) > 0.9 * width * height:
        return [Region(0, 0, width, height, any(r.turned for r in regions))]
    return sorted(_without_inner(regions), key=lambda region: (region.top, region.left))


def _striped(half: Gray, blocks: tuple[int, int]) -> npt.NDArray[np.uint8]:
    """1 for the blocks whose stripes run across the page."""
    import cv2
    import numpy as np

    down = cv2.resize(cv2.absdiff(half[1:], half[:-1]), blocks, interpolation=cv2.INTER_AREA)
    across = cv2.resize(cv2.absdiff(half[:, 1:], half[:, :-1]), blocks, interpolation=cv2.INTER_AREA)
    striped: npt.NDArray[np.uint8] = (down > _TURNED * across.astype(np.float32)).astype(np.uint8)
    return striped


def _without_inner(regions: list[Region]) -> list[Region]:
    """Regions that lie in another one are dropped."""
    kept: list[Region] = []
    for one in sorted(regions, key=lambda r: (r.left - r.right) * (r.bottom - r.top)):
        inside = (
            k.left <= one.left
            and k.top <= one.top
            and k.right >= one.right
            and k.bottom >= one.bottom
            and k.turned >= one.turned
            for k in kept
        )
        if not any(inside):
            kept.append(one)
    return kept
