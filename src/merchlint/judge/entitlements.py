"""Whether a permission covers a piece of evidence, and what verdict that leaves."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from merchlint.judge.conditions import PageView, sees
from merchlint.judge.model import Evidence, Merchant
from merchlint.message import Message
from merchlint.rulebook.model import Channel, Clause, Entitlement, Role, Verdict


@dataclass(frozen=True, slots=True)
class Standing:
    """What is left of a clause for one piece of evidence.

    Attributes:
        verdict: None when an entitlement makes it clean.
        needs: the fact that would have to be proved.
    """

    verdict: Verdict | None
    needs: Message | None = None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Who, where and when: what a verdict depends on beside the evidence."""

    platform: str
    channel: Channel
    as_of: dt.date
    merchant: Merchant


def standing(clause: Clause, evidence: Evidence | None, view: PageView, circumstances: Circumstances) -> Standing:
    """The verdict of a clause on one piece of evidence, or on the asset as a whole when `evidence` is None."""
    if not clause.entitlements:
        return Standing(clause.verdict)
    outcomes = [
        _weigh(clause, entitlement, evidence, view, circumstances)
        for entitlement in clause.entitlements
        if (not entitlement.channels or circumstances.channel in entitlement.channels)
        and (evidence is None or sees(entitlement.covers, evidence, view))
    ]
    # One permission is enough: the mildest outcome stands.
    return max(outcomes, key=_mildness, default=Standing(clause.verdict))


def _mildness(stands: Standing) -> int:
    return len(Verdict) if stands.verdict is None else list(Verdict).index(stands.verdict)


def _weigh(
    clause: Clause,
    entitlement: Entitlement,
    evidence: Evidence | None,
    view: PageView,
    circumstances: Circumstances,
) -> Standing:
    merchant = circumstances.merchant
    lost = entitlement.lost_beside
    if lost is not None and any(other is not evidence and sees(lost, other, view) for other in view.around):
        return Standing(clause.verdict)
    if entitlement.roles and merchant.role is not None and merchant.role not in entitlement.roles:
        return Standing(clause.verdict)
    held = _holds(entitlement.fact, circumstances)
    if held is False:
        return Standing(clause.verdict)
    if held is None or (entitlement.roles and merchant.role is None):
        # Only where proof would help is it asked for; a rare agreement must not hedge every violation.
        asks = entitlement.missing is Verdict.NEEDS_PROOF
        return Standing(entitlement.missing, entitlement.name if asks else None)
    return Standing(entitlement.held)


def _holds(fact: str, circumstances: Circumstances) -> bool | None:
    """True when held on the date, False when denied, None when the config does not say for this date."""
    merchant = circumstances.merchant
    if fact in (Role.BRAND_OWNER.value, Role.RESELLER.value):
        return None if merchant.role is None else merchant.role.value == fact
    day = circumstances.as_of
    # What has ended or not begun no longer counts: it is as if the config did not say.
    current = [
        f
        for f in merchant.facts
        if f.fact == fact
        and f.platform in (None, circumstances.platform)
        and (f.start is None or f.start <= day)
        and (f.end is None or day <= f.end)
    ]
    return all(f.holds for f in current) if current else None
