"""The model of the wording of passages."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merchlint.language.wording import PASSAGE, SCALE, load_wording, units
from tests.language.handmade import wording

TEXTS = st.text(st.one_of(st.sampled_from("囍福寿禄 \n。，,1a+"), st.characters()), max_size=400)


@given(TEXTS)
def test_passages_lie_in_the_text_in_order_and_apart(text: str) -> None:
    found = wording(囍=70, 福=20).passages(text, 0)
    assert [p.start for p in found] == sorted(p.start for p in found)
    assert all(0 <= p.start < p.end <= len(text) for p in found)
    assert all(first.end <= second.start for first, second in itertools.pairwise(found))


@given(TEXTS)
def test_whatever_tells_is_inside(text: str) -> None:
    start, end = wording(囍=70).telling(text)
    assert 0 <= start <= end <= len(text)
    assert ("囍" in text) == ("囍" in text[start:end])


def test_what_repeats_counts_once() -> None:
    model = wording(囍=40)
    assert model.score("囍") == model.score("囍，囍，囍。") == 40 - SCALE


def test_runs_cross_separators() -> None:
    assert wording(福寿=50).score("福 ~ 寿") == wording(福寿=50).score("福寿") == 50 - SCALE


def test_one_digit_is_like_another() -> None:
    model = load_wording()
    assert model.score("电话 13800138000") == model.score("电话 15911112222")


def test_sentences_that_stand_together_count_together() -> None:
    model = wording(囍=20, 福=20)
    assert [p.score for p in model.passages("囍事。\n福气", 0)] == [40 - SCALE]


def test_a_blank_line_parts_passages() -> None:
    assert wording(囍=20, 福=20).passages("囍事。\n\n福气", 0) == []


@pytest.mark.parametrize("mark", ["", "，", "。", "\n"])
def test_what_stands_far_apart_does_not_count_together(mark: str) -> None:
    filler = ("春夏秋冬东南西北" + mark) * (PASSAGE // 4)
    assert wording(囍=20, 福=20).passages(f"囍{filler}福", 0) == []
    assert [p.score for p in wording(囍=40).passages(f"{filler}囍{filler}", 0)] == [40 - SCALE]


def test_a_text_of_many_pieces_is_looked_at_whole() -> None:
    text = "春夏秋冬\n" * 40_000 + "囍事\n" + "春夏秋冬\n" * 40_000
    (passage,) = wording(囍=40).passages(text, 0)
    assert "囍" in text[passage.start : passage.end]


def test_units_are_no_longer_than_a_passage() -> None:
    assert all(len(unit) <= 4 * PASSAGE for unit in units("春夏秋冬一二三四五六七八九十" * 100))


def test_an_empty_text_has_no_passage() -> None:
    assert units("") == []
    assert load_wording().passages("", -1000) == []


def test_a_hint_is_not_lost_among_neighbours() -> None:
    filler = "春夏秋冬东南西北" * 5
    model = wording(囍=110, 甲=-40, 乙=-40)
    (found,) = model.passages(f"甲{filler}。囍事。乙{filler}。", 0)
    assert found.score == 110 - 40 - 2 * SCALE


def test_a_part_of_a_paragraph_must_say_more_than_a_whole_one() -> None:
    filler = "春夏秋冬东南西北" * 4
    model = wording(囍=2 * SCALE)
    (alone,) = model.passages("囍事。", 0)
    assert alone.score == SCALE
    assert all(p.score <= SCALE for p in model.passages(f"{filler}。囍事。{filler}。{filler}。{filler}。", -SCALE))
