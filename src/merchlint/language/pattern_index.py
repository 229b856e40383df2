"""Finds which of many patterns may match a line, in one pass over the text for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from math import prod

import numpy as np
from ahocorasick_rs import AhoCorasick, Implementation

from merchlint.language.fold import codes_of
from merchlint.language.literals import Holds, Literals, sets_of, skeleton
from merchlint.language.patterns import Pattern

# No symbol of a literal lies above the planes of picture signs.
_LAST = 0x1FFFF
_Needs = tuple[int, tuple[int, ...]]
"""Clues that must be there as well, a bit each, and the patterns that are possible then."""


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


class PatternIndex:
    """Patterns by what must stand in a line for them to match.

    A clue is a set of literals one of which must stand in the line; patterns share many of them. An Aho-Corasick
    automaton over the skeleton of a text finds all literals at once, so most lines of ordinary text are done with at
    the speed of a word filter. Symbols, which a skeleton does not hold, are looked for in the text itself.
    """

    __slots__ = ("_above", "_automaton", "_beside", "_clues", "_marked", "_needs", "_symbols")

    def __init__(
        self, patterns: Mapping[int, Pattern], frequency: Frequency, beside: frozenset[int] = frozenset()
    ) -> None:
        """Make an index.

        Args:
            patterns: by number; each holds something.
            beside: numbers of those that matter only beside others.
        """
        self._beside = beside
        firsts: dict[Literals, int] = {}
        others: dict[Literals, int] = {}
        needs: dict[int, dict[tuple[Literals, ...], list[int]]] = defaultdict(lambda: defaultdict(list))
        for number, pattern in patterns.items():
            for option in pattern.holds.options or (pattern.holds,):
                first, *rest = frequency.worth(option)
                needs[firsts.setdefault(first, len(firsts))][tuple(rest)].append(number)
                for clue in rest:
                    others.setdefault(clue, len(others))
        # A clue is a bit of a whole number. Those that must be there as well have the lowest bits, so that asking for
        # them stays cheap; above stand those that are looked at first. Some are both.
        self._above = len(others)
        bits = {clue: 1 << number for clue, number in others.items()}
        self._needs: tuple[tuple[_Needs, ...], ...] = tuple(
            tuple((sum(bits[clue] for clue in set(rest)), tuple(numbers)) for rest, numbers in needs[first].items())
            for first in range(len(firsts))
        )
        for clue, number in firsts.items():
            bits[clue] = bits.get(clue, 0) | 1 << (number + self._above)
        plain: dict[str, int] = defaultdict(int)
        # Words with a symbol, by it and by their first character.
        marked: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
        for clue, bit in bits.items():
            for literal in clue:
                word = skeleton(literal)
                if word == literal:
                    plain[word] |= bit
                else:
                    symbol = next(char for char in literal if char not in word)
                    marked[symbol][word[:1]][word] |= bit
        self._marked = marked
        self._symbols = np.zeros(_LAST + 1, np.bool_)
        self._symbols[[ord(symbol) for symbol in marked]] = True
        # A line feed is a word that is no clue, so that the walk over the hits can count lines.
        self._clues = {"\n": 0, **plain}
        self._automaton = AhoCorasick(self._clues, implementation=Implementation.ContiguousNFA, store_patterns=True)

    def by_line(self, folded: str) -> dict[int, list[int]]:
        """Numbers of the patterns that may match, ascending, by the number of the line; lines without any are left out.

        Args:
            folded: a folded text; its lines are counted from 0 and end with a line feed.
        """
        bare = skeleton(folded)
        clues: dict[int, int] = {}
        line = here = 0
        # The words themselves, not their places: a place would cost three times as much as finding it.
        for of_word in map(self._clues.__getitem__, self._automaton.find_matches_as_strings(bare, overlapping=True)):
            if of_word:
                here |= of_word
                continue
            if here:
                clues[line] = here
                here = 0
            line += 1
        if here:
            clues[line] = here
        self._add_marked(folded, bare, clues)
        found = ((number, self._possible(of_line)) for number, of_line in clues.items())
        return {number: possible for number, possible in found if possible}

    def of_line(self, line: str) -> list[int]:
        """The same for one folded line."""
        return self.by_line(line).get(0, [])

    def _add_marked(self, folded: str, bare: str, clues: dict[int, int]) -> None:
        """Literals with a symbol: first the symbol, which is rare, then the word beside it."""
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
            found = clues.get(line, 0)
            for char in {"", *within} & words.keys():
                for word, bit in words[char].items():
                    if word in within:
                        found |= bit
            clues[line] = found

    def _possible(self, clues: int) -> list[int]:
        found: set[int] = set()
        left = clues >> self._above
        while left:
            # The lowest bit, and which it is.
            bit = left & -left
            left ^= bit
            for others, numbers in self._needs[bit.bit_length() - 1]:
                if others & clues == others:
                    found.update(numbers)
        return [] if found <= self._beside else sorted(found)
