"""What every match of a pattern must hold, for the quick first look at a text.

Strings here leave out what may stand between two characters of a pattern, so that ``微 ~ 信`` and ``微信`` hold the
same pair: a literal is looked for in the skeleton of a text, and its symbols, if it has any, beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np
import numpy.typing as npt

from merchlint.language.fold import codes_of, text_of

_SEPARATOR = re.compile(r"[^\w\n]+")
# Marks that stand in most lines and so tell nothing.
_EVERYDAY = re.compile(r"[\s_,.:;!?()/\-。、“”\"'%~]")
# More strings than this are not multiplied out.
_MOST_EXACT = 600
# A set of more strings is cut down to the beginnings or ends of its strings.
_MOST_KEPT = 60

# More options than this are not kept apart.
_MOST_OPTIONS = 32

_LONG = 2000

Literals = frozenset[str]
"""Strings of which at least one stands in every match."""


def skeleton(text: str) -> str:
    """The text without separators and symbols; line feeds stay, so that lines correspond."""
    if len(text) < _LONG:
        return _SEPARATOR.sub("", text).replace("_", "")
    # The same with arrays, in a third of the time.
    codes = codes_of(text)
    kept = _word_chars()[np.minimum(codes, 0xFFFF)]
    rare = codes > 0xFFFF
    if rare.any():
        kept[rare] = [chr(code).isalnum() for code in codes[rare].tolist()]
    return text_of(codes[kept])


@cache
def _word_chars() -> npt.NDArray[np.bool_]:
    """Which characters of the basic plane a skeleton keeps; made only where a long text needs it."""
    return np.array([chr(code).isalnum() or chr(code) == "\n" for code in range(0x10000)])


@dataclass(frozen=True, slots=True)
class Holds:
    """What is known about the matches of a piece of a pattern.

    Attributes:
        exact: all its matches without separators; None when they are too many or unknown.
        required: when `exact` is None, what every match holds; the fewer strings a set has, the more it says.
        options: when the piece is a choice, what is known about each; together they say more than `required`.
    """

    exact: Literals | None = None
    required: tuple[Literals, ...] = ()
    options: tuple[Holds, ...] = ()


UNKNOWN = Holds()
SEPARATORS = Holds(frozenset({""}))


def one_of(texts: Iterable[str]) -> Holds:
    """A piece that matches one of some plain texts."""
    return Holds(frozenset(_EVERYDAY.sub("", text) for text in texts))


def optional(piece: Holds) -> Holds:
    """The piece or nothing."""
    return UNKNOWN if piece.exact is None else Holds(piece.exact | {""})


def sequence(pieces: Sequence[Holds]) -> Holds:
    """The pieces one after another, with nothing but separators between."""
    if len(pieces) == 1:
        return pieces[0]
    row = _row(pieces)
    if row.exact is not None:
        return row
    choices: list[tuple[Holds, ...]] = []
    room = _MOST_OPTIONS
    for piece in pieces:
        apart = 1 < len(piece.options) <= room
        choices.append(piece.options if apart else (piece,))
        room //= len(choices[-1])
    if all(len(choice) == 1 for choice in choices):
        return row
    return Holds(None, row.required, tuple(map(_row, product(*choices))))


def _row(pieces: Sequence[Holds]) -> Holds:
    run: Literals = frozenset({""})
    required: list[Literals] = []
    whole = True
    for piece in pieces:
        if piece.exact is not None and len(run) * len(piece.exact) <= _MOST_EXACT:
            run = frozenset({left + right for left in run for right in piece.exact})
            continue
        whole = False
        required += [run, *piece.required]
        run = piece.exact if piece.exact is not None else frozenset({""})
    if whole:
        return Holds(run)
    return Holds(None, tuple(strings for strings in [*required, run] if "" not in strings))


def either(pieces: Sequence[Holds]) -> Holds:
    """One of the pieces."""
    options = [option for piece in pieces for option in piece.options or (piece,)]
    texts: Literals = frozenset().union(*(option.exact for option in options if option.exact is not None))
    open_ended = [option for option in options if option.exact is None]
    if not open_ended and len(texts) <= _MOST_EXACT:
        return Holds(texts)
    if texts:
        open_ended.append(Holds(texts))
    known = [sets_of(option) for option in open_ended]
    if not all(known):
        return UNKNOWN
    union: Literals = frozenset().union(*(min(sets, key=_breadth) for sets in known))
    return Holds(None, (union,), tuple(open_ended))


def is_open(piece: Holds) -> bool:
    """Whether nothing is known that every match of the piece holds."""
    return not _known(piece)


def sets_of(piece: Holds) -> list[Literals]:
    """The sets that every match of the piece meets; none when nothing is known."""
    return [_cut_down(strings) for strings in _known(piece)]


def _known(piece: Holds) -> list[Literals]:
    known = [piece.exact] if piece.exact is not None else piece.required
    return [strings for strings in known if "" not in strings]


def _breadth(strings: Literals) -> tuple[float, list[str]]:
    """How little a set says, as far as can be told from the lengths of its strings; the strings make it definite."""
    return sum(0.03 ** len(string) for string in strings), sorted(strings)


def _cut_down(strings: Literals) -> Literals:
    """The same statement with fewer strings: of very many only the beginnings or ends."""
    if len(strings) <= _MOST_KEPT:
        return strings
    # A few letters of a Latin word stand in many others, so those stay whole.
    ends = [frozenset(s if s.isascii() else s[part] for s in strings) for part in (slice(3), slice(-3, None))]
    return min(ends, key=lambda found: (len(found), sorted(found)))
