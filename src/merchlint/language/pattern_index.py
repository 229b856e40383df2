"""Finds which of many patterns may match a line, in one pass over the text for all of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from math import prod

from ahocorasick_rs import AhoCorasick, Implementation

from merchlint.language.literals import Holds, Literals, sets_of, skeleton
from merchlint.language.patterns import Pattern

_Needs = tuple[frozenset[int], tuple[int, ...]]
"""Clues that must be there as well, and the patterns that are possible then."""


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

    __slots__ = ("_automaton", "_beside", "_clues", "_firsts", "_marked", "_needs", "_symbols")

    def __init__(
        self, patterns: Mapping[int, Pattern], frequency: Frequency, beside: frozenset[int] = frozenset()
    ) -> None:
        """Make an index.

        Args:
            patterns: by number; each holds something.
            beside: numbers of those that matter only beside others.
        """
        self._beside = beside
        clues: dict[Literals, int] = {}
        needs: dict[int, dict[frozenset[int], list[int]]] = defaultdict(lambda: defaultdict(list))
        for number, pattern in patterns.items():
            for option in pattern.holds.options or (pattern.holds,):
                ids = [clues.setdefault(clue, len(clues)) for clue in frequency.worth(option)]
                needs[ids[0]][frozenset(ids[1:])].append(number)
        self._needs: dict[int, tuple[_Needs, ...]] = {
            clue: tuple((others, tuple(numbers)) for others, numbers in found.items()) for clue, found in needs.items()
        }
        self._firsts = frozenset(needs)
        plain: dict[str, set[int]] = defaultdict(set)
        marked: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        for clue, number in clues.items():
            for literal in clue:
                word = skeleton(literal)
                if word == literal:
                    plain[word].add(number)
                else:
                    marked[next(char for char in literal if char not in word)][word].add(number)
        self._marked = {symbol: tuple(words.items()) for symbol, words in marked.items()}
        self._symbols = re.compile("|".join(map(re.escape, sorted(marked))) or "(?!)")
        # A line feed is a word that is no clue, so that the walk over the hits can count lines.
        self._clues = {"\n": frozenset[int](), **{word: frozenset(numbers) for word, numbers in plain.items()}}
        self._automaton = AhoCorasick(self._clues, implementation=Implementation.ContiguousNFA, store_patterns=True)

    def by_line(self, folded: str) -> dict[int, list[int]]:
        """Numbers of the patterns that may match, ascending, by the number of the line; lines without any are left out.

        Args:
            folded: a folded text; its lines are counted from 0 and end with a line feed.
        """
        bare = skeleton(folded)
        clues: dict[int, set[int]] = {}
        line = 0
        here: set[int] = set()
        # The words themselves, not their places: a place would cost three times as much as finding it.
        for of_word in map(self._clues.__getitem__, self._automaton.find_matches_as_strings(bare, overlapping=True)):
            if of_word:
                here |= of_word
                continue
            if here:
                clues[line] = here
                here = set()
            line += 1
        if here:
            clues[line] = here
        if self._marked:
            self._add_marked(folded, bare, clues)
        found = ((number, self._possible(of_line)) for number, of_line in clues.items())
        return {number: possible for number, possible in found if possible}

    def of_line(self, line: str) -> list[int]:
        """The same for one folded line."""
        return self.by_line(line).get(0, [])

    def _add_marked(self, folded: str, bare: str, clues: dict[int, set[int]]) -> None:
        """Literals with a symbol: first the symbol, which is rare, then the word beside it."""
        bare_lines = bare.split("\n")
        line = at = 0
        for match in self._symbols.finditer(folded):
            line += folded.count("\n", at, match.start())
            at = match.start()
            for word, numbers in self._marked[match[0]]:
                if word in bare_lines[line]:
                    clues.setdefault(line, set()).update(numbers)

    def _possible(self, clues: set[int]) -> list[int]:
        found: set[int] = set()
        for clue in self._firsts & clues:
            for others, numbers in self._needs[clue]:
                if others <= clues:
                    found.update(numbers)
        return [] if found <= self._beside else sorted(found)
