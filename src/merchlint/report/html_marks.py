"""The outlines on a page's picture: numbered boxes that the findings' evidence refers to."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from merchlint.geometry import Box, bounds
from merchlint.judge.model import Evidence, Finding
from merchlint.message import Lang
from merchlint.report import view
from merchlint.rulebook.model import Rulebook, Verdict
from merchlint.run.outcome import STRICTNESS, PagePreview


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of evidence with its number on the asset and the strictest verdict it carries."""

    number: int
    evidence: Evidence
    verdict: Verdict


def number_evidence(findings: list[Finding]) -> list[Mark]:
    """One number for each piece of evidence, although several clauses and platforms may rest on it."""
    verdicts: dict[Evidence, Verdict] = {}
    for finding in findings:
        for evidence in finding.evidence:
            so_far = verdicts.get(evidence, finding.verdict)
            verdicts[evidence] = min(so_far, finding.verdict, key=STRICTNESS.index)
    return [Mark(n, evidence, verdict) for n, (evidence, verdict) in enumerate(verdicts.items(), 1)]


def draw_page(preview: PagePreview, marks: list[Mark], book: Rulebook, lang: Lang) -> dict[str, Any]:
    """What the template draws for a page: the picture as data, and outlines in pixels of the page."""
    longest = max(preview.width, preview.height)
    radius = round(longest / 45, 1)
    return {
        "data": "data:image/jpeg;base64," + base64.b64encode(preview.jpeg).decode("ascii"),
        "width": preview.width,
        "height": preview.height,
        "stroke": round(longest / 320, 1),
        "radius": radius,
        "caption": f"第 {preview.page} 页" if lang is Lang.ZH else f"page {preview.page}",
        "marks": [
            _outline(mark, mark.evidence.box, preview, radius, view.evidence_text(mark.evidence, book, lang))
            for mark in marks
            if mark.evidence.page == preview.page and mark.evidence.box is not None
        ],
    }


def _outline(mark: Mark, box: Box, preview: PagePreview, radius: float, title: str) -> dict[str, Any]:
    left, top, _, _ = bounds(box)
    return {
        "number": mark.number,
        "verdict": mark.verdict.value,
        "title": f"{mark.number}. {title}",
        "points": " ".join(f"{x:.1f},{y:.1f}" for x, y in box),
        # The number sits on the corner, but wholly inside the page.
        "x": round(min(max(left, radius), preview.width - radius), 1),
        "y": round(min(max(top, radius), preview.height - radius), 1),
    }
