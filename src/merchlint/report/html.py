"""The HTML report: one self-contained page for people, on a phone, a desk or paper.

Nothing on the page comes from outside it, and its content security policy forbids anything else: no address, only the
style and script that ship with merchlint (by their hash), pictures only as data.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from importlib import resources
from typing import Any

from merchlint.judge.model import AssetStatus, Finding
from merchlint.message import Lang
from merchlint.report import view, words
from merchlint.report.html_marks import Mark, draw_page, number_evidence
from merchlint.report.options import ReportOptions
from merchlint.report.penalty import ladder
from merchlint.report.safe import plain
from merchlint.rulebook.model import Rulebook
from merchlint.run.outcome import STRICTNESS, AssetOutcome, Outcome, ReportedFinding

# A longer table leaves the clean rows out.
_TABLE_ROWS = 1000
# So many pieces of the template, a few words each, are written at once.
_PIECES = 200


def render(outcome: Outcome, lang: Lang, *, options: ReportOptions) -> Iterator[str]:
    """The page. Every string passes through `plain` and the template's escaping."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    def visible_only(value: object) -> object:
        return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    environment = Environment(autoescape=True, undefined=StrictUndefined, finalize=visible_only)
    style, script = _shipped("report.css"), _shipped("report.js")
    template = environment.from_string(_shipped("report.html.j2"))
    page = template.stream(
        **_content(outcome, lang, options),
        style=Markup(style),  # shipped, not from an asset
        script=Markup(script),  # shipped, not from an asset
        policy=_policy(style, script),
    )
    page.enable_buffering(_PIECES)
    yield from page
    yield "\n"


