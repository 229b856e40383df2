"""Finds which of many patterns may match a line, by characters and pairs of characters that their matches must hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from merchlint.language.patterns import Anchors, Pattern

_Check = tuple[frozenset[str], tuple[str, ...]]
"""One of these characters, or one of these pairs of neighbours."""
_Entries = tuple[tuple[tuple[_Check, ...], frozenset[int]], ...]
"""Numbers of patterns, by what else they need."""


class PatternIndex:
    """Patterns by what must stand in a line for them to match; asked once for each line.

    Comparing the characters of a line with those of the index costs far less than trying every pattern, so most lines
    of ordinary text are done with here. A pair is looked for only where its first character stands in the line.
    """

    __slots__ = ("_by_char", "_by_first", "_chars")

    def __init__(self, patterns: Mapping[int, Pattern]) -> None:
        """Args: patterns by number."""
        anchored: dict[str, dict[tuple[Anchors, ...], set[int]]] = defaultdict(lambda: defaultdict(set))
        for number, pattern in patterns.items():
            for anchor in pattern.anchors:
                anchored[anchor][pattern.also].add(number)
        checks = {pattern.also: tuple(map(_check, pattern.also)) for pattern in patterns.values()}
        entries: dict[str, _Entries] = {
            anchor: tuple((checks[also], frozenset(numbers)) for also, numbers in needs.items())
            for anchor, needs in anchored.items()
        }
        pairs: dict[str, list[tuple[str, _Entries]]] = defaultdict(list)
        for anchor in sorted(entries):
            if len(anchor) > 1:
                pairs[anchor[0]].append((anchor, entries[anchor]))
        self._by_char = {anchor: found for anchor, found in entries.items() if len(anchor) == 1}
        self._by_first = {first: tuple(found) for first, found in pairs.items()}
        self._chars = frozenset(anchor[0] for anchor in entries)

    def possible(self, line: str) -> list[int]:
        """Numbers of the patterns that may match the folded line, ascending."""
        chars = set(line)
        found: set[int] = set()
        for char in self._chars & chars:
            for checks, numbers in self._by_char.get(char, ()):
                if not checks or _hold(checks, line, chars):
                    found |= numbers
            for pair, entries in self._by_first.get(char, ()):
                if pair in line:
                    for checks, numbers in entries:
                        if not checks or _hold(checks, line, chars):
                            found |= numbers
        return sorted(found) if found else []


def _hold(checks: tuple[_Check, ...], line: str, chars: set[str]) -> bool:
    for single, double in checks:
        if single.isdisjoint(chars):
            for pair in double:
                if pair in line:
                    break
            else:
                return False
    return True


def _check(anchors: Anchors) -> _Check:
    return frozenset(a for a in anchors if len(a) == 1), tuple(sorted(a for a in anchors if len(a) > 1))
