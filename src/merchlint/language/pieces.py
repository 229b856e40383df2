"""Pieces of a pattern as regex source, put together so that a search for the whole is fast.

A search runs over a text fastest when the expression begins with a character or a set of them. Most patterns begin with
one of many words instead, so every piece is also known by its heads: the characters a match can begin with, and what
follows each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from merchlint.language import literals
from merchlint.language.literals import Holds

SEPARATORS = r"[\W_]{0,3}"
LATIN = re.compile("[a-z0-9]")
# A Latin word does not begin inside another, but may right after a number; and the same one character further on.
LATIN_START = "(?:(?<![a-z0-9])|(?<=[0-9]{5}))"
_LATIN_STARTED = "(?:(?<![a-z0-9].)|(?<=[0-9]{5}.))"
_WORD_CHAR = re.compile(r"[^\W_](?![?*+{])")


class Head(NamedTuple):
    """One of the ways in which a match can begin: with which characters, and the regex source of the rest."""

    first: frozenset[str]
    rest: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A compiled piece: regex source, and what every match of it must hold.

    Attributes:
        literal: the folded text of a piece that is plain text: a Latin one does not match inside a longer Latin word.
        first: characters a match can begin with; None when unknown.
        optional: the piece may match nothing.
        heads: the same piece, when it matches something, taken apart behind its first character, in order of
            preference; none when unknown.
    """

    source: str
    holds: Holds = literals.UNKNOWN
    literal: str = ""
    first: frozenset[str] | None = None
    optional: bool = False
    heads: tuple[Head, ...] = ()


def heads_of(units: Sequence[Unit], pieces: Sequence[str], glue: str) -> tuple[Head, ...]:
    """The heads of a sequence, whose units have become these pieces of regex source."""
    unit, heads = units[0], units[0].heads
    rest = "".join(pieces[1:])
    if LATIN.match(unit.literal):
        heads = tuple(Head(first, _LATIN_STARTED + behind) for first, behind in heads)
    if not heads or not (rest or unit.optional):
        return heads
    if not unit.optional:
        return (Head(all_first(heads), behind_first(heads) + rest),)
    # Behind a second optional piece separators of their own would stand.
    further = len(units) > 1 and not (glue and units[1].optional)
    without = heads_of(units[1:], pieces[1:], "") if further else ()
    return (Head(all_first(heads), behind_first(heads) + glue + rest), *without) if without else ()


def one_of(chars: frozenset[str]) -> str:
    """The regex source for any of some characters."""
    if len(chars) == 1:
        return re.escape(*chars)
    return f"[{re.escape(''.join(sorted(chars)))}]"


def all_first(heads: Iterable[Head]) -> frozenset[str]:
    return frozenset().union(*(head.first for head in heads))


def behind_first(heads: Sequence[Head]) -> str:
    """What follows the first character of a match, which stands behind already."""
    every = all_first(heads)
    parts: list[str] = []
    for first, rest in dict.fromkeys(heads):
        if first == every:
            parts.append(rest)
        elif _WORD_CHAR.match(rest):
            # What begins with a plain character is skipped fastest.
            parts.append(f"{rest[0]}(?<={one_of(first)}.){rest[1:]}")
        else:
            parts.append(f"(?<={one_of(first)}){rest}")
    return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"


def spaced_out(units: Sequence[Unit]) -> list[str]:
    """The pieces with separators allowed between them; those beside a missing optional piece go with it."""
    pieces: list[str] = []
    for index, unit in enumerate(units):
        glue = SEPARATORS if index and not (units[index - 1].optional and index == 1) else ""
        if not unit.optional:
            pieces.append(glue + unit.source)
        elif index == 0:
            pieces.append(f"(?:{unit.source[:-1]}{SEPARATORS})?")
        else:
            pieces.append(f"(?:{glue}{unit.source[:-1]})?")
    return pieces


def first_of(units: Sequence[Unit], spaced: bool) -> frozenset[str] | None:
    """The characters a sequence can begin with."""
    found: list[frozenset[str] | None] = []
    for unit in units:
        found.append(unit.first)
        if not unit.optional:
            return union(found)
        if spaced:
            return None
    return None


def union(sets: Sequence[frozenset[str] | None]) -> frozenset[str] | None:
    known = [found for found in sets if found is not None]
    return frozenset().union(*known) if len(known) == len(sets) else None


def glue_latin(units: Sequence[Unit]) -> list[Unit]:
    """Three and more Latin letters in a row become one piece: nobody spaces out ``taobao``, but ``v x`` is common."""
    glued: list[Unit] = []
    run: list[Unit] = []
    for unit in [*units, Unit("")]:
        if len(unit.literal) == 1 and LATIN.match(unit.literal):
            run.append(unit)
            continue
        if len(run) > 2:
            joined = "".join(u.literal for u in run)
            heads = (Head(frozenset(joined[:1]), joined[1:]),)
            run = [Unit(joined, literal=joined, first=run[0].first, heads=heads)]
        glued += run
        run = []
        if unit.source:
            glued.append(unit)
    return glued
