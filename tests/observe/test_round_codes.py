"""The pictures in ``codes/`` were made by ``scripts/draw_round_codes.py codes --side 200 --seed 2026 --each 2``."""

from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pytest
import zxingcpp

from merchlint.geometry import bounds
from merchlint.observe import round_codes_net
from merchlint.observe.codes import CodeReader
from merchlint.observe.model import Code, ObserveError
from merchlint.observe.round_codes import KINDS
from merchlint.observe.round_codes_net import RoundCodeNets

Picture = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
DRAWN = sorted((Path(__file__).parent / "codes").glob("*.png"))
MARGIN = 16


@pytest.fixture(scope="module")
def reader() -> CodeReader:
    return CodeReader()


def drawn(path: Path) -> Picture:
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    assert picture is not None
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), np.uint8)


def card(part: Picture, x: int, y: int, ground: tuple[int, int, int] = (246, 228, 200)) -> Picture:
    pixels = np.empty((560, 800, 3), np.uint8)
    pixels[:] = ground
    for row in range(5):
        cv2.putText(pixels, "Scan the code for a present 2026", (30, 40 + row * 36), 0, 0.8, (70, 30, 30), 2)
    pixels[y : y + part.shape[0], x : x + part.shape[1]] = part
    return pixels


def round_ones(codes: tuple[Code, ...]) -> list[Code]:
    return [code for code in codes if code.symbology in KINDS]


def kind_of(path: Path) -> str:
    return path.stem.rsplit("_", 1)[0]


def test_there_are_pictures_of_every_kind() -> None:
    assert {kind_of(path) for path in DRAWN} == set(KINDS)


@pytest.mark.parametrize("path", DRAWN, ids=lambda p: p.stem)
@pytest.mark.parametrize("side", [110, 232, 320])
def test_round_code_is_found_named_and_boxed(reader: CodeReader, path: Path, side: int) -> None:
    part = np.asarray(cv2.resize(drawn(path), (side, side), interpolation=cv2.INTER_AREA), np.uint8)
    (code,) = round_ones(reader.read(card(part, 300, 222)))
    assert (code.symbology, code.payload) == (kind_of(path), None)
    left, top, right, bottom = bounds(code.box) if code.box else (0.0, 0.0, 0.0, 0.0)
    inset = MARGIN * side / 232
    al, at, ar, ab = 300 + inset, 222 + inset, 300 + side - inset, 222 + side - inset
    shared = max(0.0, min(ar, right) - max(al, left)) * max(0.0, min(ab, bottom) - max(at, top))
    assert shared / ((ar - al) * (ab - at) + (right - left) * (bottom - top) - shared) >= 0.7


def test_code_that_fills_its_picture_is_found(reader: CodeReader) -> None:
    path = next(p for p in DRAWN if kind_of(p) == "mini_program_code")
    (code,) = round_ones(reader.read(drawn(path)))
    assert code.symbology == "mini_program_code"


def test_two_round_codes_and_a_square_one_are_three_codes(reader: CodeReader) -> None:
    pixels = card(drawn(DRAWN[0]), 20, 240)
    other = drawn(next(p for p in DRAWN if kind_of(p) == "mini_program_code"))
    pixels[270 : 270 + other.shape[0], 290 : 290 + other.shape[1]] = other
    square = np.array(zxingcpp.create_barcode("https://qm.qq.com/q/x", zxingcpp.BarcodeFormat.QRCode).to_image(scale=5))
    pixels[300 : 300 + square.shape[0], 580 : 580 + square.shape[1]] = square[..., None]
    assert [c.symbology for c in reader.read(pixels)] == [kind_of(DRAWN[0]), "mini_program_code", "qr_code"]


def test_innocent_round_things_are_no_code(reader: CodeReader) -> None:
    pixels = np.full((560, 800, 3), 255, np.uint8)
    for ray in range(60):
        angle = ray * np.pi / 30
        inner = (round(200 + 70 * np.cos(angle)), round(200 + 70 * np.sin(angle)))
        outer = (round(200 + 130 * np.cos(angle)), round(200 + 130 * np.sin(angle)))
        cv2.line(pixels, inner, outer, (0, 0, 0), 4, cv2.LINE_AA)
    for radius in (20, 50, 80, 110):
        cv2.circle(pixels, (560, 220), radius, (180, 20, 20), 8, cv2.LINE_AA)
    for x in (120, 300, 480):
        cv2.circle(pixels, (x, 470), 24, (0, 0, 0), 6, cv2.LINE_AA)
        cv2.circle(pixels, (x, 470), 8, (0, 0, 0), -1, cv2.LINE_AA)
    assert round_ones(reader.read(pixels)) == []


def test_a_code_refused_at_its_first_size_is_found_from_another(
    reader: CodeReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, looks = RoundCodeNets.second, []

    def refusing_once(nets: RoundCodeNets, crop: Floats) -> Floats:
        out = real(nets, crop)
        looks.append(out)
        return out + np.float32(30) * (np.arange(out.size) == 0) if len(looks) == 1 else out

    monkeypatch.setattr(RoundCodeNets, "second", refusing_once)
    path = next(p for p in DRAWN if kind_of(p) == "mini_program_code")
    (code,) = round_ones(reader.read(card(drawn(path), 300, 222)))
    assert code.symbology == "mini_program_code"
    assert len(looks) > 3


def test_loops_and_print_that_look_like_a_code_from_afar_are_none(reader: CodeReader) -> None:
    """Noto Sans (OFL), drawn by `benchmarks.logos_cards`: a reward code at 0.75 until looks had to settle."""
    assert round_ones(reader.read(drawn(Path(__file__).parent / "loops_and_print.png"))) == []


def test_square_codes_are_no_round_codes(reader: CodeReader) -> None:
    for text in ("https://example.com", "https://example.com/" + "x" * 200):
        part = np.array(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode).to_image(scale=6), np.uint8)
        assert round_ones(reader.read(np.repeat(part[..., None], 3, axis=2))) == []


def test_missing_or_broken_model_is_a_problem(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "weights.npz"
    broken.write_bytes(b"PK\x03\x04 no weights here")
    for path in (broken, tmp_path / "none.npz"):
        monkeypatch.setattr(round_codes_net, "WEIGHTS", path)
        with pytest.raises(ObserveError) as caught:
            CodeReader()
        assert caught.value.problem.code == "engine-failed"


def test_missing_engine_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **options: Any) -> Any:
        if name.split(".")[0] == "openvino":
            raise ImportError(name)
        return real(name, *rest, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ObserveError) as caught:
        CodeReader()
    assert caught.value.problem.code == "engine-missing"
    assert "openvino" in caught.value.problem.todo.en
