"""What `merchlint observe` prints: what was seen, without judging. Its schema ships beside the one of the report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from merchlint.assets.model import Place
from merchlint.geometry import Box, bounds
from merchlint.message import Lang
from merchlint.observe.model import AssetObservation, Code, Logo, PageObservation, TextLine
from merchlint.report import view, words
from merchlint.report.json import box_json, place_json
from merchlint.report.safe import json_text, plain

SCHEMA = "merchlint-observation/1"


def render_observations(observations: Sequence[AssetObservation], lang: Lang = Lang.ZH) -> str:
    """The observations as one JSON document that ends with a line break; `lang` is that of the reasons."""
    return json_text({"schema": SCHEMA, "assets": [_asset(a, lang) for a in observations]}) + "\n"


def _asset(asset: AssetObservation, lang: Lang) -> dict[str, Any]:
    problem = asset.problem
    reason = None if problem is None else f"{problem.what.in_(lang)} {problem.todo.in_(lang)}".strip()
    return {
        "path": asset.path,
        "digest": asset.digest,
        "media_type": asset.media_type,
        "status": "examined" if problem is None else "incomplete",
        "reason": reason,
        "reason_code": None if problem is None else problem.code,
        "notes": [note.in_(lang) for note in asset.notes],
        "pages": [_page(p) for p in asset.pages],
    }


def _page(page: PageObservation) -> dict[str, Any]:
    return {
        "page": page.page,
        "width": page.width,
        "height": page.height,
        "label": page.label,
        "hidden": page.hidden,
        "text": [_text(line) for line in page.text],
        "codes": [_code(code) for code in page.codes],
        "logos": [_logo(logo) for logo in page.logos],
    }


def _text(line: TextLine) -> dict[str, Any]:
    return {
        "text": line.text,
        "box": box_json(line.box),
        "confidence": round(line.confidence, 4),
        "vertical": line.vertical,
        "from_file": line.from_file,
        "speaker": None if line.speaker is None else line.speaker.value,
        "line": line.place.line,
        "column": line.place.column,
        "place": place_json(line.place),
    }


def _code(code: Code) -> dict[str, Any]:
    return {
        "symbology": code.symbology,
        "payload": code.payload,
        "box": box_json(code.box),
        "confidence": round(code.confidence, 4),
        "line": code.place.line,
        "column": code.place.column,
        "place": place_json(code.place),
    }


def _logo(logo: Logo) -> dict[str, Any]:
    return {"brand": logo.brand, "box": box_json(logo.box), "confidence": round(logo.confidence, 4)}


def render_text(observations: Sequence[AssetObservation], lang: Lang) -> str:
    """The observations for a reader: one line for each thing seen, with its place."""
    lines: list[str] = []
    for asset in observations:
        lines.append(f"{plain(asset.path)}  [{plain(asset.media_type)}]")
        if asset.problem is not None:
            verdict = words.word(words.VERDICTS, "incomplete", lang)
            lines.append(f"  ! {verdict}: {plain(asset.problem.what.in_(lang))} {plain(asset.problem.todo.in_(lang))}")
        lines.extend(f"  {plain(note.in_(lang))}" for note in asset.notes)
        for page in asset.pages:
            lines.extend(_page_lines(page, lang))
        lines.append("")
    return "\n".join(lines)


def _page_lines(page: PageObservation, lang: Lang) -> list[str]:
    head = f"  第 {page.page} 页" if lang is Lang.ZH else f"  page {page.page}"
    if page.width is not None:
        head += f" · {page.width} x {page.height}"
    if page.label:
        head += f" · {plain(page.label)}"
    if page.hidden:
        head += f" · {words.word(words.LABELS, 'hidden', lang)}"
    return [
        head,
        *(_seen("text", line.text, line.confidence, line.box, line.place, lang) for line in page.text),
        *(_seen(code.symbology, code.payload, code.confidence, code.box, code.place, lang) for code in page.codes),
        *(_seen("logo", logo.brand, logo.confidence, logo.box, Place(), lang) for logo in page.logos),
    ]


def _seen(kind: str, seen: str | None, confidence: float, box: Box | None, place: Place, lang: Lang) -> str:
    where = view.place_parts(place, lang)
    if box is not None:
        left, top, right, bottom = (round(v) for v in bounds(box))
        where.append(f"({left}, {top})–({right}, {bottom})")
    shown = words.word(words.LABELS, "unread", lang) if seen is None else plain(seen)
    text = f"    {words.word(words.KINDS, kind, lang)}  {shown}  {confidence:.2f}"
    return text + (f"  {plain(' '.join(where))}" if where else "")
