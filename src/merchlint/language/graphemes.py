"""Where a text may be cut: never inside what a reader sees as one character.

Follows the extended grapheme clusters of Unicode Standard Annex 29 for combining marks, variation selectors, joiners,
emoji modifiers, flags, Hangul syllables and CR LF; the rarer prepend and conjunct rules are left out.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right

_ZWJ = "\u200d"
_FLAGS = re.compile("[\U0001f1e6-\U0001f1ff]+")
_EXTENDING = {"Mn", "Me", "Mc"}
_JOINABLE = {"So", "Sk", "Sm", "Po", "Cn"}


def _is_flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _extends(char: str) -> bool:
    """A character that belongs to the one before it."""
    if char < "\u0300":
        return False
    return (
        unicodedata.category(char) in _EXTENDING
        or char in "\u200c\u200d\uff9e\uff9f"
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
    )


def _joins_hangul(left: str, right: str) -> bool:
    """Jamo and syllables that form one block."""
    if not ("\u1100" <= right <= "\u11ff" or "\ua960" <= right <= "\ud7ff"):
        return False
    if "\u1100" <= left <= "\u115f" or "\ua960" <= left <= "\ua97c":
        return True
    vowel_or_tail = "\u1160" <= right <= "\u11ff" or "\ud7b0" <= right <= "\ud7ff"
    return vowel_or_tail and ("\uac00" <= left <= "\ud7ff" or "\u1160" <= left <= "\u11ff")


class GraphemeText:
    """A text that knows its grapheme boundaries; built once, asked for each mention."""

    __slots__ = ("_flag_starts", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._flag_starts: list[int] | None = None

    def is_boundary(self, at: int) -> bool:
        """Whether the text may be cut before the character at this offset."""
        text = self._text
        if at <= 0 or at >= len(text):
            return True
        left, right = text[at - 1], text[at]
        if right < "\u0300":
            return not (left == "\r" and right == "\n")
        if _extends(right):
            return left in "\r\n"
        if left == _ZWJ:
            return unicodedata.category(right) not in _JOINABLE
        if _is_flag(left) and _is_flag(right):
            return self._into_flags(at) % 2 == 0
        return not _joins_hangul(left, right)

    def _into_flags(self, at: int) -> int:
        """How far into its run of flag letters a place inside one lies; the runs are looked up once."""
        if self._flag_starts is None:
            self._flag_starts = [match.start() for match in _FLAGS.finditer(self._text)]
        return at - self._flag_starts[bisect_right(self._flag_starts, at) - 1]

    def widen(self, start: int, end: int) -> tuple[int, int]:
        """The smallest span around this one that cuts no grapheme."""
        while not self.is_boundary(start):
            start -= 1
        while not self.is_boundary(end):
            end += 1
        return start, end
