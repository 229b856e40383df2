"""What the wording of a passage adds to what expressions tell, and what it takes away."""

from __future__ import annotations

from dataclasses import replace

import pytest

from merchlint.assets.model import Speaker
from merchlint.language import Act, Lexicon, Mention, SpeakerSpan, Stance, find_mentions
from merchlint.language.wording import SCALE
from tests.language.handmade import wording


@pytest.fixture
def alert(lexicon: Lexicon) -> Lexicon:
    """A lexicon to which passages with 囍 are worded like a lure."""
    return replace(lexicon, wording=wording(0, 囍=3 * SCALE))


def worded(mentions: tuple[Mention, ...]) -> list[Mention]:
    return [m for m in mentions if m.parts[-1].name == "wording"]


def lures(mentions: tuple[Mention, ...]) -> list[str]:
    return [m.target for m in mentions if m.stance is Stance.SOLICIT and m.act is not Act.BENEFIT]


def test_words_that_tell_become_a_mention(alert: Lexicon) -> None:
    (found,) = find_mentions("今日天晴\n你看，囍事多多，好", alert)
    assert (found.stance, found.text, found.act) == (Stance.SOLICIT, "囍事多多", Act.CONTACT)
    assert found.score >= alert.weights["fire"]


def test_a_find_that_fell_short_is_lifted(alert: Lexicon) -> None:
    text = "囍事多多，微信这种东西大家都有"
    before = [(m.text, m.stance) for m in find_mentions(text, replace(alert, wording=wording()))]
    assert before == [("微信", Stance.NAME)]
    assert [(m.text, m.target, m.stance) for m in find_mentions(text, alert)] == [("微信", "wechat", Stance.SOLICIT)]


def test_what_lures_already_needs_no_more(alert: Lexicon) -> None:
    assert worded(find_mentions("囍事多多，加微信abc1234领红包", alert)) == []


def test_what_is_forbidden_stays_forbidden(lexicon: Lexicon) -> None:
    alert = replace(lexicon, wording=wording(0, 囍=2 * SCALE))
    assert [(m.text, m.stance) for m in find_mentions("囍，请勿添加微信", alert)] == [("添加微信", Stance.FORBID)]


def test_wording_that_says_much_overrules_a_prohibition(lexicon: Lexicon) -> None:
    text = "囍！我们不加微信abc1234"
    seen = [lures(find_mentions(text, replace(lexicon, wording=wording(0, 囍=weight)))) for weight in (70, 90)]
    assert seen == [[], ["wechat"]]


def test_something_else_that_is_named_hides_no_lure(lexicon: Lexicon) -> None:
    text = "囍事都在微信朋友圈发，福到"
    seen = [lures(find_mentions(text, replace(lexicon, wording=wording(0, 囍=80, 福=more)))) for more in (0, 40)]
    assert seen == [[], ["other_channel"]]


def test_a_signature_is_not_the_platform_itself(alert: Lexicon) -> None:
    assert len(worded(find_mentions("【囍铺】囍事多多", alert))) == 1
    assert lures(find_mentions("【囍铺】囍事多多", alert)) != []


def test_a_platform_named_beside_is_not_where_it_leads(alert: Lexicon) -> None:
    assert lures(find_mentions("囍事多多，和淘宝那个一样", alert)) == ["other_channel"]


@pytest.mark.parametrize("text", ["买家：囍事多多", "客服：您好\n买家：囍事多多\n客服：好的"])
def test_the_buyers_words_make_no_mention(text: str, alert: Lexicon) -> None:
    assert all("囍" not in m.text for m in find_mentions(text, alert))


def test_a_speaker_that_the_file_tells_counts(alert: Lexicon) -> None:
    text = "囍事多多"
    assert find_mentions(text, alert, speakers=[SpeakerSpan(0, len(text), Speaker.BUYER)]) == ()
    assert len(find_mentions(text, alert, speakers=[SpeakerSpan(0, len(text), Speaker.MERCHANT)])) == 1


def test_a_weak_find_amid_everyday_talk_is_let_go(lexicon: Lexicon) -> None:
    text = "私信我吧"
    assert lures(find_mentions(text, replace(lexicon, wording=wording()))) == ["direct_message"]
    quiet = find_mentions(text, replace(lexicon, wording=wording(everyday=-9 * SCALE)))
    assert quiet
    assert lures(quiet) == []


def test_a_sure_find_stays_amid_everyday_talk(lexicon: Lexicon) -> None:
    quiet = replace(lexicon, wording=wording(everyday=-9 * SCALE))
    assert any(m.stance is Stance.SOLICIT for m in find_mentions("加微信abc1234领红包", quiet))


def test_mentions_point_to_the_characters_as_written(alert: Lexicon) -> None:
    text = "Ａ１\n\u200b囍\u200b事"
    (found,) = worded(find_mentions(text, alert))
    assert text[found.start : found.end] == found.text
    assert "囍" in found.text
