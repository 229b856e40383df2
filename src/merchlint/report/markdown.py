"""The Markdown report, for comments on a pull request and job summaries."""

from __future__ import annotations

from collections.abc import Iterator

from merchlint.judge.model import Finding
from merchlint.message import Lang
from merchlint.report import view, words
from merchlint.report.options import ReportOptions
from merchlint.report.penalty import ladder
from merchlint.report.safe import markdown_code, markdown_text
from merchlint.rulebook.model import Rulebook
from merchlint.run.outcome import AssetOutcome, Outcome

_MARKS = {"violation": "❌", "needs_proof": "❓", "advice": "ℹ️", "incomplete": "⚠️", "clean": "✅"}
# Forges cut comments at 65,536 characters; a longer table leaves clean rows out.
_TABLE_ROWS = 100


def render(outcome: Outcome, lang: Lang, *, options: ReportOptions) -> Iterator[str]:
    """Whatever an asset says stands in code spans, where a forge reads no mention, link or HTML."""
    return (f"{line}\n" for line in _lines(outcome, lang, options))


def _lines(outcome: Outcome, lang: Lang, options: ReportOptions) -> Iterator[str]:
    yield from (f"## {_label('title', lang)}", "", markdown_text(view.summary_text(outcome, lang)), "")
    if options.redact:
        yield from (f"_{markdown_text(_label('redacted', lang))}_", "")
    if outcome.nothing_matched:
        yield from (f"**{markdown_text(words.NOTHING_MATCHED.in_(lang))}**", "")
    yield from _table(outcome, lang)
    for asset in outcome.assets:
        if view.visible(asset) or asset.problem is not None:
            yield from _asset(asset, outcome.rulebook, lang)
    for notice in outcome.notices:
        yield from (f"> {markdown_text(notice.render(lang))}", "")
    if view.says_no_complaint(outcome):
        yield from (markdown_text(words.NO_COMPLAINT.in_(lang)), "")
    yield f"<sub>{markdown_text(view.header_text(outcome, lang))}</sub>"


def _label(name: str, lang: Lang) -> str:
    return words.word(words.LABELS, name, lang)


def _table(outcome: Outcome, lang: Lang) -> Iterator[str]:
    platforms = view.judged_platforms(outcome)
    if not platforms or not view.has_table(outcome, _TABLE_ROWS):
        return
    names = [markdown_text(view.platform_name(outcome.rulebook, p, lang)) for p in platforms]
    head = [_label("asset", lang), *names, _label("strictest", lang)]
    yield from (f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}")
    for _, asset in view.table_rows(outcome, _TABLE_ROWS):
        cells = [_verdict(asset.verdict_on(p), lang) if p in asset.platforms else "" for p in platforms]
        yield f"| {' | '.join([markdown_code(asset.path), *cells, _verdict(asset.strictest(), lang)])} |"
    yield ""


def _verdict(verdict: str, lang: Lang) -> str:
    return f"{_MARKS.get(verdict, '')} {words.word(words.VERDICTS, verdict, lang)}"


def _asset(asset: AssetOutcome, book: Rulebook, lang: Lang) -> list[str]:
    lines = [f"### {markdown_code(asset.path)}", ""]
    if asset.problem is not None:
        what, todo = asset.problem.what.in_(lang), asset.problem.todo.in_(lang)
        lines += [f"{_verdict('incomplete', lang)}: {markdown_text(what)} {markdown_text(todo)}", ""]
    for finding in view.visible(asset):
        lines += _finding(finding, book, lang)
    return lines


def _finding(finding: Finding, book: Rulebook, lang: Lang) -> list[str]:
    clause = finding.clause
    platform = view.platform_name(book, finding.platform, lang)
    title = f"{platform} · {clause.title.in_(lang)} · {view.verdict_text(finding, lang)}"
    lines = [f"{_MARKS[finding.verdict.value]} **{markdown_text(f'{clause.id} {title}')}**", ""]
    lines.append(f"- {markdown_text(clause.message.in_(lang))}")
    for evidence in finding.evidence:
        shown = view.shown_value(evidence, lang)
        kind = markdown_text(view.kind_text(evidence, book, lang))
        extra = "".join(f" {markdown_code(note)}" for note in view.also(evidence, lang))
        where = markdown_code(view.where(evidence, lang))
        lines.append(f"- {_label('evidence', lang)}: {kind} {markdown_code(shown) if shown else ''}{extra} {where}")
    if finding.lifted_by:
        lines.append(f"- {_label('lifted', lang)}: {markdown_text(view.lifted_text(finding, lang))}")
    if finding.needs:
        lines.append(f"- {_label('needs', lang)}: {markdown_text(view.needs_text(finding, lang))}")
    source = markdown_text(view.source_text(finding, book, lang))
    lines.append(f"- {_label('clause', lang)}: {markdown_text(view.clause_text(finding, lang))} ({source})")
    steps = ladder(finding, book, lang)
    for rung in steps.rungs:
        text = markdown_text(f"{rung.head}: {rung.text}")
        lines.append(
            f"- {_label('penalty', lang)}: " + (f"**{text}** ◀ {_label('this_step', lang)}" if rung.current else text)
        )
    lines.extend(f"- {_label('penalty', lang)}: {markdown_text(note)}" for note in steps.notes)
    return [*lines, f"- **{_label('remedy', lang)}**: {markdown_text(clause.remedy.in_(lang))}", ""]
