"""Whose words a line carries: prefixes such as ``客服：``, and spans that the page already knows."""

from __future__ import annotations

import re
from dataclasses import dataclass

from merchlint.assets.model import Speaker

_SINGLE = frozenset("acsub亲答商店客问")
_NAMED = re.compile(r"[\u3400-\u9fff]{1,4}:")


@dataclass(frozen=True, slots=True)
class SpeakerSpan:
    """Original offsets of one turn, and who speaks."""

    start: int
    end: int
    speaker: Speaker


@dataclass(frozen=True, slots=True)
class Turn:
    """A piece of one folded line with one speaker; None in plain copy."""

    start: int
    end: int
    speaker: Speaker | None


class TurnReader:
    """Reads speaker prefixes, with the words of a lexicon."""

    __slots__ = ("_prefix",)

    def __init__(self, merchant: str, buyer: str, system: str) -> None:
        """Args: regex sources of the words that begin a turn; a name or number of three characters may follow."""
        self._prefix = re.compile(
            r"(?:^|(?<=[\s。!?;|,~)】\]]))[\[【(<]?"
            rf"(?:(?P<m>{merchant}[^\W_]{{0,3}}(?:\([^)\n]{{1,8}}\))?)|(?P<b>{buyer}[a-z0-9]{{0,3}})|(?P<s>{system}))[\])】>]?[ \t]{{0,2}}:"
        )

    def split(self, text: str, known: Speaker | None, last: Speaker | None) -> list[Turn]:
        """Cut one folded line where the speaker changes.

        Args:
            known: the speaker that the file states for the whole line.
            last: who spoke at the end of the line before, used only when this line is a continuation inside a dialogue.
        """
        if known is not None or ":" not in text:
            return [Turn(0, len(text), known if known is not None else last)]
        prefixes = list(self._prefix.finditer(text))
        lettered = bool(prefixes) and prefixes[0].start() == 0 and _word(prefixes[0]) in _SINGLE
        marks = [(m.start(), _who(m)) for m in prefixes if lettered or not _looks_like_label(m, text, last)]
        if not marks:
            # Somebody else whom no list knows begins to speak.
            return [Turn(0, len(text), None if last is Speaker.BUYER and _NAMED.match(text) else last)]
        turns = [Turn(0, marks[0][0], last)] if marks[0][0] > 0 else []
        for (start, who), (end, _) in zip(marks, [*marks[1:], (len(text), None)], strict=True):
            turns.append(Turn(start, end, who))
        return turns


def _word(match: re.Match[str]) -> str:
    return match["m"] or match["b"] or match["s"]


def _who(match: re.Match[str]) -> Speaker:
    if match["m"]:
        return Speaker.MERCHANT
    return Speaker.BUYER if match["b"] else Speaker.SYSTEM


def _looks_like_label(match: re.Match[str], text: str, last: Speaker | None) -> bool:
    """``客服:13800138000`` on a card is a label, not a turn; neither is ``亲:`` that addresses the buyer."""
    word = _word(match)
    if word == "亲" or (word in _SINGLE and match.start() > 0):
        return True
    if last is not None:
        return False
    return bool(re.match(r"[\W_]*[a-z0-9\-]{5,}", text[match.end() :])) and match["m"] is not None
