"""Finds which of many patterns may match a line, by characters and pairs of characters that their matches must hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from merchlint.language.patterns import Pattern

_Pair = tuple[str, str]
_Check = tuple[frozenset[str], frozenset[_Pair]]
"""One of these characters, or one of these pairs of neighbours."""


class PatternIndex:
    """Patterns by what must stand in a line for them to match; asked once for each line.

    Comparing the characters and pairs of a line with those of the index costs far less than trying every pattern, so
    most lines of ordinary text are done with here.
    """

    __slots__ = ("_by_char", "_by_pair", "_chars", "_checks", "_pairs")

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        by_char: dict[str, set[int]] = defaultdict(set)
        by_pair: dict[_Pair, set[int]] = defaultdict(set)
        for number, pattern in enumerate(patterns):
            for anchor in pattern.anchors:
                if len(anchor) == 1:
                    by_char[anchor].add(number)
                else:
                    by_pair[anchor[0], anchor[1]].add(number)
        self._by_char = {char: frozenset(numbers) for char, numbers in by_char.items()}
        self._by_pair = {pair: frozenset(numbers) for pair, numbers in by_pair.items()}
        self._chars = frozenset(by_char)
        self._pairs = frozenset(by_pair)
        self._checks: tuple[tuple[_Check, ...], ...] = tuple(
            tuple(_check(anchors) for anchors in pattern.also) for pattern in patterns
        )

    def possible(self, line: str) -> list[int]:
        """Numbers of the patterns that may match the folded line, ascending."""
        chars = set(line)
        pairs = set(pairwise(line))
        found: set[int] = set()
        for char in self._chars & chars:
            found |= self._by_char[char]
        for pair in self._pairs & pairs:
            found |= self._by_pair[pair]
        passed = []
        for number in found:
            for single, double in self._checks[number]:
                if single.isdisjoint(chars) and double.isdisjoint(pairs):
                    break
            else:
                passed.append(number)
        passed.sort()
        return passed


def _check(anchors: Iterable[str]) -> _Check:
    return frozenset(a for a in anchors if len(a) == 1), frozenset((a[0], a[1]) for a in anchors if len(a) > 1)
