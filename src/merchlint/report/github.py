"""GitHub workflow commands: findings as annotations on the files of a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from merchlint.judge.model import Evidence, Finding
from merchlint.message import Lang
from merchlint.report import view, words
from merchlint.report.options import ReportOptions
from merchlint.report.penalty import ladder
from merchlint.report.safe import github_data, github_property
from merchlint.rulebook.model import Rulebook, Verdict
from merchlint.run.outcome import Outcome

_COMMANDS = {Verdict.VIOLATION: "error", Verdict.NEEDS_PROOF: "warning", Verdict.ADVICE: "notice"}


def render(outcome: Outcome, lang: Lang, *, options: ReportOptions) -> Iterator[str]:
    """One line a finding; an incomplete asset is an error. Nothing of an asset can start a command of its own."""
    for asset in outcome.assets:
        for finding in view.visible(asset):
            yield _finding(finding, asset.path, outcome.rulebook, lang)
        if asset.problem is not None:
            what = f"{asset.problem.what.in_(lang)} {asset.problem.todo.in_(lang)}".strip()
            yield _command("error", words.word(words.VERDICTS, "incomplete", lang), what, path=asset.path)
    for notice in outcome.notices:
        yield _command("warning", notice.code, notice.render(lang))
    if outcome.nothing_matched:
        yield _command("error", "nothing-matched", words.NOTHING_MATCHED.in_(lang))
    # The summary is an annotation as well: a bare line could be read as a command if its words ever began like one.
    yield _command("notice", "merchlint", view.summary_text(outcome, lang))


def _finding(finding: Finding, path: str, book: Rulebook, lang: Lang) -> str:
    clause = finding.clause
    platform = view.platform_name(book, finding.platform, lang)
    title = f"{clause.id} {platform} · {clause.title.in_(lang)} · {view.verdict_text(finding, lang)}"
    parts = [clause.message.in_(lang)]
    parts.extend(f"{view.where(e, lang)}: {view.evidence_text(e, book, lang)}." for e in finding.evidence)
    steps = ladder(finding, book, lang)
    parts.extend(f"{rung.head}: {rung.text}." for rung in steps.rungs if rung.current)
    parts.append(clause.remedy.in_(lang))
    first = finding.evidence[0] if finding.evidence else None
    return _command(_COMMANDS[finding.verdict], title, " ".join(parts), path=path, at=first)


def _command(name: str, title: str, text: str, *, path: str | None = None, at: Evidence | None = None) -> str:
    properties = []
    if path is not None:
        properties.append(f"file={github_property(path)}")
    if at is not None and at.place.line is not None:
        properties.append(f"line={at.place.line}")
        if at.place.column is not None:
            properties.append(f"col={at.place.column}")
    properties.append(f"title={github_property(title)}")
    return f"::{name} {','.join(properties)}::{github_data(text)}\n"
