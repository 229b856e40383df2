"""The JUnit XML report: one test case for each asset on each platform, for CI services that show tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from merchlint.judge.model import AssetStatus, Finding
from merchlint.message import Lang
from merchlint.report import view, words
from merchlint.report.options import ReportOptions
from merchlint.report.penalty import ladder
from merchlint.report.safe import xml_text
from merchlint.rulebook.model import Rulebook, Verdict
from merchlint.run.outcome import STRICTNESS, AssetOutcome, Outcome

_Counts = Counter[str]
"""Cases by their result: failures, errors, skipped, and passed for the rest."""


def render(outcome: Outcome, lang: Lang, *, options: ReportOptions) -> Iterator[str]:
    """Findings at or above `options.fail_on` are failures, weaker ones output; an incomplete asset is an error."""
    failing = STRICTNESS[: STRICTNESS.index(options.fail_on) + 1]
    platforms = view.judged_platforms(outcome)
    # The numbers stand before the cases, so the assets are gone through once for them.
    counts = {platform: _Counts() for platform in platforms}
    for asset in outcome.assets:
        for platform in asset.platforms:
            counts[platform][_result(asset, platform, failing)] += 1
    missing = _Counts(errors=1) if outcome.nothing_matched else _Counts()
    total = sum(counts.values(), missing)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="merchlint" {_attributes(total)}>\n'
    for platform in platforms:
        name = view.platform_name(outcome.rulebook, platform, lang)
        yield f'  <testsuite name="{xml_text(name)}" {_attributes(counts[platform])}>\n'
        for asset in outcome.assets:
            if platform in asset.platforms:
                found = [f for f in view.visible(asset) if f.platform == platform]
                result = _result(asset, platform, failing)
                for line in _case(name, asset, result, found, failing, outcome.rulebook, lang):
                    yield f"{line}\n"
        yield "  </testsuite>\n"
    if outcome.nothing_matched:
        yield from _nothing_matched(missing, lang)
    yield "</testsuites>\n"


def _attributes(counts: _Counts) -> str:
    return f'tests="{counts.total()}" ' + " ".join(
        f'{result}="{counts[result]}"' for result in ("failures", "errors", "skipped")
    )


def _result(asset: AssetOutcome, platform: str, failing: Sequence[Verdict]) -> str:
    """A case has one result: an incomplete asset stays an error, and what was found on it is output."""
    if asset.status is AssetStatus.INCOMPLETE and asset.problem is not None:
        return "errors"
    if asset.status is AssetStatus.EXCLUDED:
        return "skipped"
    failed = any(f.platform == platform and f.verdict in failing for f in view.visible(asset))
    return "failures" if failed else "passed"


def _nothing_matched(counts: _Counts, lang: Lang) -> Iterator[str]:
    yield f'  <testsuite name="merchlint" {_attributes(counts)}>\n'
    yield '    <testcase classname="merchlint" name="merchlint">\n'
    told = xml_text(words.NOTHING_MATCHED.in_(lang))
    yield f'      <error type="nothing-matched" message="{told}"></error>\n'
    yield "    </testcase>\n  </testsuite>\n"


def _case(
    suite: str,
    asset: AssetOutcome,
    result: str,
    found: Sequence[Finding],
    failing: Sequence[Verdict],
    book: Rulebook,
    lang: Lang,
) -> Iterator[str]:
    failed = [f for f in found if f.verdict in failing]
    weaker = [f for f in found if f.verdict not in failing]
    yield f'    <testcase classname="{xml_text(suite)}" name="{xml_text(asset.path)}">'
    if result == "errors" and asset.problem is not None:
        what, todo = asset.problem.what.in_(lang), asset.problem.todo.in_(lang)
        yield f'      <error type="{xml_text(asset.problem.code)}" message="{xml_text(what)}">{xml_text(todo)}</error>'
    elif result == "skipped":
        yield "      <skipped/>"
    elif result == "failures":
        first = failed[0].clause
        yield (
            f'      <failure type="{xml_text(first.id)}" message="{xml_text(first.message.in_(lang))}">'
            f"{_told(failed, book, lang)}</failure>"
        )
        failed = []
    if failed or weaker:
        yield f"      <system-out>{_told([*failed, *weaker], book, lang)}</system-out>"
    yield "    </testcase>"


def _told(findings: Sequence[Finding], book: Rulebook, lang: Lang) -> str:
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
