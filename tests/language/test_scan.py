from __future__ import annotations

from collections import Counter

import pytest

from merchlint.language import Lexicon, find_mentions


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
