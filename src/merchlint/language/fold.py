"""Normalisation: one plain spelling for the many ways to write a character, with a map back to the original.

The shipped table (``data/fold.tsv``, made by ``scripts/generate_fold_table.py``) takes styled letters and digits to
ASCII, traditional characters to simplified, upper to lower case, and drops marks and format characters. Exceptions that
people edit come from ``rules/lexicon/fold.yaml``. Line breaks are never changed, so lines of both texts correspond.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

import numpy as np
import numpy.typing as npt

# ASCII, general and Chinese punctuation, Chinese characters, full-width forms.
_COMMON = ((0, 0x80), (0x2000, 0x2070), (0x3000, 0x3100), (0x4E00, 0xA000), (0xFF00, 0xFFF0))
_OTHER = np.uint32(0xFFFFFFFF)
# What the array of forms covers: the basic plane and the one with the picture signs and styled letters.
_COVERED = 0x20000
# Shorter texts are not worth an array; longer ones are taken in pieces that stay in the processor's cache.
_SHORT = 256
_PIECE = 1 << 15
# Where more than one character in so many is irregular, arrays gain nothing.
_SELDOM = 8


def codes_of(text: str) -> npt.NDArray[np.uint32]:
    """The codes of the characters of a text; lone surrogates stay."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def text_of(codes: npt.NDArray[np.uint32]) -> str:
    """The text of character codes."""
    return codes.tobytes().decode("utf-32-le", "surrogatepass")


@dataclass(frozen=True, slots=True)
class FoldTable:
    """Which form each character takes.

    Attributes:
        forms: character code to folded form, as `str.translate` wants it; common characters that stay as they are
            map to their own code, because `str.translate` is slow where a key is missing.
        irregular: the characters whose form is not exactly one character.
        plain: the form of each of the first `_COVERED` characters as a code; `_OTHER` where it is not exactly one,
            and at the end for all further characters.
    """

    forms: Mapping[int, str | int]
    irregular: frozenset[str]
    plain: npt.NDArray[np.uint32]

    def form(self, char: str) -> str:
        form = self.forms.get(ord(char), char)
        return form if isinstance(form, str) else chr(form)

    def fold(self, text: str) -> tuple[str, list[int]]:
        """The folded text, and the offsets of all characters whose form may not be exactly one character."""
        if len(text) < _SHORT:
            return text.translate(self.forms), [at for at, char in enumerate(text) if char in self.irregular]
        parts: list[str] = []
        places: list[int] = []
        for offset in range(0, len(text), _PIECE):
            piece = text[offset : offset + _PIECE]
            forms = self.plain[np.minimum(codes_of(piece), _COVERED)]
            odd = np.flatnonzero(forms == _OTHER).tolist()
            places += [offset + at for at in odd]
            if len(odd) * _SELDOM > len(piece):
                parts.append(piece.translate(self.forms))
                continue
            last = 0
            for at in odd:
                parts += (text_of(forms[last:at]), self.form(piece[at]))
                last = at + 1
            parts.append(text_of(forms[last:]))
        return "".join(parts), places


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text. ``origins[i]`` is the original offset of folded character ``i``; one more gives the length."""

    text: str
    origins: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Original offsets of a non-empty folded span; the end is one past the last original character it came from."""
        return self.origins[start], self.origins[end - 1] + 1


def load_fold_table(overrides: Mapping[str, str]) -> FoldTable:
    """The table as `str.translate` wants it; `overrides` (character to form) win over the shipped one."""
    data = resources.files("merchlint.language").joinpath("data/fold.tsv").read_text(encoding="utf-8")
    table = {code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
    for line in data.split("\n"):
        form, _, chars = line.partition("\t")
        table.update(dict.fromkeys(map(ord, chars), form))
    table.update({ord(char): form for char, form in overrides.items()})
    irregular = frozenset(chr(code) for code, form in table.items() if len(form) != 1)
    same: dict[int, str | int] = {code: code for first, last in _COMMON for code in range(first, last)}
    plain = np.arange(_COVERED + 1, dtype=np.uint32)
    plain[_COVERED] = _OTHER
    for code, form in table.items():
        if code < _COVERED:
            plain[code] = ord(form) if len(form) == 1 else _OTHER
    return FoldTable(same | table, irregular, plain)


def fold(text: str, table: FoldTable, offset: int = 0) -> Folded:
    """Fold a text; `offset` is added to every origin, for a piece of a longer text."""
    folded, irregular = table.fold(text)
    return Folded(folded, trace(text, table, offset) if irregular else range(offset, offset + len(text) + 1))


def trace(text: str, table: FoldTable, offset: int = 0) -> list[int]:
    """The origins of a text with irregular characters, as `Folded` has them."""
    origins: list[int] = []
    for index, char in enumerate(text, offset):
        origins.extend([index] * len(table.form(char)))
    origins.append(offset + len(text))
    return origins
