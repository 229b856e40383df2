"""Round codes (小程序码, 抖音码, 视频号, 赞赏码): found and told apart by shape, for no public reader decodes them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from merchlint.geometry import upright
from merchlint.observe.code_scale import shrunk
from merchlint.observe.code_sighting import Sighting, merged
from merchlint.observe.round_codes_net import CROP, SHEET, RoundCodeNets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from merchlint.assets.model import Pixels
    from merchlint.observe.code_regions import Region
    from merchlint.observe.code_sighting import Gray

_SWIRLS = ("channels_code", "reward_code")
KINDS = ("mini_program_code", "douyin_code", "channels_code", "reward_code")

# What the networks were trained on: a code fills this part of its window.
_WINDOW, _WINDOW_FILL = 40, 0.85
_CROP_FILL = 0.8
_STRIDE = 8
# Side of the smallest code looked for, in pixels of the page, and the step from one size to the next. A window also
# answers for codes up to 17 % larger or smaller.
_SMALLEST = 98.0
_STEP = 1.35
# Codes larger than this are looked for everywhere.
_COARSE = 260.0
_PAD, _GAP = 10, 4

_PROPOSED = 5.0
# What both networks say must add up to this much; a proposal counts no more than so much of it.
_BAR = 5.9
_PROPOSAL_COUNTS = 0.5
_MOST_PROPOSED, _MOST_SURE = 12.0, 8.0
_LOOKS = 3
# Log-odds that a find right at the bar is one.
_AT_BAR = 0.5
_MOST = 3
# Hues of orange, of 180.
_ORANGE = (7, 19)


@dataclass(frozen=True, slots=True)
class _Place:
    """A square of the page: log-odds that a code fills it, its centre and its side in pixels."""

    odds: float
    x: float
    y: float
    side: float


class RoundCodes:
    """The detector. Raises `ObserveError` (``engine-missing``, ``engine-failed``) when its engine is not usable."""

    def __init__(self) -> None:
        self._nets = RoundCodeNets()

    def find(self, pixels: Pixels, half: Gray, regions: list[Region]) -> list[Sighting]:
        """Round codes on a page; their payload is always None.

        Args:
            pixels: H x W x 3 uint8 RGB.
            half: the same page in grey at half its size, uint8.
            regions: the busy parts of the page; nothing is looked for elsewhere.
        """
        proposals = sorted(self._proposals(half, regions), key=lambda p: (-p.odds, p.y, p.x, p.side))
        found = []
        for place in _apart(proposals)[: _MOST + half.size // 125_000]:
            sighting = self._named(pixels, place)
            if sighting is not None:
                found.append(sighting)
        return merged(found)

    def _proposals(self, half: Gray, regions: list[Region]) -> Iterator[_Place]:
        sheet = _Sheet()
        # Tall ones first: rows of pieces of one height leave the least room unused.
        for piece in sorted(_pieces(half, regions), key=lambda p: -p.picture.shape[0]):
            if not sheet.add(piece):
                yield from self._answers(sheet)
                sheet = _Sheet()
                sheet.add(piece)
        if sheet.laid:
            yield from self._answers(sheet)

    def _answers(self, sheet: _Sheet) -> Iterator[_Place]:
        """Every place on a sheet that the first network takes for a code, in pixels of the page."""
        import numpy as np

        out = self._nets.first(sheet.picture[None, None].astype(np.float32) / np.float32(255))
        for piece, top, left in sheet.laid:
            rows, columns = ((side - _WINDOW) // _STRIDE + 1 for side in piece.picture.shape)
            part = out[:, top // _STRIDE : top // _STRIDE + rows, left // _STRIDE : left // _STRIDE + columns]
            for row, column in np.argwhere(part[0] > _PROPOSED).tolist():
                odds, dx, dy, ds = (float(v) for v in part[:, row, column])
                x = piece.left + column * _STRIDE + _WINDOW / 2 + dx * _WINDOW
                y = piece.top + row * _STRIDE + _WINDOW / 2 + dy * _WINDOW
                side = _WINDOW * _WINDOW_FILL * math.exp(min(max(ds, -0.5), 0.5))
                yield _Place(odds, x / piece.sx, y / piece.sy, side / math.sqrt(piece.sx * piece.sy))

    def _named(self, pixels: Pixels, place: _Place) -> Sighting | None:
        """Looks three times, each time at the corrected place, and weighs the looks and the proposal together."""
        import numpy as np

        odds, chances = 0.0, np.zeros(len(KINDS))
        for number in range(_LOOKS):
            window = place.side / _CROP_FILL
            crop = _crop(pixels, place.x, place.y, window)
            out = self._nets.second(
                np.ascontiguousarray(crop.transpose(2, 0, 1))[None].astype(np.float32) / np.float32(255)
            )
            kinds = np.exp(out[1:5] - out[1:5].max())
            look = float(np.log(kinds.sum()) + out[1:5].max() - out[0])
            if number == 0 and look < 0:
                return None
            odds += min(look, _MOST_SURE) / _LOOKS
            chances += kinds / kinds.sum() / _LOOKS
            dx, dy, ds = (float(v) for v in out[5:])
            side = place.side * math.exp(min(max(ds, -0.4), 0.4))
            place = _Place(place.odds, place.x + dx * window, place.y + dy * window, side)
        score = odds + _PROPOSAL_COUNTS * min(place.odds, _MOST_PROPOSED) - _BAR
        if score < 0:
            return None
        half = place.side / 2
        right, bottom = float(pixels.shape[1]), float(pixels.shape[0])
        box = upright(
            max(0.0, place.x - half), max(0.0, place.y - half), min(right, place.x + half), min(bottom, place.y + half)
        )
        kind = KINDS[int(chances.argmax())]
        if kind in _SWIRLS:
            kind = _by_mark(pixels, place) or kind
        return Sighting(kind, None, box, 1 / (1 + math.exp(-score - _AT_BAR)))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of the page made small by (sx, sy); it starts at (left, top) of the small page."""

    picture: Gray
    left: int
    top: int
    sx: float
    sy: float


