"""The text report, for a terminal or a log."""

from __future__ import annotations

from collections.abc import Iterator

from merchlint.judge.model import AssetStatus, Finding
from merchlint.message import Lang, Problem
from merchlint.report import view, words
from merchlint.report.options import ReportOptions
from merchlint.report.penalty import Rung, ladder
from merchlint.report.sheet import Row, Sheet, Span
from merchlint.rulebook.model import Rulebook
from merchlint.run.outcome import AssetOutcome, Outcome

_MARKS = {"violation": "✗", "needs_proof": "?", "advice": "i"}
# A longer table of verdicts leaves the clean rows out.
_TABLE_ROWS = 200


def render(outcome: Outcome, lang: Lang, *, options: ReportOptions) -> Iterator[str]:
    """The report as lines of at most `options.width` columns, but for paths and titles.

    The run's notices are not in it: on a command line they go to stderr.
    """
    sheet = Sheet(options.width, options.color)
    sheet.say(view.header_text(outcome, lang), "faint")
    if options.redact:
        sheet.say(_label("redacted", lang), "faint")
    told: set[str] = set()
    for asset in outcome.assets:
        if asset.findings or asset.status is AssetStatus.INCOMPLETE or asset.notes:
            _asset(sheet, asset, outcome.rulebook, lang, told)
            yield from sheet.drain()
    yield from _table(sheet, outcome, lang)
    sheet.line()
    sheet.say(view.summary_text(outcome, lang), "strong")
    sheet.say(_closing(outcome, lang))
    yield from sheet.drain()


def _label(name: str, lang: Lang) -> str:
    return words.word(words.LABELS, name, lang)


def _asset(sheet: Sheet, asset: AssetOutcome, book: Rulebook, lang: Lang, told: set[str]) -> None:
    """One asset; `told` names the clauses whose whole ladder was printed before."""
    sheet.line()
    sheet.line(Span(asset.path, "strong"), Span(f"  [{view.about_text(asset, lang)}]", "faint"))
    verdicts = [Span("  ")]
    for platform in asset.platforms:
        verdicts.append(Span(f"{view.platform_name(book, platform, lang)} "))
        verdicts += [_verdict(asset.verdict_on(platform), lang), Span("   ")]
    sheet.line(*verdicts)
    if asset.problem is not None:
        _problem(sheet, asset.problem, lang)
    for note in asset.notes:
        sheet.line(Span(f"  {_label('note', lang)}: {note.in_(lang)}", "faint"))
    for finding in view.visible(asset):
        _finding(sheet, finding, book, lang, briefly=finding.clause.id in told)
        told.add(finding.clause.id)
    for reported in asset.findings:
        if reported.suppressed is not None:
            text = f"  - {_label('suppressed', lang)} {view.suppressed_text(reported, book, lang)}"
            sheet.line(Span(text, "faint"))


def _verdict(verdict: str, lang: Lang) -> Span:
    return Span(words.word(words.VERDICTS, verdict, lang), verdict)


def _problem(sheet: Sheet, problem: Problem, lang: Lang) -> None:
    sheet.line(Span(f"  ! {words.word(words.VERDICTS, 'incomplete', lang)}", "incomplete"))
    sheet.rows(
        [
            Row(_label("reason", lang), f"{problem.what.in_(lang)} [{problem.code}]"),
            Row(_label("todo", lang), problem.todo.in_(lang)),
        ]
    )


def _finding(sheet: Sheet, finding: Finding, book: Rulebook, lang: Lang, *, briefly: bool) -> None:
    verdict = finding.verdict.value
    platform = view.platform_name(book, finding.platform, lang)
    sheet.line()
    sheet.line(
        Span(f"  {_MARKS[verdict]} {finding.clause.id} ", verdict),
        Span(f"{platform} · {finding.clause.title.in_(lang)} · "),
        Span(view.verdict_text(finding, lang), verdict),
    )
    sheet.rows([*_rows(finding, book, lang), *_penalty_rows(finding, book, lang, briefly=briefly)])


