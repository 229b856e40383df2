"""Candidates of one line: nouns with their evidence, phrases, numbers and addresses, and the best of them."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

from merchlint.language.candidate import Candidate, Line
from merchlint.language.evidence import straddled, weigh
from merchlint.language.lexicon import Lexicon, Noun, Phrase
from merchlint.language.links import find_links
from merchlint.language.model import Act, Stance
from merchlint.language.numbers import find_numbers
from merchlint.language.patterns import Pattern
from merchlint.language.stance import sentence_around

Span = tuple[int, int]
_CONTACT = frozenset({Act.CONTACT, Act.VISIT})
# So many nouns in a line are a crowd; and how far the weighing of one looks to each side.
_CROWD = 50
# Phrases of this length have gaps.
_LONG = 12
_SURROUNDINGS = 100
# Characters looked at in one go: few enough to stay in the processor's cache.
_PIECE = 1 << 17


class _Cover:
    """Spans of a line, asked whether another overlaps them."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._merged: list[Span] = []
        for start, end in sorted(spans):
            if self._merged and start < self._merged[-1][1]:
                self._merged[-1] = (self._merged[-1][0], max(end, self._merged[-1][1]))
            else:
                self._merged.append((start, end))

    def overlaps(self, start: int, end: int) -> bool:
        at = bisect_left(self._merged, (end, -1)) - 1
        return at >= 0 and self._merged[at][1] > start

    def excuses(self, start: int, end: int) -> bool:
        """Whether one overlaps the span; one far inside a long span only fills a gap."""
        if end - start < _LONG:
            return self.overlaps(start, end)
        return self.overlaps(start, start + 1) or self.overlaps(end - 1, end)


class Matches(NamedTuple):
    """Where the lexicon's patterns match a folded line, and whether it may hold a number or an address."""

    nouns: tuple[tuple[Noun, Span], ...] = ()
    phrases: tuple[tuple[Phrase, Span], ...] = ()
    harmless: tuple[Span, ...] = ()
    digits_or_address: bool = False

    def __bool__(self) -> bool:
        return bool(self.nouns or self.phrases or self.digits_or_address)


_NOTHING = Matches()
_DIGITS_ONLY = Matches(digits_or_address=True)


@dataclass(frozen=True, slots=True)
class FirstLook:
    """What may be found in the lines of a folded text, by the number of the line from 0.

    Attributes:
        possible: numbers of the lexicon's patterns that may match, ascending.
        hinted: lines that may hold a number or an address.
    """

    possible: Mapping[int, Sequence[int]]
    hinted: AbstractSet[int]


def first_look(folded: str, lexicon: Lexicon) -> FirstLook:
    """Look at a folded text, many lines at once; most of its lines hold nothing."""
    possible: dict[int, Sequence[int]] = {}
    hinted: set[int] = set()
    line = at = 0
    while at < len(folded):
        end = folded.rfind("\n", at, at + _PIECE) + 1 if len(folded) - at > _PIECE else len(folded)
        # A line longer than a piece is a piece.
        end = end or folded.find("\n", at) + 1 or len(folded)
        piece = folded[at:end]
        hinted.update(line + number for number in _hinted(piece, lexicon))
        possible |= {line + number: found for number, found in lexicon.index.by_line(piece).items()}
        line += piece.count("\n")
        at = end
    return FirstLook(possible, hinted)


def _hinted(folded: str, lexicon: Lexicon) -> Iterator[int]:
    """Lines that may hold a number or an address."""
    line = at = 0
    search = lexicon.digits_or_address.search
    while (hint := search(folded, at)) is not None:
        line += folded.count("\n", at, hint.start())
        yield line
        at = folded.find("\n", hint.start())
        if at < 0:
            return


def match_patterns(text: str, look: FirstLook, number: int, lexicon: Lexicon, *, asked: bool) -> Matches:
    """Match the folded line of that number; answers count only when the buyer asked for a contact shortly before."""
    nouns: list[tuple[Noun, Span]] = []
    phrases: list[tuple[Phrase, Span]] = []
    collocations: list[Pattern] = []
    possible, hinted = look.possible.get(number, ()), number in look.hinted
    if asked:
        possible = sorted({*possible, *lexicon.answer_index.of_line(text)})
    for index in possible:
        owner, pattern = lexicon.owners[index]
        if owner is None:
            collocations.append(pattern)
        elif spans := pattern.spans(text):
            if isinstance(owner, Noun):
                nouns += [(owner, span) for span in spans]
            else:
                phrases += [(owner, span) for span in spans]
    if not nouns and not phrases:
        return _DIGITS_ONLY if hinted else _NOTHING
    harmless = tuple(span for pattern in collocations for span in pattern.spans(text))
    return Matches(tuple(nouns), tuple(phrases), harmless, hinted)


