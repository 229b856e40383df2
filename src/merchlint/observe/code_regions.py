"""Where a page is busy enough to hold a code: every symbology packs strong edges side by side.

Everything is told from means over blocks of 8 pixels, which are made once a page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    import numpy.typing as npt

    from merchlint.geometry import Box
    from merchlint.observe.code_sighting import Gray

    Mask = npt.NDArray[np.uint8]

BLOCK = 8
# Mean step between neighbours in a block, of 255. Modules of 2 to 5 pixels at a contrast of 60 give 35 and more.
_BUSY = 24
# A code is busy over at least this many blocks both ways (24 pixels); a line of small text is not.
_LEAST = 3
# Small modules leave no room between steps: the mean step is at least this share of the greatest one around. Letters,
# cloth and leaves have as great steps, but fewer.
_DENSE = 0.35
_QUIET = 4
# Bars: steps across them outweigh those along them this many times, in this share of a window this many blocks long and
# high. The shortest codes are 67 modules long (EAN-8).
_STRIPED = 1.8
_BARS = (8, 3)
_MOST_STRIPED = 0.65
# Blocks by which striped places are grown: they leave room for a quiet zone.
_BAR_GAP = 6
# The same for bars of more than 5 pixels: blocks are pooled by four, and steps are rarer.
_POOL = 4
_COARSE_STEP = 6
_COARSE_BARS = (5, 2)
_MOST_COARSE = 0.8
_COARSE_GAP = 2


class Region(NamedTuple):
    """An upright rectangle in pixels of the page, right and bottom exclusive."""

    left: int
    top: int
    right: int
    bottom: int

    def cut(self, gray: Gray) -> Gray:
        return gray[self.top : self.bottom, self.left : self.right]

    def halved(self) -> Region:
        """The same place on the page at half its size."""
        return Region(self.left // 2, self.top // 2, self.right // 2, self.bottom // 2)


class Bars(NamedTuple):
    """Places striped as by a linear code with room for quiet zones: upright, and on its side."""

    upright: list[Region]
    turned: list[Region]


@dataclass(frozen=True, slots=True, eq=False)
class Blocks:
    """A page in blocks.

    Attributes:
        width, height: of the page in pixels.
        busy: 1 for blocks with many steps, 0 for others.
        dense: 1 for those busy blocks that are as full of steps as square codes of small modules are.
        down, across: mean step from row to row and from column to column in each block, of 255.
    """

    width: int
    height: int
    busy: Mask
    dense: Mask
    down: Mask
    across: Mask

    def without(self, boxes: Iterable[Box]) -> Blocks:
        """The same page with nothing to look for in these boxes."""
        import cv2
        import numpy as np

        masks = [self.busy.copy(), self.dense.copy(), self.down.copy(), self.across.copy()]
        for box in boxes:
            corners = np.round(np.array(box) / BLOCK - 0.5).astype(np.int32)
            for mask in masks:
                cv2.fillConvexPoly(mask, corners, 0)
        return replace(self, busy=masks[0], dense=masks[1], down=masks[2], across=masks[3])

    def regions(self, least: int = _LEAST) -> list[Region]:
        """Every part dense over `least` blocks both ways, top to bottom; they may overlap a little.

        Codes of up to 5 pixels a module lie in one region with their quiet zone. A page that is dense nearly everywhere
        is one region.
        """
        import cv2
        import numpy as np

        full = cv2.morphologyEx(self.dense, cv2.MORPH_OPEN, np.ones((least, least), np.uint8))
        regions = self._rectangles(full, BLOCK, _QUIET, _QUIET)
        if sum((r.right - r.left) * (r.bottom - r.top) for r in regions) > 0.9 * self.width * self.height:
            return [Region(0, 0, self.width, self.height)]
        return regions

    def bars(self) -> Bars:
        """Where bars of up to 5 pixels a module stand."""
        down, across = _stripes(self.down, self.across)
        return self._bars((down & self.busy, across & self.busy), BLOCK, _BARS, _MOST_STRIPED, _BAR_GAP)

    def coarse_bars(self) -> Bars:
        """Where bars of 4 pixels and more a module stand."""
        import cv2

        size = (max(1, self.busy.shape[1] // _POOL), max(1, self.busy.shape[0] // _POOL))
        down, across = (cv2.resize(steps, size, interpolation=cv2.INTER_AREA) for steps in (self.down, self.across))
        striped = _stripes(down, across)
        masks = striped[0] & (down >= _COARSE_STEP), striped[1] & (across >= _COARSE_STEP)
        return self._bars(masks, BLOCK * _POOL, _COARSE_BARS, _MOST_COARSE, _COARSE_GAP)

    def _bars(self, striped: tuple[Mask, Mask], block: int, window: tuple[int, int], most: float, gap: int) -> Bars:
        long, high = window
        down, across = striped
        return Bars(
            self._rectangles(_mostly(across, long, high, most), block, long // 2 + gap, high // 2 + gap),
            self._rectangles(_mostly(down, high, long, most), block, high // 2 + gap, long // 2 + gap),
        )

    def _rectangles(self, mask: Mask, block: int, reach_x: int, reach_y: int) -> list[Region]:
        """Rectangles around the set blocks, each grown by so many blocks and joined where they then touch."""
        import cv2
        import numpy as np

        if not mask.any():
            return []
        grown = cv2.dilate(mask, np.ones((2 * reach_y + 1, 2 * reach_x + 1), np.uint8))
        count, _, stats, _ = cv2.connectedComponentsWithStats(grown, connectivity=8)
        rectangles = [
            Region(
                left * block,
                top * block,
                min(self.width, (left + wide) * block),
                min(self.height, (top + tall) * block),
            )
            for left, top, wide, tall, _ in stats[1:count].tolist()
        ]
        return sorted(_without_inner(rectangles), key=lambda region: (region.top, region.left))


def blocks_of(gray: Gray, half: Gray) -> Blocks:
    """A page in blocks.

    Args:
        gray: the page, H x W uint8.
        half: the page at half its size.
    """
    import cv2
    import numpy as np

    # Halving twice averages whole blocks several times as fast as one step does.
    half = cv2.copyMakeBorder(half, 0, -half.shape[0] % 4, 0, -half.shape[1] % 4, cv2.BORDER_REPLICATE)
    steps = cv2.morphologyEx(half, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    down, across = np.zeros_like(half), np.zeros_like(half)
    cv2.absdiff(half[1:], half[:-1], dst=down[1:])
    cv2.absdiff(half[:, 1:], half[:, :-1], dst=across[:, 1:])
    mean = _pooled(steps)
    greatest = cv2.dilate(cv2.dilate(steps, np.ones((5, 5), np.uint8))[2::4, 2::4], np.ones((3, 3), np.uint8))
    busy = (mean >= _BUSY).astype(np.uint8)
    dense = busy & (mean >= _DENSE * greatest).astype(np.uint8)
    height, width = gray.shape
    return Blocks(width, height, busy, dense, _pooled(down), _pooled(across))


def _pooled(steps: Mask) -> Mask:
    import cv2

    for _ in range(2):
        steps = cv2.resize(steps, (steps.shape[1] // 2, steps.shape[0] // 2), interpolation=cv2.INTER_AREA)
    return steps


def _stripes(down: Mask, across: Mask) -> tuple[Mask, Mask]:
    """1 for the blocks whose stripes lie across the page, and for those whose stripes stand upright on it."""
    import numpy as np

    d, a = down.astype(np.float32), across.astype(np.float32)
    return (d > _STRIPED * a).astype(np.uint8), (a > _STRIPED * d).astype(np.uint8)


def _mostly(mask: Mask, wide: int, tall: int, most: float) -> Mask:
    """1 where at least such a share of the window of `wide` x `tall` blocks around is set."""
    import cv2
    import numpy as np

    share = cv2.boxFilter(mask.astype(np.float32), -1, (wide, tall), borderType=cv2.BORDER_CONSTANT)
    result: Mask = (share >= most).astype(np.uint8)
    return result


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
