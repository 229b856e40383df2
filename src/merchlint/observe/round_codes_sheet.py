"""What the first round-code network is shown: the busy places of a page at every size, laid out on sheets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from merchlint.observe.code_regions import BLOCK
from merchlint.observe.code_scale import halved
from merchlint.observe.round_codes_net import FILL, STRIDE, WINDOW

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    import numpy.typing as npt

    from merchlint.observe.code_regions import Blocks
    from merchlint.observe.code_sighting import Gray

# Side of the smallest code looked for, in pixels of the page, and the step from one size to the next. A window also
# answers for codes up to 17 % larger or smaller.
_SMALLEST = 98.0
_STEP = 1.35
_STILL_SEEN = 0.85
# Blur, in pixels, that keeps single pixels from vanishing between two sizes.
_SOFT = 0.4
# Beyond the page: its edge goes on for so many pixels before and after, so that windows in steps of the network's grid
# stand around codes at either edge.
_BEFORE, _AFTER = 10, 10
_GAP = 4
# The longest side of a piece, and the tallest sheet. Sides of sheets are cut to a few lengths: each new shape of a
# sheet costs the engine a moment.
_LONGEST, _TALLEST = 512, 640
_WIDTHS, _HEIGHTS = 64, 32
# The share of busy blocks in the middle of a code, and in its least busy quarter, is at least this for codes up to so
# many pixels: rays and dots stand on all sides of a code, a line of text does not. Drawn codes gave these figures.
# Strokes of larger ones are wider than a block.
_MIDDLE = 0.85
_BUSIEST = (
    (115, 0.46, 0.32),
    (155, 0.36, 0.28),
    (210, 0.25, 0.18),
    (280, 0.22, 0.17),
    (380, 0.20, 0.15),
    (500, 0.16, 0.13),
)
# The busy blocks across a code are counted in blocks of 8 pixels up to so many, then in larger ones.
_MOST_BLOCKS = 24


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the page made small by (sx, sy); it starts at (left, top) of the small page."""

    picture: Gray
    left: int
    top: int
    sx: float
    sy: float


@dataclass(slots=True)
class _Row:
    """Pieces side by side; the first one is the tallest."""

    top: int
    height: int
    used: int


