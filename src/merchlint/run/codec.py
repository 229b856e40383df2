"""Observations as plain JSON data and back, for the cache. Never pickle: a cache may come from somewhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from merchlint.assets.model import Place, Speaker
from merchlint.geometry import Box
from merchlint.message import Message
from merchlint.observe.model import AssetObservation, Code, Logo, PageObservation, TextLine

Json = Any  # what json.loads gives; checked field by field below


class CodecError(ValueError):
    """Data that is no observation of this version."""


def encode(observations: Sequence[AssetObservation], path: str) -> Json:
    """JSON data of the observations of one file; `path` is cut from their names so that a moved file still hits."""
    return [
        {
            "member": o.path.removeprefix(path),
            "digest": o.digest,
            "media_type": o.media_type,
            "pages": [_encode_page(p) for p in o.pages],
            "notes": [[n.zh, n.en] for n in o.notes],
        }
        for o in observations
    ]


def decode(data: Json, path: str) -> tuple[AssetObservation, ...]:
    """The observations of the file now called `path`.

    Raises:
        CodecError: the data is damaged.
    """
    if not isinstance(data, list) or not data:
        raise CodecError("no list of observations")
    try:
        return tuple(
            AssetObservation(
                path=path + o["member"],
                digest=o["digest"],
                media_type=o["media_type"],
                pages=tuple(_decode_page(p) for p in o["pages"]),
                notes=tuple(Message(zh, en) for zh, en in o["notes"]),
            )
            for o in data
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CodecError(str(error)) from error


def _encode_page(page: PageObservation) -> Json:
    return {
        "page": page.page,
        "width": page.width,
        "height": page.height,
        "label": page.label,
        "hidden": page.hidden,
        "text": [
            [
                line.text,
                line.box,
                line.confidence,
                _encode_place(line.place),
                line.speaker,
                line.block,
                line.vertical,
                line.char_boxes,
                line.from_file,
            ]
            for line in page.text
        ],
        "codes": [[c.symbology, c.payload, c.box, c.confidence, _encode_place(c.place)] for c in page.codes],
        "logos": [[logo.brand, logo.box, logo.confidence] for logo in page.logos],
    }


def _decode_page(data: Mapping[str, Json]) -> PageObservation:
    return PageObservation(
        page=data["page"],
        width=data["width"],
        height=data["height"],
        label=data["label"],
        hidden=data["hidden"],
        text=tuple(_decode_line(line) for line in data["text"]),
        codes=tuple(
            Code(symbology, payload, _optional_box(box), confidence, _decode_place(place))
            for symbology, payload, box, confidence, place in data["codes"]
        ),
        logos=tuple(Logo(brand, _box(box), confidence) for brand, box, confidence in data["logos"]),
    )


def _decode_line(data: Sequence[Json]) -> TextLine:
    text, box, confidence, place, speaker, block, vertical, char_boxes, from_file = data
    return TextLine(
        text=text,
        box=_optional_box(box),
        confidence=confidence,
        place=_decode_place(place),
        speaker=Speaker(speaker) if speaker is not None else None,
        block=block,
        vertical=vertical,
        char_boxes=tuple(_box(b) for b in char_boxes),
        from_file=from_file,
    )


def _encode_place(place: Place) -> Json:
    return {f.name: getattr(place, f.name) for f in fields(Place) if getattr(place, f.name) != f.default}


def _decode_place(data: Mapping[str, Json]) -> Place:
    return Place(**data)


def _optional_box(data: Json) -> Box | None:
    return None if data is None else _box(data)


def _box(data: Json) -> Box:
    a, b, c, d = ((float(x), float(y)) for x, y in data)
    return a, b, c, d
