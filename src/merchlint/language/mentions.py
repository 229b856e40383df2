"""The language stage: text in, mentions out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from merchlint.assets.model import Speaker
from merchlint.language.candidate import Candidate, Line
from merchlint.language.dialogue import SpeakerSpan
from merchlint.language.fold import trace
from merchlint.language.graphemes import GraphemeText
from merchlint.language.lexicon import Lexicon
from merchlint.language.model import Act, Mention, Stance
from merchlint.language.neighbours import Neighbours
from merchlint.language.scan import Matches, find_candidates, first_look, match_patterns
from merchlint.language.stance import Readings

_CONTEXT_ACTS = frozenset({Act.BENEFIT, Act.SERVICE, Act.LABEL, Act.IN_PLATFORM, Act.ASK_REVIEW})
# Longer lines are looked at in pieces, so that a file without line breaks costs no more than one with them.
_PIECE = 2000
_OVERLAP_MARKS = "。!?;, "
_FOLLOWING = 60
# How many turns after the buyer's request an answer may stand, and how many after either spoke of a review.
_ANSWER_TURNS = 2
_REVIEW_TURNS = 3
# So many lines without a prefix go on with the turn above; what follows is plain copy again.
_CARRIED_LINES = 4
_REWARDS = frozenset({Act.REWARD_REVIEW, Act.REWARD_ANY_REVIEW})
_Span = tuple[int, int, Speaker | None, "_Open"]
"""Offsets in a folded line, who speaks, and which answers count there."""


def find_mentions(text: str, lexicon: Lexicon, *, speakers: Sequence[SpeakerSpan] = ()) -> tuple[Mention, ...]:
    """Find every place where a text refers to a contact, a platform, a benefit, a review.

    Pure: no I/O, no state; the time grows linearly with the text.

    Args:
        text: any string. A line feed ends a line and with it a sentence; U+2028 is a break inside a sentence, as
            `join_lines` writes it.
        lexicon: from `load_lexicon`.
        speakers: whose words parts of the text are, when the file tells, in order and without overlap; prefixes such
            as ``客服：`` are read anyway.

    Returns:
        Mentions by start offset. Those with ``stance`` SOLICIT lure; others name, forbid, warn or quote. What a buyer
        says is never SOLICIT.
    """
    graphemes: GraphemeText | None = None
    found: list[Mention] = []
    neighbours = Neighbours(lexicon)
    for line, matches in _lines(text, lexicon, speakers):
        readings = Readings(line, lexicon)
        for candidate in neighbours.weigh(line, find_candidates(line, matches, lexicon)):
            graphemes = graphemes or GraphemeText(text)
            stance = _stance(line, candidate, lexicon, readings)
            found.append(_mention(text, line, candidate, stance, graphemes))
    return tuple(sorted(found, key=lambda m: (m.start, m.end, m.act, m.target)))


@dataclass(frozen=True, slots=True)
class _Open:
    """What was spoken of shortly before a turn of the merchant, so that an answer to it counts.

    Attributes:
        contact: the buyer asked for one.
        review: either side spoke of one that might be paid for.
    """

    contact: bool = False
    review: bool = False

    def __bool__(self) -> bool:
        return self.contact or self.review

    def answered(self, matches: Matches) -> Matches:
        """Without the answers to what nobody spoke of."""
        if self.contact and self.review:
            return matches
        kept = tuple(
            (phrase, span)
            for phrase, span in matches.phrases
            if not phrase.answer or (self.review if phrase.act in _REWARDS else self.contact)
        )
        return matches._replace(phrases=kept)


_NOTHING_OPEN = _Open()


@dataclass(slots=True)
class _Dialogue:
    """What is known about the conversation so far."""

    last: Speaker | None = None
    turns: int = 0
    asked_at: int = -9
    reviewed_at: int = -9
    carried: int = 0

    def carry(self, line: str) -> Speaker | None:
        """Who speaks in a line without a prefix: whoever spoke last, until a blank line or for a few lines."""
        speaker = self.last
        self.carried += 1
        if self.carried >= _CARRIED_LINES or not line.strip():
            self.last = None
        return speaker

    def take(self, speaker: Speaker | None, words: str, lexicon: Lexicon) -> _Open:
        """Note a turn; tells what was spoken of shortly before it."""
        if speaker is None:
            return _NOTHING_OPEN
        self.turns += 1
        spoken = _NOTHING_OPEN
        if speaker is not Speaker.BUYER:
            spoken = _Open(self.turns - self.asked_at <= _ANSWER_TURNS, self.turns - self.reviewed_at <= _REVIEW_TURNS)
        elif lexicon.cues["buyer_asks"].regex.search(words):
            self.asked_at = self.turns
        if lexicon.cues["review_spoken_of"].regex.search(words):
            self.reviewed_at = self.turns
        return spoken


def _lines(text: str, lexicon: Lexicon, speakers: Sequence[SpeakerSpan]) -> Iterator[tuple[Line, Matches]]:
    """Lines that may hold a mention, cut where the speaker changes, with what matches."""
    folded = text.translate(lexicon.fold_table.forms)
    look = first_look(folded, lexicon)
    folded_lines = folded.split("\n")
    starts = [span.start for span in speakers]
    talk = _Dialogue()
    start = 0
    for number, (raw, plain) in enumerate(zip(text.split("\n"), folded_lines, strict=True)):
        line_start, start = start, start + len(raw) + 1
        nothing = number not in look.possible and number not in look.hinted
        if nothing and not speakers and talk.last is None and ":" not in plain:
            continue
        origins: Sequence[int] | None = None
        for first, last, speaker, asked in _spans(plain, _speaker_at(speakers, starts, line_start), talk, lexicon):
            if last - first == len(plain):
                if nothing and not asked:
                    continue
                matches = match_patterns(plain, look, number, lexicon, asked=bool(asked))
            else:
                piece = plain[first:last]
                matches = match_patterns(piece, first_look(piece, lexicon), 0, lexicon, asked=bool(asked))
            if asked:
                matches = asked.answered(matches)
            if not matches:
                continue
            origins = origins or trace(raw, plain, lexicon.fold_table, line_start)
            below = ""
            if last == len(plain) and number + 1 < len(folded_lines):
                below = folded_lines[number + 1][:_FOLLOWING]
            inside = origins[first : last + 1]
            yield Line(plain[first:last], inside[0], inside, text[inside[0] : inside[-1]], below, speaker), matches


def _spans(plain: str, known: Speaker | None, talk: _Dialogue, lexicon: Lexicon) -> Iterable[_Span]:
    """Where to cut one folded line: at changes of the speaker, and where it is too long."""
    if ":" not in plain and known is None and len(plain) <= _PIECE:
        # Most lines: no prefix, one piece.
        speaker = talk.carry(plain)
        asked = talk.take(speaker, plain, lexicon)
        return ((0, len(plain), speaker, asked),) if plain else ()
    turns = lexicon.turns.split(plain, known, talk.last)
    talk.last = turns[-1].speaker if known is None and plain.strip() else None
    talk.carried = 0
    spans: list[_Span] = []
    for turn in turns:
        words = plain[turn.start : turn.end]
        asked = talk.take(turn.speaker, words, lexicon)
        spans += ((turn.start + a, turn.start + b, turn.speaker, asked) for a, b in _pieces(words))
    return spans


def _pieces(words: str) -> Iterator[tuple[int, int]]:
    """Spans of at most `_PIECE` characters, cut after a mark where there is one."""
    first = 0
    while len(words) - first > _PIECE:
        cut = max(words.rfind(mark, first + _PIECE // 2, first + _PIECE) for mark in _OVERLAP_MARKS) + 1
        last = cut if cut > first else first + _PIECE
        yield first, last
        first = last
    if first < len(words):
        yield first, len(words)


def _speaker_at(speakers: Sequence[SpeakerSpan], starts: list[int], at: int) -> Speaker | None:
    if not starts:
        return None
    index = bisect_right(starts, at) - 1
    return speakers[index].speaker if index >= 0 and at < speakers[index].end else None


def _mention(text: str, line: Line, found: Candidate, stance: Stance, graphemes: GraphemeText) -> Mention:
    start, end = graphemes.widen(line.origins[found.start], line.origins[found.end - 1] + 1)
    return Mention(
        start=start,
        end=end,
        text=text[start:end],
        act=found.act,
        target=found.target,
        stance=stance,
        value=found.value,
        score=found.score,
        parts=tuple(found.parts),
        speaker=line.speaker,
        disguised=found.disguised,
    )


def _stance(line: Line, found: Candidate, lexicon: Lexicon, readings: Readings) -> Stance:
    if found.fixed is not None:
        return found.fixed
    if found.score < lexicon.weights["fire"] and found.act not in _CONTEXT_ACTS:
        return Stance.NAME
    read = readings.of(found)
    if read is not None:
        return read
    return Stance.NAME if line.speaker is Speaker.BUYER else Stance.SOLICIT