class _Sheet:
    """Pieces laid side by side in rows, so that one run of the network sees many of them."""

    def __init__(self) -> None:
        import numpy as np

        self.picture = np.full((SHEET, SHEET), 255, np.uint8)
        self.laid: list[tuple[_Piece, int, int]] = []
        self._top = self._left = self._height = 0

    def add(self, piece: _Piece) -> bool:
        """False when there is no room left."""
        height, width = piece.picture.shape
        top, left, row = self._top, self._left, self._height
        if left + width > SHEET:
            top, left, row = top + row, 0, 0
        if top + height > SHEET or left + width > SHEET:
            return False
        self.picture[top : top + height, left : left + width] = piece.picture
        self.laid.append((piece, top, left))
        # Neighbours stay a few pixels apart and on the network's grid.
        self._left = left + -(-(width + _GAP) // _STRIDE) * _STRIDE
        self._top, self._height = top, max(row, -(-(height + _GAP) // _STRIDE) * _STRIDE)
        return True


def _pieces(half: Gray, regions: list[Region]) -> Iterator[_Piece]:
    """The busy parts of the page at every size, in pieces that fit a sheet."""
    import cv2

    height, width = 2 * half.shape[0], 2 * half.shape[1]
    small = half
    size = _SMALLEST
    while size * 0.8 <= max(height, width) and regions:
        scale = _WINDOW * _WINDOW_FILL / size
        dims = (max(1, round(width * scale)), max(1, round(height * scale)))
        # Each size is made from the one before, which is quicker than from the page and looks the same.
        small = shrunk(small, *dims)
        sx, sy = dims[0] / width, dims[1] / height
        padded = cv2.copyMakeBorder(small, _PAD, _PAD, _PAD, _PAD, cv2.BORDER_REPLICATE)
        for left, top, right, bottom in _wanted(regions, size, width, height):
            x0, y0 = int(left * sx), int(top * sy)
            x1, y1 = (
                min(padded.shape[1], int(right * sx) + 2 * _PAD + 1),
                min(padded.shape[0], int(bottom * sy) + 2 * _PAD + 1),
            )
            for x in range(x0, max(x0 + 1, x1 - _WINDOW + _STRIDE), SHEET - _WINDOW + _STRIDE):
                for y in range(y0, max(y0 + 1, y1 - _WINDOW + _STRIDE), SHEET - _WINDOW + _STRIDE):
                    part = padded[y : min(y1, y + SHEET), x : min(x1, x + SHEET)]
                    if min(part.shape) >= _WINDOW:
                        yield _Piece(part, x - _PAD, y - _PAD, sx, sy)
        size *= _STEP


def _wanted(regions: list[Region], size: float, width: int, height: int) -> list[tuple[int, int, int, int]]:
    """Where codes of about `size` pixels may stand: large enough busy regions with a margin; for large codes the page.

    The strokes of a large code are too coarse for it to be one busy region.
    """
    if size > _COARSE:
        return [(0, 0, width, height)]
    margin = round(size * 0.25)
    return [
        (max(0, r.left - margin), max(0, r.top - margin), min(width, r.right + margin), min(height, r.bottom + margin))
        for r in regions
        if min(r.right - r.left, r.bottom - r.top) >= 0.6 * size
    ]


def _by_mark(pixels: Pixels, place: _Place) -> str | None:
    """Tells the two swirling kinds apart by the colour of the mark at the lower right; None when it has no colour.

    The mark of 视频号 is orange. Turned codes and black prints are left to the network.
    """
    import cv2
    import numpy as np

    x, y, reach = place.x + 0.4 * place.side, place.y + 0.4 * place.side, 0.07 * place.side
    part = pixels[max(0, round(y - reach)) : round(y + reach), max(0, round(x - reach)) : round(x + reach)]
    if part.size == 0:
        return None
    hue, saturation, value = cv2.split(cv2.cvtColor(part, cv2.COLOR_RGB2HSV))
    bright = (saturation > 90) & (value > 90)
    if bright.mean() < 0.2:
        return None
    return "channels_code" if _ORANGE[0] <= float(np.median(hue[bright])) <= _ORANGE[1] else "reward_code"


def _apart(places: list[_Place]) -> list[_Place]:
    """The best of each cluster, best first."""
    kept: list[_Place] = []
    for one in places:
        near = (
            abs(one.x - k.x) + abs(one.y - k.y) < 0.5 * max(one.side, k.side) and abs(math.log(one.side / k.side)) < 0.5
            for k in kept
        )
        if not any(near):
            kept.append(one)
    return kept


def _crop(pixels: Pixels, x: float, y: float, side: float) -> Pixels:
    """The square of `side` around (x, y), resized to the second network's input; outside the page its edge goes on."""
    import cv2

    left, top = round(x - side / 2), round(y - side / 2)
    reach = max(2, round(side))
    height, width = pixels.shape[:2]
    x0, y0, x1, y1 = max(0, left), max(0, top), min(width, left + reach), min(height, top + reach)
    part = pixels[min(y0, height - 1) : max(y1, 1), min(x0, width - 1) : max(x1, 1)]
    over = (max(0, y0 - top), max(0, top + reach - y1), max(0, x0 - left), max(0, left + reach - x1))
    if any(over):
        part = cv2.copyMakeBorder(part, *over, cv2.BORDER_REPLICATE)
    resized: Pixels = shrunk(part, CROP, CROP)
    return resized
