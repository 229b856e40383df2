"""Scores a named target by what stands around it; every point is kept with its name."""

from __future__ import annotations

import re

from merchlint.language.accounts import Account, account_before
from merchlint.language.candidate import Candidate, Line
from merchlint.language.lexicon import Lexicon, Noun
from merchlint.language.stance import SENTENCE_END, sentence_around

_CLAUSE_MARK = re.compile("[,。、]")
_SIGN = re.compile(r"[^\w\s,。、.+♥]")
_LEAD_REACH = 6
_TAIL_REACH = 14
_AGAINST_REACH = 16
# More letters in a row than a model number has.
_MODEL_LETTERS = 5


def weigh(line: Line, noun: Noun, start: int, end: int, lexicon: Lexicon) -> Candidate | None:
    """The candidate for a noun at a folded span, with its evidence; None for an everyday word with none."""
    text, weights = line.text, lexicon.weights
    found = Candidate(start, end, noun.target, noun.act, plain=noun.plain, disguised=noun.disguised)
    found.add(noun.id, noun.points)
    if noun.lead:
        _weigh_verb(line, noun, found, lexicon)
    if noun.account:
        _weigh_account(line, noun, found, lexicon)
    if noun.points < 0 and not noun.plain and found.value is None:
        bare = noun.points < -1 or len(found.parts) == 1
        if bare and lexicon.classes["rare"].isdisjoint(line.written(start, end)):
            return None
    _weigh_form(line, noun, start, end, found, lexicon)
    if noun.tail and (best := _tail(text, end, noun, lexicon)):
        found.add("tail", best)
    if noun.against:
        before, after = text[max(0, start - _AGAINST_REACH) : start], text[end : end + _AGAINST_REACH]
        for name, points in noun.against:
            against = lexicon.cues[name].regex
            if against.search(before) or against.search(after):
                found.add(name.replace("_", "-"), points)
    if not noun.market:
        left, right = sentence_around(text, start, end, 40)
        benefit = lexicon.cues["benefit"].regex
        if benefit.search(text, left, start) or benefit.search(text, end, right):
            found.add("benefit-near", weights["benefit"])
    if not noun.plain and straddled(
        text, start, end, lexicon, given=found.value is not None or _numbered(text, noun, end)
    ):
        found.add("dictionary-word-across", weights["straddle-sure" if noun.points > 2 else "veto"])
    return found


def _numbered(text: str, noun: Noun, end: int) -> bool:
    """``wei信号``: the 号 behind a sure form counts it, and makes no 信号 of it."""
    return noun.points > 2 and text.startswith("号", end)


def _weigh_form(line: Line, noun: Noun, start: int, end: int, found: Candidate, lexicon: Lexicon) -> None:
    """What the way it is written says: marks in the gap, rare characters, where it begins."""
    inside, weights = line.text[start:end], lexicon.weights
    if not inside.isalnum():
        if not noun.loose and _CLAUSE_MARK.search(inside):
            found.add("clause-mark-in-gap", weights["clause-mark"])
        if re.search(r"[\W_]", inside.replace("\u2028", "").replace(" ", "" if noun.plain else " ")):
            found.disguised = True
        if not noun.plain and _SIGN.search(inside):
            found.add("split-by-signs", weights["split"])
    if not lexicon.classes["rare"].isdisjoint(line.written(start, end)):
        found.add("rare-character", weights["rare"])
    if noun.starts and _begins_token(line.text, start, latin=noun.letters):
        found.add("token-start", weights["token-start"])


def _begins_token(text: str, start: int, *, latin: bool) -> bool:
    """Whether nothing is glued to the front; for a Latin letter, Chinese before it is a start too."""
    if start == 0:
        return True
    left = text[start - 1]
    return not (left.isascii() and left.isalnum()) if latin else not (left.isalnum() or left == "_")


def _tail(text: str, end: int, noun: Noun, lexicon: Lexicon) -> int:
    """The highest points among the words that follow a noun, 0 for none."""
    reach = min(len(text), end + _TAIL_REACH)
    return max((points for name, points in noun.tail if lexicon.cues[name].regex.match(text, end, reach)), default=0)


def _weigh_account(line: Line, noun: Noun, found: Candidate, lexicon: Lexicon) -> None:
    text, weights = line.text, lexicon.weights
    after = lexicon.accounts.after(text, found.end)
    if after is None and line.following and re.fullmatch(r"[\W_]*(?:号|id|号码)?[\W_]*", text[found.end :]):
        below = lexicon.accounts.after(line.following, 0)
        if below is not None and below.sure:
            found.value = below.value
            found.add("account-below", weights["account-after"])
            return
    if after is not None:
        model = _looks_like_model(text, found, after, lexicon, letters=noun.letters)
        if model and not any(part.name == "verb-before" for part in found.parts):
            found.add("model-number", weights["veto"])
            return
        found.value = after.value
        found.add("account-after", weights["account-after"] if after.sure else weights["account-unsure"])
        _note_style(line, found, after)
        found.end = max(found.end, after.end)
        return
    before = account_before(text, found.start, letters=not noun.plain and not noun.letters)
    if before is not None:
        found.value = before.value
        found.add("account-before", weights["account-before"] if before.sure else weights["account-unsure"])
        _note_style(line, found, before)
        found.start = min(found.start, before.start)


def _looks_like_model(text: str, found: Candidate, after: Account, lexicon: Lexicon, *, letters: bool) -> bool:
    """``VX-1200``, ``vx12e``, ``单号WX-2611-00478``: a short id glued to Latin letters is a model number."""
    if text[found.end : after.start] not in ("", "-") or not text[found.start].isascii():
        return False
    if lexicon.cues["number_veto"].regex.search(text, max(0, found.start - 8), found.start):
        return True
    if not letters:
        return False
    glued = text[after.start : after.end].split()[0]
    alphas = sum(char.isalpha() for char in glued)
    return alphas <= _MODEL_LETTERS and (len(glued) < 9 or not glued.isdigit())


def _note_style(line: Line, found: Candidate, account: Account) -> None:
    written = line.written(account.start, account.end)
    if not written.isascii() or (account.styled and not re.fullmatch(r"[0-9 \-]+", written)):
        found.disguised = True


def _weigh_verb(line: Line, noun: Noun, found: Candidate, lexicon: Lexicon) -> None:
    """A verb before the noun, in the same sentence and near; marks between them weaken it."""
    text = line.text
    reach = max(0, found.start - _LEAD_REACH - 6)
    for sentence in SENTENCE_END.finditer(text, reach, found.start):
        reach = sentence.end()

    def near(cue: re.Pattern[str]) -> int:
        ends = [verb.end() for verb in cue.finditer(text, reach, found.start)]
        if not ends or found.start - ends[-1] > _LEAD_REACH:
            return 0
        return 1 if _CLAUSE_MARK.search(text, ends[-1], found.start) else 2

    best = max((points + near(lexicon.cues[name].regex) - 2 for name, points in noun.lead), default=0)
    if best > 0:
        found.add("verb-before", best)


def straddled(text: str, start: int, end: int, lexicon: Lexicon, *, given: bool) -> bool:
    """Whether a dictionary word crosses an edge of the span (权威|信号, 安徽|信息).

    With an account given, only the first edge counts: 薇信号abc123 holds 信号 and is a lure all the same.
    """
    for edge in (start,) if given else (start, end):
        for first in range(max(0, edge - 3), edge):
            for last in range(edge + 1, min(len(text), first + 4) + 1):
                inside = first >= start and last <= end
                if not inside and text[first:last] in lexicon.words:
                    return True
    return False
