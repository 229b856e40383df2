"""Round codes (小程序码, 抖音码, 视频号, 赞赏码): found and told apart by shape, for no public reader decodes them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from merchlint.geometry import upright
from merchlint.observe.code_scale import halved
from merchlint.observe.code_sighting import Sighting, merged
from merchlint.observe.round_codes_net import CROP, CROP_FILL, FILL, STRIDE, WINDOW, RoundCodeNets
from merchlint.observe.round_codes_sheet import sheets

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    import numpy.typing as npt

    from merchlint.assets.model import Pixels
    from merchlint.observe.code_regions import Blocks
    from merchlint.observe.code_sighting import Gray
    from merchlint.observe.round_codes_sheet import Sheet

_SWIRLS = ("channels_code", "reward_code")
KINDS = ("mini_program_code", "douyin_code", "channels_code", "reward_code")

_PROPOSED = 4.0
# A first look that says less ends the search; the next look at the corrected place is often surer.
_FIRST_LOOK = -1.5
# What both networks say must add up to this much; a proposal counts no more than so much of it.
_BAR = 4.1
_PROPOSAL_COUNTS = 0.5
# On a code the looks settle at once, in one place and on one kind; on loops and print that look like one from afar they
# wander. So much is taken off for the last step (in windows) and for the whole way (in sides of the code), and for
# chances given to another kind. The two swirling kinds are one here.
_LAST_STEP, _WHOLE_WAY, _TORN = 30.0, 12.0, 2.0
_MOST_PROPOSED, _MOST_SURE = 12.0, 8.0
_LOOKS = 3
# Sizes from which the looks start, as shares of the proposed one: real codes are missed from one and seen from another.
# Where the first start sees no code at all, only strong proposals get the others.
_STARTS = (1.0, 0.92, 1.09)
_STRONG = 8.0
# Log-odds that a find right at the bar is one.
_AT_BAR = 0.5
_MOST = 2
# The share of light pixels in the ring of rays and dots, from so far out to so far out of the whole radius. One in a
# hundred drawn codes has less than 0.55, real ones have 0.59 and more; with less, a find must be surer by so much. Most
# of what is proposed in pictures without a code has less.
_RING, _LIGHT, _DARKEST = (0.42, 0.95), 0.55, 0.44
_SURER = 1.5
_RING_SIDE = 40
# Hues of orange, of 180.
_ORANGE = (7, 19)


@dataclass(frozen=True, slots=True)
class _Place:
    """A square of the page: log-odds that a code fills it, its centre and its side in pixels."""

    odds: float
    x: float
    y: float
    side: float


class _Followed(NamedTuple):
    """What the looks made of a place: how far above the bar it is, where they ended, and the chance of each kind."""

    score: float
    place: _Place
    chances: npt.NDArray[np.float64]


class RoundCodes:
    """The detector. Raises `ObserveError` (``engine-missing``, ``engine-failed``) when its engine is not usable."""

    def __init__(self) -> None:
        import numpy as np

        self._nets = RoundCodeNets()
        rows, columns = np.ogrid[:_RING_SIDE, :_RING_SIDE]
        middle = (_RING_SIDE - 1) / 2
        out = np.hypot(rows - middle, columns - middle) / (_RING_SIDE / 2)
        self._ring = (out > _RING[0]) & (out < _RING[1])

    def find(self, pixels: Pixels, half: Gray, blocks: Blocks) -> list[Sighting]:
        """Round codes on a page; their payload is always None.

        Args:
            pixels: H x W x 3 uint8 RGB.
            half: the same page in grey at half its size, uint8.
            blocks: the page in blocks; nothing is looked for where it is not busy.
        """
        places = (place for sheet in sheets(half, blocks) for place in self._proposals(sheet))
        proposals = sorted(places, key=lambda p: (-p.odds, p.y, p.x, p.side))
        likely = (place for place in _apart(proposals) if self._light(half, place) >= _DARKEST)
        looked = (self._named(pixels, half, place) for place in islice(likely, _MOST + half.size // 125_000))
        return merged(sighting for sighting in looked if sighting is not None)

    def _proposals(self, sheet: Sheet) -> Iterator[_Place]:
        """Every place on a sheet that the first network takes for a code, in pixels of the page."""
        import numpy as np

        out = self._nets.first(sheet.picture()[None, None] / np.float32(255))
        for piece, top, left in sheet.laid:
            rows, columns = ((side - WINDOW) // STRIDE + 1 for side in piece.picture.shape)
            part = out[:, top // STRIDE : top // STRIDE + rows, left // STRIDE : left // STRIDE + columns]
            liked = part[0] > _PROPOSED
            # Most pieces have none, and looking where they are takes longer than looking whether there are any.
            if not liked.any():
                continue
            for row, column in np.argwhere(liked).tolist():
                odds, dx, dy, ds = (float(v) for v in part[:, row, column])
                x = piece.left + column * STRIDE + WINDOW / 2 + dx * WINDOW
                y = piece.top + row * STRIDE + WINDOW / 2 + dy * WINDOW
                side = WINDOW * FILL * math.exp(min(max(ds, -0.5), 0.5))
                yield _Place(odds, x / piece.sx, y / piece.sy, side / math.sqrt(piece.sx * piece.sy))

    def _named(self, pixels: Pixels, half: Gray, place: _Place) -> Sighting | None:
        """The code at a place, or None. When the place as it was proposed gives none, its other sizes are tried."""
        for times in _STARTS:
            seen = self._followed(pixels, place, times)
            if seen is None and times == _STARTS[0] and place.odds < _STRONG:
                return None
            if seen is None or seen.score < 0:
                continue
            if seen.score >= _SURER or self._light(half, seen.place) >= _LIGHT:
                return _sighting(pixels, seen)
        return None

    def _followed(self, pixels: Pixels, start: _Place, times: float) -> _Followed | None:
        """Looks three times, each time at the corrected place, and weighs the looks and the proposal together.

        None when the first look, `times` as large as the place is, sees no code.
        """
        import numpy as np

        odds, chances, step, place = 0.0, np.zeros(len(KINDS)), 0.0, replace(start, side=times * start.side)
        for number in range(_LOOKS):
            window = place.side / CROP_FILL
            crop = _crop(pixels, place.x, place.y, window, CROP)
            out = self._nets.second(
                np.ascontiguousarray(crop.transpose(2, 0, 1))[None].astype(np.float32) / np.float32(255)
            )
            kinds = np.exp(out[1:5] - out[1:5].max())
            look = float(np.log(kinds.sum()) + out[1:5].max() - out[0])
            if number == 0 and look < _FIRST_LOOK:
                return None
            odds += min(look, _MOST_SURE) / _LOOKS
            chances += kinds / kinds.sum() / _LOOKS
            dx, dy, ds = (float(v) for v in out[5:])
            step = math.hypot(dx, dy)
            side = place.side * math.exp(min(max(ds, -0.4), 0.4))
            place = _Place(place.odds, place.x + dx * window, place.y + dy * window, side)
        way = math.hypot(place.x - start.x, place.y - start.y) / place.side
        unsettled = _LAST_STEP * step + _WHOLE_WAY * way + _TORN * (1 - _one_kind(chances))
        score = odds + _PROPOSAL_COUNTS * min(start.odds, _MOST_PROPOSED) - unsettled - _BAR
        return _Followed(score, place, chances)

    def _light(self, half: Gray, place: _Place) -> float:
        """How much of a code's ring is light when its pixels are parted into light and dark ones, 0 to 1."""
        import cv2

        ring = _crop(half, place.x / 2, place.y / 2, place.side / 2, _RING_SIDE)[self._ring]
        threshold, _ = cv2.threshold(ring, 0, 255, cv2.THRESH_OTSU)
        return float((ring > threshold).mean())