class Sheet:
    """Pieces laid side by side in rows, so that one run of the network sees many of them.

    `laid` holds each piece with the row and the column of its top left corner, on the network's grid.
    """

    def __init__(self, width: int) -> None:
        self.laid: list[tuple[Piece, int, int]] = []
        self._width = width
        self._rows: list[_Row] = []

    def add(self, piece: Piece) -> bool:
        """False when there is no room left. Taller pieces must come first."""
        height, width = piece.picture.shape
        for row in self._rows:
            if row.height >= height and row.used + width <= self._width:
                break
        else:
            top = self._rows[-1].top + _paced(self._rows[-1].height) if self._rows else 0
            if top + height > _TALLEST:
                return False
            row = _Row(top, height, 0)
            self._rows.append(row)
        self.laid.append((piece, row.top, row.used))
        row.used += _paced(width)
        return True

    def shape(self) -> tuple[int, int]:
        """Rows and columns of the sheet without the paper left over at its foot."""
        used = self._rows[-1].top + self._rows[-1].height if self._rows else 0
        return -(-used // _HEIGHTS) * _HEIGHTS, self._width

    def picture(self) -> npt.NDArray[np.float32]:
        """Grey from 0 to 255."""
        import numpy as np

        paper = np.full(self.shape(), 255, np.float32)
        for piece, top, left in self.laid:
            paper[top : top + piece.picture.shape[0], left : left + piece.picture.shape[1]] = piece.picture
        return paper


def sheets(half: Gray, blocks: Blocks) -> list[Sheet]:
    """The busy places of a page at every size.

    Args:
        half: the page in grey at half its size, uint8.
        blocks: the page in blocks.
    """
    pieces = sorted(_pieces(half, blocks), key=lambda p: (-p.picture.shape[0], -p.picture.shape[1]))
    if not pieces:
        return []
    widest = max(piece.picture.shape[1] for piece in pieces)
    widths = range(-(-widest // _WIDTHS) * _WIDTHS, _LONGEST + 1, _WIDTHS)
    return min((_laid_out(pieces, width) for width in widths), key=_paper)


def _laid_out(pieces: Sequence[Piece], width: int) -> list[Sheet]:
    laid = [Sheet(width)]
    for piece in pieces:
        if not laid[-1].add(piece):
            laid.append(Sheet(width))
            laid[-1].add(piece)
    return laid


def _paper(laid: Sequence[Sheet]) -> int:
    return sum(height * width for height, width in (sheet.shape() for sheet in laid))


def _paced(side: int) -> int:
    """From one piece to the next: on the network's grid, with a few pixels between them."""
    return -(-(side + _GAP) // STRIDE) * STRIDE


def _pieces(half: Gray, blocks: Blocks) -> Iterator[Piece]:
    """The busy places of the page at every size, in pieces that fit a sheet."""
    import cv2
    import numpy as np

    if not blocks.busy.any():
        return
    small, size = half, _SMALLEST
    busy, block = blocks.busy.astype(np.float32), BLOCK
    # A window of the largest size still answers for a code as large as the page.
    while size * _STILL_SEEN <= min(blocks.height, blocks.width):
        scale = WINDOW * FILL / size
        dims = (max(1, round(blocks.width * scale)), max(1, round(blocks.height * scale)))
        # Each size is made from the one before. Area averages would cost five times as much.
        soft = cv2.GaussianBlur(small, (3, 3), _SOFT)
        small = cv2.resize(soft, dims, interpolation=cv2.INTER_LINEAR)
        sx, sy = dims[0] / blocks.width, dims[1] / blocks.height
        if size > _MOST_BLOCKS * block:
            busy, block = halved(busy), 2 * block
        wanted = _wanted(busy, block, size)
        if wanted:
            padded = cv2.copyMakeBorder(small, _BEFORE, _AFTER, _BEFORE, _AFTER, cv2.BORDER_REPLICATE)
        for left, top, right, bottom in wanted:
            x0, y0 = max(0, int(left * sx) + _BEFORE), max(0, int(top * sy) + _BEFORE)
            x1, y1 = int(right * sx) + _BEFORE + 1, int(bottom * sy) + _BEFORE + 1
            for part, x, y in _cut(padded[y0:y1, x0:x1]):
                yield Piece(part, x0 + x - _BEFORE, y0 + y - _BEFORE, sx, sy)
        size *= _STEP


def _cut(part: Gray) -> Iterator[tuple[Gray, int, int]]:
    """Parts no longer than a piece may be, with the column and the row where each starts; every window is in one."""
    pace = _LONGEST - WINDOW + STRIDE
    for x in range(0, max(1, part.shape[1] - WINDOW + STRIDE), pace):
        for y in range(0, max(1, part.shape[0] - WINDOW + STRIDE), pace):
            piece = part[y : y + _LONGEST, x : x + _LONGEST]
            if min(piece.shape) >= WINDOW:
                yield piece, x, y


def _wanted(busy: npt.NDArray[np.float32], block: int, size: float) -> list[tuple[int, int, int, int]]:
    """Where codes of about `size` pixels may stand: (left, top, right, bottom) in pixels of the page.

    Args:
        busy: how busy each block of `block` pixels is, 0 to 1.
    """
    import cv2

    if size > _BUSIEST[-1][0]:
        beyond = round(size)
        return [(-beyond, -beyond, busy.shape[1] * block + beyond, busy.shape[0] * block + beyond)]
    side = max(1, round(size * _MIDDLE / block / 2))
    # Codes at the edge of the page and codes as large as the page have their window, too.
    edge = side // 2 + 1
    # Windows around every centre, and those half a step of the network's grid away.
    reach = round(size * (WINDOW + STRIDE) / 2 / (WINDOW * FILL) / block)
    quarter = cv2.boxFilter(_widened(busy, edge), -1, (side, side), anchor=(0, 0))[
        : 1 - side or None, : 1 - side or None
    ]
    if min(quarter.shape) <= side:
        return []
    a, b, c, d = quarter[:-side, :-side], quarter[side:, :-side], quarter[:-side, side:], quarter[side:, side:]
    share, least = next((share, least) for upto, share, least in _BUSIEST if size <= upto)
    centres = (a + b + c + d >= 4 * share) & (cv2.min(cv2.min(a, b), cv2.min(c, d)) >= least)
    if not centres.any():
        return []
    start = side - edge - reach
    return [
        (
            (left + start) * block,
            (top + start) * block,
            (left + wide - 1 + start) * block,
            (top + tall - 1 + start) * block,
        )
        for left, top, wide, tall in _around(centres, reach)
    ]


def _widened(blocks: Any, by: int) -> Any:
    import cv2

    return cv2.copyMakeBorder(blocks, by, by, by, by, cv2.BORDER_CONSTANT, value=0)


def _around(centres: npt.NDArray[np.bool_], reach: int) -> Iterator[tuple[int, int, int, int]]:
    """(left, top, width, height) around the centres, grown by `reach` and joined where they then touch.

    Places are counted from `reach` blocks before the first one.
    """
    import cv2
    import numpy as np

    side = 2 * reach + 1
    grown = cv2.boxFilter(_widened(centres.astype(np.float32), reach), -1, (side, side), borderType=cv2.BORDER_CONSTANT)
    # Quicker on such small masks than connected components with their figures.
    outlines, _ = cv2.findContours((grown > 0.5 / side**2).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for outline in outlines:
        left, top, wide, tall = cv2.boundingRect(outline)
        yield left, top, wide, tall
