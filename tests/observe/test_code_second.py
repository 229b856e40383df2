from __future__ import annotations

import builtins
import sys
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pytest
import zxingcpp

from merchlint.geometry import bounds, upright
from merchlint.observe import code_second
from merchlint.observe.code_second import SecondReaders, second_versions
from merchlint.observe.code_sighting import Sighting
from merchlint.observe.codes import CodeReader, version

LINK = "https://u.wechat.com/EEexampleTEXTabc"
Gray = npt.NDArray[np.uint8]


def drawn(scale: int = 6, level: str = "M", text: str = LINK) -> tuple[Gray, int]:
    """A QR code at (100, 100) on a light page, and its side."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=level)
    part = np.array(code.to_image(scale=scale, add_quiet_zones=False), np.uint8)
    side = part.shape[0]
    gray = np.full((side + 200, side + 200), 255, np.uint8)
    gray[100 : 100 + side, 100 : 100 + side] = part
    return gray, side


def damaged(seed: int) -> Gray:
    """A code with rectangles of ink and of paper on it."""
    rng = np.random.default_rng(seed)
    gray, side = drawn(level="LMQH"[seed % 4])
    for _ in range(int(rng.integers(6, 40))):
        x, y = (int(v) for v in rng.integers(100, 100 + side, 2))
        size = int(rng.integers(4, 24)), int(rng.integers(4, 24))
        cv2.rectangle(gray, (x, y), (x + size[0], y + size[1]), int(rng.integers(0, 2)) * 255, -1)
    return gray


def without(monkeypatch: pytest.MonkeyPatch, *packages: str) -> None:
    """Imports of the packages fail as they do where libzbar0 is missing."""
    real = builtins.__import__

    def importing(name: str, *rest: Any, **options: Any) -> Any:
        if name.split(".")[0] in packages:
            raise OSError("Unable to find zbar shared library")
        return real(name, *rest, **options)

    monkeypatch.setattr(builtins, "__import__", importing)


def unread(side: int, confidence: float = 0.9) -> Sighting:
    return Sighting("qr_code", None, upright(100, 100, 100 + side, 100 + side), confidence)


@pytest.mark.parametrize("scale", [2, 5, 40])
def test_a_code_is_read_at_its_place(scale: int) -> None:
    gray, side = drawn(scale)
    seen = SecondReaders().read(gray, unread(side))
    assert (seen.payload, seen.box) == (LINK, unread(side).box)
    assert seen.confidence < 0.99


@pytest.mark.parametrize("missing", ["pyzbar", "cv2"])
def test_either_reader_does_alone(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    gray, side = drawn()
    if missing == "cv2":
        pytest.importorskip("pyzbar.pyzbar")
    with monkeypatch.context() as patch:
        without(patch, missing)
        readers = SecondReaders()
    assert readers.read(gray, unread(side)).payload == LINK


def test_without_any_reader_the_code_stays_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    gray, side = drawn()
    without(monkeypatch, "pyzbar", "cv2")
    readers = SecondReaders()
    monkeypatch.undo()
    assert readers.read(gray, unread(side)) == unread(side)


def test_text_of_a_neighbour_is_not_taken() -> None:
    gray, side = drawn()
    beside = Sighting("qr_code", None, upright(102 + side, 100, 150 + side, 160), 0.9)
    assert SecondReaders().read(gray, beside) == beside


@pytest.mark.parametrize("taken_for", ["micro_qr", "rmqr"])
def test_a_corner_that_is_read_is_a_qr_code_where_the_code_stands(taken_for: str) -> None:
    gray, side = drawn()
    corner = Sighting(taken_for, None, upright(100, 100, 100 + 0.8 * side, 100 + 0.8 * side), 0.6)
    seen = SecondReaders().read(gray, corner)
    assert (seen.symbology, seen.payload) == ("qr_code", LINK)
    assert bounds(seen.box) == pytest.approx((100, 100, 100 + side, 100 + side), abs=4)


def test_chinese_text_comes_back_whole() -> None:
    gray, side = drawn(text="加微信领红包")
    assert SecondReaders().read(gray, unread(side)).payload == "加微信领红包"


def test_an_unknown_orientation_is_survived(monkeypatch: pytest.MonkeyPatch) -> None:
    pyzbar = pytest.importorskip("pyzbar.pyzbar")

    def fails(*_: Any, **__: Any) -> Any:
        raise ValueError("4294967295 is not a valid ZBarOrientation")

    monkeypatch.setattr(pyzbar, "decode", fails)
    gray, side = drawn()
    assert SecondReaders().read(gray, unread(side)).payload == LINK


@pytest.mark.parametrize("failure", [cv2.error("assertion"), UnicodeDecodeError("utf-8", b"\xff", 0, 1, "no")])
def test_failures_inside_opencv_are_survived(failure: Exception) -> None:
    class Detector:
        def detectAndDecodeMulti(self, _: Gray) -> Any:
            raise failure

    assert list(code_second._by_detector(Detector(), cv2.error)(np.zeros((9, 9), np.uint8))) == []


def test_noise_gives_nothing() -> None:
    noise = np.random.default_rng(5).integers(0, 256, (300, 300), dtype=np.uint8)
    assert SecondReaders().read(noise, unread(90)).payload is None


@pytest.mark.parametrize("seed", [51, 87, 213, 297])
def test_a_damaged_code_that_the_first_reader_gives_up_is_read(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    pixels = np.repeat(damaged(seed)[..., None], 3, axis=2)
    readers = CodeReader()
    assert [code.payload for code in readers.read(pixels)] == [LINK]
    monkeypatch.setattr(SecondReaders, "read", lambda _self, _gray, sighting: sighting)
    assert [code.payload for code in readers.read(pixels)] == [None]


def test_versions_name_what_is_there_and_load_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [n for n in sys.modules if n.split(".")[0] == "pyzbar"]:
        monkeypatch.delitem(sys.modules, name)
    assert any(text.startswith("opencv-") for text in second_versions())
    assert "opencv-" in (version() or "")
    assert not any(name.split(".")[0] == "pyzbar" for name in sys.modules)
