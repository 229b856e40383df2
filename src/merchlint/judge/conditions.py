"""Holds the evidence of one page against a clause's condition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from merchlint.assets.model import Speaker
from merchlint.judge.model import Evidence
from merchlint.language.model import Stance
from merchlint.rulebook.model import (
    AllOf,
    Always,
    AnyOf,
    Condition,
    EvidenceKind,
    MerchantIs,
    Not,
    Role,
    See,
)

THIRD_PARTY = "third_party"
# Groups whose targets are no third party by themselves: unknown destinations, the merchant's own site, and words that
# are no place at all (benefits, reviews, service). Clauses that mean them name them.
_NOT_THIRD_PARTY = frozenset({"unknown", "own", "context"})


@dataclass(frozen=True, slots=True)
class PageView:
    """What a condition may look at.

    Attributes:
        evidence: evidence the clause may count.
        around: all evidence of the page, for `beside`.
        home: the platform's own targets.
        groups: target -> its groups.
    """

    evidence: Sequence[Evidence]
    around: Sequence[Evidence]
    home: frozenset[str]
    groups: Mapping[str, frozenset[str]]
    role: Role | None


def evaluate(condition: Condition, view: PageView) -> tuple[Evidence, ...] | None:
    """The evidence that meets the condition; empty when it is met without any; None when it is not met."""
    match condition:
        case See():
            return tuple(e for e in view.evidence if sees(condition, e, view)) or None
        case AnyOf():
            return _any(condition, view)
        case AllOf():
            return _all(condition, view)
        case Not():
            return () if evaluate(condition.part, view) is None else None
        case MerchantIs():
            return () if view.role in condition.role else None
        case Always():
            return ()
        case _:
            assert_never(condition)


def _any(condition: AnyOf, view: PageView) -> tuple[Evidence, ...] | None:
    results = [r for part in condition.parts if (r := evaluate(part, view)) is not None]
    return _in_page_order(results, view) if results else None


def _all(condition: AllOf, view: PageView) -> tuple[Evidence, ...] | None:
    results = []
    for part in condition.parts:
        result = evaluate(part, view)
        if result is None:
            return None
        results.append(result)
    return _in_page_order(results, view)


def _in_page_order(results: Sequence[tuple[Evidence, ...]], view: PageView) -> tuple[Evidence, ...]:
    wanted = {id(e) for result in results for e in result}
    return tuple(e for e in view.evidence if id(e) in wanted)


def sees(see: See, evidence: Evidence, view: PageView) -> bool:
    """Whether one matcher matches one piece of evidence."""
    return (
        may_see(see, evidence, view.home, view.groups)
        and (not see.leads_to or evidence.leads_to in see.leads_to)
        and (see.read is None or evidence.read is see.read)
        and (see.disguised is None or evidence.disguised is see.disguised)
        and (see.beside is None or _beside(see.beside, evidence, view))
        and (see.not_beside is None or not _beside(see.not_beside, evidence, view))
    )


def may_see(see: See, evidence: Evidence, home: frozenset[str], groups: Mapping[str, frozenset[str]]) -> bool:
    """Whether a matcher fits the kind, act, target, stance and speaker of evidence: all that needs no page."""
    return (
        (not see.kind or evidence.kind in see.kind)
        and (not see.act or evidence.act in see.act)
        and (not see.target or _fits_target(see, evidence.target, home, groups))
        and _stance_fits(see, evidence)
        and _speaker_fits(see, evidence)
    )


def _fits_target(see: See, target: str, home: frozenset[str], groups: Mapping[str, frozenset[str]]) -> bool:
    if target in see.target:
        return True
    # What is at home matches only when it is named, never as one of many.
    if target in home:
        return False
    own = groups.get(target, frozenset())
    if THIRD_PARTY in see.target and own.isdisjoint(_NOT_THIRD_PARTY):
        return True
    return not own.isdisjoint(see.target)


def _stance_fits(see: See, evidence: Evidence) -> bool:
    if evidence.kind is EvidenceKind.TEXT or evidence.stance is not Stance.SOLICIT:
        return not see.stance or evidence.stance in see.stance
    return True


def _speaker_fits(see: See, evidence: Evidence) -> bool:
    # Only the merchant's words can break a rule, unless a clause asks for the buyer's.
    if see.speaker:
        return evidence.speaker in see.speaker
    return evidence.speaker is not Speaker.BUYER


def _beside(see: See, evidence: Evidence, view: PageView) -> bool:
    return any(other is not evidence and sees(see, other, view) for other in view.around)