def find_candidates(line: Line, matches: Matches, lexicon: Lexicon) -> list[Candidate]:
    """The best candidates of a line, in no order."""
    return _best(_all(line, matches, lexicon))


def _all(line: Line, matches: Matches, lexicon: Lexicon) -> Iterator[Candidate]:
    addresses: list[Candidate] = []
    if matches.digits_or_address:
        addresses = list(find_links(line, lexicon))
        yield from addresses
        yield from find_numbers(line, lexicon)
    innocent, taken = _Cover(matches.harmless), _Cover((found.start, found.end) for found in addresses)
    weigh_noun = _Crowd(line, lexicon).weigh if len(matches.nouns) > _CROWD else partial(weigh, line, lexicon=lexicon)
    for noun, (start, end) in _outermost(matches.nouns):
        if taken.overlaps(start, end):
            continue
        if not innocent.overlaps(start, end):
            weighed = weigh_noun(noun, start, end)
            if weighed is not None:
                yield weighed
        elif noun.plain:
            named = Candidate(start, end, noun.target, noun.act, fixed=Stance.NAME, plain=True)
            named.add(noun.id, noun.points)
            yield named
    for phrase, (start, end) in matches.phrases:
        if not innocent.excuses(start, end):
            yield _phrase(line, phrase, start, end, lexicon)


class _Crowd:
    """Weighs the nouns of a line that holds very many: equal ones amid equal surroundings only once.

    Nobody writes so, but a file that repeats a short piece a million times must not take hours.
    """

    def __init__(self, line: Line, lexicon: Lexicon) -> None:
        self._line = line
        self._lexicon = lexicon
        self._seen: dict[tuple[int, int, int, str], tuple[int, Candidate | None]] = {}

    def weigh(self, noun: Noun, start: int, end: int) -> Candidate | None:
        first = max(0, start - _SURROUNDINGS)
        around = self._line.written(first, min(len(self._line.text), end + _SURROUNDINGS))
        key = (id(noun), start - first, end - first, around)
        known = self._seen.get(key)
        if known is None:
            known = self._seen[key] = start, weigh(self._line, noun, start, end, self._lexicon)
        at, found = known
        if found is None:
            return None
        return replace(found, start=found.start + start - at, end=found.end + start - at, parts=list(found.parts))


def _outermost(nouns: Iterable[tuple[Noun, Span]]) -> Iterator[tuple[Noun, Span]]:
    """Without weaker ones inside a longer one: 微 in 微信."""
    reach: Span = (-1, -1)
    points = 0
    for noun, (start, end) in sorted(nouns, key=lambda found: (found[1][0], -found[1][1], found[0].id)):
        inside = end < reach[1] or (end == reach[1] and start > reach[0])
        if inside and noun.points <= points:
            continue
        if end > reach[1]:
            reach, points = (start, end), noun.points
        yield noun, (start, end)


def _phrase(line: Line, phrase: Phrase, start: int, end: int, lexicon: Lexicon) -> Candidate:
    text = line.text
    found = Candidate(start, end, phrase.target, phrase.act, fixed=phrase.stance)
    found.disguised, found.answer = phrase.disguised, phrase.answer
    found.add(phrase.id, phrase.points)
    if phrase.disguised and straddled(text, start, end, lexicon, given=False):
        found.add("dictionary-word-across", lexicon.weights["straddle-sure"])
    if phrase.against:
        left, right = sentence_around(text, start, end)
        for name, points in phrase.against:
            if lexicon.cues[name].regex.search(text, left, right):
                found.add(name.replace("_", "-"), points)
    return found


def _best(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Of candidates of one kind that overlap, the one with most points, then the longest, then the first."""
    kept: list[Candidate] = []
    spans: dict[Act, list[Span]] = defaultdict(list)
    for found in sorted(candidates, key=lambda c: (-c.score, c.start - c.end, c.start)):
        taken = spans[Act.CONTACT if found.act in _CONTACT else found.act]
        at = bisect_left(taken, (found.end, -1))
        if at == 0 or taken[at - 1][1] <= found.start:
            insort(taken, (found.start, found.end))
            kept.append(found)
    return kept
