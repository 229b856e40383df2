from __future__ import annotations

import pytest

from merchlint.language import Act, Lexicon, Mention, Stance, find_mentions


def solicited(text: str, lexicon: Lexicon) -> list[Mention]:
    return [m for m in find_mentions(text, lexicon) if m.stance is Stance.SOLICIT]


@pytest.mark.parametrize("text", ["扫一扫\n10元红包等您", "10元红包等您\n扫一扫"])
def test_a_code_and_its_benefit_may_stand_on_two_lines(text: str, lexicon: Lexicon) -> None:
    (code,) = [m for m in solicited(text, lexicon) if m.act is Act.VISIT]
    assert (code.text, code.target) == ("扫一扫", "unknown_code")
    assert "benefit-on-next-line" in {part.name for part in code.parts}


def test_a_code_over_its_service_is_no_lure(lexicon: Lexicon) -> None:
    assert any(m.act is Act.VISIT for m in solicited("微信扫码", lexicon))
    assert not any(m.act is Act.VISIT for m in solicited("微信扫码\n查看说明书", lexicon))


@pytest.mark.parametrize("text", ["五星好评带三张图\n截图给客服\n领取5元现金", "领取5元现金\n五星好评即得"])
def test_a_review_may_be_paid_for_on_another_line(text: str, lexicon: Lexicon) -> None:
    assert any(m.act is Act.REWARD_REVIEW for m in solicited(text, lexicon))


@pytest.mark.parametrize("text", ["欢迎给五星好评\n进店领券，会员立减10元", "进店领10元券\n欢迎给五星好评"])
def test_what_every_customer_gets_pays_for_no_review(text: str, lexicon: Lexicon) -> None:
    assert not any(m.act is Act.REWARD_REVIEW for m in solicited(text, lexicon))


def test_lines_far_apart_say_nothing_of_each_other(lexicon: Lexicon) -> None:
    prose = "这款锅采用加厚锅底，受热均匀不粘锅，适合煎炒烹炸，燃气灶和电磁炉都能用，清洗时用软布擦拭即可。" * 2
    assert not any(m.act is Act.VISIT for m in solicited(f"10元红包\n{prose}\n扫一扫", lexicon))


def test_the_number_on_a_makers_label_is_no_lure(lexicon: Lexicon) -> None:
    assert any(m.target == "phone" for m in solicited("联系电话：0574-88112233", lexicon))
    label = solicited("生产商：宁波青禾日用品有限公司\n联系电话：0574-88112233", lexicon)
    assert not any(m.target == "phone" for m in label)
