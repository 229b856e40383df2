"""Keep to one script on a page: the recogniser now and then writes 溫 for 温 in the middle of simplified text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Final

_CLEARLY: Final = 3
"""A page is simplified when it has this many times more simplified characters than traditional ones."""


_NOT_NOTED: Final = re.compile("(?<![備备附批標标加])註(?![冊册銷销明解釋释定腳脚記记音疏])")
"""註 outside the words for noting and registering: 關注 is nearly always read as 關註, 專注 as 專註."""


@cache
def _pairs() -> dict[int, str]:
    data = resources.files("merchlint.observe").joinpath("data/script_pairs.txt").read_text(encoding="utf-8")
    traditional, simplified = data.split("\n")[:2]
    return str.maketrans(dict(zip(traditional, simplified, strict=True)))


def consistent(lines: Sequence[str]) -> list[str]:
    """The lines of a page, with stray traditional characters replaced where the text around them is simplified.

    A line goes by its own characters where they tell; where it is mixed or holds only traditional ones, it goes by the
    page. Characters that both scripts share say nothing. In lines that stay traditional, 註 is kept only in words that
    are written with it. Lengths do not change.
    """
    pairs = _pairs()
    counts = [_count(line, pairs) for line in lines]
    simplified, traditional = (sum(c[i] for c in counts) for i in (0, 1))
    page = simplified >= _CLEARLY * traditional
    answer = []
    for line, (simple, old) in zip(lines, counts, strict=True):
        own = simple > old or (simple == old and simplified >= traditional)
        answer.append(line.translate(pairs) if old and (own or (page and old <= 2)) else _NOT_NOTED.sub("注", line))
    return answer


def _count(line: str, pairs: dict[int, str]) -> tuple[int, int]:
    """How many characters of a line only simplified text uses, and how many only traditional text."""
    forms = _simple_forms()
    return sum(c in forms for c in line), sum(ord(c) in pairs for c in line)


@cache
def _simple_forms() -> frozenset[str]:
    return frozenset(_pairs().values()) - set(_SHARED)


_SHARED: Final = (
    "台后里面只干谷余云松系制采几出发表板准丑斗回家克困漓了历蔑蒙辟凭仆千秋曲舍胜适术涂叶吁郁愿岳扎折征致钟筑于庄"
)
"""Simplified forms that are words of their own in traditional text, and so tell nothing."""
