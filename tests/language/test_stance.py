from __future__ import annotations

import pytest

from merchlint.language import Act, Lexicon, Mention, Stance, find_mentions


def solicited(text: str, lexicon: Lexicon) -> list[Mention]:
    return [m for m in find_mentions(text, lexicon) if m.stance is Stance.SOLICIT and m.act is not Act.BENEFIT]


def test_an_office_that_signs_gives_its_own_service(lexicon: Lexicon) -> None:
    body = "您的账单已出，可关注微信公众号查询"
    assert solicited(f"【青禾家居】{body}", lexicon)
    assert not solicited(f"【招商银行】{body}", lexicon)
    assert not solicited(f"{body}【招商银行】", lexicon)


def test_a_disguise_is_no_service_whoever_signs(lexicon: Lexicon) -> None:
    assert solicited("【招商银行】办理退款请加薇信：abc8899", lexicon)


def test_a_platform_that_signs_names_itself(lexicon: Lexicon) -> None:
    assert solicited("【青禾家居】打开饿了么搜我们，领券下单", lexicon)
    assert not solicited("【饿了么】打开饿了么搜我们，领券下单", lexicon)


@pytest.mark.parametrize("text", ["包裹里的返现卡请勿扫描", "我们不能添加您的微信", "我们对评价不提供任何形式的返现"])
def test_a_prohibition_inside_the_words_counts(text: str, lexicon: Lexicon) -> None:
    assert not solicited(text, lexicon)


def test_a_new_line_of_a_layout_may_begin_a_new_instruction(lexicon: Lexicon) -> None:
    assert not solicited("请勿添加\u2028微信", lexicon)
    assert solicited("请勿暴晒\u2028加微信领红包", lexicon)


def test_a_denial_of_something_else_ends_at_a_space(lexicon: Lexicon) -> None:
    assert solicited("老木家具 谢绝还价党 v❤：laomu2288", lexicon)
    assert solicited("名表回收 拒绝中间商 v❤：mb13670", lexicon)


def test_a_seller_who_complains_of_the_rules_quotes_none(lexicon: Lexicon) -> None:
    assert solicited("这边规定死，您看一眼卡片，就明白怎么找我", lexicon)
    assert not solicited("规定第三条：不得说“您看一眼卡片，就明白怎么找我”", lexicon)


@pytest.mark.parametrize(
    "text", ["也不许让粉丝去别的平台下单", "私下转账这种话一律不能出现", "群里说我们微信收款的是冒牌货"]
)
def test_a_rule_stays_one(text: str, lexicon: Lexicon) -> None:
    assert not solicited(text, lexicon)
