"""How much a passage as a whole is worded like a lure, when no single word says so.

A linear model over the runs of one to three characters of a passage, each hashed to a weight. It was fitted to texts
written for the purpose (``scripts/train_wording.py``) and tells what a list of expressions cannot: that many small
hints come together. Weights are whole numbers, so the same text gets the same score everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import resources
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from merchlint.language.fold import codes_of

_Codes = npt.NDArray[np.uint32]
_Weights = npt.NDArray[np.int8]
_Places = npt.NDArray[np.int64]

BUCKETS = 1 << 20
SCALE = 32
"""Weights and scores are in 32nds of a unit of log-odds."""
KINDS = ("contact", "review", "store", "trade", "visit")
"""What lures lead to: somebody to talk to, a paid review, a shop in a street, trade past the platform, another site."""
KIND_BUCKETS = 1 << 17
_RUN = 3
_SHIFT = 32 - 20
_KIND_SHIFT = 20 - 17
# Odd numbers that mix the bits of a hash.
_STEP = np.uint32(0x01000193)
_MIX = tuple(map(np.uint32, (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D)))
_SPREAD = np.uint32(0x2C1B3C6D)
LENGTHS = (48, 120)
"""How many characters that count a passage may have: what a hint takes by itself, and what comes together on a card."""
PASSAGE = max(LENGTHS)
# Characters of a piece of text looked at in one go.
_PIECE = 1 << 16
_STEP_OF_STARTS = 12
_LINE_FEED = 10
_SENTENCE_MARKS = "。!?;"
_CLAUSE_MARKS = ",: \u2028"
_END = 1
# A part of a paragraph must say more: a long one has many parts.
_PART = SCALE
# The first look counts again what repeats, which seldom lets it think less of a passage than a close look does.
_MARGIN = SCALE // 4


class Passage(NamedTuple):
    """Sentences that stand together; offsets into the folded text, and how much they are worded like a lure."""

    start: int
    end: int
    score: int


@dataclass(frozen=True, slots=True)
class Wording:
    """The fitted model.

    Attributes:
        weights: of the runs, by hash; `BUCKETS` of them.
        bias: of every passage.
        kind_weights, kind_biases: the same for what a lure leads to, a row of `KIND_BUCKETS` for each of `KINDS`.
    """

    weights: _Weights
    bias: int
    kind_weights: _Weights
    kind_biases: _Places

    def passages(self, folded: str, least: int) -> list[Passage]:
        """Passages that score at least so much, best ones first where they overlap, in order of the text."""
        found: list[Passage] = []
        for offset, piece in _pieces(folded):
            kept = _Kept(piece)
            hashes = list(_hashes(kept.codes))
            sums = np.zeros(len(kept.codes) + 1, np.int32)
            for of_length in hashes:
                sums[1 : len(of_length) + 1] += self.weights[of_length]
            # Long runs that repeat are few, and their short ones repeat with them.
            for of_length in hashes[:2]:
                again = _repeated(of_length)
                sums[again + 1] -= self.weights[of_length[again]]
            sums = np.cumsum(sums)
            starts, ends = kept.bounds()
            likely = np.flatnonzero(sums[ends] - sums[starts] + self.bias >= least - _MARGIN)
            for start, end in zip(starts[likely].tolist(), ends[likely].tolist(), strict=True):
                score = self._score([h[start : max(start, end - n)] for n, h in enumerate(hashes)])
                score -= _PART if end - start <= min(LENGTHS) and not kept.whole(start, end) else 0
                if score >= least:
                    first, last = int(kept.places[start]), int(kept.places[end - 1])
                    found.append(Passage(offset + first, offset + last + 1, score))
        return _apart(found)

    def score(self, folded: str) -> int:
        """How much a short passage is worded like a lure."""
        return self._score(_hashes(_Kept(folded).codes))

    def kind(self, folded: str) -> str:
        """What a lure most likely leads to: one of `KINDS`."""
        runs = kind_units(_different(_hashes(_Kept(folded).codes)))
        scores = self.kind_weights[:, runs].sum(axis=1, dtype=np.int64) + self.kind_biases
        return KINDS[int(scores.argmax())]

    def telling(self, folded: str) -> tuple[int, int]:
        """Where in a passage the words stand that say most; offsets of a span, empty when nothing speaks for a lure."""
        kept = _Kept(folded)
        shares = np.zeros(len(kept.codes) + _RUN, np.float64)
        for length, hashes in enumerate(_hashes(kept.codes), 1):
            values = self.weights[hashes] / length
            for step in range(length):
                shares[step : step + len(values)] += values
        best = total = 0.0
        first = start = end = 0
        for index, share in enumerate(shares[: len(kept.codes)].tolist()):
            if total <= 0:
                first, total = index, 0.0
            total += share
            if total > best:
                best, start, end = total, first, index + 1
        return (int(kept.places[start]), int(kept.places[end - 1]) + 1) if best > 0 else (0, 0)

    def _score(self, hashes: Iterable[_Places]) -> int:
        return int(self.weights[_different(hashes)].sum(dtype=np.int64)) + self.bias


def units(folded: str) -> list[_Places]:
    """For the fitting of the model: the runs of each passage of a text, as indexes of weights."""
    found: list[_Places] = []
    for _, piece in _pieces(folded):
        kept = _Kept(piece)
        starts, ends = kept.bounds()
        found += [_different(_hashes(kept.codes[a:b])) for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]
    return found


def kind_units(runs: _Places) -> _Places:
    """The same runs as indexes of the weights of kinds, which are fewer."""
    return runs >> _KIND_SHIFT


def _different(hashes: Iterable[_Places]) -> _Places:
    """The different runs of a passage, as indexes of weights, ascending."""
    return _distinct(np.concatenate([np.zeros(0, np.int64), *hashes]))


def _distinct(numbers: _Places) -> _Places:
    """Ascending and each once; faster than `numpy.unique` for as few as these."""
    numbers.sort()
    distinct: _Places = numbers[np.append(numbers[:1] == numbers[:1], numbers[1:] != numbers[:-1])]
    return distinct


def load_wording() -> Wording:
    """The model that is shipped."""
    with resources.files("merchlint.language").joinpath("data/wording.npz").open("rb") as file:
        stored = np.load(file)
        return Wording(stored["weights"], int(stored["bias"]), stored["kind_weights"], stored["kind_biases"])


class _Kept:
    """What counts of a piece of folded text: letters, Chinese characters, picture signs and line feeds."""

    def __init__(self, piece: str) -> None:
        codes = codes_of(piece)
        low = np.minimum(codes, 0xFFFF) if codes.size and codes.max() > 0xFFFF else codes
        self.places: _Places = np.flatnonzero(_COUNTS[low])
        forms = _FORMS[low[self.places]]
        self.codes: _Codes = forms if low is codes else np.where(forms < 0xFFFF, forms, codes[self.places])
        self._low = low

    def _marks(self) -> tuple[_Places, _Places]:
        """How many characters that count stand before each mark that ends a sentence, and before each lesser one."""
        kinds = _MARKS[self._low]
        marks = np.flatnonzero(kinds)
        before = np.searchsorted(self.places, marks)
        ends = kinds[marks] == _END
        return before[ends], before[~ends]

    def bounds(self) -> tuple[_Places, _Places]:
        """Where passages begin and end: as many whole sentences of one paragraph as are not too long together."""
        feeds = np.flatnonzero(self.codes == _LINE_FEED)
        size = len(self.codes)
        cut = np.zeros(size + 1, np.bool_)
        cut[[0, size]] = True
        cut[feeds + 1] = True
        ends, pauses = self._marks()
        cut[ends] = True
        cuts = _cut_long(cut, pauses)
        if len(cuts) < 2:
            none = np.zeros(0, np.int64)
            return none, none
        # A blank line ends a paragraph.
        blank = feeds[1:][np.diff(feeds) == 1] + 1
        starts = cuts[:-1]
        ends_at = np.append(blank, size)[np.searchsorted(blank, starts, side="right")]
        found = [self._reaching(cuts, ends_at, length) for length in LENGTHS]
        both = _distinct(np.concatenate([first * (size + 1) + last for first, last in found]))
        return both // (size + 1), both % (size + 1)

    def whole(self, start: int, end: int) -> bool:
        """Whether a passage is all there is around it, but for line feeds."""
        return (start == 0 or self.codes[start - 1] == _LINE_FEED == self.codes[max(0, start - 2)]) and (
            end == len(self.codes) or self.codes[end - 1] == _LINE_FEED == self.codes[end]
        )

    def _reaching(self, cuts: _Places, ends_at: _Places, length: int) -> tuple[_Places, _Places]:
        """The passages of one length; none within another."""
        starts = cuts[:-1]
        ends = cuts[np.searchsorted(cuts, np.minimum(starts + length, ends_at), side="right") - 1]
        further = np.append([True], ends[1:] > ends[:-1]) & (ends > starts)
        # Short sentences in a row need no passage each, but every paragraph begins with one.
        steps = starts // _STEP_OF_STARTS
        apart = np.append([True], (steps[1:] > steps[:-1]) | (ends_at[1:] > ends_at[:-1]))
        return starts[further & apart], ends[further & apart]


def _cut_long(cut: npt.NDArray[np.bool_], pauses: _Places) -> _Places:
    """Cuts, with more of them where sentences are too long: at commas and blanks, else anywhere."""
    cuts = np.flatnonzero(cut)
    long = np.diff(cuts) > PASSAGE
    if not long.any():
        return cuts
    pauses = pauses[pauses < cuts[-1]]
    cut[pauses[long[np.searchsorted(cuts, pauses, side="right") - 1]]] = True
    cuts = np.flatnonzero(cut)
    for at in np.flatnonzero(np.diff(cuts) > PASSAGE).tolist():
        cut[cuts[at] : cuts[at + 1] : PASSAGE // 2] = True
    return np.flatnonzero(cut)


def _repeated(hashes: _Places) -> _Places:
    """Places of what stood a little before as well."""
    order = np.argsort(hashes.astype(np.uint16), kind="stable")
    alike = (hashes[order[1:]] == hashes[order[:-1]]) & (np.diff(order) < PASSAGE // 2)
    again: _Places = order[1:][alike]
    return again


def _hashes(codes: _Codes) -> Iterator[_Places]:
    """Of the runs of one, two … characters that begin at each place."""
    rolled = np.zeros(len(codes), np.uint32)
    for length, mix in enumerate(_MIX, 1):
        if len(codes) < length:
            return
        rolled = rolled[: len(codes) - length + 1] * _STEP + codes[length - 1 :] + np.uint32(1)
        mixed = rolled * mix
        mixed = (mixed ^ (mixed >> np.uint32(15))) * _SPREAD
        yield (mixed >> np.uint32(_SHIFT)).astype(np.int64)


def _pieces(folded: str) -> Iterator[tuple[int, str]]:
    """Pieces of a long text, cut at line feeds where there are any, with their offsets."""
    at = 0
    while len(folded) - at > _PIECE:
        cut = folded.rfind("\n", at, at + _PIECE) + 1
        cut = cut if cut > at else at + _PIECE
        yield at, folded[at:cut]
        at = cut
    if at < len(folded):
        yield at, folded[at:]


def _apart(found: list[Passage]) -> list[Passage]:
    kept: list[Passage] = []
    for passage in found:
        while kept and kept[-1].end > passage.start and kept[-1].score < passage.score:
            kept.pop()
        if not kept or kept[-1].end <= passage.start:
            kept.append(passage)
    return kept


def _marks() -> npt.NDArray[np.uint8]:
    table = np.zeros(0x10000, np.uint8)
    table[[ord(mark) for mark in _SENTENCE_MARKS]] = _END
    table[[ord(mark) for mark in _CLAUSE_MARKS]] = _END + 1
    return table


def _counting() -> npt.NDArray[np.bool_]:
    table = np.ones(0x10000, np.bool_)
    # ASCII and Latin-1 signs, punctuation of every width, marks that only change the look.
    for first, last in ((0, 0xC0), (0x2000, 0x2070), (0x3000, 0x3040), (0xFE00, 0xFE70), (0xFF00, 0xFF10)):
        table[first:last] = False
    table[[_LINE_FEED, ord("+"), *range(ord("0"), ord("9") + 1), *range(ord("a"), ord("z") + 1)]] = True
    return table


def _forms() -> _Codes:
    table = np.arange(0x10000, dtype=np.uint32)
    # One digit is like another: only how many there are tells.
    table[ord("0") : ord("9") + 1] = ord("0")
    return table


_COUNTS, _FORMS, _MARKS = _counting(), _forms(), _marks()
