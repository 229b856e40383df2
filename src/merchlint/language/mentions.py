"""The language stage: text in, mentions out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from merchlint.assets.model import Speaker
from merchlint.language.candidate import Candidate, Line
from merchlint.language.dialogue import SpeakerSpan, split_turns
from merchlint.language.evidence import straddled, weigh
from merchlint.language.fold import fold
from merchlint.language.graphemes import GraphemeText
from merchlint.language.lexicon import Lexicon
from merchlint.language.links import find_links
from merchlint.language.model import Act, Mention, Stance
from merchlint.language.numbers import find_numbers
from merchlint.language.patterns import Pattern
from merchlint.language.stance import reading, sentence_around

_CONTEXT_ACTS = frozenset({Act.BENEFIT, Act.SERVICE, Act.LABEL, Act.IN_PLATFORM, Act.ASK_REVIEW})
_MAX_LINE = 4000


def find_mentions(text: str, lexicon: Lexicon, *, speakers: Sequence[SpeakerSpan] = ()) -> tuple[Mention, ...]:
    """Find every place where a text refers to a contact, a platform, a benefit, a review.

    Pure: no I/O, no state; the time grows linearly with the text.

    Args:
        text: any string. A line feed ends a line and with it a sentence; U+2028 is a break inside a sentence, as
            `join_lines` writes it.
        lexicon: from `load_lexicon`.
        speakers: whose words parts of the text are, when the file tells; prefixes such as ``客服：`` are read anyway.

    Returns:
        Mentions by start offset. Those with ``stance`` SOLICIT lure; others name, forbid, warn or quote. What a buyer
        says is never SOLICIT.
    """
    graphemes = GraphemeText(text)
    found: list[Mention] = []
    for line in _lines(text, lexicon, speakers):
        best = _resolve(_candidates(line, lexicon))
        found.extend(_mention(text, line, candidate, lexicon, graphemes) for candidate in best)
    return tuple(sorted(found, key=lambda m: (m.start, m.end, m.act, m.target)))


def _lines(text: str, lexicon: Lexicon, speakers: Sequence[SpeakerSpan]) -> Iterator[Line]:
    """Lines that hold a hint, cut where the speaker changes."""
    folded_lines = text.translate(lexicon.fold_table).split("\n")
    start = 0
    last: Speaker | None = None
    asked_at = -9
    turn_number = 0
    hint = lexicon.hint
    for number, raw in enumerate(text.split("\n")):
        plain = folded_lines[number]
        known = _speaker_at(speakers, start)
        if known is None and last is None and ":" not in plain and not hint.search(plain):
            start += len(raw) + 1
            continue
        following = folded_lines[number + 1][:60] if number + 1 < len(folded_lines) else ""
        turns = split_turns(plain, known, last)
        last = turns[-1].speaker if known is None else None
        if not plain.strip():
            last = None
        folded = fold(raw, lexicon.fold_table, start)
        for turn in turns:
            turn_number += 1
            piece = plain[turn.start : turn.end]
            asked = turn_number - asked_at <= 2 and turn.speaker is not Speaker.BUYER
            if turn.speaker is Speaker.BUYER and lexicon.cues["buyer_asks"].regex.search(piece):
                asked_at = turn_number
            if not asked and not hint.search(piece):
                continue
            origins = folded.origins[turn.start : turn.end + 1]
            if not piece:
                continue
            for cut in range(0, len(piece), _MAX_LINE):
                part = piece[cut : cut + _MAX_LINE]
                part_origins = origins[cut : cut + len(part) + 1]
                yield Line(
                    part,
                    part_origins[0],
                    part_origins,
                    text[part_origins[0] : part_origins[-1]],
                    following if turn.end == len(plain) else "",
                    turn.speaker,
                    asked,
                )
        start += len(raw) + 1


def _speaker_at(speakers: Sequence[SpeakerSpan], at: int) -> Speaker | None:
    for span in speakers:
        if span.start <= at < span.end:
            return span.speaker
    return None


def _candidates(line: Line, lexicon: Lexicon) -> Iterator[Candidate]:
    text = line.text
    chars = set(text)
    addresses = list(find_links(line, lexicon))
    yield from addresses
    taken = [(found.start, found.end) for found in addresses]
    harmless = _spans(lexicon.harmless, text, chars)
    named = [(noun, start, end) for noun in lexicon.nouns for start, end in _spans(noun.patterns, text, chars)]
    for noun, start, end in named:
        if any(a < end and start < b for a, b in taken):
            continue
        if any(a <= start and end <= b and b - a > end - start for _, a, b in named):
            continue
        if any(a < end and start < b for a, b in harmless):
            if noun.plain:
                harmed = Candidate(start, end, noun.target, noun.act, fixed=Stance.NAME)
                harmed.add(noun.id, noun.points)
                yield harmed
            continue
        yield weigh(line, noun, start, end, lexicon)
    for phrase in lexicon.phrases:
        for start, end in _spans(phrase.patterns, text, chars):
            if (phrase.answer and not line.asked) or any(a < end and start < b for a, b in harmless):
                continue
            found = Candidate(start, end, phrase.target, phrase.act, fixed=phrase.stance, disguised=phrase.disguised)
            found.add(phrase.id, phrase.points)
            if phrase.disguised and straddled(text, start, end, lexicon, given=False):
                found.add("dictionary-word-across", lexicon.weights["straddle-sure"])
            left, right = sentence_around(text, start, end)
            for name, points in phrase.against:
                if lexicon.cues[name].regex.search(text, left, right):
                    found.add(name.replace("_", "-"), points)
            yield found
    yield from find_numbers(line, lexicon)


def _spans(patterns: Iterable[Pattern], text: str, chars: set[str]) -> list[tuple[int, int]]:
    return [
        match.span()
        for pattern in patterns
        if pattern.may_match(chars)
        for match in pattern.regex.finditer(text)
        if match.end() > match.start()
    ]


def _resolve(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Of candidates of one act that overlap, the best; a doubtful one yields to any other."""
    kept: list[Candidate] = []
    for found in sorted(candidates, key=lambda c: (-c.score, c.start - c.end, c.start)):
        if not any(
            k.start < found.end and found.start < k.end and (k.act is found.act or _same_kind(k, found)) for k in kept
        ):
            kept.append(found)
    return kept


def _same_kind(one: Candidate, other: Candidate) -> bool:
    """Two readings of the same words, of which one is enough."""
    contact = {Act.CONTACT, Act.VISIT}
    return one.act in contact and other.act in contact


def _mention(text: str, line: Line, found: Candidate, lexicon: Lexicon, graphemes: GraphemeText) -> Mention:
    start, end = line.origins[found.start], line.origins[found.end - 1] + 1
    start, end = graphemes.widen(start, end)
    return Mention(
        start=start,
        end=end,
        text=text[start:end],
        act=found.act,
        target=found.target,
        stance=_stance(line, found, lexicon),
        value=found.value,
        score=found.score,
        parts=tuple(found.parts),
        speaker=line.speaker,
        disguised=found.disguised,
    )


def _stance(line: Line, found: Candidate, lexicon: Lexicon) -> Stance:
    if found.fixed is not None:
        return found.fixed
    if found.score < lexicon.weights["fire"] and found.act not in _CONTEXT_ACTS:
        return Stance.NAME
    read = reading(line, found, lexicon)
    if read is not None:
        return read
    return Stance.NAME if line.speaker is Speaker.BUYER else Stance.SOLICIT
