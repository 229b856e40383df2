"""Judges an asset: evidence x clauses x merchant x date -> findings."""

from __future__ import annotations

import datetime as dt
import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from merchlint.judge.conditions import PageView, evaluate, sees
from merchlint.judge.entitlements import Circumstances, Standing, standing
from merchlint.judge.model import Evidence, Finding, Merchant
from merchlint.judge.penalties import weigh_penalty
from merchlint.message import Message
from merchlint.rulebook.model import (
    Always,
    AnyOf,
    Channel,
    Clause,
    Condition,
    MerchantIs,
    Not,
    Platform,
    Rulebook,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class Docket:
    """The clauses that apply on one channel and date, with what they need; made once, used for many assets.

    Attributes:
        cases: platform and clause, in rulebook order.
    """

    channel: Channel
    as_of: dt.date
    merchant: Merchant
    cases: tuple[tuple[Platform, Clause], ...]
    groups: dict[str, frozenset[str]]


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
        (platform, clause)
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
        for platform, clause in docket.cases:
            if not evidence and not _needs_no_evidence(clause.condition):
                continue
            # A clause about the channel itself is met by the asset once, not by every page.
            if position > 0 and isinstance(clause.condition, Always):
                continue
            findings.extend(_judge_clause(docket, platform, clause, number, evidence))
    return _unique(findings)


def _needs_no_evidence(condition: Condition) -> bool:
    match condition:
        case Always() | Not() | MerchantIs():
            return True
        case AnyOf():
            return any(_needs_no_evidence(p) for p in condition.parts)
        case _:
            return False


def _judge_clause(
    docket: Docket, platform: Platform, clause: Clause, page: int, evidence: tuple[Evidence, ...]
) -> list[Finding]:
    role = docket.merchant.role
    everything = PageView(evidence, evidence, platform.home, docket.groups, role)
    counted = tuple(e for e in evidence if not any(sees(x, e, everything) for x in clause.exempt))
    view = replace(everything, evidence=counted)
    met = evaluate(clause.condition, view)
    if met is None:
        return []
    circumstances = Circumstances(platform.id, docket.channel, docket.as_of, docket.merchant)
    by_verdict: dict[Verdict, list[tuple[Evidence | None, Standing]]] = {}
    for item in met or (None,):
        stands = standing(clause, item, view, circumstances)
        verdict = stands.verdict
        if verdict is not None and item is not None and item.hidden:
            verdict = Verdict.ADVICE
        if verdict is not None:
            by_verdict.setdefault(verdict, []).append((item, stands))
    return [_finding(clause, platform, page, verdict, group, circumstances) for verdict, group in by_verdict.items()]


def _finding(
    clause: Clause,
    platform: Platform,
    page: int,
    verdict: Verdict,
    group: Sequence[tuple[Evidence | None, Standing]],
    circumstances: Circumstances,
) -> Finding:
    evidence = tuple(item for item, _ in group if item is not None)
    degree, penalty, lifted_by = weigh_penalty(clause, platform, evidence, circumstances)
    needs: list[Message] = []
    for _, stands in group:
        if stands.needs is not None and stands.needs not in needs:
            needs.append(stands.needs)
    return Finding(
        fingerprint=_fingerprint(clause, verdict, evidence),
        clause=clause,
        platform=platform.id,
        channel=circumstances.channel,
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
