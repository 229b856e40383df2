from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from merchlint.geometry import upright
from merchlint.observe.text_recognise import HEIGHT, Recogniser, cells, crop_quad, drawn

CARD = np.asarray(Image.open(Path(__file__).parent / "pictures" / "card.png").convert("RGB"))


@given(st.lists(st.floats(0, 0.99), min_size=2, max_size=30, unique=True))
def test_cells_follow_each_other_and_hold_the_characters(middles: list[float]) -> None:
    spans = [(m, m + 0.001) for m in sorted(middles)]
    found = cells(spans)
    assert len(found) == len(spans)
    assert all(a[1] == b[0] for a, b in itertools.pairwise(found))
    assert all(c[0] <= s[0] + 0.0006 and s[1] - 0.0006 <= c[1] for c, s in zip(found, spans, strict=True))


def test_one_character_fills_its_crop() -> None:
    assert cells([(0.4, 0.5)]) == [(0.0, 1.0)]
    assert cells([]) == []


def test_thrift_reads_the_same_words() -> None:
    title = np.array(upright(20, 15, 310, 80), dtype=np.float32)
    recogniser = Recogniser()
    frugal, careful = recogniser.read(CARD, title), recogniser.read(CARD, title, thrift=False)
    assert frugal.text == careful.text == "感谢您的购买"
    assert len(frugal.spans) == len(frugal.certainties) == len(frugal.text)
    assert frugal.confidence > 0.9


@pytest.mark.parametrize("width", [20, 100, 205, 700, 9000])
def test_crops_are_drawn_to_few_widths_without_padding(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    recogniser = Recogniser()
    given: list[int] = []
    network = recogniser._network

    def noted(batch: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        given.append(batch.shape[3])
        return network(batch)

    monkeypatch.setattr(recogniser, "_network", noted)
    crop = np.full((30, width, 3), 255, np.uint8)
    for thrift in (True, False):
        recogniser.read(crop, np.array(upright(0, 0, width, 30), dtype=np.float32), thrift=thrift)
    assert all(columns % 32 == 0 and 96 <= columns <= 3200 for columns in given)
    assert given[0] <= given[1] <= max(96, 1.1 * 48 / 30 * width)


def test_blank_says_nothing() -> None:
    quad = np.array(upright(0, 0, 200, 40), dtype=np.float32)
    assert Recogniser().read(np.full((40, 200, 3), 255, np.uint8), quad).text == ""


def test_a_crop_beyond_the_picture_is_cut_from_what_there_is() -> None:
    crop = crop_quad(CARD, np.array(upright(-20, -20, 60, 40), dtype=np.float32))
    assert crop.shape == (60, 80, 3)


def test_small_lines_are_drawn_from_between_the_pixels() -> None:
    ramp = np.repeat(np.repeat(np.arange(0, 240, 6, dtype=np.uint8)[None, :, None], 30, axis=0), 3, axis=2)
    left, right, columns = 8.3, 21.7, 96
    small = drawn(ramp, np.array(upright(left, 4.6, right, 15.1), dtype=np.float32), columns)
    assert small.shape == (HEIGHT, columns, 3)
    places = left + (np.arange(columns) + 0.5) * (right - left) / columns
    assert np.abs(small[HEIGHT // 2, :, 0] - 6 * (places - 0.5)).max() <= 1.5, "neither rounded nor shifted"


def test_large_lines_are_shrunk_by_area() -> None:
    stripes = np.zeros((200, 400, 3), np.uint8)
    stripes[:, ::2] = 200
    small = drawn(stripes, np.array(upright(0, 0, 400, 192), dtype=np.float32), 96)
    assert small.shape == (HEIGHT, 96, 3)
    assert np.abs(small[:, 8:-8].astype(int) - 100).max() <= 30
