"""The lexicon: everything the language stage knows that is data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from merchlint.language.accounts import AccountReader
from merchlint.language.dialogue import TurnReader
from merchlint.language.fold import FoldTable
from merchlint.language.model import Act, Stance
from merchlint.language.pattern_index import PatternIndex
from merchlint.language.patterns import Pattern
from merchlint.language.wording import Wording

Cues = tuple[tuple[str, int], ...]
"""Names of word lists, each with the points it gives."""


@dataclass(frozen=True, slots=True)
class Noun:
    """A way to name a target; evidence around it decides whether it lures.

    Attributes:
        points: what the form alone says: negative for everyday words, 2 and more for unmistakable disguises.
        plain: the ordinary spelling; without evidence it is a mention that merely names.
        lead, tail: words before and after that speak for a lure; the best of each counts.
        against: words near it that speak against.
        account: whether an id or number beside it counts.
        letters: Latin letters that also begin model numbers.
        loose: punctuation inside is part of the disguise and costs nothing.
        market: a selling platform, beside whose name a benefit says nothing.
        starts: counts only at the start of a token (after a separator, or with a verb before).
    """

    id: str
    target: str
    act: Act
    points: int
    patterns: tuple[Pattern, ...]
    lead: Cues = ()
    tail: Cues = ()
    against: Cues = ()
    plain: bool = False
    disguised: bool = False
    account: bool = False
    letters: bool = False
    loose: bool = False
    starts: bool = False
    market: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that say by themselves what they do.

    Attributes:
        stance: where the words themselves decide it.
        against: words of the same sentence that speak against.
        answer: counts only right after the buyer asked for a contact.
    """

    id: str
    target: str
    act: Act
    points: int
    patterns: tuple[Pattern, ...]
    stance: Stance | None = None
    against: Cues = ()
    disguised: bool = False
    answer: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Loaded language data; make one per process with `load_lexicon` and pass it to `find_mentions`.

    Attributes:
        fold_table: character code to folded form.
        classes: characters as written in the files, by class.
        cues: every word list, each as one pattern.
        hosts: targets and the hosts that belong to them, from the word lists ``hosts_…``.
        words: dictionary words; one that straddles the edge of a doubtful match speaks against it.
        weights: points of each kind of evidence.
        index: over the patterns of nouns, phrases and harmless collocations, numbered as in `owners`.
        answer_index: over those of phrases that count only after a buyer's question, with the harmless ones, numbered
            the same way.
        owners: whose each pattern is; None for an everyday collocation that looks like a lure.
        wording: how passages are worded that lure.
        accounts, turns: readers of accounts and of speaker prefixes.
        digits_or_address: a long number or something like an address.
    """

    fold_table: FoldTable
    classes: Mapping[str, frozenset[str]]
    cues: Mapping[str, Pattern]
    hosts: tuple[tuple[str, Pattern], ...]
    nouns: tuple[Noun, ...]
    phrases: tuple[Phrase, ...]
    words: frozenset[str]
    weights: Mapping[str, int]
    index: PatternIndex
    answer_index: PatternIndex
    owners: tuple[tuple[Noun | Phrase | None, Pattern], ...]
    digits_or_address: re.Pattern[str]
    wording: Wording
    accounts: AccountReader
    turns: TurnReader
