"""The SARIF 2.1.0 report (OASIS standard), for code scanning services and editors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from merchlint.judge.model import AssetStatus, Evidence
from merchlint.language.page_text import SOFT_BREAK
from merchlint.message import Lang, Problem
from merchlint.report import view, words
from merchlint.report.json import box_json
from merchlint.report.options import ReportOptions
from merchlint.report.penalty import ladder, sources
from merchlint.report.pieces import json_pieces
from merchlint.report.safe import markdown_text, plain, sarif_text, uri
from merchlint.rulebook.model import Clause, Rulebook, Verdict
from merchlint.run.outcome import AssetOutcome, Outcome, ReportedFinding

SCHEMA_URI = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Verdict.VIOLATION: "error", Verdict.NEEDS_PROOF: "warning", Verdict.ADVICE: "note"}
_HASH = "sha256:"


def render(outcome: Outcome, lang: Lang, *, options: ReportOptions) -> Iterator[str]:
    """One run; an incomplete asset is a notification of a run that did not succeed."""
    clauses = _clauses(outcome)
    index = {clause.id: number for number, clause in enumerate(clauses)}
    complete = not outcome.incomplete() and not outcome.nothing_matched
    run = {
        "tool": {
            "driver": {
                "name": "merchlint",
                "version": outcome.version,
                "properties": {"rulebook": outcome.rulebook.version, "asOf": outcome.as_of.isoformat()},
                "rules": [_rule(clause, outcome.rulebook, lang) for clause in clauses],
            }
        },
        "language": "zh-CN" if lang is Lang.ZH else "en-US",
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": complete,
                "toolExecutionNotifications": _incomplete(outcome, lang),
                "toolConfigurationNotifications": [_notification(n, "warning", lang) for n in outcome.notices],
            }
        ],
        "artifacts": (_artifact(asset) for asset in outcome.assets),
        "results": (
            _result(reported, number, index, outcome.rulebook, lang)
            for number, asset in enumerate(outcome.assets)
            for reported in asset.findings
        ),
    }
    yield from json_pieces({"$schema": SCHEMA_URI, "version": "2.1.0", "runs": [run]})
    yield "\n"


def _clauses(outcome: Outcome) -> list[Clause]:
    """The clauses of every platform judged, and those of findings whose platform the rulebook does not list."""
    judged = set(view.judged_platforms(outcome))
    clauses = {c.id: c for p in outcome.rulebook.platforms if p.id in judged for c in p.clauses}
    for reported in outcome.findings():
        clauses.setdefault(reported.finding.clause.id, reported.finding.clause)
    return list(clauses.values())


def _rule(clause: Clause, book: Rulebook, lang: Lang) -> dict[str, Any]:
    platform = view.platform_name(book, clause.platform, lang)
    cited = ", ".join(sources(clause, book))
    message, remedy = clause.message.in_(lang), clause.remedy.in_(lang)
    return {
        "id": clause.id,
        "shortDescription": {"text": plain(f"{platform}: {clause.title.in_(lang)}")},
        "fullDescription": {"text": plain(message)},
        "help": {
            "text": plain(f"{message} {remedy} ({clause.article}; {cited})"),
            "markdown": "\n\n".join(
                [
                    markdown_text(message),
                    f"**{markdown_text(remedy)}**",
                    markdown_text(f"{clause.article} · {cited}"),
                ]
            ),
        },
        "defaultConfiguration": {"level": _LEVELS[clause.verdict]},
        "properties": {
            "platform": clause.platform,
            "family": clause.family.value,
            "grade": clause.grade.value,
            "tags": [clause.platform, clause.family.value],
        },
    }


def _incomplete(outcome: Outcome, lang: Lang) -> Iterator[dict[str, Any]]:
    for asset in outcome.assets:
        if asset.status is AssetStatus.INCOMPLETE and asset.problem is not None:
            yield _notification(asset.problem, "error", lang, path=asset.path)
    if outcome.nothing_matched:
        yield {"level": "error", "message": {"text": sarif_text(words.NOTHING_MATCHED.in_(lang))}}


def _notification(problem: Problem, level: str, lang: Lang, path: str | None = None) -> dict[str, Any]:
    told: dict[str, Any] = {
        "descriptor": {"id": problem.code},
        "level": level,
        "message": {"text": sarif_text(f"{problem.what.in_(lang)} {problem.todo.in_(lang)}".strip())},
    }
    at = path or problem.path
    if at is not None:
        place: dict[str, Any] = {"artifactLocation": {"uri": uri(at)}}
        if problem.line is not None and problem.line >= 1:
            place["region"] = {"startLine": problem.line}
        told["locations"] = [{"physicalLocation": place}]
    return told


def _artifact(asset: AssetOutcome) -> dict[str, Any]:
    told: dict[str, Any] = {
        "location": {"uri": uri(asset.path)},
        "mimeType": asset.media_type,
        "properties": {"channel": asset.channel.value, "status": asset.status.value},
    }
    if asset.digest.startswith(_HASH):
        told["hashes"] = {"sha-256": asset.digest.removeprefix(_HASH)}
    if asset.status is AssetStatus.INCOMPLETE and asset.problem is not None:
        told["properties"]["reason"] = asset.problem.code
    return told


def _result(
    reported: ReportedFinding, artifact: int, index: dict[str, int], book: Rulebook, lang: Lang
) -> dict[str, Any]:
    finding = reported.finding
    clause = finding.clause
    steps = ladder(finding, book, lang)
    told: dict[str, Any] = {
        "ruleId": clause.id,
        "ruleIndex": index[clause.id],
        "level": _LEVELS[finding.verdict],
        "message": {"text": sarif_text(f"{clause.message.in_(lang)} {clause.remedy.in_(lang)}")},
        "locations": _locations(reported, artifact, book, lang),
        "partialFingerprints": {"merchlint/v1": finding.fingerprint},
        "properties": {
            "platform": finding.platform,
            "channel": finding.channel.value,
            "verdict": finding.verdict.value,
            "degree": finding.degree.value,
            "confidence": round(finding.confidence, 4),
            "penalty": [f"{rung.head}: {rung.text}" for rung in steps.rungs if rung.current] + list(steps.notes),
        },
    }
    if reported.suppressed is not None:
        by = reported.suppressed
        reason = f"{by.reason} ({by.owner}, {by.expires.isoformat()})"
        told["suppressions"] = [{"kind": "external", "status": "accepted", "justification": plain(reason)}]
    return told


def _locations(reported: ReportedFinding, artifact: int, book: Rulebook, lang: Lang) -> list[dict[str, Any]]:
    where = {"uri": uri(reported.path), "index": artifact}
    told = [_location(where, evidence, book, lang) for evidence in reported.finding.evidence]
    return told or [{"physicalLocation": {"artifactLocation": where, "region": {"startLine": 1}}}]


def _location(where: dict[str, Any], evidence: Evidence, book: Rulebook, lang: Lang) -> dict[str, Any]:
    """A picture has no lines: services that insist on one get line 1, and the box is in the properties."""
    place = evidence.place
    region: dict[str, Any] = {"startLine": max(place.line or 1, 1)}
    if place.line is not None and place.column is not None and place.column >= 1:
        region["startColumn"] = place.column
        region["endColumn"] = place.column + max(len(evidence.text), 1)
    if evidence.text:
        region["snippet"] = {"text": evidence.text.replace(SOFT_BREAK, "\n")}
    return {
        "physicalLocation": {"artifactLocation": where, "region": region},
        "message": {"text": sarif_text(view.evidence_text(evidence, book, lang))},
        "properties": {
            "page": evidence.page,
            "box": box_json(evidence.box),
            "kind": evidence.report_kind,
            "target": evidence.target,
            "where": view.where(evidence, lang),
        },
    }
