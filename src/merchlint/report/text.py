"""The text report, for a terminal or a log."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from merchlint.judge.model import AssetStatus, Finding
from merchlint.message import Lang, Problem
from merchlint.report import view, words
from merchlint.report.options import ReportOptions
from merchlint.report.penalty import Rung, ladder
from merchlint.report.safe import plain
from merchlint.report.wrap import wrap
from merchlint.rulebook.model import Rulebook
from merchlint.run.outcome import AssetOutcome, Outcome, ReportedFinding

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_STYLES = {
    "violation": "bold red",
    "needs_proof": "bold yellow",
    "advice": "cyan",
    "incomplete": "bold magenta",
    "clean": "green",
}
_MARKS = {"violation": "✗", "needs_proof": "?", "advice": "i"}
# A matrix longer than this leaves the clean rows out.
_MATRIX_ROWS = 200


@dataclass(frozen=True, slots=True)
class _Row:
    """A label and what stands beside it."""

    label: str
    text: str
    style: str = ""


def render(outcome: Outcome, lang: Lang, *, options: ReportOptions) -> str:
    """The report as lines of at most `options.width` columns where words allow it.

    The run's notices are not in it: on a command line they go to stderr.
    """
    console = make_console(options)
    _say(console, view.header_text(outcome, lang), "dim")
    if options.redact:
        _say(console, _label("redacted", lang), "dim")
    told: set[str] = set()
    for asset in outcome.assets:
        if asset.findings or asset.status is AssetStatus.INCOMPLETE or asset.notes:
            _asset(console, asset, outcome.rulebook, lang, told)
    _matrix(console, outcome, lang)
    console.print()
    _say(console, view.summary_text(outcome, lang), "bold")
    for sentence in _closing(outcome, lang):
        _say(console, sentence)
    return text_of(console)


def make_console(options: ReportOptions) -> Console:
    """A console that writes to memory and looks at nothing of the environment: the same output everywhere."""
    from rich.console import Console

    return Console(
        file=io.StringIO(),
        width=options.width,
        force_terminal=options.color,
        color_system="standard" if options.color else None,
        no_color=not options.color,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        _environ={},
    )


def text_of(console: Console) -> str:
    """What was written to a console of `make_console`, without blanks at line ends."""
    assert isinstance(console.file, io.StringIO)
    lines = console.file.getvalue().split("\n")
    return "\n".join(line.rstrip() for line in lines)


def _line(text: str, style: str = "") -> Text:
    from rich.text import Text

    return Text(plain(text), style=style)


def _label(name: str, lang: Lang) -> str:
    return words.word(words.LABELS, name, lang)


def _asset(console: Console, asset: AssetOutcome, book: Rulebook, lang: Lang, told: set[str]) -> None:
    """One asset; `told` names the clauses whose whole ladder was printed before."""
    console.print()
    head = _line(asset.path, "bold")
    head.append(plain(f"  [{view.about_text(asset, lang)}]"), "dim")
    console.print(head, soft_wrap=True)
    console.print(_verdicts(asset, book, lang), soft_wrap=True)
    if asset.problem is not None:
        _problem(console, asset.problem, lang)
    for note in asset.notes:
        console.print(_line(f"  {_label('note', lang)}: {note.in_(lang)}", "dim"), soft_wrap=True)
    for reported in asset.findings:
        if reported.suppressed is None:
            _finding(console, reported.finding, book, lang, briefly=reported.finding.clause.id in told)
            told.add(reported.finding.clause.id)
    for reported in asset.findings:
        if reported.suppressed is not None:
            console.print(_set_aside(reported, book, lang), soft_wrap=True)


def _verdicts(asset: AssetOutcome, book: Rulebook, lang: Lang) -> Text:
    line = _line("  ")
    for index, platform in enumerate(asset.platforms):
        verdict = asset.verdict_on(platform)
        line.append(plain(("   " if index else "") + view.platform_name(book, platform, lang)) + " ")
        line.append(words.word(words.VERDICTS, verdict, lang), _STYLES.get(verdict, ""))
    return line


def _problem(console: Console, problem: Problem, lang: Lang) -> None:
    verdict = words.word(words.VERDICTS, "incomplete", lang)
    console.print(_line(f"  ! {verdict}", _STYLES["incomplete"]))
    rows = [
        _Row(_label("reason", lang), f"{problem.what.in_(lang)} [{problem.code}]"),
        _Row(_label("todo", lang), problem.todo.in_(lang)),
    ]
    _print_rows(console, rows)


def _print_rows(console: Console, rows: list[_Row]) -> None:
    """Labels in a column of their own, texts beside them."""
    from rich.cells import cell_len, set_cell_size

    widest = max(cell_len(row.label) for row in rows)
    room = max(console.width - widest - 5, 20)
    for row in rows:
        label = row.label
        for line in wrap(plain(row.text), room):
            shown = _line(f"    {set_cell_size(label, widest)} ", "dim")
            shown.append(line, row.style)
            console.print(shown, soft_wrap=True)
            label = ""


def _say(console: Console, text: str, style: str = "") -> None:
    for line in wrap(plain(text), console.width):
        console.print(_line(line, style), soft_wrap=True)


def _finding(console: Console, finding: Finding, book: Rulebook, lang: Lang, *, briefly: bool) -> None:
    verdict = finding.verdict.value
    head = _line(f"  {_MARKS[verdict]} {finding.clause.id} ", _STYLES[verdict])
    head.append(plain(f"{view.platform_name(book, finding.platform, lang)} · {finding.clause.title.in_(lang)} · "))
    head.append(plain(view.verdict_text(finding, lang)), _STYLES[verdict])
    console.print()
    console.print(head, soft_wrap=True)
    _print_rows(console, [*_rows(finding, book, lang), *_penalty_rows(finding, book, lang, briefly=briefly)])


def _penalty_rows(finding: Finding, book: Rulebook, lang: Lang, *, briefly: bool) -> list[_Row]:
    """The whole ladder the first time a clause is met; after that the step that counts here."""
    steps = ladder(finding, book, lang)
    rungs = [rung for rung in steps.rungs if rung.current or not briefly]
    notes = steps.notes[: 0 if rungs else 1] if briefly else steps.notes
    texts = [_rung(rung, lang) for rung in rungs] + [(note, "") for note in notes]
    if briefly and len(steps.rungs) + len(steps.notes) > len(texts):
        see = (
            f"全部阶梯见上文 {finding.clause.id}" if lang is Lang.ZH else f"whole ladder: see {finding.clause.id} above"
        )
        see = f"（{see}）" if lang is Lang.ZH else f"  ({see})"
        texts = [*texts[:-1], (texts[-1][0] + see, texts[-1][1])]
    rows = [_Row("", text, style) for text, style in texts]
    if rows:
        rows[0] = _Row(_label("penalty", lang), rows[0].text, rows[0].style)
    return [*rows, _Row(_label("remedy", lang), finding.clause.remedy.in_(lang), "green")]


def _rung(rung: Rung, lang: Lang) -> tuple[str, str]:
    if rung.current:
        return f"▶ {rung.head}  {rung.text}  ← {_label('this_step', lang)}", "bold"
    return f"· {rung.head}  {rung.text}", ""


def _rows(finding: Finding, book: Rulebook, lang: Lang) -> list[_Row]:
    rows = [_Row(_label("why", lang), finding.clause.message.in_(lang))]
    for index, evidence in enumerate(finding.evidence):
        label = _label("evidence", lang) if index == 0 else ""
        rows.append(_Row(label, f"{view.evidence_text(evidence, book, lang)}  @ {view.where(evidence, lang)}"))
    if finding.lifted_by:
        rows.append(_Row(_label("lifted", lang), view.lifted_text(finding, lang)))
    if finding.needs:
        rows.append(_Row(_label("needs", lang), view.needs_text(finding, lang)))
    rows.append(_Row(_label("clause", lang), view.clause_text(finding, lang)))
    rows.append(_Row(_label("sources", lang), view.source_text(finding, book, lang)))
    return rows


def _set_aside(reported: ReportedFinding, book: Rulebook, lang: Lang) -> Text:
    return _line(f"  - {_label('suppressed', lang)} {view.suppressed_text(reported, book, lang)}", "dim")


def _matrix(console: Console, outcome: Outcome, lang: Lang) -> None:
    """Assets against platforms; only worth its room when there are several platforms."""
    from rich.table import Table

    platforms = view.judged_platforms(outcome)
    if len(platforms) < 2 or not outcome.assets:
        return
    assets = view.table_rows(outcome, _MATRIX_ROWS)
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column(_line(_label("asset", lang)), overflow="fold", min_width=12)
    for platform in platforms:
        table.add_column(_line(view.platform_name(outcome.rulebook, platform, lang)), no_wrap=True)
    table.add_column(_line(_label("strictest", lang)), no_wrap=True)
    for asset in assets:
        cells = [_cell(asset.verdict_on(p), lang) if p in asset.platforms else _line("") for p in platforms]
        table.add_row(_line(asset.path), *cells, _cell(asset.strictest(), lang))
    console.print()
    console.print(table)


def _cell(verdict: str, lang: Lang) -> Text:
    return _line(words.word(words.VERDICTS, verdict, lang), _STYLES.get(verdict, ""))


def _closing(outcome: Outcome, lang: Lang) -> list[str]:
    if outcome.nothing_matched:
        return [words.NOTHING_MATCHED.in_(lang)]
    if view.says_no_complaint(outcome):
        return [words.NO_COMPLAINT.in_(lang)]
    if outcome.incomplete():
        return [words.INCOMPLETE_MEANS.in_(lang)]
    return [words.CLEAN_MEANS.in_(lang)]
