"""Codes on a page: square, stacked and linear ones by zxing-cpp, with retries where they pay; round ones by shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from merchlint.geometry import bounds
from merchlint.message import Message, Problem
from merchlint.observe.code_evidence import finder_likeness, graded, one_finder_likeness
from merchlint.observe.code_regions import Bars, blocks_of
from merchlint.observe.code_rescue import as_it_is, brightened, joined, levelled, rescue
from merchlint.observe.code_scale import halved
from merchlint.observe.code_second import SecondReaders, second_versions
from merchlint.observe.code_sighting import DOUBTFUL, QR_FAMILY, Sighting, area, merged, overlap
from merchlint.observe.code_zxing import Zxing, zxing_version
from merchlint.observe.model import Code, ObserveError
from merchlint.observe.round_codes import RoundCodes
from merchlint.observe.round_codes_net import weights_version

if TYPE_CHECKING:
    from merchlint.assets.model import Pixels
    from merchlint.observe.code_regions import Blocks
    from merchlint.observe.code_sighting import Gray

# Grows with each change of what is found or read with the same engines: what is cached was seen by one method.
_METHOD = 3
_SMALLEST_SIDE = 16
_MOST_RESCUED = 4
_LIKE = 0.5
# One corner is alike by chance more often than three are.
_LIKE_ONE = 0.85
# Unread finds below this confidence are small print as a rule, and second readers are dear.
_WORTH = 0.6
# Mean brightness, of 255, under which a page is brightened for another try.
_DIM = 90
_SMALL_PAGE = 600_000
_LARGE_CODE_PAGE = 100_000
# Blocks of 8 pixels that the smallest QR code covers both ways, at 1.5 pixels a module.
_LEAST_SMALL_QR = 4
# How many times small QR codes are enlarged. Parts of more pixels are enlarged less and seen with one threshold for the
# whole part, which takes a third of the time and finds more there.
_ENLARGED, _LARGE_PART, _ENLARGED_LARGE = 2.0, 120_000, 1.5


class CodeReader:
    """Finds and reads codes. Make one a worker process; reading is deterministic.

    Raises `ObserveError`: ``engine-missing`` when zxing-cpp, OpenCV or OpenVINO is not installed, ``engine-failed``
    when the round-code model cannot be loaded.
    """

    def __init__(self) -> None:
        try:
            import cv2  # noqa: F401
        except ImportError as error:
            raise ObserveError(_opencv_missing()) from error
        self._zxing = Zxing()
        self._second = SecondReaders()
        self._round = RoundCodes()

    def read(self, pixels: Pixels) -> tuple[Code, ...]:
        """The codes on a page, from top to bottom, then left to right.

        Args:
            pixels: H x W x 3 uint8 RGB.

        Raises:
            ObserveError: ``engine-failed`` when the engine itself failed.
        """
        import cv2

        if min(pixels.shape[:2]) < _SMALLEST_SIDE:
            return ()
        gray: Gray = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
        half: Gray = halved(gray)
        blocks = blocks_of(gray, half)
        sightings = merged(graded(gray, s) for s in self._zxing.qr(gray))
        # Where a code stands, nothing else is looked for.
        blocks = blocks.without(s.box for s in sightings if s.confidence >= DOUBTFUL)
        sightings = merged(sightings + self._others(gray, half, blocks))
        if not sightings:
            sightings = merged(graded(gray, s) for s in self._faint(gray, half, blocks))
        for one in [s for s in sightings if s.payload is None and s.symbology in QR_FAMILY][:_MOST_RESCUED]:
            sightings += [graded(gray, s) for s in rescue(self._zxing, gray, one)]
        sightings = [s for s in self._reread(gray, merged(sightings)) if not _weak(gray, s)]
        round_codes = [s for s in self._round.find(pixels, half, blocks) if not _covered(s, sightings)]
        return tuple(_code(s) for s in sorted(sightings + round_codes, key=_place))

    def _reread(self, gray: Gray, sightings: list[Sighting]) -> list[Sighting]:
        """The sightings, with those QR codes that stayed unread and look like codes shown to the second readers."""
        unread = [s for s in sightings if s.payload is None and s.symbology in QR_FAMILY and s.confidence >= _WORTH]
        return merged(self._second.read(gray, s) if s in unread[:_MOST_RESCUED] else s for s in sightings)

    def _others(self, gray: Gray, half: Gray, blocks: Blocks) -> list[Sighting]:
        """Every symbology but QR: small ones where the page is busy, large ones on the page at half its size.

        Linear codes are looked for only where stripes run.
        """
        found: list[Sighting] = []
        large = gray.size >= _LARGE_CODE_PAGE
        for region in blocks.regions():
            found += [s.moved(1.0, region.left, region.top) for s in self._zxing.square(region.cut(gray))]
        if large:
            found += [s.moved(0.5, 0, 0) for s in self._zxing.square(half)]
        found += self._linear(gray, blocks.bars())
        if large:
            coarse = Bars(*([r.halved() for r in regions] for regions in blocks.coarse_bars()))
            found += [s.moved(0.5, 0, 0) for s in self._linear(half, coarse)]
        return found

    def _linear(self, gray: Gray, bars: Bars) -> list[Sighting]:
        import numpy as np

        found = [s.moved(1.0, r.left, r.top) for r in bars.upright for s in self._zxing.linear(r.cut(gray))]
        for region in bars.turned:
            lying = np.ascontiguousarray(np.rot90(region.cut(gray)))
            found += [s.turned_back(region.right, region.top) for s in self._zxing.linear(lying)]
        return found

    def _faint(self, gray: Gray, half: Gray, blocks: Blocks) -> list[Sighting]:
        """QR codes shown too dark, too rough or too small; the first trial that finds one ends the search."""
        import cv2

        found: list[Sighting] = []
        if cv2.mean(half)[0] < _DIM:
            bright = brightened(gray)
            found = _likely(bright, self._zxing.qr(bright, thorough=False))
        third = cv2.resize(half, None, fx=2 / 3, fy=2 / 3, interpolation=cv2.INTER_LINEAR)
        for smaller, scale, change in ((third, 1 / 3, levelled), (half, 1 / 2, as_it_is), (half, 1 / 2, joined)):
            if not found:
                less = change(smaller)
                seen = self._zxing.qr(less, thorough=False, global_threshold=True)
                found = [s.moved(scale, 0, 0) for s in _likely(less, seen)]
        if not found and gray.size <= _SMALL_PAGE:
            for region in blocks.regions(_LEAST_SMALL_QR):
                part = region.cut(gray)
                large = part.size > _LARGE_PART
                times = _ENLARGED_LARGE if large else _ENLARGED
                more = cv2.resize(part, None, fx=times, fy=times, interpolation=cv2.INTER_LINEAR)
                seen = self._zxing.qr(more, thorough=False, global_threshold=large)
                found += [s.moved(times, region.left, region.top) for s in _likely(more, seen)]
        return found


def _likely(gray: Gray, sightings: list[Sighting]) -> list[Sighting]:
    """A changed picture makes the reader see codes in tables and weaves: unread ones must look like a code."""
    return [s for s in sightings if s.payload is not None or finder_likeness(gray, s.box) >= _LIKE]


def _weak(gray: Gray, sighting: Sighting) -> bool:
    """Nobody read it and it hardly looks like a code: pages full of small print give such finds."""
    if sighting.payload is not None:
        return False
    if sighting.symbology == "micro_qr":
        return one_finder_likeness(gray, sighting.box) < _LIKE_ONE
    return sighting.symbology == "rmqr" or (sighting.symbology == "qr_code" and sighting.confidence < DOUBTFUL)


def _covered(round_code: Sighting, square: list[Sighting]) -> bool:
    """A square code stands where the round one would be, and as large: it is no round code."""
    return any(
        s.confidence >= DOUBTFUL and overlap(s.box, round_code.box) > 0.5 and area(s.box) > 0.3 * area(round_code.box)
        for s in square
    )


def version() -> str | None:
    """The code engines, the round-code weights and the method, without loading any; None when zxing-cpp is missing."""
    number = zxing_version()
    if number is None:
        return None
    parts = [f"zxing-cpp {number}", *second_versions(), f"round codes {weights_version()}", f"method {_METHOD}"]
    return ", ".join(parts)


def _place(sighting: Sighting) -> tuple[float, float, str, str]:
    left, top, _, _ = bounds(sighting.box)
    return (top, left, sighting.symbology, sighting.payload or "")


def _code(sighting: Sighting) -> Code:
    return Code(sighting.symbology, sighting.payload, sighting.box, sighting.confidence)


def _opencv_missing() -> Problem:
    return Problem(
        code="engine-missing",
        what=Message("没有安装 OpenCV，无法查找二维码。", "OpenCV is not installed, so codes cannot be looked for."),
        todo=Message("请运行 pip install opencv-python-headless。", "Run pip install opencv-python-headless."),
    )
