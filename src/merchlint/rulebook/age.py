"""Sources that nobody has looked at for too long."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from merchlint.message import Message, Problem
from merchlint.rulebook.model import Rulebook, Source


@dataclass(frozen=True, slots=True)
class StaleSource:
    """A source that was last checked `days` days ago."""

    platform: str
    source: Source
    days: int

    def problem(self) -> Problem:
        """The warning to show."""
        return Problem(
            "stale-source",
            Message(
                f"{self.platform} 的出处 {self.source.id} 已有 {self.days} 天没有核对（{self.source.cite}）。",
                f"The source {self.source.id} of {self.platform} was last checked {self.days} days ago "
                f"({self.source.cite}).",
            ),
            Message(
                "请核对原文，更新规则和 checked 日期。", "Read it again, then update the rules and the `checked` date."
            ),
        )


def stale_sources(rulebook: Rulebook, today: dt.date, max_days: int) -> tuple[StaleSource, ...]:
    """Sources last checked more than `max_days` days before `today`, oldest first."""
    aged = [StaleSource(p.id, s, (today - s.checked).days) for p in rulebook.platforms for s in p.sources]
    return tuple(sorted((s for s in aged if s.days > max_days), key=lambda s: (-s.days, s.platform, s.source.id)))
