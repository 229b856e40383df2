"""The small pattern language of the lexicon, made into bounded regular expressions.

A pattern is plain text with four extras, none of which can repeat without a bound:

=============  ======================================================================
``<name>``     one character of a class, or one entry of a word list
``(a|b)``      alternatives
``x?``         the character, class or group before it may be missing
``<..6>``      up to six characters of the same sentence
``<_>``        up to three separators (space, punctuation, symbols, emoji)
``<#>``        an amount: ASCII or Chinese digits
=============  ======================================================================

Patterns are matched against one folded line, so they are folded themselves: write them in plain simplified Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from merchlint.language.fold import FoldTable

SEPARATOR = r"[\W_]"
SEPARATORS = SEPARATOR + "{0,3}"
AMOUNT = "[0-9一二两三四五六七八九十百千几数xn.]{1,6}"
_AMOUNT_CHARS = frozenset("0123456789一二两三四五六七八九十百千几数xn.")
_GAP = re.compile(r"\.\.(\d{1,2})$")
_LATIN = re.compile("[a-z0-9]")
_MAX_DEPTH = 8
_MAX_GAP = 40


class PatternError(ValueError):
    """A pattern that cannot be read; the text says why, in Chinese and English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


@dataclass(frozen=True, slots=True)
class Names:
    """What ``<name>`` may stand for: classes of characters, and lists of patterns."""

    classes: Mapping[str, str]
    words: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Unit:
    """A compiled piece: regex source, and sets of characters of each of which one must occur in a match.

    `literal` is the folded text of a piece that is plain text: a Latin one does not match inside a longer Latin word.
    """

    source: str
    needs: tuple[frozenset[str], ...]
    literal: str = ""


class Pattern:
    """A compiled pattern; the regular expression itself is made on first use."""

    __slots__ = ("_regex", "needs", "source")

    def __init__(self, source: str, needs: tuple[frozenset[str], ...]) -> None:
        self.source = source
        self.needs = needs
        self._regex: re.Pattern[str] | None = None

    @property
    def regex(self) -> re.Pattern[str]:
        if self._regex is None:
            self._regex = re.compile(self.source)
        return self._regex

    def may_match(self, chars: frozenset[str] | set[str]) -> bool:
        """False when a line made of these characters cannot match."""
        return not any(need.isdisjoint(chars) for need in self.needs)


class _Parser:
    """Recursive descent over one pattern."""

    def __init__(self, text: str, names: Names, table: FoldTable, spaced: bool, depth: int) -> None:
        self.text = text
        self.at = 0
        self.names = names
        self.table = table
        self.spaced = spaced
        self.depth = depth

    def parse(self) -> _Unit:
        unit = self.alternatives()
        if self.at < len(self.text):
            raise PatternError(f"“{self.text}”里的括号不成对", f"unbalanced parenthesis in {self.text!r}")
        return unit

    def alternatives(self) -> _Unit:
        options = [self.sequence()]
        while self.at < len(self.text) and self.text[self.at] == "|":
            self.at += 1
            options.append(self.sequence())
        return options[0] if len(options) == 1 else _either(options)

    def sequence(self) -> _Unit:
        units: list[_Unit] = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            unit = self.atom()
            if self.at < len(self.text) and self.text[self.at] == "?":
                self.at += 1
                unit = _Unit(f"(?:{unit.source})?", ())
            units.append(unit)
        if not units:
            raise PatternError(f"“{self.text}”里有空的一段", f"an empty part in {self.text!r}")
        glue = SEPARATORS if self.spaced else ""
        needs = tuple(need for unit in units for need in unit.needs)
        source = glue.join(u.source for u in units)
        if _LATIN.match(units[0].literal):
            source = f"(?:(?<![a-z0-9])|(?<=[0-9]{{5}})){source}"
        if _LATIN.match(units[-1].literal) and not units[-1].literal.isdigit():
            source = f"{source}(?![a-z])"
        return _Unit(source, needs)

    def atom(self) -> _Unit:
        char = self.text[self.at]
        self.at += 1
        if char == "(":
            inner = self.alternatives()
            if self.at >= len(self.text):
                raise PatternError(f"“{self.text}”里的括号不成对", f"unbalanced parenthesis in {self.text!r}")
            self.at += 1
            return _Unit(f"(?:{inner.source})", inner.needs)
        if char == "<":
            end = self.text.find(">", self.at)
            if end < 0:
                raise PatternError(f"“{self.text}”里的尖括号不成对", f"unbalanced angle bracket in {self.text!r}")
            name = self.text[self.at : end]
            self.at = end + 1
            return self.named(name)
        if char in ")>?":
            raise PatternError(f"“{self.text}”里的“{char}”位置不对", f"misplaced {char!r} in {self.text!r}")
        form = self.table.get(ord(char), char)
        needs = tuple(frozenset(c) for c in form)
        return _Unit(re.escape(form), needs, form)

    def named(self, name: str) -> _Unit:
        if name == "_":
            return _Unit(SEPARATORS, ())
        if name == "#":
            return _Unit(AMOUNT, (_AMOUNT_CHARS,))
        if gap := _GAP.match(name):
            if int(gap[1]) > _MAX_GAP:
                raise PatternError(f"间隔最多 {_MAX_GAP} 个字", f"a gap may have at most {_MAX_GAP} characters")
            return _Unit(f"[^。!?;]{{0,{gap[1]}}}?", ())
        if name in self.names.classes:
            chars = "".join(dict.fromkeys(self.names.classes[name]))
            return _Unit(f"[{re.escape(chars)}]", (frozenset(chars),))
        if name in self.names.words:
            if self.depth >= _MAX_DEPTH:
                raise PatternError(f"“{name}”绕回了自己", f"{name!r} refers to itself")
            options = [
                _Parser(word, self.names, self.table, self.spaced, self.depth + 1).parse()
                for word in self.names.words[name]
            ]
            return _either(options)
        raise PatternError(f"没有叫“{name}”的字类或词表", f"no class or word list is called {name!r}")


def _either(options: list[_Unit]) -> _Unit:
    """Alternatives; what must occur is one of what each option must have."""
    need: frozenset[str] | None = frozenset()
    for option in options:
        if need is None or not option.needs:
            need = None
        else:
            need |= min(option.needs, key=len)
    longest_first = sorted(options, key=lambda o: -len(o.source))
    source = "|".join(o.source for o in longest_first)
    return _Unit(f"(?:{source})", () if need is None else (need,))


def compile_pattern(text: str, names: Names, table: FoldTable, *, spaced: bool = False) -> Pattern:
    """Compile one pattern; with `spaced`, separators may stand between any two of its characters.

    A pattern that starts or ends with a Latin letter does not match inside a longer Latin word.

    Raises:
        PatternError: the pattern cannot be read.
    """
    unit = _Parser(text, names, table, spaced, 0).parse()
    return Pattern(unit.source, tuple(sorted(set(unit.needs), key=len)))
