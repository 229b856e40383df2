from __future__ import annotations

import numpy as np
import pytest

from merchlint.geometry import upright
from merchlint.observe.text_ink import fitted, ink


@pytest.mark.parametrize(("ground", "word"), [(255, 0), (30, 240), (120, 200)])
def test_ink_is_found_on_light_and_dark(ground: int, word: int) -> None:
    crop = np.full((60, 300, 3), ground, np.uint8)
    crop[15:45, 30:270:4] = word
    found = ink(crop)
    assert found is not None
    (left, right), (top, bottom) = found
    assert [left * 300, right * 300] == pytest.approx([30, 267], abs=3)
    assert [top * 60, bottom * 60] == pytest.approx([15, 45], abs=2)


def test_the_neighbouring_line_is_left_out() -> None:
    crop = np.full((60, 300, 3), 255, np.uint8)
    crop[20:50, 30:270] = 0
    crop[0:4, 30:270] = 0
    found = ink(crop)
    assert found is not None
    assert found[1][0] * 60 == pytest.approx(20, abs=2)


def test_a_pale_word_beside_a_strong_one_is_kept() -> None:
    crop = np.full((60, 400, 3), 255, np.uint8)
    crop[15:45, 30:200:3] = 0
    crop[15:45, 220:380:3] = 150
    found = ink(crop)
    assert found is not None
    assert found[0][1] * 400 == pytest.approx(380, abs=4)


def test_plain_ground_changes_nothing() -> None:
    quad = np.array(upright(5, 5, 105, 35), dtype=np.float32)
    assert ink(np.full((30, 100, 3), 90, np.uint8)) is None
    assert (fitted(quad, np.full((30, 100, 3), 90, np.uint8)) == quad).all()


def test_a_tall_crop_is_a_column() -> None:
    crop = np.full((300, 60, 3), 255, np.uint8)
    crop[30:270, 15:45] = 0
    quad = np.array(upright(100, 100, 160, 400), dtype=np.float32)
    assert fitted(quad, crop).tolist() == pytest.approx(np.array(upright(115, 130, 145, 370)), abs=2)
