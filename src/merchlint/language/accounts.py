"""Account-like tokens beside a channel name: ids, numbers, mobile numbers in any digits."""

from __future__ import annotations

import re
from dataclasses import dataclass

CHINESE_DIGITS = dict(zip("〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖幺", "001234567891234567891", strict=True))
_D = "0-9〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖幺"
_TOKEN = (
    rf"(?P<id>[a-z](?:[a-z0-9_\-]|[{_D}]){{2,24}}|[{_D}](?:[\W_]{{0,3}}[{_D}a-z]){{4,24}}"
    # Letters and digits read out one by one: q、h、七、七、八.
    rf"|[a-z](?:[ ,、.·\-]{{1,2}}[a-z{_D}](?![a-z])){{4,20}})"
)
_BEFORE = re.compile(
    rf"(?P<id>(?<![a-z0-9_\-])[a-z0-9][a-z0-9_\-]{{4,19}}|[{_D}](?:[\W_]{{0,3}}[{_D}]){{5,16}})"
    r"(?:[^\w,。、]|_){0,4}(?:同|是我|加|家|的)?(?:[^\w,。、]|_){0,3}$"
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


class AccountReader:
    """Finds accounts beside a channel name, with the words of a lexicon."""

    __slots__ = ("_after", "_unit", "_words")

    def __init__(self, link: str, unit: str, words: frozenset[str]) -> None:
        """Args: regex sources of linking words and of units of measure; Latin words that are no account."""
        self._after = re.compile(rf"(?:[\W_]|{link}){{0,10}}{_TOKEN}")
        self._unit = re.compile(rf"[\W_]?{unit}(?![a-z])")
        self._words = words

    def after(self, text: str, at: int) -> Account | None:
        """The account that directly follows a channel name."""
        match = self._after.match(text, at, min(len(text), at + 48))
        if match is None:
            return None
        token = match["id"].rstrip("-_")
        value = plain_account(token)
        digits = sum(char.isdigit() for char in value)
        lead = text[at : match.start("id")]
        if value.isalpha():
            told = any(mark in lead for mark in "号是为") or not any(char.isalpha() for char in lead)
            if value in self._words or len(value) < 5 or not told:
                return None
            return Account(match.start("id"), match.end("id"), value, sure=":" in lead or "号" in lead, styled=False)
        joined = "-" in value and len(value) > 6 and self._words.isdisjoint(value.split("-"))
        mixed = (
            joined
            or "_" in value
            or (digits > 1 and len(value) > digits)
            or (digits > 0 and len(value) > 5 and lead != "")
        )
        if not (digits > 2 or mixed) or len(value) < 5 or self._unit.match(text, match.end("id")):
            return None
        sure = digits > 0 or "_" in value or any(mark in lead for mark in ":号是为")
        return Account(match.start("id"), match.end("id"), value, sure=sure, styled=token != value)


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
