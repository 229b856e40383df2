from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pytest
import zxingcpp

from merchlint.geometry import upright
from merchlint.observe.code_evidence import finder_likeness, graded, one_finder_likeness
from merchlint.observe.code_finders import squares_of_finders
from merchlint.observe.code_sighting import Sighting

Gray = npt.NDArray[np.uint8]


def page(scale: int = 6, **options: Any) -> tuple[Gray, int]:
    """A QR code at (80, 60) on a light page, and its side."""
    code = zxingcpp.create_barcode("https://example.com/abc", zxingcpp.BarcodeFormat.QRCode, **options)
    part = np.array(code.to_image(scale=scale, add_quiet_zones=False), np.uint8)
    gray = np.full((part.shape[0] + 160, part.shape[1] + 180), 255, np.uint8)
    gray[60 : 60 + part.shape[0], 80 : 80 + part.shape[1]] = part
    return gray, part.shape[0]


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
@pytest.mark.parametrize("scale", [3, 6, 11])
def test_a_qr_code_is_like_one_and_an_inverted_one_too(scale: int, turns: int) -> None:
    gray, side = page(scale)
    inner = np.rot90(gray[60 : 60 + side, 80 : 80 + side], turns)
    gray[60 : 60 + side, 80 : 80 + side] = inner
    box = upright(80, 60, 80 + side, 60 + side)
    assert finder_likeness(gray, box) > 0.85
    assert finder_likeness(255 - gray, box) > 0.85


def test_tables_noise_and_empty_paper_are_not_like_one() -> None:
    grid = np.full((300, 300), 255, np.uint8)
    grid[::20] = grid[:, ::20] = 0
    noise = np.random.default_rng(4).integers(0, 256, (300, 300), dtype=np.uint8)
    for gray in (grid, noise, np.full((300, 300), 200, np.uint8)):
        assert finder_likeness(gray, upright(30, 30, 250, 250)) < 0.5


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_micro_qr_code_is_like_one_and_tables_noise_and_letters_are_not(turns: int) -> None:
    code = zxingcpp.create_barcode("12345", zxingcpp.BarcodeFormat.MicroQRCode)
    part = np.rot90(np.array(code.to_image(scale=5, add_quiet_zones=False), np.uint8), turns)
    box = upright(40, 40, 40 + part.shape[1], 40 + part.shape[0])
    gray = np.full((part.shape[0] + 80, part.shape[1] + 80), 255, np.uint8)
    grid, letters = gray.copy(), gray.copy()
    gray[40:-40, 40:-40] = part
    assert one_finder_likeness(gray, box) > 0.9
    grid[::12] = grid[:, ::12] = 0
    cv2.putText(letters, "QR8B", (30, 90), 0, 1.4, 0, 5)
    noise = np.asarray(np.random.default_rng(4).integers(0, 256, gray.shape), np.uint8)
    for other in (grid, letters, noise):
        assert one_finder_likeness(other, box) < 0.8


def test_confidence_of_an_unread_code_follows_its_looks() -> None:
    gray, side = page()
    right = graded(gray, Sighting("qr_code", None, upright(80, 60, 80 + side, 60 + side), 0.6))
    wrong = graded(gray, Sighting("qr_code", None, upright(20, 10, 120, 110), 0.6))
    assert right.confidence > 0.9 > 0.7 > wrong.confidence
    read = Sighting("qr_code", "text", upright(20, 10, 120, 110), 0.99)
    assert graded(gray, read) is read


@pytest.mark.parametrize("angle", [0, 12, -30])
def test_three_finders_give_the_whole_box(angle: float) -> None:
    gray, side = page()
    middle = (80 + side / 2, 60 + side / 2)
    pose = cv2.getRotationMatrix2D(middle, angle, 1.0)
    turned = np.asarray(cv2.warpAffine(gray, pose, gray.shape[::-1], borderValue=255), np.uint8)
    corners = np.array(upright(80, 60, 80 + side, 60 + side))
    expected = corners @ pose[:, :2].T + pose[:, 2]
    box = squares_of_finders(turned)[0]
    for x, y in expected:
        assert min((x - bx) ** 2 + (y - by) ** 2 for bx, by in box) < 8**2


def test_two_finders_leave_guesses_with_the_right_one_among_them() -> None:
    gray, side = page()
    gray[60 : 60 + 45, 80 + side - 45 : 80 + side] = 255
    guesses = squares_of_finders(gray)
    errors = [abs(x - 80) + abs(y - 60) for (x, y), *_ in guesses]
    assert min(errors) < 12


def test_a_page_without_finders_gives_nothing() -> None:
    assert squares_of_finders(np.full((50, 50), 255, np.uint8)) == []
    assert squares_of_finders(np.random.default_rng(1).integers(0, 256, (9, 9), dtype=np.uint8)) == []
