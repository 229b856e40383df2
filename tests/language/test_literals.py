from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from merchlint.language.literals import (
    SEPARATORS,
    UNKNOWN,
    either,
    is_open,
    one_of,
    optional,
    sequence,
    sets_of,
    skeleton,
)


def test_a_skeleton_holds_words_and_line_feeds() -> None:
    assert skeleton("微 ~ 信\n加_V，♥号") == "微信\n加V号"


@given(st.text())
def test_a_skeleton_keeps_the_lines(text: str) -> None:
    assert skeleton(text).count("\n") == text.count("\n")


@given(st.text(min_size=1, max_size=60))
def test_the_skeleton_of_a_long_text_is_that_of_its_parts(text: str) -> None:
    times = 3000 // len(text) + 1
    assert skeleton(text * times) == skeleton(text) * times


def test_pieces_in_a_row_are_multiplied_out() -> None:
    row = sequence([one_of("微薇"), SEPARATORS, optional(one_of("小")), one_of("信")])
    assert sets_of(row) == [{"微信", "薇信", "微小信", "薇小信"}]


def test_a_gap_parts_what_is_held() -> None:
    assert sets_of(sequence([one_of(["添加"]), UNKNOWN, one_of("群裙")])) == [{"添加"}, {"群", "裙"}]


def test_what_may_be_missing_is_not_held() -> None:
    assert sets_of(sequence([optional(one_of("加")), UNKNOWN, one_of("群")])) == [{"群"}]
    assert sets_of(optional(one_of("加"))) == []
    assert is_open(optional(one_of("加")))
    assert not is_open(one_of("加"))


def test_a_choice_holds_something_of_each_option_and_keeps_the_options_apart() -> None:
    gap = sequence([one_of("加"), UNKNOWN, one_of(["微信"])])
    choice = either([gap, one_of(["扣扣"])])
    assert sets_of(choice) == [{"微信", "扣扣"}]
    assert [sets_of(option) for option in choice.options] == [[{"加"}, {"微信"}], [{"扣扣"}]]
    assert sets_of(either([gap, UNKNOWN])) == []


def test_very_many_strings_are_cut_down_to_their_ends() -> None:
    many = one_of(f"{chr(0x4E00 + a)}{chr(0x5E00 + b)}号码表" for a in range(20) for b in range(20))
    assert sets_of(many) == [{"号码表"}]
