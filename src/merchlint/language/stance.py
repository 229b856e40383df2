"""What a text does with the thing it names: solicits, forbids, warns, quotes a rule, or merely names it."""

from __future__ import annotations

import re

from merchlint.language.candidate import Candidate, Line
from merchlint.language.lexicon import Lexicon
from merchlint.language.model import Act, Stance

SENTENCE_END = re.compile("[。!?;\u2026]")
_CLAUSE_END = re.compile("[,。!?;:]")
# A little more than a reading looks at to each side.
_SURROUNDINGS = 150
# A short message signed by a bank, a carrier or an office is no merchant's: what it gives is its own service.
_SERVED = frozenset(
    {
        "phone",
        "link",
        "short_link",
        "email",
        "wechat",
        "official_account",
        "mini_program",
        "weibo",
        "other_channel",
        "other_platform",
    }
)
# 别 in words that deny nothing.
_NO_DENIAL = re.compile("别(?=[的人家样致处])|(?<=[特级分区个识类性])别")
# What denies an act when it stands between its own words.
_INNER_DENIAL = {
    Act.GRANT_CONTACT: "negation",
    Act.REWARD_REVIEW: "denies_reward",
    Act.REWARD_ANY_REVIEW: "denies_reward",
}
_SIGNED = re.compile(r"^\W{0,3}[【\[]([^】\]]{2,20})[】\]]|[【\[]([^】\]]{2,20})[】\]](?=.{0,12}$)")


def sentence_around(text: str, start: int, end: int, limit: int = 80) -> tuple[int, int]:
    """Bounds of the sentence that holds a span, at most `limit` characters to each side."""
    left = max(0, start - limit)
    for match in SENTENCE_END.finditer(text, left, start):
        left = match.end()
    right = SENTENCE_END.search(text, end, min(len(text), end + limit))
    return left, right.start() if right else min(len(text), end + limit)


class Readings:
    """Readings of one line; equal candidates amid equal surroundings are read once."""

    def __init__(self, line: Line, lexicon: Lexicon) -> None:
        self._line = line
        self._lexicon = lexicon
        self._seen: dict[tuple[int, int, bool, str], Stance | None] = {}

    def of(self, found: Candidate) -> Stance | None:
        first = max(0, found.start - _SURROUNDINGS)
        around = self._line.text[first : found.end + _SURROUNDINGS]
        key = (found.start - first, found.end - first, found.value is None, around)
        if key not in self._seen:
            self._seen[key] = reading(self._line, found, self._lexicon)
        return self._seen[key]


def reading(line: Line, found: Candidate, lexicon: Lexicon) -> Stance | None:
    """FORBID, WARN, QUOTE or NAME when the words around say so, else None."""
    text = line.text
    if _served(text, found, lexicon):
        return Stance.NAME
    left, right = sentence_around(text, found.start, found.end)
    before, after = text[left : found.start], text[found.end : right]
    clause = _CLAUSE_END.split(before)[-1]
    clause = _own_line(clause, text[found.start : found.end], lexicon)
    near = _NO_DENIAL.sub("另", clause[-16:] + text[found.start : found.end])
    denied = lexicon.cues["negation"].regex.search(near, 0, len(clause[-16:]) + 3)
    if denied and found.value is not None and " " in near[denied.end() + 2 : len(clause[-16:])]:
        denied = None
    if denied and not lexicon.cues["negation_undone"].regex.search(near + after[:16]):
        return Stance.FORBID
    if _forbids_itself(text[found.start : found.end], found.act, lexicon):
        return Stance.FORBID
    consent = lexicon.cues["asks_consent"].regex.search(after[:24])
    if not consent and lexicon.cues["forbidden_after"].regex.match(after):
        return Stance.WARN if lexicon.cues["warning"].regex.search(text, left, right) else Stance.FORBID
    if lexicon.cues["warning_undone"].regex.search(text, left, right):
        return None
    whole = text[max(0, left - 60) : min(len(text), right + 60)]
    if lexicon.cues["warning"].regex.search(before + text[found.start : found.end] + after):
        if found.value is None or lexicon.cues["hearsay"].regex.search(before):
            return Stance.WARN
    elif lexicon.cues["warning"].regex.search(whole) and lexicon.cues["hearsay"].regex.search(whole):
        return Stance.WARN
    if lexicon.cues["rule_quote"].regex.search(before + after):
        complains = lexicon.cues["rule_quote_undone"].regex.search(text, left, right)
        return None if complains else Stance.QUOTE
    return None


def _served(text: str, found: Candidate, lexicon: Lexicon) -> bool:
    """Whether who signs the message is an office, or the very platform that it names."""
    if found.disguised or found.act not in (Act.CONTACT, Act.VISIT):
        return False
    if "【" not in text and "[" not in text:
        return False
    public = lexicon.cues["public_sender"].regex
    for sign in _SIGNED.finditer(text):
        signed = sign[1] or sign[2]
        if found.target in _SERVED and public.search(signed):
            return True
        # What was found may hold the signature itself.
        before, after = text[found.start : min(found.end, sign.start())], text[max(found.start, sign.end()) : found.end]
        if signed in before or signed in after:
            return True
    return False


def _forbids_itself(named: str, act: Act, lexicon: Lexicon) -> bool:
    """``返现卡请勿扫描``, ``我们不能添加您的微信``: the prohibition stands inside the words themselves."""
    cue = _INNER_DENIAL.get(act, "prohibition")
    if not lexicon.cues[cue].regex.search(named):
        return False
    return not lexicon.cues["negation_undone"].regex.search(named)


def _own_line(clause: str, named: str, lexicon: Lexicon) -> str:
    """The part of a clause after a line break of the layout, where a new instruction begins there.

    ``请勿添加⏎微信`` is one sentence that the layout broke; ``请勿暴晒⏎加微信`` is two.
    """
    _, broken, tail = clause.rpartition("\u2028")
    if broken and lexicon.cues["contact_verbs"].regex.search(tail + named[:3]):
        return tail
    return clause
