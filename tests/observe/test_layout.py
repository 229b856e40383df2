from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from merchlint.geometry import upright
from merchlint.observe.layout import arrange
from merchlint.observe.model import TextLine


def line(text: str, left: float, top: float, right: float, bottom: float, vertical: bool = False) -> TextLine:
    return TextLine(text, upright(left, top, right, bottom), vertical=vertical)


def order(lines: tuple[TextLine, ...]) -> list[tuple[str, int]]:
    return [(item.text, item.block) for item in lines]


def test_a_title_and_two_columns_of_text() -> None:
    lines = [
        line("title", 100, 20, 700, 90),
        line("left 1", 50, 150, 350, 180),
        line("left 2", 50, 190, 340, 220),
        line("right 1", 500, 148, 800, 178),
        line("right 2", 500, 189, 790, 219),
        line("foot", 300, 500, 500, 520),
    ]
    random.Random(1).shuffle(lines)
    assert order(arrange(lines)) == [
        ("title", 0),
        ("left 1", 1),
        ("left 2", 1),
        ("right 1", 2),
        ("right 2", 2),
        ("foot", 3),
    ]


def test_pieces_of_one_row_are_read_from_the_left() -> None:
    lines = [line("next", 10, 45, 200, 75), line("微信", 90, 8, 150, 38), line("加", 10, 10, 70, 40)]
    assert order(arrange(lines)) == [("加", 0), ("微信", 0), ("next", 0)]


def test_columns_are_read_from_the_right() -> None:
    lines = [line(str(i), 100 * i, 50, 100 * i + 40, 400, vertical=True) for i in range(4)]
    assert [text for text, _ in order(arrange(lines))] == ["3", "2", "1", "0"]
    assert len({block for _, block in order(arrange(lines))}) == 1


def test_a_large_line_does_not_join_small_print() -> None:
    lines = [line("large", 0, 0, 500, 100), line("small", 0, 105, 300, 125)]
    assert order(arrange(lines)) == [("large", 0), ("small", 1)]


def test_a_page_on_its_side_is_read_as_if_upright() -> None:
    upright_lines = [line("one", 10, 10, 300, 40), line("two", 10, 50, 300, 80), line("far", 10, 400, 300, 430)]
    width = 500
    turned = [
        line(t.text, t.box[0][1], width - t.box[2][0], t.box[2][1], width - t.box[0][0]) for t in upright_lines if t.box
    ]
    assert order(arrange(turned, 3)) == order(arrange(upright_lines))


def test_lines_without_a_place_stand_alone() -> None:
    assert order(arrange([TextLine("a"), TextLine("b")])) == [("a", 0), ("b", 1)]


Place = tuple[int, int, int, int, bool]
places = st.tuples(st.integers(0, 900), st.integers(0, 900), st.integers(5, 400), st.integers(5, 80), st.booleans())


@given(st.lists(places, max_size=9, unique=True), st.integers(0, 3), st.integers(0, 99))
def test_every_line_once_in_an_order_of_its_own(found: list[Place], turn: int, seed: int) -> None:
    lines = [line(str(i), x, y, x + w, y + h, v) for i, (x, y, w, h, v) in enumerate(found)]
    arranged = arrange(lines, turn)
    assert sorted(item.text for item in arranged) == sorted(item.text for item in lines)
    blocks = [item.block for item in arranged]
    assert blocks == sorted(blocks)
    mixed = list(lines)
    random.Random(seed).shuffle(mixed)
    assert arrange(mixed, turn) == arranged
