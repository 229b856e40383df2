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
# Bars: steps across them outweigh those along them this many times.
_STRIPED = 1.8
# Blocks by which striped places are grown: they leave room for a quiet zone, and join the parts of coarse bars.
_BAR_GAP = 10


class Region(NamedTuple):
    """An upright rectangle in pixels of the page, right and bottom exclusive."""

    left: int
    top: int
    right: int
    bottom: int

    def cut(self, gray: Gray) -> Gray:
        return gray[self.top : self.bottom, self.left : self.right]


class Busy(NamedTuple):
    """The busy parts of a page, top to bottom; they may overlap a little.

    `regions` hold every busy part. Among them, `upright` are the places striped as by a linear code, and `turned` those
    striped as by one on its side, with room for quiet zones.
    """

    regions: list[Region]
    upright: list[Region]
    turned: list[Region]


def busy_regions(gray: Gray, half: Gray) -> Busy:
    """Where a page is busy.

    Codes of up to 5 pixels a module lie in one region with their quiet zone. A page that is busy nearly everywhere is
    one region.

    Args:
        gray: the page, H x W uint8.
        half: the page at half its size.
    """
    import cv2
    import numpy as np

    height, width = gray.shape
    # Blocks of whole pixels are averaged several times as fast as others.
    half = cv2.copyMakeBorder(half, 0, -half.shape[0] % 4, 0, -half.shape[1] % 4, cv2.BORDER_REPLICATE)
    steps = cv2.morphologyEx(half, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    blocks = (half.shape[1] // 4, half.shape[0] // 4)
    busy = (cv2.resize(steps, blocks, interpolation=cv2.INTER_AREA) >= _BUSY).astype(np.uint8)
    square = np.ones((_LEAST, _LEAST), np.uint8)
    full = cv2.morphologyEx(busy, cv2.MORPH_OPEN, square)
    regions = _rectangles(full, _QUIET, width, height)
    if sum((r.right - r.left) * (r.bottom - r.top) for r in regions) > 0.9 * width * height:
        regions = [Region(0, 0, width, height)]
    down, across = (cv2.morphologyEx(full & s, cv2.MORPH_OPEN, square) for s in _striped(half, blocks))
    upright, turned = (_rectangles(mask, _BAR_GAP, width, height) for mask in (down, across))
    return Busy(regions, upright, turned)


def _rectangles(mask: npt.NDArray[np.uint8], reach: int, width: int, height: int) -> list[Region]:
    """Rectangles around the set blocks, each grown by `reach` blocks and joined where they then touch."""
    import cv2
    import numpy as np

    grown = cv2.dilate(mask, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(grown, connectivity=8)
    rectangles = [
        Region(
            left * _BLOCK,
            top * _BLOCK,
            min(width, (left + wide) * _BLOCK),
            min(height, (top + tall) * _BLOCK),
        )
        for left, top, wide, tall, _ in stats[1:count].tolist()
    ]
    return sorted(_without_inner(rectangles), key=lambda region: (region.top, region.left))


def _striped(half: Gray, blocks: tuple[int, int]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """1 for the blocks whose stripes run down the page, and for those whose stripes run across it."""
    import cv2
    import numpy as np

    steps = np.zeros_like(half), np.zeros_like(half)
    steps[0][1:], steps[1][:, 1:] = cv2.absdiff(half[1:], half[:-1]), cv2.absdiff(half[:, 1:], half[:, :-1])
    down, across = (cv2.resize(s, blocks, interpolation=cv2.INTER_AREA).astype(np.float32) for s in steps)
    return (across > _STRIPED * down).astype(np.uint8), (down > _STRIPED * across).astype(np.uint8)


def _without_inner(regions: list[Region]) -> list[Region]:
    """The regions that do not lie in another one."""
    kept: list[Region] = []
    for one in sorted(regions, key=lambda r: (r.left - r.right) * (r.bottom - r.top)):
        if not any(
            other.left <= one.left and other.top <= one.top and other.right >= one.right and other.bottom >= one.bottom
            for other in kept
        ):
            kept.append(one)
    return kept