def _rows(finding: Finding, book: Rulebook, lang: Lang) -> list[Row]:
    rows = [Row(_label("why", lang), finding.clause.message.in_(lang))]
    for index, evidence in enumerate(finding.evidence):
        label = _label("evidence", lang) if index == 0 else ""
        rows.append(Row(label, f"{view.evidence_text(evidence, book, lang)}  @ {view.where(evidence, lang)}"))
    if finding.lifted_by:
        rows.append(Row(_label("lifted", lang), view.lifted_text(finding, lang)))
    if finding.needs:
        rows.append(Row(_label("needs", lang), view.needs_text(finding, lang)))
    rows.append(Row(_label("clause", lang), view.clause_text(finding, lang)))
    rows.append(Row(_label("sources", lang), view.source_text(finding, book, lang)))
    return rows


def _penalty_rows(finding: Finding, book: Rulebook, lang: Lang, *, briefly: bool) -> list[Row]:
    """The whole ladder the first time a clause is met; after that the step that counts here. Then the remedy."""
    steps = ladder(finding, book, lang)
    rungs = [rung for rung in steps.rungs if rung.current or not briefly]
    notes = steps.notes[: 0 if rungs else 1] if briefly else steps.notes
    texts = [_rung(rung, lang) for rung in rungs] + [(note, "") for note in notes]
    if briefly and len(steps.rungs) + len(steps.notes) > len(texts):
        id_ = finding.clause.id
        see = f"（全部阶梯见上文 {id_}）" if lang is Lang.ZH else f"  (whole ladder: see {id_} above)"
        texts = [*texts[:-1], (texts[-1][0] + see, texts[-1][1])]
    labels = [_label("penalty", lang)] + [""] * len(texts)
    rows = [Row(label, text, style) for label, (text, style) in zip(labels, texts, strict=False)]
    return [*rows, Row(_label("remedy", lang), finding.clause.remedy.in_(lang), "remedy")]


def _rung(rung: Rung, lang: Lang) -> tuple[str, str]:
    if rung.current:
        return f"▶ {rung.head}  {rung.text}  ← {_label('this_step', lang)}", "strong"
    return f"· {rung.head}  {rung.text}", ""


def _table(sheet: Sheet, outcome: Outcome, lang: Lang) -> Iterator[str]:
    """Assets against platforms; only worth its room when there are several platforms."""
    platforms = view.judged_platforms(outcome)
    if len(platforms) < 2 or not view.has_table(outcome, _TABLE_ROWS):
        return
    # The rows are made twice rather than kept: once for the widths, once to print.
    widths = sheet.widths(_table_rows(outcome, platforms, lang))
    sheet.line()
    for cells in _table_rows(outcome, platforms, lang):
        sheet.cells(cells, widths)
        yield from sheet.drain()


def _table_rows(outcome: Outcome, platforms: tuple[str, ...], lang: Lang) -> Iterator[list[Span]]:
    names = [view.platform_name(outcome.rulebook, platform, lang) for platform in platforms]
    yield [Span(name, "strong") for name in (_label("asset", lang), *names, _label("strictest", lang))]
    for _, asset in view.table_rows(outcome, _TABLE_ROWS):
        cells = [_verdict(asset.verdict_on(p), lang) if p in asset.platforms else Span("") for p in platforms]
        yield [Span(asset.path), *cells, _verdict(asset.strictest(), lang)]


def _closing(outcome: Outcome, lang: Lang) -> str:
    if outcome.nothing_matched:
        return words.NOTHING_MATCHED.in_(lang)
    if view.says_no_complaint(outcome):
        return words.NO_COMPLAINT.in_(lang)
    if outcome.incomplete():
        return words.INCOMPLETE_MEANS.in_(lang)
    return words.CLEAN_MEANS.in_(lang)
