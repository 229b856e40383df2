"""The language stage: text in, mentions out."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import NamedTuple

from merchlint.assets.model import Speaker
from merchlint.language.candidate import Candidate, Line
from merchlint.language.dialogue import SpeakerSpan
from merchlint.language.fold import FoldTable, trace
from merchlint.language.graphemes import GraphemeText
from merchlint.language.lexicon import Lexicon
from merchlint.language.model import Act, Mention, Stance
from merchlint.language.neighbours import Neighbours
from merchlint.language.scan import Matches, find_candidates, first_look, match_patterns
from merchlint.language.second_look import CONTEXT_ACTS, Found, SecondLook
from merchlint.language.stance import Readings

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
    folded, irregular = lexicon.fold_table.fold(text)
    found: list[Found] = []
    neighbours = Neighbours(lexicon)
    second_look = SecondLook(folded, lexicon)
    for line, matches in _lines(_Text(text, folded, irregular), lexicon, speakers, second_look.lines):
        readings = Readings(line, lexicon)
        candidates = neighbours.weigh(line, find_candidates(line, matches, lexicon))
        here = [Found(line, candidate, _stance(line, candidate, lexicon, readings)) for candidate in candidates]
        found += second_look.take(line, here, readings)
    further = list(second_look.further())
    lifted = {id(one.candidate) for one in further}
    graphemes = GraphemeText(text)
    mentions = [_mention(text, one, graphemes) for one in found if id(one.candidate) not in lifted]
    mentions += [_mention(text, one, graphemes) for one in further]
    return tuple(sorted(mentions, key=lambda m: (m.start, m.end, m.act, m.target)))


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


class _Text(NamedTuple):
    """A text as written and folded, and the offsets of the characters whose form is not one character."""

    written: str
    folded: str
    irregular: list[int]

    def origins(self, start: int, end: int, table: FoldTable) -> Sequence[int]:
        """Original offsets of the folded characters of a stretch of the text as written, and of its end."""
        at = bisect_left(self.irregular, start)
        if at < len(self.irregular) and self.irregular[at] < end:
            return trace(self.written[start:end], table, start)
        return range(start, end + 1)


def _lines(
    whole: _Text, lexicon: Lexicon, speakers: Sequence[SpeakerSpan], wanted: AbstractSet[int]
) -> Iterator[tuple[Line, Matches]]:
    """Lines that may hold a mention, and those that are wanted anyway, cut where the speaker changes; with matches."""
    text = whole.written
    look = first_look(whole.folded, lexicon)
    folded_lines = whole.folded.split("\n")
    starts = [span.start for span in speakers]
    talk = _Dialogue()
    start = at = 0
    for number, (raw, plain) in enumerate(zip(text.split("\n"), folded_lines, strict=True)):
        line_start, start = start, start + len(raw) + 1
        line_at, at = at, at + len(plain) + 1
        always = number in wanted
        nothing = not always and number not in look.possible and number not in look.hinted
        if nothing and not speakers and talk.last is None and ":" not in plain:
            continue
        origins: Sequence[int] | None = None
        for first, last, speaker, asked in _spans(plain, _speaker_at(speakers, starts, line_start), talk, lexicon):
            if nothing and not asked:
                continue
            piece = plain[first:last]
            if len(plain) <= _PIECE:
                matches = match_patterns(piece, look, number, lexicon, asked=bool(asked))
            else:
                # What may stand in a very long line is no help for a piece of it.
                matches = match_patterns(piece, first_look(piece, lexicon), 0, lexicon, asked=bool(asked))
            if asked:
                matches = asked.answered(matches)
            if not matches and not always:
                continue
            origins = origins or whole.origins(line_start, start - 1, lexicon.fold_table)
            below = ""
            if last == len(plain) and number + 1 < len(folded_lines):
                below = folded_lines[number + 1][:_FOLLOWING]
            inside = origins[first : last + 1]
            raw_piece = text[inside[0] : inside[-1]]
            yield Line(plain[first:last], inside[0], inside, raw_piece, below, speaker, line_at + first), matches


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


def _mention(text: str, found: Found, graphemes: GraphemeText) -> Mention:
    line, candidate = found.line, found.candidate
    start, end = graphemes.widen(line.origins[candidate.start], line.origins[candidate.end - 1] + 1)
    return Mention(
        start=start,
        end=end,
        text=text[start:end],
        act=candidate.act,
        target=candidate.target,
        stance=found.stance,
        value=candidate.value,
        score=candidate.score,
        parts=tuple(candidate.parts),
        speaker=line.speaker,
        disguised=candidate.disguised,
    )


def _stance(line: Line, found: Candidate, lexicon: Lexicon, readings: Readings) -> Stance:
    if found.fixed is not None:
        return found.fixed
    if found.score < lexicon.weights["fire"] and found.act not in CONTEXT_ACTS:
        return Stance.NAME
    read = readings.of(found)
    if read is not None:
        return read
    return Stance.NAME if line.speaker is Speaker.BUYER else Stance.SOLICIT
