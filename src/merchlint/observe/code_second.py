"""Second readers, pyzbar and OpenCV, for QR codes that were found and stayed unread. Each of them may be missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from merchlint.geometry import upright
from merchlint.observe.code_rescue import around, to_side
from merchlint.observe.code_sighting import ONE_CORNER, Sighting, overlap

if TYPE_CHECKING:
    from merchlint.geometry import Box
    from merchlint.observe.code_sighting import Gray

_MARGIN = 0.25
# Side of the crop in pixels: small codes are enlarged, for both readers want modules of 3 pixels and more, and large
# ones made smaller, which reads as many in half the time.
_SIDE = 360
_SAME_PLACE = 0.3
# One reader's word where another one failed.
_CONFIDENCE = 0.95
_PACKAGES = ("pyzbar", "opencv-python-headless", "opencv-python")

_Reader = Callable[["Gray"], "Iterator[tuple[str, Box]]"]


class SecondReaders:
    """Those of the readers that can be used here; none of them is required, so that none missing is no problem."""

    def __init__(self) -> None:
        self._readers: list[_Reader] = [*_pyzbar(), *_opencv()]

    def read(self, gray: Gray, unread: Sighting) -> Sighting:
        """The sighting with its payload when one of the readers reads a QR code at its place, else as it was.

        What was taken for a code with one corner mark is then the QR code that was read, where that stands.

        Args:
            gray: the whole page, H x W uint8.
        """
        crop, left, top = around(gray, unread, _MARGIN)
        scaled, scale = to_side(crop, _SIDE)
        for reader in self._readers:
            for text, box in reader(scaled):
                place = Sighting("qr_code", text, box, _CONFIDENCE).moved(scale, left, top)
                if overlap(place.box, unread.box) > _SAME_PLACE:
                    if unread.symbology in ONE_CORNER:
                        return place
                    return replace(unread, payload=text, confidence=_CONFIDENCE)
        return unread


def second_versions() -> list[str]:
    """Name and version of each package with a second reader that can be used, without loading it."""
    from ctypes.util import find_library
    from importlib import metadata

    found = []
    for package in _PACKAGES:
        if package == "pyzbar" and find_library("zbar") is None:
            continue
        try:
            found.append(f"{package} {metadata.version(package)}")
        except metadata.PackageNotFoundError:
            continue
    return found


def _pyzbar() -> Iterator[_Reader]:
    """pyzbar's wheel for Linux holds no library: its import fails where libzbar0 is not installed."""
    try:
        from pyzbar import pyzbar
    except (ImportError, OSError):
        return

    def read(gray: Gray) -> Iterator[tuple[str, Box]]:
        try:
            seen = pyzbar.decode(gray, symbols=[pyzbar.ZBarSymbol.QRCODE])
        except (ValueError, pyzbar.PyZbarError):
            # "4294967295 is not a valid ZBarOrientation": pyzbar does not know zbar's word for an unknown one.
            return
        for code in seen:
            left, top, wide, tall = code.rect
            try:
                text = code.data.decode("utf-8")
            except UnicodeDecodeError:
                continue
            if text:
                yield text, upright(left, top, left + wide, top + tall)

    yield read


def _opencv() -> Iterator[_Reader]:
    try:
        import cv2
    except (ImportError, OSError):
        return
    # The newer detector reads about as much at a third of the cost.
    make: Any = getattr(cv2, "QRCodeDetectorAruco", cv2.QRCodeDetector)
    yield _by_detector(make(), cv2.error)


def _by_detector(detector: Any, failure: type[Exception]) -> _Reader:
    def read(gray: Gray) -> Iterator[tuple[str, Box]]:
        try:
            found, texts, corners, _ = detector.detectAndDecodeMulti(gray)
        except (failure, UnicodeDecodeError):
            # An assertion inside OpenCV, and payloads that are not UTF-8.
            return
        if not found:
            return
        for text, points in zip(texts, corners, strict=True):
            if text:
                a, b, c, d = ((float(x), float(y)) for x, y in points)
                yield text, (a, b, c, d)

    return read
