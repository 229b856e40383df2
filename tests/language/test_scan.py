from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merchlint.language import Lexicon, Stance, find_mentions
from merchlint.language.scan import first_look


@pytest.mark.parametrize("unit", ["加微信：ab12345，", "微", "v:", "请勿加薇芯ab12345。"])
def test_a_crowded_line_is_weighed_as_a_short_one(unit: str, lexicon: Lexicon) -> None:
    few, many = 40, 160

    def kinds(times: int) -> Counter[tuple[object, ...]]:
        found = find_mentions(unit * times, lexicon)
        return Counter((m.text, m.act, m.target, m.stance, m.value, m.score, m.parts) for m in found)

    short, crowded = kinds(few), kinds(many)
    assert set(crowded) == set(short)
    for kind, times in short.items():
        # What stands at the edges stays; what stands inside comes with every repetition.
        assert crowded[kind] in (times, times + many - few)


def test_mentions_of_a_crowded_line_stand_where_their_text_does(lexicon: Lexicon) -> None:
    text = "加微信：ab12345，" * 100
    found = [m for m in find_mentions(text, lexicon) if m.value == "ab12345"]
    assert len(found) == 100
    assert len({m.start for m in found}) == 100
    assert {text[m.start : m.end] for m in found} == {m.text for m in found}


# Characters that patterns are made of, so that many lines nearly match.
CHARS = "微薇信加我群+♥vxqQ扣号公众好评返现5元扫码领您的手机电话送礼 ~，。:：京东\n1383"


@given(st.text(alphabet=CHARS, max_size=60))
def test_the_first_look_hides_no_pattern_of_the_lexicon(lexicon: Lexicon, text: str) -> None:
    folded = text.translate(lexicon.fold_table.forms)
    look = first_look(folded, lexicon)
    for number, line in enumerate(folded.split("\n")):
        answers = lexicon.answer_index.of_line(line)
        matching = {n for n, (owner, pattern) in enumerate(lexicon.owners) if owner and pattern.regex.search(line)}
        assert matching <= {*look.possible.get(number, ()), *answers}
        assert number in look.hinted or not lexicon.digits_or_address.search(line)


def test_a_harmless_word_in_the_gap_of_a_lure_does_not_excuse_it(lexicon: Lexicon) -> None:
    def lures(text: str) -> bool:
        return any(m.target == "wechat" and m.stance is Stance.SOLICIT for m in find_mentions(text, lexicon))

    assert lures("刚发的好友申请，送裙子尺码表的，您通过一下")
    assert not lures("您用微信付的是哪一笔")
