"""Judges an asset: evidence x clauses x merchant x date -> findings."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from merchlint.assets.model import Speaker
from merchlint.judge.conditions import PageView, evaluate, may_see, sees
from merchlint.judge.entitlements import Circumstances, Standing, standing
from merchlint.judge.model import Evidence, Finding, Merchant
from merchlint.judge.penalties import weigh_penalty
from merchlint.language.model import Act, Stance
from merchlint.message import Message
from merchlint.rulebook.model import (
    AllOf,
    Always,
    AnyOf,
    Channel,
    Clause,
    Condition,
    EvidenceKind,
    Platform,
    Rulebook,
    See,
    Verdict,
)

_Sign = tuple[EvidenceKind, Act, str, Stance, Speaker | None]


@dataclass(frozen=True, slots=True)
class Case:
    """A clause with all it depends on beside the evidence.

    Attributes:
        needs_evidence: its condition cannot be met by a page that shows nothing.
    """

    platform: Platform
    clause: Clause
    circumstances: Circumstances
    needs_evidence: bool


@dataclass(frozen=True, slots=True)
class Docket:
    """The clauses that apply on one channel and date, with what they need; made once, used for many assets.

    Attributes:
        cases: in rulebook order.
        meeting: memo of which cases a sign of evidence can help to meet, filled as signs turn up; only saves time.
    """

    channel: Channel
    as_of: dt.date
    merchant: Merchant
    cases: tuple[Case, ...]
    groups: dict[str, frozenset[str]]
    meeting: dict[_Sign, frozenset[int]] = field(default_factory=dict, compare=False)


def make_docket(
    rulebook: Rulebook,
    *,
    platforms: Sequence[str],
    channel: Channel,
    as_of: dt.date,
    merchant: Merchant,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
) -> Docket:
    """Picks the clauses in force; clauses that are not selected never run. Ids may be aliases."""
    cases = tuple(
        Case(platform, clause, Circumstances(platform.id, channel, as_of, merchant), needs_evidence(clause.condition))
        for platform in rulebook.platforms
        if platform.id in platforms
        for clause in platform.clauses
        if clause.effective.covers(as_of)
        and channel in clause.channels
        and (not select or _named(clause, select))
        and not _named(clause, ignore)
    )
    groups = {t.id: frozenset(t.groups) for t in rulebook.targets}
    return Docket(channel, as_of, merchant, cases, groups)


def _named(clause: Clause, ids: Sequence[str]) -> bool:
    return clause.id in ids or any(alias in ids for alias in clause.aliases)


def judge(docket: Docket, pages: Sequence[tuple[int, tuple[Evidence, ...]]]) -> tuple[Finding, ...]:
    """Findings of one asset, by page, platform, clause and verdict.

    Args:
        pages: (page number, evidence of the page), in page order, at least one.
    """
    findings: list[Finding] = []
    for position, (number, evidence) in enumerate(pages):
        may_be_met = frozenset().union(*(_met_by(docket, e) for e in evidence))
        for index, case in enumerate(docket.cases):
            if case.needs_evidence and index not in may_be_met:
                continue
            # A clause about the channel itself is met by the asset once, not by every page.
            if position > 0 and isinstance(case.clause.condition, Always):
                continue
            findings.extend(_judge_clause(docket, case, number, evidence))
    return _unique(findings)


def needs_evidence(condition: Condition) -> bool:
    """Whether a condition can be met only by a page that shows something."""
    match condition:
        case See():
            return True
        case AnyOf():
            return all(needs_evidence(p) for p in condition.parts)
        case AllOf():
            return any(needs_evidence(p) for p in condition.parts)
        case _:
            return False


def _met_by(docket: Docket, evidence: Evidence) -> frozenset[int]:
    """Cases with a matcher that could match this evidence, whatever else is on the page."""
    sign = (evidence.kind, evidence.act, evidence.target, evidence.stance, evidence.speaker)
    known = docket.meeting.get(sign)
    if known is None:
        known = frozenset(
            index
            for index, case in enumerate(docket.cases)
            if any(may_see(m, evidence, case.platform.home, docket.groups) for m in matchers(case.clause.condition))
        )
        docket.meeting[sign] = known
    return known


def matchers(condition: Condition) -> Iterator[See]:
    """The matchers of a condition that add evidence to a finding."""
    match condition:
        case See():
            yield condition
        case AnyOf() | AllOf():
            for part in condition.parts:
                yield from matchers(part)
        case _:
            return


def _judge_clause(docket: Docket, case: Case, page: int, evidence: tuple[Evidence, ...]) -> list[Finding]:
    clause, home, role = case.clause, case.platform.home, docket.merchant.role
    view = PageView(evidence, evidence, home, docket.groups, role)
    if clause.exempt:
        counted = tuple(e for e in evidence if not any(sees(x, e, view) for x in clause.exempt))
        view = PageView(counted, evidence, home, docket.groups, role)
    met = evaluate(clause.condition, view)
    if met is None:
        return []
    by_verdict: dict[Verdict, list[tuple[Evidence | None, Standing]]] = {}
    for item in met or (None,):
        stands = standing(clause, item, view, case.circumstances)
        verdict = stands.verdict
        if verdict is not None and item is not None and item.hidden:
            verdict = Verdict.ADVICE
        if verdict is not None:
            by_verdict.setdefault(verdict, []).append((item, stands))
    return [_finding(case, page, verdict, group) for verdict, group in by_verdict.items()]


def _finding(case: Case, page: int, verdict: Verdict, group: Sequence[tuple[Evidence | None, Standing]]) -> Finding:
    clause = case.clause
    evidence = tuple(item for item, _ in group if item is not None)
    degree, penalty, lifted_by = weigh_penalty(clause, case.platform, evidence, case.circumstances)
    needs: list[Message] = []
    for _, stands in group:
        if stands.needs is not None and stands.needs not in needs:
            needs.append(stands.needs)
    return Finding(
        fingerprint=_fingerprint(clause, verdict, evidence),
        clause=clause,
        platform=case.platform.id,
        channel=case.circumstances.channel,
        verdict=verdict,
        degree=degree,
        confidence=max((e.confidence for e in evidence), default=1.0),
        page=page,
        evidence=evidence,
        penalty=penalty,
        lifted_by=lifted_by,
        needs=tuple(needs),
    )


def _fingerprint(clause: Clause, verdict: Verdict, evidence: Sequence[Evidence]) -> str:
    """Made of what was found, not of where: it survives renamed files, moved pages and reread pictures."""
    what = sorted({f"{e.report_kind}\x1f{e.target}\x1f{_plain(e.value or e.text)}" for e in evidence})
    text = "\x1e".join([clause.platform, clause.id, verdict.value, *what])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@functools.lru_cache(maxsize=4096)  # every clause that the same evidence meets asks again
def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if not c.isspace())


def _unique(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The same breach on several pages gets a numbered fingerprint each, so that none hides another."""
    seen: dict[str, int] = {}
    result = []
    for finding in findings:
        count = seen.get(finding.fingerprint, 0) + 1
        seen[finding.fingerprint] = count
        result.append(finding if count == 1 else replace(finding, fingerprint=f"{finding.fingerprint}-{count}"))
    return tuple(result)
