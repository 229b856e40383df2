"""Scores a named target by what stands around it; every point is kept with its name."""

from __future__ import annotations

import re

from merchlint.language.accounts import Account, account_after, account_before
from merchlint.language.candidate import Candidate, Line
from merchlint.language.lexicon import Lexicon, Noun
from merchlint.language.stance import sentence_around

_CLAUSE_MARK = re.compile("[,。、]")
_LEAD_REACH = 8
_TAIL_REACH = 8


def weigh(line: Line, noun: Noun, start: int, end: int, lexicon: Lexicon) -> Candidate:
    """The candidate for a noun at a folded span, with its evidence."""
    text, weights = line.text, lexicon.weights
    found = Candidate(start, end, noun.target, noun.act, plain=noun.plain, disguised=noun.disguised)
    found.doubtful = noun.points < 1 and not noun.plain
    found.add(noun.id, noun.points)
    inside = text[start:end]
    if _CLAUSE_MARK.search(inside):
        found.add("clause-mark-in-gap", weights["clause-mark"])
    elif not noun.plain or re.search(r"[\W_]", inside.strip()):
        found.disguised = found.disguised or bool(re.search(r"[\W_\u2028]", inside.replace("\u2028", "")))
    if not lexicon.classes["rare"].isdisjoint(inside):
        found.add("rare-character", weights["rare"])
    if noun.account:
        _weigh_account(line, found, lexicon)
    if noun.lead is not None:
        _weigh_lead(line, noun.lead, found, lexicon)
    if noun.tail is not None and lexicon.cues[noun.tail].regex.match(text, end, min(len(text), end + 12)):
        found.add("tail", weights["tail"])
    left, right = sentence_around(text, start, end, 40)
    if lexicon.cues["benefit"].regex.search(text, left, start) or lexicon.cues["benefit"].regex.search(
        text, end, right
    ):
        found.add("benefit-near", weights["benefit"])
    if found.doubtful and straddled(text, start, end, lexicon):
        found.add("dictionary-word-across", weights["veto"])
    return found


def _weigh_account(line: Line, found: Candidate, lexicon: Lexicon) -> None:
    text, weights = line.text, lexicon.weights
    after = account_after(text, found.end)
    if after is None and line.following and re.fullmatch(r"[\W_]*(?:号|id|号码)?[\W_]*", text[found.end :]):
        below = account_after(line.following, 0)
        if below is not None and below.sure:
            found.value = below.value
            found.add("account-below", weights["account-after"])
            return
    if after is not None:
        found.value = after.value
        found.add("account-after", weights["account-after"] if after.sure else weights["account-unsure"])
        _note_style(line, found, after)
        found.end = max(found.end, after.end)
        return
    before = account_before(text, found.start)
    if before is not None:
        found.value = before.value
        found.add("account-before", weights["account-before"] if before.sure else weights["account-unsure"])
        _note_style(line, found, before)
        found.start = min(found.start, before.start)


def _note_style(line: Line, found: Candidate, account: Account) -> None:
    written = line.written(account.start, account.end)
    if not written.isascii() or (account.styled and not re.fullmatch(r"[0-9 \-]+", written)):
        found.disguised = True


def _weigh_lead(line: Line, cue: str, found: Candidate, lexicon: Lexicon) -> None:
    """A verb before the noun, in the same sentence and near."""
    text = line.text
    left, _ = sentence_around(text, found.start, found.end)
    reach = max(left, found.start - _LEAD_REACH - 4)
    ends = [verb.end() for verb in lexicon.cues[cue].regex.finditer(text, reach, found.start)]
    if ends and found.start - ends[-1] <= _LEAD_REACH:
        between = text[ends[-1] : found.start]
        marks = len(_CLAUSE_MARK.findall(between))
        found.add("verb-before", lexicon.weights["verb"] - marks)


def straddled(text: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """Whether a dictionary word crosses an edge of the span: 权威|信号, 安徽|信息."""
    for length in (2, 3, 4):
        for edge in (start, end):
            for first in range(max(0, edge - length + 1), edge):
                last = first + length
                if last > edge and not (first >= start and last <= end) and text[first:last] in lexicon.words:
                    return True
    return False
