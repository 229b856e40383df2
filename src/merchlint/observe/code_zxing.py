"""zxing-cpp: the reader of every square, stacked and linear symbology.

Found-but-unread codes come from ``return_errors``: a code whose pattern was located and whose error correction failed.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from merchlint.geometry import Point
from merchlint.message import Message, Problem
from merchlint.observe.code_sighting import Sighting, area, ordered
from merchlint.observe.model import ObserveError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from merchlint.observe.code_sighting import Gray

_READ = 0.99
_UNREAD = 0.6

# A Data Matrix is located by two straight lines, so that tables and pages of text give unread finds of it.
_WEAK_WHEN_UNREAD = frozenset({"data_matrix"})
_SMALLEST_AREA = 64.0
# The end of bars that were read may be seen as an unread code with two corners in one place.
_SHORTEST_SIDE = 4.0

_NAMES = {
    "QRCode": "qr_code",
    "QRCodeModel1": "qr_code",
    "QRCodeModel2": "qr_code",
    "MicroQRCode": "micro_qr",
    "RMQRCode": "rmqr",
    "DataMatrix": "data_matrix",
    "Aztec": "aztec",
    "AztecCode": "aztec",
    "AztecRune": "aztec",
    "PDF417": "pdf417",
    "CompactPDF417": "pdf417",
    "EAN13": "ean_13",
    "ISBN": "ean_13",
    "EAN8": "ean_8",
    "UPCA": "upc_a",
    "UPCE": "upc_e",
    "Code128": "code_128",
    "Code39": "code_39",
    "Code39Std": "code_39",
    "Code39Ext": "code_39",
    "Code93": "code_93",
    "ITF": "itf",
    "ITF14": "itf",
}


class Zxing:
    """zxing-cpp with merchlint's names. Raises `ObserveError` when the library is missing."""

    def __init__(self) -> None:
        try:
            import zxingcpp
        except ImportError as error:
            raise ObserveError(_missing()) from error
        self._lib: Any = zxingcpp
        form = zxingcpp.BarcodeFormat
        self._qr = [form.QRCode]
        self._square = [form.MicroQRCode, form.RMQRCode, form.DataMatrix, form.Aztec]
        self._linear = [form.PDF417, form.EANUPC, form.Code128, form.Code39, form.Code93, form.ITF]

    def qr(self, gray: Gray, *, thorough: bool = True, global_threshold: bool = False) -> list[Sighting]:
        """QR codes in an H x W uint8 picture; `thorough` also tries light on dark and smaller versions."""
        return list(self._read(gray, self._qr, thorough, global_threshold))

    def square(self, gray: Gray) -> list[Sighting]:
        """Micro QR, rMQR, Data Matrix and Aztec, dark on light."""
        return list(self._read(gray, self._square, False, False))

    def linear(self, gray: Gray) -> list[Sighting]:
        """Linear codes and PDF417, dark on light, upright or upside down."""
        return list(self._read(gray, self._linear, False, False))

    def _read(self, gray: Gray, formats: list[Any], thorough: bool, global_threshold: bool) -> Iterator[Sighting]:
        binarizer = self._lib.Binarizer
        try:
            found = self._lib.read_barcodes(
                gray,
                formats=formats,
                try_rotate=False,
                try_invert=thorough,
                try_downscale=thorough,
                binarizer=binarizer.GlobalHistogram if global_threshold else binarizer.LocalAverage,
                return_errors=True,
            )
        except (RuntimeError, ValueError) as error:
            raise ObserveError(_failed(str(error))) from error
        for code in found:
            sighting = _sighting(code)
            if sighting is not None:
                yield sighting


def zxing_version() -> str | None:
    """Version of the installed package, read without loading it; None when it is missing."""
    from importlib import metadata

    try:
        return metadata.version("zxing-cpp")
    except metadata.PackageNotFoundError:
        return None


def _sighting(code: Any) -> Sighting | None:
    symbology = _NAMES.get(code.format.name)
    if symbology is None:
        return None
    if not code.valid and symbology in _WEAK_WHEN_UNREAD:
        return None
    payload: str | None = code.text if code.valid else None
    # An EAN-13 that starts with 0 is a UPC-A symbol (GS1 General Specifications, section 5.2.2).
    if symbology == "ean_13" and payload is not None and payload.startswith("0"):
        symbology, payload = "upc_a", payload[1:]
    confidence = _READ if code.valid else _UNREAD
    place = code.position
    corners: list[Point] = [
        (float(p.x), float(p.y)) for p in (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    ]
    if area(corners) < _SMALLEST_AREA:
        return None
    sides = zip(corners, corners[1:] + corners[:1], strict=True)
    if not code.valid and min(math.dist(a, b) for a, b in sides) < _SHORTEST_SIDE:
        return None
    return Sighting(symbology, payload, ordered(corners), confidence)


def _missing() -> Problem:
    return Problem(
        code="engine-missing",
        what=Message("没有安装读码引擎 zxing-cpp。", "The code reader zxing-cpp is not installed."),
        todo=Message("请运行 pip install 'zxing-cpp>=3.0'。", "Run pip install 'zxing-cpp>=3.0'."),
    )


def _failed(reason: str) -> Problem:
    return Problem(
        code="engine-failed",
        what=Message(f"读码引擎 zxing-cpp 出错：{reason}。", f"The code reader zxing-cpp failed: {reason}."),
        todo=Message(
            "请重试；如仍出错，请附上该图片报告问题。", "Try again; if it persists, report it with the picture."
        ),
    )
