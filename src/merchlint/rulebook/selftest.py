"""Runs the examples that live in the rulebook through the real matcher and judge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from merchlint.message import Message, Problem
from merchlint.rulebook.model import Clause, Example, Platform, Rulebook, Verdict


class Matcher(Protocol):
    """Judges an example as if it were an asset for the clause's platform."""

    def __call__(self, example: Example, clause: Clause, as_of: dt.date) -> Collection[tuple[str, Verdict]]:
        """(clause id, verdict) of every finding."""


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """How an example came out.

    Attributes:
        expected: the verdict this clause must give; None when it must not be found.
        got: the verdicts this clause gave.
        problem: what to say when they disagree, with the example's file, line and column; None when all is well.
    """

    clause: Clause
    example: Example
    expected: Verdict | None
    got: tuple[Verdict, ...]
    problem: Problem | None

    @property
    def passed(self) -> bool:
        return self.problem is None


def run_examples(rulebook: Rulebook, matcher: Matcher, select: Collection[str] = ()) -> tuple[ExampleResult, ...]:
    """Results of all examples of all clauses (or of those whose ids are selected), in rulebook order.

    A `found` example must give the clause with its own verdict, or the one the example states; a `clean` example must
    not give the clause at all.
    """
    results: list[ExampleResult] = []
    for platform in rulebook.platforms:
        for clause in platform.clauses:
            if select and clause.id not in select and not any(a in select for a in clause.aliases):
                continue
            sides = [(e, e.verdict or clause.verdict) for e in clause.found] + [(e, None) for e in clause.clean]
            results.extend(_run(platform, clause, example, expected, matcher) for example, expected in sides)
    return tuple(results)


def example_day(platform: Platform, clause: Clause, example: Example) -> dt.date:
    """The day an example is judged on: its own, else the clause's last day, else the day its sources were last seen."""
    if example.as_of is not None:
        return example.as_of
    if clause.effective.end is not None:
        return clause.effective.end
    checked = max((s.checked for s in platform.sources), default=dt.date.min)
    return max(checked, clause.effective.start or dt.date.min)


def _run(
    platform: Platform, clause: Clause, example: Example, expected: Verdict | None, matcher: Matcher
) -> ExampleResult:
    found = matcher(example, clause, example_day(platform, clause, example))
    got = tuple(sorted({verdict for id_, verdict in found if id_ == clause.id}))
    problem = None
    if expected not in got if expected is not None else got:
        others = sorted({id_ for id_, _ in found if id_ != clause.id})
        problem = _disagreement(clause, example, expected, got, others)
    return ExampleResult(clause, example, expected, got, problem)


def _disagreement(
    clause: Clause, example: Example, expected: Verdict | None, got: tuple[Verdict, ...], others: list[str]
) -> Problem:
    wanted = Message("不应查出", "no finding") if expected is None else Message(f"应为 {expected}", expected.value)
    outcome = Message("没有查出", "no finding") if not got else Message("得到 " + "、".join(got), ", ".join(got))
    beside = (
        Message(f"（另查出 {'、'.join(others)}）", f" (others found: {', '.join(others)})")
        if others
        else Message("", "")
    )
    shown = " ".join((example.text or str(example.codes or example.logos)).split())[:60]
    return Problem(
        "example-fails",
        Message(
            f"{clause.id} 的例子没有通过：{wanted.zh}，{outcome.zh}{beside.zh}：{shown}",
            f"An example of {clause.id} fails: expected {wanted.en}, got {outcome.en}{beside.en}: {shown}",
        ),
        Message("请改条款的条件，或改例子。", "Correct the clause's condition, or the example."),
        clause.file,
        example.line,
        example.column,
    )
