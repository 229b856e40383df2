"""Finds which of many patterns may match a line, by characters and pairs of characters that their matches must hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from merchlint.language.patterns import Pattern

_Check = tuple[frozenset[str], tuple[str, ...]]
"""One of these characters, or one of these pairs of neighbours."""


class PatternIndex:
    """Patterns by what must stand in a line for them to match; asked once for each line.

    Comparing the characters of a line with those of the index costs far less than trying every pattern, so most lines
    of ordinary text are done with here. A pair is looked for only where its first character stands in the line.
    """

    __slots__ = ("_by_char", "_chars", "_checks", "_firsts", "_pairs")

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        by_char: dict[str, set[int]] = defaultdict(set)
        by_pair: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        for number, pattern in enumerate(patterns):
            for anchor in pattern.anchors:
                if len(anchor) == 1:
                    by_char[anchor].add(number)
                else:
                    by_pair[anchor[0]][anchor].add(number)
        self._by_char = {char: frozenset(numbers) for char, numbers in by_char.items()}
        self._pairs = {
            first: tuple((pair, frozenset(numbers)) for pair, numbers in sorted(pairs.items()))
            for first, pairs in by_pair.items()
        }
        self._chars = frozenset(by_char)
        self._firsts = frozenset(by_pair)
        self._checks: tuple[tuple[_Check, ...], ...] = tuple(
            tuple(_check(anchors) for anchors in pattern.also) for pattern in patterns
        )

    def possible(self, line: str) -> list[int]:
        """Numbers of the patterns that may match the folded line, ascending."""
        chars = set(line)
        found: set[int] = set()
        for char in self._chars & chars:
            found |= self._by_char[char]
        for first in self._firsts & chars:
            for pair, numbers in self._pairs[first]:
                if pair in line:
                    found |= numbers
        passed = []
        for number in found:
            for single, double in self._checks[number]:
                if single.isdisjoint(chars):
                    for pair in double:
                        if pair in line:
                            break
                    else:
                        break
            else:
                passed.append(number)
        passed.sort()
        return passed


def _check(anchors: Iterable[str]) -> _Check:
    return frozenset(a for a in anchors if len(a) == 1), tuple(sorted(a for a in anchors if len(a) > 1))
