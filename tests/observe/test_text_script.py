from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merchlint.observe.text_script import consistent


def test_a_stray_traditional_character_in_a_simplified_line() -> None:
    assert consistent(["满199元減30元"]) == ["满199元减30元"]


def test_a_line_that_does_not_tell_goes_by_the_page() -> None:
    page = ["溫馨提示", "收到货后请检查包装", "联系客服", "领取红包"]
    assert consistent(page) == ["温馨提示", *page[1:]]
    assert consistent(["溫馨提示"]) == ["溫馨提示"]


def test_traditional_text_is_left_alone() -> None:
    page = ["感謝您的購買與支持", "請將商品置於陰涼處", "开啟新生活"]
    assert consistent(page) == page


def test_a_traditional_line_on_a_simplified_page_is_left_alone() -> None:
    page = ["感謝您的購買與支持", "收到货后请检查包装", "联系客服领取红包", "请给我们评价", "扫码关注公众号领优惠券"]
    assert consistent(page) == page


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("關註公眾號領取優惠", "關注公眾號領取優惠"),
        ("專註品質，註意保存", "專注品質，注意保存"),
        ("備註訂單號", "備註訂單號"),
        ("註冊會員", "註冊會員"),
    ],
)
def test_zhu_is_written_with_the_speech_radical_only_for_noting_and_registering(read: str, meant: str) -> None:
    assert consistent([read]) == [meant]


@given(st.lists(st.text(max_size=12), max_size=6))
def test_lengths_stay_and_a_second_time_changes_nothing(lines: list[str]) -> None:
    once = consistent(lines)
    assert [len(line) for line in once] == [len(line) for line in lines]
    assert consistent(once) == once
