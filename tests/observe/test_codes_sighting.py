from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from merchlint.geometry import Point, upright
from merchlint.observe.code_sighting import Sighting, area, merged, ordered, overlap

CORNERS: list[Point] = [(10.0, 20.0), (110.0, 24.0), (105.0, 130.0), (8.0, 120.0)]
WHERE = upright(100, 100, 200, 200)


@pytest.mark.parametrize("given_order", list(itertools.permutations(CORNERS)))
def test_corners_come_in_one_order_whatever_the_reader_gave(given_order: tuple[Point, ...]) -> None:
    assert ordered(given_order) == tuple(CORNERS)


@given(st.floats(0.25, 4), st.floats(0, 500), st.floats(0, 500))
def test_moving_back_to_the_page_undoes_the_crop(scale: float, dx: float, dy: float) -> None:
    in_crop = tuple(((x - dx) * scale, (y - dy) * scale) for x, y in WHERE)
    moved = Sighting("qr_code", None, in_crop, 0.5).moved(scale, dx, dy)  # type: ignore[arg-type]
    for corner, expected in zip(moved.box, WHERE, strict=True):
        assert corner == pytest.approx(expected, abs=1e-6)


def test_turning_back_to_the_page_undoes_a_quarter_turn() -> None:
    page = np.zeros((300, 400), np.uint8)
    page[110:130, 250:310] = 255
    part = np.rot90(page[100:200, 200:380])
    rows, columns = np.nonzero(part)
    there = upright(float(columns.min()), float(rows.min()), float(columns.max() + 1), float(rows.max() + 1))
    assert Sighting("ean_13", "1", there, 0.9).turned_back(380, 100).box == upright(250, 110, 310, 130)


def test_area_of_a_square() -> None:
    assert area(WHERE) == 10_000


def test_overlap_counts_the_smaller_one() -> None:
    assert overlap(WHERE, upright(110, 110, 120, 120)) == 1.0
    assert overlap(WHERE, upright(300, 300, 400, 400)) == 0.0
    assert overlap(WHERE, upright(150, 100, 250, 200)) == 0.5


def test_a_read_code_replaces_the_unread_one_at_its_place() -> None:
    unread = Sighting("qr_code", None, upright(102, 99, 203, 199), 0.9)
    read = Sighting("qr_code", "a", WHERE, 0.8)
    assert merged([unread, read]) == merged([read, unread]) == [read]


def test_one_code_inside_another_keeps_its_own_entry() -> None:
    outer = Sighting("qr_code", "a", WHERE, 0.9)
    inner = Sighting("data_matrix", "b", upright(140, 140, 160, 160), 0.9)
    assert set(merged([outer, inner])) == {outer, inner}


def test_codes_apart_are_kept_apart() -> None:
    left, right = Sighting("qr_code", None, WHERE, 0.9), Sighting("qr_code", None, upright(300, 100, 400, 200), 0.9)
    assert len(merged([left, right])) == 2
