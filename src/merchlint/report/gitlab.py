"""The GitLab Code Quality report."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from merchlint.judge.model import Finding
from merchlint.message import Lang, Problem
from merchlint.report import view, words
from merchlint.report.options import ReportOptions
from merchlint.report.pieces import json_pieces
from merchlint.report.safe import plain
from merchlint.rulebook.model import Degree, Rulebook, Verdict
from merchlint.run.outcome import Outcome

_BREACH = {
    Degree.MINOR: "minor",
    Degree.GENERAL: "major",
    Degree.SERIOUS: "critical",
    Degree.SEVERE: "blocker",
}


def render(outcome: Outcome, lang: Lang, *, options: ReportOptions) -> Iterator[str]:
    """A list of issues; an incomplete asset is one too, since it is never a pass."""
    yield from json_pieces(_issues(outcome, lang))
    yield "\n"


def _issues(outcome: Outcome, lang: Lang) -> Iterator[dict[str, Any]]:
    for asset in outcome.assets:
        for finding in view.visible(asset):
            yield _issue(finding, asset.path, outcome.rulebook, lang)
        if asset.problem is not None:
            yield _incomplete(asset.problem, asset.path, lang)
    if outcome.nothing_matched:
        told = words.NOTHING_MATCHED.in_(lang)
        yield _entry("nothing-matched", told, "critical", ".", 1, "nothing-matched")


def _issue(finding: Finding, path: str, book: Rulebook, lang: Lang) -> dict[str, Any]:
    clause = finding.clause
    evidence = "; ".join(view.evidence_text(e, book, lang) for e in finding.evidence)
    platform = view.platform_name(book, finding.platform, lang)
    parts = [f"{platform}: {clause.message.in_(lang)}", evidence, clause.remedy.in_(lang)]
    text = " ".join(part for part in parts if part)
    line = next((e.place.line for e in finding.evidence if e.place.line is not None), 1)
    return _entry(clause.id, text, _severity(finding), path, line, finding.fingerprint)


def _severity(finding: Finding) -> str:
    if finding.verdict is Verdict.ADVICE:
        return "info"
    return "minor" if finding.verdict is Verdict.NEEDS_PROOF else _BREACH[finding.degree]


def _incomplete(problem: Problem, path: str, lang: Lang) -> dict[str, Any]:
    verdict = words.word(words.VERDICTS, "incomplete", lang)
    text = f"{verdict}: {problem.what.in_(lang)} {problem.todo.in_(lang)}".strip()
    return _entry(problem.code, text, "critical", path, 1, problem.code)


def _entry(check: str, text: str, severity: str, path: str, line: int, fingerprint: str) -> dict[str, Any]:
    # GitLab merges issues with one fingerprint, so the same card in two folders needs two.
    told = hashlib.sha256(f"{path}\x1f{fingerprint}".encode("utf-8", "surrogatepass")).hexdigest()
    return {
        "description": plain(text),
        "check_name": check,
        "fingerprint": told,
        "severity": severity,
        "location": {"path": path, "lines": {"begin": max(line, 1)}},
    }
