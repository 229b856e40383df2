"""Account-like tokens beside a channel name: ids, numbers, mobile numbers in any digits."""

from __future__ import annotations

import re
from dataclasses import dataclass

CHINESE_DIGITS = dict(zip("〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖幺", "001234567891234567891", strict=True))
_D = "0-9〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖幺"
# What may stand between a channel and its account: marks, and at most a few words such as 号, 是, id.
_LINK = (
    r"(?:[\W_]|号码?|账号|帐号|id|是|为|搜索?|加|看|我|的|"
    r"同步|同号|好友|客|服|联系|咨询|客服|老师|经理|店长|小姐姐|个人|私人|就|上){0,8}"
)
_TOKEN = rf"(?P<id>[a-z](?:[a-z0-9_\-]|[{_D}]){{2,24}}|[{_D}](?:[\W_]{{0,3}}[{_D}a-z]){{4,24}})"
_AFTER = re.compile(_LINK + _TOKEN)
_BEFORE = re.compile(
    rf"(?P<id>(?<![a-z0-9_\-])[a-z0-9][a-z0-9_\-]{{4,19}}|[{_D}](?:[\W_]{{0,3}}[{_D}]){{5,16}})"
    r"(?:[^\w,。、]|_){0,4}(?:同|是我|加|家|的)?(?:[^\w,。、]|_){0,3}$"
)
_UNIT = re.compile(
    r"[\W_]{0,1}(?:元|块|天|年|月|日|%|万|千|亿|w\b|g\b|k\b|ml|mah|克|斤|米|cm|mm|寸|件|个|次|人|分|秒|小时|期|点|号线|v\b|版|代|系列|款|米)"
)
_WORDS = frozenset(
    {
        "abs",
        "add",
        "and",
        "android",
        "app",
        "call",
        "card",
        "cash",
        "club",
        "code",
        "com",
        "contact",
        "diy",
        "facebook",
        "follow",
        "for",
        "free",
        "gift",
        "group",
        "hd",
        "home",
        "http",
        "https",
        "id",
        "instagram",
        "ios",
        "led",
        "line",
        "logo",
        "max",
        "mini",
        "new",
        "no",
        "ok",
        "our",
        "pay",
        "pc",
        "phone",
        "please",
        "plus",
        "pro",
        "pvc",
        "qq",
        "sale",
        "scan",
        "shop",
        "store",
        "tel",
        "telegram",
        "the",
        "tv",
        "twitter",
        "us",
        "usb",
        "vip",
        "wechat",
        "weixin",
        "whatsapp",
        "wifi",
        "with",
        "www",
        "yes",
    }
)


@dataclass(frozen=True, slots=True)
class Account:
    """An account beside a channel; offsets into the text that was searched."""

    start: int
    end: int
    value: str
    sure: bool
    styled: bool


def plain_account(token: str) -> str:
    """Without separators, Chinese digits as ASCII."""
    kept = re.sub(r"[^\w\-]|_(?=_)", "", token) if re.search("[a-z]", token) else re.sub(r"[\W_]", "", token)
    return "".join(CHINESE_DIGITS.get(c, c) for c in kept).strip("-_")


def account_after(text: str, at: int) -> Account | None:
    """The account that directly follows a channel name."""
    match = _AFTER.match(text, at, min(len(text), at + 48))
    if match is None:
        return None
    token = match["id"].rstrip("-_")
    value = plain_account(token)
    digits = sum(c.isdigit() for c in value)
    lead = text[at : match.start("id")]
    told = any(mark in lead for mark in "号是为") or not any(char.isalpha() for char in lead)
    if value.isalpha():
        if value in _WORDS or len(value) < 5 or not told:
            return None
        return Account(match.start("id"), match.end("id"), value, sure=":" in lead or "号" in lead, styled=False)
    mixed = "_" in value or (digits > 1 and len(value) > digits) or (digits > 0 and len(value) > 5 and lead != "")
    if not (digits > 2 or mixed) or len(value) < 5 or _UNIT.match(text, match.end("id")):
        return None
    return Account(match.start("id"), match.end("id"), value, sure=True, styled=token != value)


def account_before(text: str, at: int, *, letters: bool) -> Account | None:
    """The account that directly precedes a channel name, as in ``138 0013 8000 微信``.

    With `letters`, ids of Latin letters and digits count too; they are often model numbers.
    """
    match = _BEFORE.search(text, max(0, at - 40), at)
    if match is None:
        return None
    value = plain_account(match["id"])
    digits = sum(char.isdigit() for char in value)
    if len(value) > 20 or digits < (2 if letters else 5) or (not letters and digits < len(value) - 2):
        return None
    return Account(match.start("id"), match.end("id"), value, sure=len(value) >= 7, styled=match["id"] != value)
