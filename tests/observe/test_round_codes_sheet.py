from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from merchlint.observe.code_regions import Blocks, blocks_of
from merchlint.observe.code_scale import halved
from merchlint.observe.round_codes_net import STRIDE, WINDOW
from merchlint.observe.round_codes_sheet import Piece, Sheet, sheets

Gray = npt.NDArray[np.uint8]


def page(width: int, height: int, *spots: tuple[int, int, int]) -> tuple[Gray, Blocks]:
    """An empty page, halved, and its blocks, busy in squares of noise given as (left, top, side)."""
    rng = np.random.default_rng(1)
    gray = np.full((height, width), 255, np.uint8)
    for left, top, side in spots:
        gray[top : top + side, left : left + side] = rng.integers(0, 2, (side, side), dtype=np.uint8) * 255
    half = halved(gray)
    return half, blocks_of(gray, half)


def pieces(half: Gray, blocks: Blocks) -> list[Piece]:
    return [piece for sheet in sheets(half, blocks) for piece, _, _ in sheet.laid]


def shown(piece: Piece, x: float, y: float) -> bool:
    """A window of the network stands around a point of the page in this piece, no more than half a step away."""
    row, column = y * piece.sy - piece.top - WINDOW / 2, x * piece.sx - piece.left - WINDOW / 2
    spare = STRIDE / 2 + 1
    height, width = piece.picture.shape
    return bool(-spare <= row <= height - WINDOW + spare and -spare <= column <= width - WINDOW + spare)


def test_an_empty_page_is_not_looked_at() -> None:
    assert sheets(*page(1000, 700)) == []


@pytest.mark.parametrize("side", [90, 120, 160, 220, 300, 420, 640])
@pytest.mark.parametrize("place", ["corner", "middle", "edge"])
def test_a_busy_square_of_any_size_is_shown_about_as_large_as_codes_are_known(side: int, place: str) -> None:
    left, top = {"corner": (4, 4), "middle": (301, 203), "edge": (1200 - side - 4, 130)}[place]
    seen = pieces(*page(1200, 900, (left, top, side)))
    sizes = [side * piece.sx for piece in seen if shown(piece, left + side / 2, top + side / 2)]
    assert any(34 / 1.2 <= size <= 34 * 1.2 for size in sizes)


def test_a_line_of_small_print_is_not_looked_at_as_a_small_code() -> None:
    gray = np.full((700, 1000), 255, np.uint8)
    gray[300:324, 100:900] = np.random.default_rng(2).integers(0, 2, (24, 800), dtype=np.uint8) * 255
    half = halved(gray)
    assert all(piece.sx < 0.8 * 34 / 98 for piece in pieces(half, blocks_of(gray, half)))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(40, 512), st.integers(40, 512)), min_size=1, max_size=12))
def test_pieces_lie_on_the_grid_and_apart_and_whole(shapes: list[tuple[int, int]]) -> None:
    width = -(-max(columns for _, columns in shapes) // 64) * 64
    sheet = Sheet(width)
    added = [
        Piece(np.full(shape, number, np.uint8), 0, 0, 1.0, 1.0)
        for number, shape in enumerate(sorted(shapes, key=lambda s: -s[0]))
    ]
    laid = [piece for piece in added if sheet.add(piece)]
    assert laid
    paper = sheet.picture()
    assert paper.shape == sheet.shape()
    for piece, top, left in sheet.laid:
        assert top % STRIDE == left % STRIDE == 0
        height, across = piece.picture.shape
        assert (paper[top : top + height, left : left + across] == piece.picture).all()
    assert (paper < 255).sum() == sum(piece.picture.size for piece in laid)


def test_a_page_larger_than_a_sheet_is_shown_whole() -> None:
    half, blocks = page(4000, 2600, (0, 0, 2600), (1400, 0, 2600))
    seen = [piece for piece in pieces(half, blocks) if piece.sx == pytest.approx(34 / 98, rel=0.01)]
    for x in range(60, 3960, 240):
        for y in range(60, 2560, 240):
            assert any(shown(piece, x, y) for piece in seen)
