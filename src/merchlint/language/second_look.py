"""The second look: what the wording of a passage says beyond the expressions in it.

Where a passage is worded like a lure and no expression in it was enough, the best of those that fell short is lifted,
or the words that tell most become a mention of their own. A weak find amid wording of everyday talk is let go.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from merchlint.assets.model import Speaker
from merchlint.language.candidate import Candidate, Line
from merchlint.language.lexicon import Lexicon
from merchlint.language.model import Act, Stance
from merchlint.language.stance import Readings
from merchlint.language.wording import SCALE, Passage

CONTEXT_ACTS = frozenset({Act.BENEFIT, Act.SERVICE, Act.LABEL, Act.IN_PLATFORM, Act.ASK_REVIEW})
"""Acts that no clause forbids by themselves."""
# Thresholds in log-odds, chosen on texts the model was not fitted to and so that ordinary lines stay quiet. A find that
# fell short needs less from the wording than words where none was found.
_LURING = SCALE // 2
_MADE = SCALE * 5 // 2
# Something else that is named, and what was read as forbidden, stand against less than this.
_SURE = SCALE * 3
_OVERRULED = SCALE * 5 // 2
# Under these it is everyday talk. A short text scores little above what every text begins with, some -4.7.
_EVERYDAY = -SCALE * 7 // 2
_DENIED = -SCALE * 5 // 2
_OWN_WORDS = -SCALE * 3 // 2
# What has so much against it did not just fall short.
_REFUTED = -3
_CLAUSE_END = re.compile(r"[,。!?;:\s]")
_LONG_CLAUSE = 16
_CHINESE = re.compile("[\u3400-\u9fff]")
# How far around a find its wording is looked at.
_AROUND = 60
# A passage that forbids or warns is worded like what it speaks of.
_SETTLED = frozenset({Stance.FORBID, Stance.WARN, Stance.QUOTE})
_ACTS = {
    "contact": (Act.CONTACT, "other_channel"),
    "store": (Act.STORE, "offline_store"),
    "trade": (Act.TRADE, "offsite_trade"),
    "visit": (Act.VISIT, "other_platform"),
}


class Found(NamedTuple):
    """A candidate of a line, and what the text does with it."""

    line: Line
    candidate: Candidate
    stance: Stance

    @property
    def lures(self) -> bool:
        return self.stance is Stance.SOLICIT and self.candidate.act not in CONTEXT_ACTS

    @property
    def open(self) -> bool:
        """Whether the evidence decides what it is, in words that are not the buyer's."""
        candidate = self.candidate
        own = self.line.speaker is not Speaker.BUYER
        return own and candidate.fixed is None and candidate.act not in CONTEXT_ACTS

    def settles(self, passage: Passage) -> bool:
        """Whether the text itself says what it thinks of it, or it is something else, which leaves less to a lure."""
        if self.stance in _SETTLED:
            return passage.score < _OVERRULED
        other = _refuted(self.candidate) or self.candidate.fixed is Stance.NAME
        return other and passage.score < _SURE


_Taken = tuple[Line, list[Found], Readings]
"""A line, what was found in it, and its readings."""


