from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from merchlint.geometry import upright
from merchlint.observe import tiles
from merchlint.observe.text_detect import Region


def region(left: float, top: float, right: float, bottom: float) -> Region:
    return Region(np.array(upright(left, top, right, bottom), dtype=np.float32), 0.9)


def edges(found: list[Region]) -> list[tuple[float, ...]]:
    return sorted((*r.quad.min(axis=0).tolist(), *r.quad.max(axis=0).tolist()) for r in found)


@given(st.integers(1, 9000), st.integers(1, 9000), st.integers(300, 3000), st.integers(0, 250))
def test_tiles_cover_the_picture_and_overlap(width: int, height: int, side: int, overlap: int) -> None:
    cut = tiles.cut(width, height, side, overlap)
    for low, high, length in (("left", "right", width), ("top", "bottom", height)):
        spans = sorted({(getattr(t, low), getattr(t, high)) for t in cut})
        assert spans[0][0] == 0
        assert spans[-1][1] == length
        assert all(0 < b - a <= side for a, b in spans)
        assert all(a[1] - b[0] >= overlap - 1 for a, b in itertools.pairwise(spans))


@given(st.integers(1, 20_000), st.integers(1, 20_000), st.none() | st.floats(30, 2400))
def test_every_look_covers_the_whole_picture(width: int, height: int, dpi: float | None) -> None:
    for look in tiles.looks(width, height, dpi):
        assert look.scale > 0
        covered = sum((t.right - t.left) * (t.bottom - t.top) for t in look.tiles)
        assert covered >= width * height


@pytest.mark.parametrize(("width", "height", "dpi"), [(2480, 3508, 300.0), (2480, 3508, None), (7016, 9933, 300.0)])
def test_five_points_on_a_sheet_keep_ten_pixels(width: int, height: int, dpi: float | None) -> None:
    assert max(look.scale for look in tiles.looks(width, height, dpi)) * 300 * 5 / 72 >= 10


def test_a_small_card_is_looked_at_once() -> None:
    (look,) = tiles.looks(1063, 638, 300.0)
    assert len(look.tiles) == 1
    assert look.scale < 1


def test_a_line_cut_by_a_border_becomes_one() -> None:
    parts = [region(100, 100, 900, 140), region(780, 101, 1500, 141), region(100, 300, 500, 340)]
    assert edges(tiles.merge(parts)) == [(100, 100, 1500, 141), (100, 300, 500, 340)]


def test_a_line_found_twice_becomes_one() -> None:
    assert len(tiles.merge([region(100, 100, 900, 140), region(103, 98, 902, 142)])) == 1


def test_neighbouring_lines_stay_apart() -> None:
    lines = [region(100, 100, 900, 140), region(100, 136, 900, 176), region(905, 100, 1500, 140)]
    assert len(tiles.merge(lines)) == 3


boxes = st.tuples(st.integers(0, 400), st.integers(0, 400), st.integers(20, 300), st.integers(10, 60))


@given(st.lists(boxes, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_finds_does_not_matter(found: list[tuple[int, int, int, int]], rng: object) -> None:
    regions = [region(x, y, x + w, y + h) for x, y, w, h in found]
    mixed = list(regions)
    rng.shuffle(mixed)  # type: ignore[attr-defined]
    assert edges(tiles.merge(regions)) == edges(tiles.merge(mixed))
