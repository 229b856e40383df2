from __future__ import annotations

import pytest

from merchlint.assets.model import Speaker
from merchlint.language import Lexicon, Stance, find_mentions


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("A：方便吗，B：你谁，A：我加您微信", [Speaker.MERCHANT, Speaker.BUYER, Speaker.MERCHANT]),
        ("客服：您好，客户：你好", [Speaker.MERCHANT, Speaker.BUYER]),
        ("（某平台）客户：你好", [None, Speaker.BUYER]),
        ("话务员：您好", [Speaker.MERCHANT]),
    ],
)
def test_turns_of_one_line(text: str, speakers: list[Speaker | None], lexicon: Lexicon) -> None:
    folded = text.translate(lexicon.fold_table.forms)
    turns = lexicon.turns.split(folded, None, None)
    assert [turn.speaker for turn in turns] == speakers
    assert "".join(folded[turn.start : turn.end] for turn in turns) == folded


def test_a_letter_inside_plain_copy_begins_no_turn(lexicon: Lexicon) -> None:
    turns = lexicon.turns.split("尺码,s:155,m:160,b:加绒", None, None)
    assert [turn.speaker for turn in turns] == [None]


def test_the_shop_may_ask_after_the_buyers_turn(lexicon: Lexicon) -> None:
    found = find_mentions("A：要改吗？\nB：要，收两公分。\nA：行，我加您微信发图", lexicon)
    assert any(m.stance is Stance.SOLICIT for m in found)