class SecondLook:
    """Looks at the passages of one text; takes its lines in order."""

    def __init__(self, folded: str, lexicon: Lexicon) -> None:
        self._folded = folded
        self._lexicon = lexicon
        self._passages = lexicon.wording.passages(folded, _LURING)
        self._ends = [passage.end for passage in self._passages]
        self._lines: list[list[_Taken]] = [[] for _ in self._passages]
        self._around = ""
        self._score = lexicon.wording.bias
        self.lines = frozenset(self._line_numbers())

    def _line_numbers(self) -> Iterator[int]:
        line = at = 0
        for passage in self._passages:
            line += self._folded.count("\n", at, passage.start)
            at = passage.start
            yield from range(line, line + self._folded.count("\n", passage.start, passage.end) + 1)

    def take(self, line: Line, found: list[Found], readings: Readings) -> list[Found]:
        """Take note of a line and what was found in it; returns what stays of that."""
        kept = [self._doubted(one) for one in found]
        end = line.at + len(line.text)
        for number in range(bisect_right(self._ends, line.at), len(self._passages)):
            if self._passages[number].start >= end:
                break
            self._lines[number].append((line, kept, readings))
        return kept

    def _doubted(self, found: Found) -> Found:
        """A find that fires by a hair does not count amid everyday talk, still less where something is refused.

        An answer to the buyer says nothing by itself, so its own words cannot tell; a number or an id with evidence of
        its own needs no words.
        """
        candidate, weights = found.candidate, self._lexicon.weights
        numbered = candidate.value is not None and candidate.score > weights["fire"]
        if not found.lures or candidate.answer or numbered:
            return found
        around = found.line.text[max(0, candidate.start - _AROUND) : candidate.end + _AROUND]
        denied = self._lexicon.cues["denial"].regex.search(around) is not None
        against = weights["everyday-wording"] * (2 if denied else 1)
        # A disguise is no accident.
        if candidate.score + 2 * candidate.disguised + against >= weights["fire"]:
            return found
        if self._scored(around) > (_DENIED if denied else _EVERYDAY):
            return found
        candidate.add("everyday-wording", against)
        return found._replace(stance=Stance.NAME)

    def _scored(self, words: str) -> int:
        if words != self._around:
            # A file that repeats a short piece a million times must not be scored as often.
            self._around, self._score = words, self._lexicon.wording.score(words)
        return self._score

    def further(self) -> Iterator[Found]:
        """What the wording adds, once all lines are taken; a find that was lifted comes again with its new stance."""
        for passage, lines in zip(self._passages, self._lines, strict=True):
            within = [
                (one, readings)
                for line, found, readings in lines
                for one in found
                if passage.start <= line.at + one.candidate.start < passage.end
            ]
            settled = any(one.lures or one.settles(passage) for one, _ in within)
            if not settled and self._said_by_merchant(passage, lines):
                yield from self._overruled(within) or self._lifted(passage, within) or self._made(passage, lines)

    def _said_by_merchant(self, passage: Passage, lines: list[_Taken]) -> bool:
        """Whether in a dialogue the merchant's own words are not everyday talk."""
        own = [line for line, _, _ in lines if line.speaker is not Speaker.BUYER]
        if len(own) == len(lines):
            return True
        words = "\n".join(line.text[max(0, passage.start - line.at) : passage.end - line.at] for line in own)
        return self._lexicon.wording.score(words) >= _OWN_WORDS

    def _overruled(self, within: list[tuple[Found, Readings]]) -> list[Found]:
        """The best of the finds that the text seems to forbid, warn of or quote: *不会的加我微信*, *不走淘宝*."""
        denied = [one for one, _ in within if one.stance in _SETTLED and one.open]
        if not denied:
            return []
        one = max(denied, key=lambda one: one.candidate.score)
        one.candidate.add("wording", max(0, self._lexicon.weights["fire"] - one.candidate.score))
        return [one._replace(stance=Stance.SOLICIT)]

    def _lifted(self, passage: Passage, within: list[tuple[Found, Readings]]) -> list[Found]:
        """The best of the finds that fell short."""
        short = [
            (one, readings)
            for one, readings in within
            if one.stance is Stance.NAME and one.open and not _refuted(one.candidate)
        ]
        elsewhere = [(one, r) for one, r in short if not (one.candidate.plain and one.candidate.act is Act.VISIT)]
        if len(elsewhere) < len(short) and self._kind(passage) != "visit":
            # A platform that is named beside is not where the lure leads.
            short = elsewhere
        if not short:
            return []
        one, readings = max(short, key=lambda pair: pair[0].candidate.score)
        return [self._worded(one.line, one.candidate, readings, passage)]

    def _made(self, passage: Passage, lines: list[_Taken]) -> list[Found]:
        """A mention of the words that tell most, among those that are not the buyer's."""
        wording, words = self._lexicon.wording, self._folded[passage.start : passage.end]
        if passage.score < _MADE or not _CHINESE.search(words):
            # Without Chinese it is a name or a number alone; the model was fitted to Chinese.
            return []
        telling: list[tuple[int, int, int, Line, Readings]] = []
        for line, _, readings in lines:
            if line.speaker is Speaker.BUYER:
                continue
            first, last = max(0, passage.start - line.at), passage.end - line.at
            start, end = (first + at for at in wording.telling(line.text[first:last]))
            if start < end:
                telling.append((wording.score(line.text[start:end]), start, end, line, readings))
        if not telling:
            return []
        _, start, end, line, readings = max(telling, key=lambda words: words[0])
        kind = self._kind(passage)
        act, target = _ACTS.get(kind, (Act.REWARD_ANY_REVIEW, "review_reward"))
        if kind == "review" and self._lexicon.cues["good_review"].regex.search(words):
            act = Act.REWARD_REVIEW
        start, end = _clauses_around(line.text, start, end)
        return [self._worded(line, Candidate(start, end, target, act), readings, passage)]

    def _kind(self, passage: Passage) -> str:
        return self._lexicon.wording.kind(self._folded[passage.start : passage.end])

    def _worded(self, line: Line, candidate: Candidate, readings: Readings, passage: Passage) -> Found:
        candidate.add("wording", max(1, self._lexicon.weights["fire"] - candidate.score))
        read = readings.of(candidate)
        if read is None or (read in _SETTLED and passage.score >= _OVERRULED):
            read = Stance.SOLICIT
        return Found(line, candidate, read)


def _refuted(candidate: Candidate) -> bool:
    return any(part.points <= _REFUTED for part in candidate.parts)


def _clauses_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The span widened to whole clauses, so that nobody reads half a word; long clauses stay cut."""
    before = [mark.end() for mark in _CLAUSE_END.finditer(text, max(0, start - _LONG_CLAUSE), start)]
    after = _CLAUSE_END.search(text, end, end + _LONG_CLAUSE)
    if before or start <= _LONG_CLAUSE:
        start = before[-1] if before else 0
    if after or len(text) - end <= _LONG_CLAUSE:
        end = after.start() if after else len(text)
    return start, end
