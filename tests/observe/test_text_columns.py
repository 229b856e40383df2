from __future__ import annotations

import numpy as np

from merchlint.geometry import upright
from merchlint.observe.text_columns import columns, continued, strip
from merchlint.observe.text_detect import Region


def cell(x: float, y: float, side: float = 40) -> Region:
    return Region(np.array(upright(x, y, x + side, y + side), dtype=np.float32), 0.9)


def test_a_stack_of_characters_is_a_column() -> None:
    stack = [cell(100, 80 * i) for i in range(4)]
    line = Region(np.array(upright(300, 10, 700, 50), dtype=np.float32), 0.9)
    found, rest = columns([line, *reversed(stack)])
    assert [len(c.parts) for c in found] == [4]
    assert found[0].parts[0][0].tolist() == [100, 0]
    assert rest == [line]


def test_columns_side_by_side_stay_apart() -> None:
    found, rest = columns([cell(x, 70 * i) for x in (100, 200) for i in range(3)])
    assert [len(c.parts) for c in found] == [3, 3]
    assert rest == []


def test_spaced_rows_are_no_columns() -> None:
    rows = [cell(60 * i, y) for y in (0, 90, 180) for i in range(5)]
    found, rest = columns(rows)
    assert found == []
    assert len(rest) == 15


def test_two_characters_are_no_column() -> None:
    assert columns([cell(0, 0), cell(0, 60)])[0] == []


def test_characters_of_other_sizes_do_not_belong() -> None:
    assert columns([cell(0, 0), cell(0, 60, 100), cell(0, 180)])[0] == []


def region(left: float, top: float, right: float, bottom: float) -> Region:
    return Region(np.array(upright(left, top, right, bottom), dtype=np.float32), 0.9)


def test_a_column_cut_in_two_is_made_one_again() -> None:
    pieces = [region(100, 20, 150, 330), region(101, 325, 149, 410)]
    for order in (pieces, pieces[::-1]):
        (whole,) = continued(order)
        assert np.allclose([whole.quad.min(axis=0), whole.quad.max(axis=0)], [[100, 20], [150, 410]], atol=2)


def test_what_is_no_piece_of_a_column_stays_alone() -> None:
    column = region(100, 20, 150, 330)
    others = [
        region(160, 325, 210, 410),  # beside it
        region(60, 340, 260, 390),  # a row under it
        region(100, 380, 150, 430),  # too far below
        region(100, 330, 150, 340),  # a rule under it
    ]
    for other in others:
        assert len(continued([column, other])) == 2
    assert len(continued([cell(0, 0), cell(0, 40)])) == 2  # characters, which `columns` weighs by what is beside them


def test_a_strip_has_one_square_cell_for_each_character() -> None:
    crops = [np.full((30, 20, 3), 200, np.uint8), np.full((100, 120, 3), 10, np.uint8)]
    line = strip(crops)
    assert line.shape[1] == 2 * line.shape[0]
    assert (line[:, : line.shape[0]] == 200).all()
    assert (line[:, line.shape[0] :] == 10).all()
