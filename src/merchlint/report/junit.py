"""The JUnit XML report: one test case for each asset on each platform, for CI services that show tests."""

from __future__ import annotations

from dataclasses import dataclass

from merchlint.judge.model import AssetStatus, Finding
from merchlint.message import Lang
from merchlint.report import view, words
from merchlint.report.options import ReportOptions
from merchlint.report.penalty import ladder
from merchlint.report.safe import xml_text
from merchlint.rulebook.model import Rulebook
from merchlint.run.outcome import STRICTNESS, AssetOutcome, Outcome


@dataclass(slots=True)
class _Suite:
    """The cases of one platform so far, as XML lines."""

    name: str
    lines: list[str]
    tests: int = 0
    failures: int = 0
    errors: int = 0
    skipped: int = 0


def render(outcome: Outcome, lang: Lang, *, options: ReportOptions) -> str:
    """Findings at or above `options.fail_on` are failures, weaker ones output; an incomplete asset is an error."""
    failing = STRICTNESS[: STRICTNESS.index(options.fail_on) + 1]
    suites = []
    for platform in view.judged_platforms(outcome):
        suite = _Suite(view.platform_name(outcome.rulebook, platform, lang), [])
        for asset in outcome.assets:
            if platform in asset.platforms:
                found = [f for f in view.visible(asset) if f.platform == platform]
                failed = [f for f in found if f.verdict in failing]
                weaker = [f for f in found if f.verdict not in failing]
                _case(suite, asset, failed, weaker, outcome.rulebook, lang)
        suites.append(suite)
    if outcome.nothing_matched:
        suites.append(_nothing_matched(lang))
    return _document(suites)


def _nothing_matched(lang: Lang) -> _Suite:
    told = xml_text(words.NOTHING_MATCHED.in_(lang))
    lines = [
        '    <testcase classname="merchlint" name="merchlint">',
        f'      <error type="nothing-matched" message="{told}"></error>',
        "    </testcase>",
    ]
    return _Suite("merchlint", lines, tests=1, errors=1)


def _case(
    suite: _Suite, asset: AssetOutcome, failed: list[Finding], weaker: list[Finding], book: Rulebook, lang: Lang
) -> None:
    suite.tests += 1
    suite.lines.append(f'    <testcase classname="{xml_text(suite.name)}" name="{xml_text(asset.path)}">')
    if asset.status is AssetStatus.INCOMPLETE and asset.problem is not None:
        suite.errors += 1
        what, todo = asset.problem.what.in_(lang), asset.problem.todo.in_(lang)
        suite.lines.append(
            f'      <error type="{xml_text(asset.problem.code)}" message="{xml_text(what)}">{xml_text(todo)}</error>'
        )
    elif asset.status is AssetStatus.EXCLUDED:
        suite.skipped += 1
        suite.lines.append("      <skipped/>")
    # A case has one result: an incomplete asset stays an error, and what was found on it is output.
    elif failed:
        suite.failures += 1
        first = failed[0].clause
        suite.lines.append(
            f'      <failure type="{xml_text(first.id)}" message="{xml_text(first.message.in_(lang))}">'
            f"{_told(failed, book, lang)}</failure>"
        )
        failed = []
    if failed or weaker:
        suite.lines.append(f"      <system-out>{_told([*failed, *weaker], book, lang)}</system-out>")
    suite.lines.append("    </testcase>")


def _told(findings: list[Finding], book: Rulebook, lang: Lang) -> str:
    lines: list[str] = []
    for finding in findings:
        clause = finding.clause
        lines.append(f"{clause.id} {clause.title.in_(lang)}: {view.verdict_text(finding, lang)}")
        lines.extend(f"  {view.where(e, lang)}: {view.evidence_text(e, book, lang)}" for e in finding.evidence)
        lines.append(f"  {view.clause_text(finding, lang)}")
        steps = ladder(finding, book, lang)
        lines.extend(f"  {rung.head}: {rung.text}" for rung in steps.rungs if rung.current)
        lines.extend(f"  {note}" for note in steps.notes)
        lines.append(f"  {clause.remedy.in_(lang)}")
    return "\n".join(xml_text(line) for line in lines)


def _document(suites: list[_Suite]) -> str:
    tests, failures = sum(s.tests for s in suites), sum(s.failures for s in suites)
    errors, skipped = sum(s.errors for s in suites), sum(s.skipped for s in suites)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="merchlint" tests="{tests}" failures="{failures}" errors="{errors}" skipped="{skipped}">',
    ]
    for suite in suites:
        lines.append(
            f'  <testsuite name="{xml_text(suite.name)}" tests="{suite.tests}" failures="{suite.failures}" '
            f'errors="{suite.errors}" skipped="{suite.skipped}">'
        )
        lines.extend(suite.lines)
        lines.append("  </testsuite>")
    return "\n".join([*lines, "</testsuites>", ""])
