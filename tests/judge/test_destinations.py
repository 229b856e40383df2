from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merchlint.judge.destinations import Destination, destination, is_address
from tests.judge.books import HOSTS


@pytest.mark.parametrize(
    ("payload", "target", "kind"),
    [
        ("https://u.wechat.com/MEx1", "wechat", "profile"),
        ("HTTPS://U.WECHAT.COM/MEx1", "wechat", "profile"),
        ("http://weixin.qq.com/g/AbC", "wechat", "group"),
        ("http://weixin.qq.com/r/AbC", "official_account", "profile"),
        ("weixin.qq.com/g/AbC", "wechat", "group"),
        ("https://item.taobao.com/item.htm?id=1", "taobao", "shop"),
        ("https://taobao.com.evil.example/", "link", "site"),
        ("https://nottaobao.com/", "link", "site"),
        ("https://u.wechat.com:443/x", "wechat", "profile"),
        ("https://u.wechat.com./x", "wechat", "profile"),
        ("wxp://f2f0abc", "wechat_pay", "payment"),
        ("tel:13800138000", "phone", "profile"),
        ("BEGIN:VCARD\nTEL:1\nEND:VCARD", "phone", "profile"),
        ("myapp://open", "link", "app"),
        ("https://shop.brand.example/x", "own_site", "site"),
        ("6901234567892", "unknown_code", None),
        ("随便一段话", "unknown_code", None),
        ("http://[broken", "unknown_code", None),
    ],
)
def test_destination(payload: str, target: str, kind: str | None) -> None:
    assert destination(payload, HOSTS, ["brand.example"]) == Destination(target, kind)


def test_a_longer_path_wins_over_the_bare_host() -> None:
    assert destination("https://weixin.qq.com/other", HOSTS).target == "link"


@pytest.mark.parametrize(("payload", "address"), [("https://a.example", True), ("加微信abc", False), ("1.5", False)])
def test_is_address(payload: str, address: bool) -> None:
    assert is_address(payload) is address


@given(st.text())
def test_any_payload_has_a_destination(payload: str) -> None:
    assert destination(payload, HOSTS).target