def _shipped(name: str) -> str:
    return (resources.files("merchlint.report") / "templates" / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    def hashed(text: str) -> str:
        return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

    return (
        f"default-src 'none'; img-src data:; style-src 'sha256-{hashed(style)}'; script-src 'sha256-{hashed(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _content(outcome: Outcome, lang: Lang, options: ReportOptions) -> dict[str, Any]:
    platforms = {p: view.platform_name(outcome.rulebook, p, lang) for p in view.judged_platforms(outcome)}
    shown = [v.value for v in STRICTNESS if outcome.count(v)] + (["incomplete"] if outcome.incomplete() else [])
    return {
        "lang_tag": "zh-CN" if lang is Lang.ZH else "en",
        "t": {name: message.in_(lang) for name, message in words.LABELS.items()},
        "colon": "：" if lang is Lang.ZH else ": ",
        "header": view.header_text(outcome, lang),
        "tiles": _tiles(outcome, lang),
        "summary": view.summary_text(outcome, lang),
        "warnings": _warnings(outcome, lang),
        "remarks": _remarks(outcome, lang, options),
        "platforms": platforms,
        "filter_verdicts": {verdict: words.word(words.VERDICTS, verdict, lang) for verdict in shown},
        "has_rows": view.has_table(outcome, _TABLE_ROWS),
        "rows": (_row(a, n, list(platforms), lang) for n, a in view.table_rows(outcome, _TABLE_ROWS)),
        "has_assets": any(map(_tells, outcome.assets)),
        "assets": (_asset(a, n, outcome.rulebook, lang) for n, a in enumerate(outcome.assets, 1) if _tells(a)),
        "footer": words.CLEAN_MEANS.in_(lang),
    }


def _tells(asset: AssetOutcome) -> bool:
    """Whether an asset has a section of its own; a clean one has its row in the table."""
    return bool(asset.findings or asset.notes or asset.status is AssetStatus.INCOMPLETE)


def _tiles(outcome: Outcome, lang: Lang) -> list[dict[str, object]]:
    n = view.counts(outcome)
    told = {**words.VERDICTS, **words.LABELS}
    return [{"count": count, "name": told[key].in_(lang)} for key, count in n.items()]


def _warnings(outcome: Outcome, lang: Lang) -> list[str]:
    told = []
    if outcome.nothing_matched:
        told.append(words.NOTHING_MATCHED.in_(lang))
    if outcome.incomplete():
        told.append(words.INCOMPLETE_MEANS.in_(lang))
    return told


def _remarks(outcome: Outcome, lang: Lang, options: ReportOptions) -> list[str]:
    told = []
    if options.redact:
        told.append(words.LABELS["redacted"].in_(lang))
    if view.says_no_complaint(outcome):
        told.append(words.NO_COMPLAINT.in_(lang))
    return told + [notice.render(lang) for notice in outcome.notices]


def _anchor(number: int) -> str:
    """What the row of an asset in the table links to: its section."""
    return f"asset-{number}"


def _row(asset: AssetOutcome, number: int, platforms: list[str], lang: Lang) -> dict[str, Any]:
    cells = [_pill(asset.verdict_on(p), lang) if p in asset.platforms else None for p in platforms]
    anchor = _anchor(number) if _tells(asset) else None
    return {"path": asset.path, "anchor": anchor, "cells": [*cells, _pill(asset.strictest(), lang)]}


def _pill(verdict: str, lang: Lang) -> dict[str, str]:
    return {"verdict": verdict, "name": words.word(words.VERDICTS, verdict, lang)}


def _asset(asset: AssetOutcome, number: int, book: Rulebook, lang: Lang) -> dict[str, Any]:
    findings = view.visible(asset)
    marks = number_evidence(findings)
    problem = asset.problem
    return {
        "path": asset.path,
        "anchor": _anchor(number),
        "kind": asset.status.value if asset.status is AssetStatus.INCOMPLETE else asset.strictest(),
        "about": view.about_text(asset, lang),
        "pills": [
            {**_pill(asset.verdict_on(p), lang), "platform": view.platform_name(book, p, lang)} for p in asset.platforms
        ],
        "problem": problem and {"what": problem.what.in_(lang), "todo": problem.todo.in_(lang)},
        "notes": [note.in_(lang) for note in asset.notes],
        "pages": [draw_page(preview, marks, book, lang) for preview in asset.previews],
        "findings": [_finding(f, marks, book, lang) for f in findings],
        "suppressed": [_suppressed(f, book, lang) for f in asset.findings if f.suppressed is not None],
    }


def _finding(finding: Finding, marks: list[Mark], book: Rulebook, lang: Lang) -> dict[str, Any]:
    steps = ladder(finding, book, lang)
    clause = finding.clause
    cited = set(finding.evidence)
    return {
        "verdict": finding.verdict.value,
        "verdict_text": view.verdict_text(finding, lang),
        "platform": finding.platform,
        "platform_name": view.platform_name(book, finding.platform, lang),
        "rule": clause.id,
        "title": clause.title.in_(lang),
        "message": clause.message.in_(lang),
        "evidence": [
            {
                "number": mark.number,
                "verdict": mark.verdict.value,
                "kind": view.kind_text(mark.evidence, book, lang),
                "shown": view.shown_value(mark.evidence, lang),
                "extra": view.also(mark.evidence, lang),
                "where": view.where(mark.evidence, lang),
            }
            for mark in marks
            if mark.evidence in cited
        ],
        "facts": _facts(finding, book, lang),
        "rungs": steps.rungs,
        "penalty_notes": steps.notes,
        "remedy": clause.remedy.in_(lang),
    }


def _facts(finding: Finding, book: Rulebook, lang: Lang) -> list[tuple[str, str]]:
    facts = []
    if finding.lifted_by:
        facts.append((words.LABELS["lifted"].in_(lang), view.lifted_text(finding, lang)))
    if finding.needs:
        facts.append((words.LABELS["needs"].in_(lang), view.needs_text(finding, lang)))
    facts.append((words.LABELS["clause"].in_(lang), view.clause_text(finding, lang)))
    facts.append((words.LABELS["sources"].in_(lang), view.source_text(finding, book, lang)))
    return facts


def _suppressed(reported: ReportedFinding, book: Rulebook, lang: Lang) -> str:
    return f"{words.LABELS['suppressed'].in_(lang)} {view.suppressed_text(reported, book, lang)}"
