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

    __slots__ = ("_flag_ends", "_flag_starts", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        runs = [m.span() for m in _FLAGS.finditer(text)] if max(text, default="") >= "\U0001f1e6" else []
        self._flag_starts = [start for start, _ in runs]
        self._flag_ends = [end for _, end in runs]

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
        run = bisect_right(self._flag_starts, at) - 1
        if run >= 0 and self._flag_starts[run] < at < self._flag_ends[run]:
            return (at - self._flag_starts[run]) % 2 == 0
        return not _joins_hangul(left, right)

    def widen(self, start: int, end: int) -> tuple[int, int]:
        """The smallest span around this one that cuts no grapheme."""
        while not self.is_boundary(start):
            start -= 1
        while not self.is_boundary(end):
            end += 1
        return start, end
