"""The text report, for a terminal or a log."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from merchlint.judge.model import AssetStatus, Finding
from merchlint.message import Lang, Problem
from merchlint.report import view, words
from merchlint.report.options import ReportOptions
from merchlint.report.penalty import ladder
from merchlint.report.safe import plain
from merchlint.rulebook.model import Rulebook
from merchlint.run.outcome import AssetOutcome, Outcome, ReportedFinding

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
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


def render(outcome: Outcome, lang: Lang, *, options: ReportOptions) -> str:
    """The report as lines of at most `options.width` columns where words allow it.

    The run's notices are not in it: on a command line they go to stderr.
    """
    console = make_console(options)
    console.print(_line(view.header_text(outcome, lang), "dim"))
    if options.redact:
        console.print(_line(_label("redacted", lang), "dim"))
    for asset in outcome.assets:
        if asset.findings or asset.status is AssetStatus.INCOMPLETE or asset.notes:
            _asset(console, asset, outcome.rulebook, lang)
    _matrix(console, outcome, lang)
    console.print()
    console.print(_line(view.summary_text(outcome, lang), "bold"))
    for sentence in _closing(outcome, lang):
        console.print(_line(sentence))
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


def _asset(console: Console, asset: AssetOutcome, book: Rulebook, lang: Lang) -> None:
    console.print()
    head = _line(asset.path, "bold")
    head.append(plain(f"  [{view.about_text(asset, lang)}]"), "dim")
    console.print(head)
    console.print(_verdicts(asset, book, lang))
    if asset.problem is not None:
        _problem(console, asset.problem, lang)
    for note in asset.notes:
        console.print(_line(f"  {_label('note', lang)}: {note.in_(lang)}", "dim"))
    for reported in asset.findings:
        if reported.suppressed is None:
            _finding(console, reported.finding, book, lang)
    for reported in asset.findings:
        if reported.suppressed is not None:
            console.print(_set_aside(reported, book, lang))


def _verdicts(asset: AssetOutcome, book: Rulebook, lang: Lang) -> Text:
    line = _line("  ")
    for index, platform in enumerate(asset.platforms):
        verdict = asset.verdict_on(platform)
        line.append(plain(("   " if index else "") + view.platform_name(book, platform, lang)) + " ")
        line.append(words.word(words.VERDICTS, verdict, lang), _STYLES.get(verdict, ""))
    return line


def _problem(console: Console, problem: Problem, lang: Lang) -> None:
    rows = _grid(console)
    verdict = words.word(words.VERDICTS, "incomplete", lang)
    rows.add_row("", _line(_label("reason", lang)), _line(f"{problem.what.in_(lang)} [{problem.code}]"))
    rows.add_row("", _line(_label("todo", lang)), _line(problem.todo.in_(lang)))
    console.print(_line(f"  ! {verdict}", _STYLES["incomplete"]))
    console.print(rows)


def _grid(console: Console) -> Table:
    from rich.table import Table

    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=3)
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold", width=max(console.width - 18, 30))
    return grid


def _finding(console: Console, finding: Finding, book: Rulebook, lang: Lang) -> None:
    verdict = finding.verdict.value
    head = _line(f"  {_MARKS[verdict]} {finding.clause.id} ", _STYLES[verdict])
    head.append(plain(f"{view.platform_name(book, finding.platform, lang)} · {finding.clause.title.in_(lang)} · "))
    head.append(plain(view.verdict_text(finding, lang)), _STYLES[verdict])
    console.print()
    console.print(head)
    rows = _grid(console)
    for name, text in _rows(finding, book, lang):
        rows.add_row("", _line(name), _line(text))
    steps = ladder(finding, book, lang)
    for index, rung in enumerate(steps.rungs):
        text = f"{'▶' if rung.current else ' '} {rung.head}  {rung.text}"
        text += f"  ← {_label('this_step', lang)}" if rung.current else ""
        rows.add_row(
            "", _line(_label("penalty", lang) if index == 0 else ""), _line(text, "bold" if rung.current else "")
        )
    for index, note in enumerate(steps.notes):
        first = index == 0 and not steps.rungs
        rows.add_row("", _line(_label("penalty", lang) if first else ""), _line(note))
    rows.add_row("", _line(_label("remedy", lang)), _line(finding.clause.remedy.in_(lang), "green"))
    console.print(rows)


def _rows(finding: Finding, book: Rulebook, lang: Lang) -> list[tuple[str, str]]:
    rows = [(_label("why", lang), finding.clause.message.in_(lang))]
    for evidence in finding.evidence:
        rows.append((_label("evidence", lang), view.evidence_text(evidence, book, lang)))
        rows.append((_label("where", lang), view.where(evidence, lang)))
    if finding.lifted_by:
        rows.append((_label("lifted", lang), view.lifted_text(finding, lang)))
    if finding.needs:
        rows.append((_label("needs", lang), view.needs_text(finding, lang)))
    rows.append((_label("clause", lang), view.clause_text(finding, lang)))
    rows.append((_label("sources", lang), view.source_text(finding, book, lang)))
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
