"""What changed in the rules between two days."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from merchlint.rulebook.model import Clause, PenaltyTable, Rulebook

_NOT_RULES = frozenset({"effective", "found", "clean", "file", "line", "facts", "aliases"})
"""Fields that say where or when a rule stands, not what it says."""


class ChangeKind(enum.StrEnum):
    """How a rule differs between two days."""

    STARTS = "starts"
    ENDS = "ends"
    CHANGES = "changes"


@dataclass(frozen=True, slots=True)
class Change:
    """A clause or penalty table that differs between two days.

    Attributes:
        before, after: as in force on the first and on the second day; None when not in force.
        fields: names of what differs, for a rule that is in force on both days.
    """

    kind: ChangeKind
    platform: str
    id: str
    before: Clause | PenaltyTable | None
    after: Clause | PenaltyTable | None
    fields: tuple[str, ...] = ()


def diff(rulebook: Rulebook, first: dt.date, second: dt.date) -> tuple[Change, ...]:
    """Clauses, then penalty tables, that start, end or change between two days, platform by platform."""
    changes: list[Change] = []
    for platform in rulebook.platforms:
        for rules in (platform.clauses, platform.penalties):
            changes.extend(_changes(platform.id, rules, first, second))
    return tuple(changes)


def _changes(
    platform: str, rules: Iterable[Clause | PenaltyTable], first: dt.date, second: dt.date
) -> Iterator[Change]:
    by_id: dict[str, list[Clause | PenaltyTable]] = {}
    for rule in rules:
        by_id.setdefault(rule.id, []).append(rule)
    for id_, versions in by_id.items():
        before = next((v for v in versions if v.effective.covers(first)), None)
        after = next((v for v in versions if v.effective.covers(second)), None)
        if before is after:
            continue
        if before is None or after is None:
            kind = ChangeKind.STARTS if before is None else ChangeKind.ENDS
            yield Change(kind, platform, id_, before, after)
            continue
        names = [f.name for f in dataclasses.fields(before) if f.name not in _NOT_RULES]
        fields = tuple(n for n in names if getattr(before, n) != getattr(after, n))
        if fields:
            yield Change(ChangeKind.CHANGES, platform, id_, before, after, fields)
