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
_PIECE = 2048


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
        plain: the form of each character of the basic plane as a code; `_OTHER` where it is not exactly one.
    """

    forms: Mapping[int, str | int]
    irregular: frozenset[str]
    plain: npt.NDArray[np.uint32]

    def form(self, char: str) -> str:
        form = self.forms.get(ord(char), char)
        return form if isinstance(form, str) else chr(form)

    def fold(self, text: str) -> str:
        """The folded text; where a piece of a long one holds nothing irregular, an array is faster than `translate`."""
        if len(text) < _PIECE:
            return text.translate(self.forms)
        return "".join(self._fold_piece(text[at : at + _PIECE]) for at in range(0, len(text), _PIECE))

    def _fold_piece(self, piece: str) -> str:
        codes = codes_of(piece)
        if codes.max() < len(self.plain):
            forms = self.plain[codes]
            if forms.max() != _OTHER:
                return text_of(forms)
        return piece.translate(self.forms)


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
    plain = np.arange(0x10000, dtype=np.uint32)
    for code, form in table.items():
        if code < len(plain):
            plain[code] = ord(form) if len(form) == 1 else _OTHER
    return FoldTable(same | table, irregular, plain)


def fold(text: str, table: FoldTable, offset: int = 0) -> Folded:
    """Fold a text; `offset` is added to every origin, for a piece of a longer text."""
    folded = table.fold(text)
    return Folded(folded, trace(text, folded, table, offset))


def trace(text: str, folded: str, table: FoldTable, offset: int = 0) -> Sequence[int]:
    """The origins of a text that is folded already, as `Folded` has them."""
    if len(folded) == len(text) and table.irregular.isdisjoint(text):
        return range(offset, offset + len(text) + 1)
    origins: list[int] = []
    for index, char in enumerate(text, offset):
        origins.extend([index] * len(table.form(char)))
    origins.append(offset + len(text))
    return origins
