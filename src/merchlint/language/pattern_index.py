"""Finds which of many patterns may match a line, in one pass over the text for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from math import prod

import numpy as np
import numpy.typing as npt
from ahocorasick_rs import AhoCorasick, Implementation

from merchlint.language.fold import codes_of
from merchlint.language.literals import Holds, Literals, sets_of, skeleton
from merchlint.language.patterns import Pattern

# No symbol of a literal lies above the planes of picture signs.
_LAST = 0x1FFFF
_LINE_FEED = 0
# So many lines are asked about at once: their table stays in the processor's cache.
_LINES = 512
_Numbers = npt.NDArray[np.int64]


class Frequency:
    """About in which share of the lines of ordinary text literals stand."""

    # What trying a pattern costs, in hits of the automaton.
    _TRY = 80.0
    _MOST = 3

    def __init__(self, chars: str, words: Iterable[str]) -> None:
        """Args: the characters and the longer words of ordinary text, most frequent first."""
        self._weights = {char: 5 / (rank + 10) for rank, char in enumerate(chars)}
        self._weights |= dict.fromkeys("abcdefghijklmnopqrstuvwxyz", 0.1) | dict.fromkeys("vwxqzjk", 0.03)
        self._weights |= dict.fromkeys("0123456789", 0.3)
        self._words = {word: 2 / (rank + 10) for rank, word in enumerate(words)}
        self._reckoned: dict[Literals, float] = {}

    def worth(self, holds: Holds) -> list[Literals]:
        """The clues of a pattern that are worth looking for, the rarest first."""
        ranked = sorted(set(sets_of(holds)), key=lambda strings: (self._of(strings), len(strings), min(strings)))
        first = self._of(ranked[0])
        spared = [s for s in ranked[1 : self._MOST] if self._of(s) < self._TRY * first * (1 - self._of(s))]
        return [ranked[0], *spared]

    def _of(self, strings: Literals) -> float:
        """The share of lines that hold one of the strings, taking them as independent of each other."""
        if strings not in self._reckoned:
            self._reckoned[strings] = 1 - prod(1 - self._share(string) for string in strings)
        return self._reckoned[strings]

    def _share(self, string: str) -> float:
        if string in self._words:
            return self._words[string]
        weight = self._weights.get
        return min([weight(char, 0.002) for char in string]) * 0.03 ** (len(string) - 1)


class _Groups:
    """Many short lists of numbers, one after the other in one array."""

    __slots__ = ("_numbers", "_starts")

    def __init__(self, lists: Iterable[Sequence[int]]) -> None:
        known = list(lists)
        self._starts: _Numbers = np.cumsum([0, *map(len, known)], dtype=np.int64)
        self._numbers: _Numbers = np.fromiter(chain.from_iterable(known), np.int64)

    def of(self, beside: _Numbers, which: _Numbers) -> tuple[_Numbers, _Numbers]:
        """The lists of those numbers end to end, and for each member what stands beside its list."""
        starts = self._starts[which]
        lengths = self._starts[which + 1] - starts
        ends = np.cumsum(lengths)
        shift = np.repeat(starts - ends + lengths, lengths)
        return np.repeat(beside, lengths), self._numbers[shift + np.arange(len(shift))]


class PatternIndex:
    """Patterns by what must stand in a line for them to match.

    A clue is a set of literals one of which must stand in the line; patterns share many of them. An Aho-Corasick
    automaton over the skeleton of a text finds all literals at once, so most lines of ordinary text are done with at
    the speed of a word filter. Symbols, which a skeleton does not hold, are looked for in the text itself. Which
    clues stand in which lines is then a table, and arrays ask it for many lines at once.
    """

    __slots__ = ("_alone", "_automaton", "_besides", "_clues", "_columns", "_marked", "_needs", "_patterns", "_symbols", "_words")

    def __init__(
        self, patterns: Mapping[int, Pattern], frequency: Frequency, beside: frozenset[int] = frozenset()
    ) -> None:
        """Make an index.

        Args:
            patterns: by number; each holds something.
            beside: numbers of those that matter only beside others.
        """
        # A need: the clue that is looked at first, further ones, and the patterns that are possible then.
        needs: dict[tuple[Literals, ...], list[int]] = defaultdict(list)
        for number, pattern in patterns.items():
            for option in pattern.holds.options or (pattern.holds,):
                needs[tuple(frequency.worth(option))].append(number)
        columns: dict[Literals, int] = {}
        for clue in chain.from_iterable(needs):
            columns.setdefault(clue, len(columns))
        # The last column is the clue that stands in every line.
        self._columns = len(columns) + 1
        by_first: list[list[int]] = [[] for _ in range(self._columns)]
        for which, (first, *_) in enumerate(needs):
            by_first[columns[first]].append(which)
        self._needs = _Groups(by_first)
        further = max((len(need) for need in needs), default=1) - 1
        self._besides: _Numbers = np.full((len(needs), further), len(columns), np.int64)
        for which, (_, *rest) in enumerate(needs):
            self._besides[which, : len(rest)] = [columns[clue] for clue in rest]
        self._patterns = _Groups(needs.values())
        self._alone = np.ones(max(patterns, default=0) + 1, np.bool_)
        self._alone[sorted(beside)] = False
        self._name_words(columns)

    def _name_words(self, columns: Mapping[Literals, int]) -> None:
        clues: dict[str, list[int]] = defaultdict(list)
        for clue, column in columns.items():
            for literal in clue:
                clues[literal].append(column)
        # A line feed is a word of no clue, so that lines can be counted.
        self._words = {"\n": _LINE_FEED} | {literal: number for number, literal in enumerate(clues, 1)}
        self._clues = _Groups([(), *clues.values()])
        # Words with a symbol, by it and by the first character of the rest.
        self._marked: dict[str, dict[str, list[tuple[str, int]]]] = defaultdict(lambda: defaultdict(list))
        plain: list[str] = []
        for literal, number in self._words.items():
            word = literal if literal.isalnum() else skeleton(literal)
            if word == literal:
                plain.append(word)
            else:
                symbol = next(char for char in literal if char not in word)
                self._marked[symbol][word[:1]].append((word, number))
        self._symbols = np.zeros(_LAST + 1, np.bool_)
        self._symbols[[ord(symbol) for symbol in self._marked]] = True
        self._automaton = AhoCorasick(plain, implementation=Implementation.ContiguousNFA, store_patterns=True)

    def by_line(self, folded: str) -> dict[int, list[int]]:
        """Numbers of the patterns that may match, ascending, by the number of the line; lines without any are left out.

        Args:
            folded: a folded text; its lines are counted from 0 and end with a line feed.
        """
        bare = skeleton(folded)
        # The words themselves, not their places: a place would cost three times as much as finding it.
        found = self._automaton.find_matches_as_strings(bare, overlapping=True)
        words = np.fromiter(map(self._words.__getitem__, found), np.int64, len(found))
        feeds = words == _LINE_FEED
        lines = np.cumsum(feeds)[~feeds]
        words = words[~feeds]
        marked = list(self._marked_words(folded, bare))
        if marked:
            lines = np.append(lines, [line for line, _ in marked])
            words = np.append(words, [word for _, word in marked])
            order = np.argsort(lines, kind="stable")
            lines, words = lines[order], words[order]
        possible: dict[int, list[int]] = {}
        start = 0
        while start < len(lines):
            first = int(lines[start])
            end = int(np.searchsorted(lines, first + _LINES))
            self._possible(first, lines[start:end] - first, words[start:end], possible)
            start = end
        return possible

    def of_line(self, line: str) -> list[int]:
        """The same for one folded line."""
        return self.by_line(line).get(0, [])

    def _marked_words(self, folded: str, bare: str) -> Iterator[tuple[int, int]]:
        """Literals with a symbol, with their lines: first the symbol, which is rare, then the word beside it."""
        bare_lines: list[str] = []
        line = last = 0
        seen: set[tuple[int, str]] = set()
        for at in np.flatnonzero(self._symbols[np.minimum(codes_of(folded), _LAST)]).tolist():
            bare_lines = bare_lines or bare.split("\n")
            line += folded.count("\n", last, at)
            last, symbol = at, folded[at]
            if (line, symbol) in seen:
                continue
            seen.add((line, symbol))
            within, words = bare_lines[line], self._marked[symbol]
            for char in {"", *within} & words.keys():
                yield from ((line, number) for word, number in words[char] if word in within)

    def _possible(self, first: int, lines: _Numbers, words: _Numbers, possible: dict[int, list[int]]) -> None:
        """Add what is possible in a block of lines, numbered from 0 and given for each word."""
        table = np.zeros((int(lines[-1]) + 1, self._columns), np.bool_)
        table[self._clues.of(lines, words)] = True
        table[:, -1] = True
        lines, clues = np.divmod(np.flatnonzero(table), self._columns)
        lines, needs = self._needs.of(lines, clues)
        met = table[lines[:, None], self._besides[needs]].all(axis=1)
        lines, patterns = self._patterns.of(lines[met], needs[met])
        size = len(self._alone)
        lines, patterns = np.divmod(np.unique(lines * size + patterns), size)
        telling = np.bincount(lines[self._alone[patterns]], minlength=len(table)) > 0
        patterns, lines = patterns[telling[lines]], lines[telling[lines]]
        cuts = np.flatnonzero(np.diff(lines, prepend=-1)).tolist()
        numbers = patterns.tolist()
        for start, end, line in zip(cuts, [*cuts[1:], len(numbers)][: len(cuts)], lines[cuts].tolist(), strict=True):
            possible[first + line] = numbers[start:end]
