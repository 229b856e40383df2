"""The small pattern language of the lexicon, made into bounded regular expressions.

A pattern is plain text with a few extras, none of which can repeat without a bound:

=============  ======================================================================
``<name>``     one character of a class, or one entry of a word list
``(a|b)``      alternatives
``x?``         the character, class or group before it may be missing
``<..6>``      up to six characters of the same sentence
``<_>``        up to three separators (space, punctuation, symbols, emoji)
``<->``        one to three separators
``<#>``        an amount: ASCII or Chinese digits
=============  ======================================================================

Patterns are matched against one folded line, so they are folded themselves: write them in plain simplified Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from merchlint.language import literals
from merchlint.language.fold import FoldTable
from merchlint.language.pieces import (
    LATIN,
    LATIN_START,
    SEPARATORS,
    Head,
    Unit,
    all_first,
    behind_first,
    first_of,
    glue_latin,
    heads_of,
    one_of,
    spaced_out,
    union,
)

_AMOUNT_CHARS = "0123456789一二两三四五六七八九十百千几数xn."
_AMOUNT = f"[{_AMOUNT_CHARS}]{{1,6}}"
_GAP = re.compile(r"\.\.(\d{1,2})$")
_PLAIN = re.compile(r"[\u4e00-\u9fff]+(?=$|[|)])")
_MAX_DEPTH = 8
_MAX_GAP = 40
_MANY = 3
# A source that begins with one character or a set of them.
_JUMPS = re.compile(r"\[|[^\W_]")


class PatternError(ValueError):
    """A pattern that cannot be read; the text says why, in Chinese and English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


@dataclass(frozen=True, slots=True)
class Names:
    """What ``<name>`` may stand for.

    Attributes:
        classes: characters by class.
        words: patterns by word list.
        compiled: word lists compiled so far, plain and spaced, for what they hold only or taken apart.
    """

    classes: Mapping[str, str]
    words: Mapping[str, Sequence[str]]
    compiled: dict[tuple[str, bool, bool], Unit] = field(default_factory=dict)


