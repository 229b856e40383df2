"""Which step of a platform's ladder a breach stands on."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence

from merchlint.judge.entitlements import Circumstances
from merchlint.judge.model import Evidence, Penalty
from merchlint.language.model import Act
from merchlint.rulebook.model import (
    DEGREE_ORDER,
    Clause,
    Degree,
    Lift,
    LiftCause,
    PenaltyStep,
    PenaltyTable,
    Platform,
)


def offence_number(clause: Clause, table: PenaltyTable | None, circumstances: Circumstances) -> int:
    """1 for a first offence: the past ones of the same platform and family that still count, plus this one."""
    merchant = circumstances.merchant
    window = table.window_months if table else None
    if window is None:
        window = dict(merchant.windows).get(circumstances.platform)
    since = _months_before(circumstances.as_of, window) if window is not None else dt.date.min
    return 1 + sum(
        1
        for o in merchant.offences
        if o.platform == clause.platform and o.family is clause.family and since <= o.date <= circumstances.as_of
    )


def weigh_penalty(
    clause: Clause, platform: Platform, evidence: Sequence[Evidence], circumstances: Circumstances
) -> tuple[Degree, Penalty | None, tuple[str, ...]]:
    """(degree, penalty, causes that lifted the degree) of a breach.

    The act and what lifts it give the degree; where the steps of that degree end at some offence count and a graver
    degree goes on from there (first, second, third), the count climbs on.
    """
    table = _table(clause, platform, circumstances.as_of)
    offence = offence_number(clause, table, circumstances)
    lifts = [x for x in clause.lifts if _applies(x, evidence, circumstances)]
    degree = _strictest([clause.degree, *(x.degree for x in lifts)])
    lifted_by = tuple(x.cause.value for x in lifts if _rank(x.degree) > _rank(clause.degree))
    if table is None:
        return degree, None, lifted_by
    degree = _climbed(table.steps, degree, offence)
    return degree, Penalty(offence, _step(table.steps, degree, offence), table.steps, table.note), lifted_by


def _table(clause: Clause, platform: Platform, as_of: dt.date) -> PenaltyTable | None:
    named = (t for t in platform.penalties if t.id == clause.penalty)
    return next((t for t in named if t.effective.covers(as_of)), None)


def _applies(lift: Lift, evidence: Sequence[Evidence], circumstances: Circumstances) -> bool:
    merchant = circumstances.merchant
    match lift.cause:
        case LiftCause.DISGUISE:
            return any(e.disguised for e in evidence)
        case LiftCause.VOLUME:
            return merchant.large_volume
        case LiftCause.COMPLAINTS:
            return merchant.several_complaints
        case LiftCause.TRADE:
            return any(e.act is Act.TRADE or e.leads_to == "payment" for e in evidence)


def _climbed(steps: Sequence[PenaltyStep], degree: Degree, offence: int) -> Degree:
    same = [s.offence for s in steps if s.degree is degree]
    counted = [n for n in same if n is not None]
    if not counted or len(counted) < len(same) or offence <= max(counted):
        return degree
    reached = [
        s for s in steps if s.offence and max(counted) < s.offence <= offence and _rank(s.degree) > _rank(degree)
    ]
    return max(reached, key=_offence).degree if reached else degree


def _step(steps: Sequence[PenaltyStep], degree: Degree, offence: int) -> PenaltyStep | None:
    same = [s for s in steps if s.degree is degree]
    reached = [s for s in same if (s.offence or 1) <= offence]
    # A lifted degree may stand on a step that a first offence would not reach by counting.
    return max(reached, key=_offence, default=None) or min(same, key=_offence, default=None)


def _offence(step: PenaltyStep) -> int:
    return step.offence or 1


def _rank(degree: Degree) -> int:
    return DEGREE_ORDER.index(degree)


def _strictest(degrees: Sequence[Degree]) -> Degree:
    return max(degrees, key=_rank)


def _months_before(day: dt.date, months: int) -> dt.date:
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    if year < dt.MINYEAR:
        return dt.date.min
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
