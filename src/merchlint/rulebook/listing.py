"""Which clauses are in force on a day."""

from __future__ import annotations

import datetime as dt

from merchlint.rulebook.model import Channel, Clause, PenaltyTable, Platform, Rulebook


def clauses_on(
    rulebook: Rulebook, as_of: dt.date, platform: str | None = None, channel: Channel | None = None
) -> tuple[Clause, ...]:
    """Clauses in force on a day, in rulebook order; of one platform or channel when asked."""
    return tuple(
        clause
        for p in rulebook.platforms
        if platform in (None, p.id)
        for clause in p.clauses
        if clause.effective.covers(as_of) and (channel is None or channel in clause.channels)
    )


def versions(rulebook: Rulebook, id_: str) -> tuple[tuple[Platform, Clause], ...]:
    """Every version of the clause with this id or alias, oldest first; empty when there is none."""
    named = [(p, c) for p in rulebook.platforms for c in p.clauses if c.id == id_ or id_ in c.aliases]
    return tuple(sorted(named, key=lambda pair: pair[1].effective.start or dt.date.min))


def tables_of(platform: Platform, clause: Clause) -> tuple[PenaltyTable, ...]:
    """The penalty tables that a clause names, oldest first."""
    named = [t for t in platform.penalties if t.id == clause.penalty]
    return tuple(sorted(named, key=lambda t: t.effective.start or dt.date.min))
