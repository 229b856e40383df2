"""What `merchlint observe` prints: what was seen, without judging. Its schema ships beside the one of the report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from merchlint.assets.model import Place
from merchlint.geometry import Box, bounds
from merchlint.message import Lang
from merchlint.observe.model import AssetObservation, Code, Logo, PageObservation, TextLine
from merchlint.report import view, words
from merchlint.report.json import box_json, place_json
from merchlint.report.pieces import json_pieces
from merchlint.report.safe import plain

SCHEMA = "merchlint-observation/1"


def render_json(observations: Iterable[AssetObservation], lang: Lang) -> Iterator[str]:
    """The observations as one JSON document that ends with a line break; `lang` is that of the reasons."""
    yield from json_pieces({"schema": SCHEMA, "assets": (_asset(a, lang) for a in observations)})
    yield "\n"


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


def render_text(observations: Iterable[AssetObservation], lang: Lang) -> Iterator[str]:
    """The observations for a reader: one line for each thing seen, with its place; a blank line between assets."""
    for number, asset in enumerate(observations):
        if number:
            yield "\n"
        yield from (f"{line}\n" for line in _lines(asset, lang))


def _lines(asset: AssetObservation, lang: Lang) -> Iterator[str]:
    yield f"{plain(asset.path)}  [{plain(asset.media_type)}]"
    if asset.problem is not None:
        verdict = words.word(words.VERDICTS, "incomplete", lang)
        yield f"  ! {verdict}: {plain(asset.problem.what.in_(lang))} {plain(asset.problem.todo.in_(lang))}"
    yield from (f"  {plain(note.in_(lang))}" for note in asset.notes)
    for page in asset.pages:
        yield from _page_lines(page, lang)


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
