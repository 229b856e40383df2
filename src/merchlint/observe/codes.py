"""Codes on a page: square, stacked and linear ones by zxing-cpp, with retries for what was found but not read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from merchlint.geometry import bounds
from merchlint.message import Message, Problem
from merchlint.observe.code_sighting import Sighting, merged
from merchlint.observe.code_zxing import Zxing, zxing_version
from merchlint.observe.model import Code, ObserveError

if TYPE_CHECKING:
    from merchlint.assets.model import Pixels
    from merchlint.observe.code_sighting import Gray

_SMALLEST_SIDE = 16


class CodeReader:
    """Finds and reads codes. Make one a worker process; reading is deterministic.

    Raises `ObserveError` (``engine-missing``) when zxing-cpp or OpenCV is not installed.
    """

    def __init__(self) -> None:
        try:
            import cv2  # noqa: F401
        except ImportError as error:
            raise ObserveError(_opencv_missing()) from error
        self._zxing = Zxing()

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
        sightings = self._zxing.square(gray) + self._zxing.others(gray)
        if not any(s.payload is not None for s in sightings):
            sightings += self._retries(gray)
        return tuple(_code(s) for s in sorted(merged(sightings), key=_place))

    def _retries(self, gray: Gray) -> list[Sighting]:
        import cv2

        half = cv2.resize(gray, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        found = [s.moved(0.5, 0, 0) for s in self._zxing.square(half, thorough=False)]
        found += self._zxing.square(gray, thorough=False, global_threshold=True)
        return found


def version() -> str | None:
    """Name and version of the code engine, without loading it; None when it is missing."""
    number = zxing_version()
    return f"zxing-cpp {number}" if number is not None else None


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