class Pattern:
    """A compiled pattern; the regular expression itself is made on first use.

    Attributes:
        holds: what stands in every match.
    """

    __slots__ = ("_parser", "_regex", "holds")

    def __init__(self, parser: _Parser) -> None:
        self._parser = parser
        self._regex: re.Pattern[str] | None = None
        self.holds = parser.parse().holds

    @property
    def source(self) -> str:
        unit = self._parser.parse(apart=True)
        if unit.heads:
            # To begin with a set of characters lets a search run over everything else.
            return one_of(all_first(unit.heads)) + behind_first(unit.heads)
        if unit.first and not unit.source.startswith("(?:(?=") and not _JUMPS.match(unit.source):
            return f"(?={one_of(unit.first)}){unit.source}"
        return unit.source

    @property
    def regex(self) -> re.Pattern[str]:
        if self._regex is None:
            self._regex = re.compile(self.source)
        return self._regex

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where it matches, from left to right without overlap."""
        return [match.span() for match in self.regex.finditer(text)]


class _Parser:
    """Recursive descent over one pattern."""

    def __init__(self, text: str, names: Names, table: FoldTable, spaced: bool, depth: int) -> None:
        self.text = text
        self.at = 0
        self.names = names
        self.table = table
        self.spaced = spaced
        self.depth = depth
        self.apart = False

    def parse(self, *, apart: bool = False) -> Unit:
        """Read the pattern; its parts get their heads only where they are wanted, because that takes as long again."""
        self.at = 0
        self.apart = apart
        unit = self.alternatives()
        if self.at < len(self.text):
            raise self.unbalanced()
        return unit

    def unbalanced(self) -> PatternError:
        return PatternError(f"“{self.text}”里的括号不成对", f"unbalanced bracket in {self.text!r}")

    def alternatives(self) -> Unit:
        options = [self.sequence()]
        while self.at < len(self.text) and self.text[self.at] == "|":
            self.at += 1
            options.append(self.sequence())
        return options[0] if len(options) == 1 else self.either(options)

    def sequence(self) -> Unit:
        if not self.spaced and (plain := _PLAIN.match(self.text, self.at)):
            # Most entries are a plain word: no need to take it apart.
            word = "".join(map(self.table.form, plain[0]))
            if _PLAIN.fullmatch(word):
                self.at = plain.end()
                return self.literal(word)
        units: list[Unit] = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            unit = self.atom()
            if self.at < len(self.text) and self.text[self.at] == "?":
                self.at += 1
                holds = literals.optional(unit.holds)
                unit = Unit(f"(?:{unit.source})?", holds, first=unit.first, optional=True, heads=unit.heads)
            units.append(unit)
        if not units:
            raise PatternError(f"“{self.text}”里有空的一段", f"an empty part in {self.text!r}")
        holds = literals.sequence([unit.holds for unit in units])
        units = glue_latin(units)
        pieces = spaced_out(units) if self.spaced else [unit.source for unit in units]
        if LATIN.match(units[-1].literal) and not units[-1].literal.isdigit():
            pieces.append("(?![a-z])")
        source = "".join(pieces)
        if LATIN.match(units[0].literal):
            source = LATIN_START + source
        heads = heads_of(units, pieces, SEPARATORS if self.spaced else "") if self.apart else ()
        return Unit(source, holds, first=first_of(units, self.spaced), heads=heads)

    def either(self, options: Sequence[Unit]) -> Unit:
        longest_first = sorted(options, key=lambda o: -len(o.source))
        source = f"(?:{'|'.join(o.source for o in longest_first)})"
        first = union([option.first for option in options])
        if first and len(options) > _MANY:
            # A look at the first character spares trying every alternative at every place.
            source = f"(?:(?={one_of(first)}){source})"
        holds = literals.either([option.holds for option in options])
        heads = tuple(chain.from_iterable(option.heads for option in longest_first))
        return Unit(source, holds, first=first, heads=heads if all(option.heads for option in options) else ())

    def atom(self) -> Unit:
        char = self.text[self.at]
        self.at += 1
        if char == "(":
            inner = self.alternatives()
            if self.at >= len(self.text):
                raise self.unbalanced()
            self.at += 1
            return Unit(f"(?:{inner.source})", inner.holds, first=inner.first, heads=inner.heads)
        if char == "<":
            end = self.text.find(">", self.at)
            if end < 0:
                raise self.unbalanced()
            name = self.text[self.at : end]
            self.at = end + 1
            return self.named(name)
        if char in ")>?":
            raise PatternError(f"“{self.text}”里的“{char}”位置不对", f"misplaced {char!r} in {self.text!r}")
        form = self.table.form(char)
        return replace(self.literal(form), literal=form)

    def literal(self, text: str) -> Unit:
        first = frozenset(text[:1])
        heads = (Head(first, re.escape(text[1:])),) if self.apart and text else ()
        return Unit(re.escape(text), literals.one_of([text]), first=first or None, heads=heads)

    def named(self, name: str) -> Unit:
        if name == "_":
            return Unit(SEPARATORS, literals.SEPARATORS)
        if name == "-":
            return Unit(r"[\W_]{1,3}", literals.SEPARATORS)
        if name == "#":
            first = frozenset(_AMOUNT_CHARS)
            return Unit(_AMOUNT, first=first, heads=(Head(first, f"[{_AMOUNT_CHARS}]{{0,5}}"),))
        if gap := _GAP.match(name):
            if int(gap[1]) > _MAX_GAP:
                raise PatternError(f"间隔最多 {_MAX_GAP} 个字", f"a gap may have at most {_MAX_GAP} characters")
            return Unit(f"[^。!?;]{{0,{gap[1]}}}?")
        if name in self.names.classes:
            chars = "".join(dict.fromkeys(self.names.classes[name]))
            first = frozenset(chars)
            return Unit(f"[{re.escape(chars)}]", literals.one_of(chars), first=first, heads=(Head(first, ""),))
        if name in self.names.words:
            if self.depth >= _MAX_DEPTH:
                raise PatternError(f"“{name}”绕回了自己", f"{name!r} refers to itself")
            key = name, self.spaced, self.apart
            if key not in self.names.compiled:
                parsers = [
                    _Parser(w, self.names, self.table, self.spaced, self.depth + 1) for w in self.names.words[name]
                ]
                self.names.compiled[key] = self.either([parser.parse(apart=self.apart) for parser in parsers])
            return self.names.compiled[key]
        raise PatternError(f"没有叫“{name}”的字类或词表", f"no class or word list is called {name!r}")


def compile_pattern(text: str, names: Names, table: FoldTable, *, spaced: bool = False) -> Pattern:
    """Compile one pattern; with `spaced`, separators may stand between any two of its characters.

    A part that starts or ends with a Latin letter does not match inside a longer Latin word.

    Raises:
        PatternError: the pattern cannot be read.
    """
    return Pattern(_Parser(text, names, table, spaced, 0))
