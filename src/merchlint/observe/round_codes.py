"""Round codes (小程序码, 抖音码, 视频号, 赞赏码): found and told apart by shape, for no public reader decodes them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from merchlint.geometry import upright
from merchlint.observe.code_sighting import Sighting, merged
from merchlint.observe.round_codes_net import CROP, TILES, RoundCodeNets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from merchlint.assets.model import Pixels
    from merchlint.observe.code_regions import Region
    from merchlint.observe.code_sighting import Gray

KINDS = ("mini_program_code", "douyin_code", "channels_code", "reward_code")

# What the networks were trained on: a code fills this part of its window.
_WINDOW, _WINDOW_FILL = 40, 0.85
_CROP_FILL = 0.8
_STRIDE = 8
# Side of the smallest code looked for, in pixels of the page, and the step from one size to the next. A window also
# answers for codes up to 17 % larger or smaller.
_SMALLEST = 98.0
_STEP = 1.35
_TILE_COST = {96: 0.16, 192: 0.52}

_PROPOSED = 4.0
# What both networks say must add up to this much; a proposal counts no more than so much of it.
_BAR = 10.0
_MOST_PROPOSED, _MOST_SURE = 12.0, 8.0
_HOPELESS = -0.5
_LOOKS = 3
# Log-odds that a find right at the bar is one.
_AT_BAR = 0.5
_MOST = 4


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

    def find(self, pixels: Pixels, gray: Gray, regions: list[Region]) -> list[Sighting]:
        """Round codes on a page; their payload is always None.

        Args:
            pixels: H x W x 3 uint8 RGB.
            gray: the same page, H x W uint8.
            regions: the busy parts of the page; nothing is looked for elsewhere.
        """
        proposals = sorted(self._proposals(gray, regions), key=lambda p: (-p.odds, p.y, p.x, p.side))
        found = []
        for place in _apart(proposals)[: _MOST + gray.size // 250_000]:
            sighting = self._named(pixels, place)
            if sighting is not None:
                found.append(sighting)
        return merged(found)

    def _proposals(self, gray: Gray, regions: list[Region]) -> Iterator[_Place]:
        import cv2

        height, width = gray.shape
        size = _SMALLEST
        small = gray
        while size * 0.8 <= max(height, width) and regions:
            scale = _WINDOW * _WINDOW_FILL / size
            dims = (max(1, round(width * scale)), max(1, round(height * scale)))
            # Each size is made from the one before, which is quicker than from the page and looks the same.
            small = cv2.resize(small, dims, interpolation=cv2.INTER_AREA)
            yield from self._level(small, dims[0] / width, dims[1] / height, regions)
            size *= _STEP

    def _level(self, small: Gray, sx: float, sy: float, regions: list[Region]) -> Iterator[_Place]:
        import numpy as np

        margin = _WINDOW // 4
        padded = np.pad(small, margin, mode="edge")
        tile = min(TILES, key=lambda t: (_tiles(padded.shape[0], t) * _tiles(padded.shape[1], t) * _TILE_COST[t], t))
        step = tile - _WINDOW + _STRIDE
        for top in range(0, _tiles(padded.shape[0], tile) * step, step):
            for left in range(0, _tiles(padded.shape[1], tile) * step, step):
                view = (left - margin, top - margin, left - margin + tile, top - margin + tile)
                if not any(_touch(view, region, sx, sy) for region in regions):
                    continue
                part = padded[top : top + tile, left : left + tile]
                rest = ((0, tile - part.shape[0]), (0, tile - part.shape[1]))
                shown = np.pad(part, rest, mode="edge") if any(b for _, b in rest) else part
                out = self._nets.first(shown[None, None].astype(np.float32) / np.float32(255))
                for row, column in np.argwhere(out[0] > _PROPOSED).tolist():
                    odds, dx, dy, ds = (float(v) for v in out[:, row, column])
                    x = left - margin + column * _STRIDE + _WINDOW / 2 + dx * _WINDOW
                    y = top - margin + row * _STRIDE + _WINDOW / 2 + dy * _WINDOW
                    side = _WINDOW * _WINDOW_FILL * math.exp(min(max(ds, -0.5), 0.5))
                    yield _Place(odds, x / sx, y / sy, side / math.sqrt(sx * sy))

    def _named(self, pixels: Pixels, place: _Place) -> Sighting | None:
        """Looks three times, each time at the corrected place, and weighs the looks and the proposal together."""
        import numpy as np

        odds, chances = 0.0, np.zeros(len(KINDS))
        for _ in range(_LOOKS):
            window = place.side / _CROP_FILL
            crop = _crop(pixels, place.x, place.y, window)
            out = self._nets.second(
                np.ascontiguousarray(crop.transpose(2, 0, 1))[None].astype(np.float32) / np.float32(255)
            )
            kinds = np.exp(out[1:5] - out[1:5].max())
            look = float(np.log(kinds.sum()) + out[1:5].max() - out[0])
            if look < _HOPELESS:
                return None
            odds += min(look, _MOST_SURE) / _LOOKS
            chances += kinds / kinds.sum() / _LOOKS
            dx, dy, ds = (float(v) for v in out[5:])
            side = place.side * math.exp(min(max(ds, -0.4), 0.4))
            place = _Place(place.odds, place.x + dx * window, place.y + dy * window, side)
        score = odds + min(place.odds, _MOST_PROPOSED) - _BAR
        if score < 0:
            return None
        half = place.side / 2
        right, bottom = float(pixels.shape[1]), float(pixels.shape[0])
        box = upright(
            max(0.0, place.x - half), max(0.0, place.y - half), min(right, place.x + half), min(bottom, place.y + half)
        )
        return Sighting(KINDS[int(chances.argmax())], None, box, 1 / (1 + math.exp(-score - _AT_BAR)))


def _tiles(length: int, tile: int) -> int:
    """How many tiles cover a length, when neighbours share what one window needs."""
    return max(1, -(-(length - _WINDOW + _STRIDE) // (tile - _WINDOW + _STRIDE)))


def _touch(view: tuple[int, int, int, int], region: Region, sx: float, sy: float) -> bool:
    left, top, right, bottom = view
    return (
        left < region.right * sx and right > region.left * sx and top < region.bottom * sy and bottom > region.top * sy
    )


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
    import numpy as np

    left, top = round(x - side / 2), round(y - side / 2)
    reach = max(2, round(side))
    height, width = pixels.shape[:2]
    x0, y0, x1, y1 = max(0, left), max(0, top), min(width, left + reach), min(height, top + reach)
    part = pixels[min(y0, height - 1) : max(y1, 1), min(x0, width - 1) : max(x1, 1)]
    over = ((max(0, y0 - top), max(0, top + reach - y1)), (max(0, x0 - left), max(0, left + reach - x1)), (0, 0))
    if any(a or b for a, b in over):
        part = np.pad(part, over, mode="edge")
    how = cv2.INTER_AREA if reach > CROP else cv2.INTER_LINEAR
    resized: Pixels = cv2.resize(part, (CROP, CROP), interpolation=how)
    return resized