def _sighting(pixels: Pixels, seen: _Followed) -> Sighting:
    place, reach = seen.place, seen.place.side / 2
    box = upright(
        max(0.0, place.x - reach),
        max(0.0, place.y - reach),
        min(float(pixels.shape[1]), place.x + reach),
        min(float(pixels.shape[0]), place.y + reach),
    )
    kind = KINDS[int(seen.chances.argmax())]
    if kind in _SWIRLS:
        kind = _by_mark(pixels, place) or kind
    return Sighting(kind, None, box, 1 / (1 + math.exp(-seen.score - _AT_BAR)))


def _one_kind(chances: npt.NDArray[np.float64]) -> float:
    """The chance of the likeliest kind, the swirling ones taken together."""
    swirls = sum(float(chances[KINDS.index(kind)]) for kind in _SWIRLS)
    return max(swirls, *(float(chances[number]) for number, kind in enumerate(KINDS) if kind not in _SWIRLS))


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


def _crop(picture: Any, x: float, y: float, side: float, to: int) -> Any:
    """The square of `side` around (x, y) made `to` pixels wide; outside the picture its edge goes on."""
    import cv2

    left, top = round(x - side / 2), round(y - side / 2)
    reach = max(2, round(side))
    height, width = picture.shape[:2]
    x0, y0, x1, y1 = max(0, left), max(0, top), min(width, left + reach), min(height, top + reach)
    part = picture[min(y0, height - 1) : max(y1, 1), min(x0, width - 1) : max(x1, 1)]
    over = (max(0, y0 - top), max(0, top + reach - y1), max(0, x0 - left), max(0, left + reach - x1))
    if any(over):
        part = cv2.copyMakeBorder(part, *over, cv2.BORDER_REPLICATE)
    while min(part.shape[:2]) >= 2 * to:
        part = halved(part)
    return cv2.resize(part, (to, to), interpolation=cv2.INTER_LINEAR)
