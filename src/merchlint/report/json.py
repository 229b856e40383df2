"""The JSON report, `merchlint-report/1`; its schema is `schemas/merchlint-report-1.schema.json`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from merchlint.assets.model import Place
from merchlint.geometry import Box
from merchlint.judge.model import AssetStatus, Evidence, Finding
from merchlint.language.page_text import SOFT_BREAK
from merchlint.message import Lang
from merchlint.report import words
from merchlint.report.options import ReportOptions
from merchlint.report.penalty import sources
from merchlint.report.pieces import json_pieces
from merchlint.report.view import counts
from merchlint.rulebook.model import PenaltyStep, Rulebook
from merchlint.rulebook.words import UNPUBLISHED
from merchlint.run.outcome import STRICTNESS, AssetOutcome, Outcome, ReportedFinding

SCHEMA = "merchlint-report/1"


def render(outcome: Outcome, lang: Lang, *, options: ReportOptions) -> Iterator[str]:
    """The whole report as one JSON document that ends with a line break."""
    book = outcome.rulebook
    engines = outcome.engines
    document = {
        "schema": SCHEMA,
        "tool": {
            "name": "merchlint",
            "version": outcome.version,
            "engines": {"ocr": engines.ocr, "codes": engines.codes, "logos": engines.logos},
        },
        "rulebook": {"version": book.version, "digest": book.digest, "as_of": outcome.as_of.isoformat()},
        "summary": _summary(outcome),
        "assets": (_asset(a, lang) for a in outcome.assets),
        "findings": (_finding(f, book, lang) for f in outcome.findings()),
    }
    yield from json_pieces(document)
    yield "\n"


def _summary(outcome: Outcome) -> dict[str, Any]:
    return {
        **counts(outcome),
        "findings": {verdict.value: outcome.count(verdict) for verdict in STRICTNESS},
        "suppressed": outcome.tally.suppressed,
    }


def _asset(asset: AssetOutcome, lang: Lang) -> dict[str, Any]:
    excluded = asset.status is AssetStatus.EXCLUDED
    problem = asset.problem
    reason = None if problem is None else f"{problem.what.in_(lang)} {problem.todo.in_(lang)}".strip()
    return {
        "path": asset.path,
        "digest": asset.digest,
        "media_type": asset.media_type,
        "channel": asset.channel.value,
        "pages": asset.pages,
        "status": asset.status.value,
        "reason": reason,
        "reason_code": None if problem is None else problem.code,
        "verdicts": {} if excluded else {platform: asset.verdict_on(platform) for platform in asset.platforms},
        "strictest": None if excluded else asset.strictest(),
        "notes": [note.in_(lang) for note in asset.notes],
    }


def _finding(reported: ReportedFinding, book: Rulebook, lang: Lang) -> dict[str, Any]:
    finding = reported.finding
    return {
        "id": finding.fingerprint,
        "rule": finding.clause.id,
        "platform": finding.platform,
        "channel": finding.channel.value,
        "family": finding.clause.family.value,
        "verdict": finding.verdict.value,
        "degree": finding.degree.value,
        "confidence": round(finding.confidence, 4),
        "message": finding.clause.message.in_(lang),
        "remedy": finding.clause.remedy.in_(lang),
        "path": reported.path,
        "page": finding.page,
        "clause": _clause(finding, book, lang),
        "penalty": _penalty(finding, lang),
        "lifted_by": list(finding.lifted_by),
        "needs": [need.in_(lang) for need in finding.needs],
        "evidence": [_evidence(e) for e in finding.evidence],
        "suppressed": _suppressed(reported),
    }


def _clause(finding: Finding, book: Rulebook, lang: Lang) -> dict[str, Any]:
    clause = finding.clause
    start = clause.effective.start
    return {
        "title": clause.title.in_(lang),
        "article": clause.article,
        "effective": None if start is None else start.isoformat(),
        "grade": clause.grade.value,
        "sources": list(sources(clause, book)),
    }


def _penalty(finding: Finding, lang: Lang) -> dict[str, Any]:
    """The step this merchant stands on. `measures` holds those that follow or may; `possible` those that only may."""
    penalty = finding.penalty
    step = penalty.step if penalty else None
    said = [m.in_(lang) for m in (step.note if step else None, penalty.note if penalty else None) if m is not None]
    if penalty is None:
        said.append((UNPUBLISHED if finding.clause.penalty else words.NO_OWN_PENALTY).in_(lang))
    return {
        "known": step is not None,
        "offence": penalty.offence if penalty else None,
        "fine_cny": step.fine_cny if step else None,
        "points": step.points if step else None,
        "point_system": step.point_system if step else None,
        "measures": [*step.measures, *step.possible] if step else [],
        "possible": list(step.possible) if step else [],
        "note": " ".join(dict.fromkeys(said)) or None,
        "ladder": [_step(s, lang, current=s == step) for s in (penalty.ladder if penalty else ())],
    }


def _step(step: PenaltyStep, lang: Lang, *, current: bool) -> dict[str, Any]:
    return {
        "degree": step.degree.value,
        "offence": step.offence,
        "current": current,
        "fine_cny": step.fine_cny,
        "fine_cny_max": step.fine_cny_max,
        "points": step.points,
        "points_max": step.points_max,
        "point_system": step.point_system,
        "measures": list(step.measures),
        "possible": list(step.possible),
        "deposit_rise_cny": step.deposit_rise_cny,
        "settlement_delay_days": step.settlement_delay_days,
        "grade": step.grade.value,
        "note": None if step.note is None else step.note.in_(lang),
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    place = evidence.place
    return {
        "kind": evidence.report_kind,
        "target": evidence.target,
        "value": evidence.value,
        "text": evidence.text.replace(SOFT_BREAK, "\n"),
        "box": box_json(evidence.box),
        "line": place.line,
        "column": place.column,
        "confidence": round(evidence.confidence, 4),
        "place": place_json(place, hidden=evidence.hidden),
        "score": [{"name": part.name, "points": part.points} for part in evidence.parts],
    }


def _suppressed(reported: ReportedFinding) -> dict[str, str] | None:
    by = reported.suppressed
    return None if by is None else {"reason": by.reason, "owner": by.owner, "expires": by.expires.isoformat()}


def box_json(box: Box | None) -> list[list[float]] | None:
    """A box in whole pixels where it is whole, else to a tenth of a pixel."""
    return None if box is None else [[_pixel(x), _pixel(y)] for x, y in box]


def _pixel(value: float) -> float:
    rounded = round(float(value), 1)
    return int(rounded) if rounded.is_integer() else rounded


def place_json(place: Place, *, hidden: bool = False) -> dict[str, Any] | None:
    """What a place says beyond line and column; None when it says nothing more."""
    hidden = hidden or place.hidden
    if place.cell is None and place.time is None and place.layer is None and not hidden:
        return None
    return {"cell": place.cell, "time": place.time, "layer": place.layer, "hidden": hidden}
