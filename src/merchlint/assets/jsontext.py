"""JSON and JSON lines: every string, and every number long enough to be a phone or account, with its key path."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from merchlint.assets.errors import decoding
from merchlint.assets.model import Page, Place, SourceText, Speaker
from merchlint.assets.source import Source
from merchlint.assets.speakers import is_role_heading, speaker_of
from merchlint.assets.text import check_length, decode, one_line

KIND = ("JSON 文件", "JSON file")

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|\n')
_ACCOUNT = re.compile(r"\d{5,}")


class _Pairs(list[tuple[str, object]]):
    """An object as it stands, double keys included."""


class _Number(str):
    """A number as it is written."""

    __slots__ = ()


def json_pages(source: Source) -> Iterator[Page]:
    """The one page of a JSON or JSON lines file."""
    text = decode(source.data, source.shown)
    check_length(len(text), source.shown, source.limits)
    with decoding(source.shown, KIND):
        try:
            found = list(_texts(text, 1, source))
        except json.JSONDecodeError:
            # Several documents, a line each, also occur under the plain name.
            found = [
                item
                for number, line in enumerate(text.split("\n"), start=1)
                if line.strip()
                for item in _texts(line, number, source)
            ]
    yield Page(1, text=tuple(found))


def _texts(text: str, first_line: int, source: Source) -> Iterator[SourceText]:
    document = json.loads(
        text, object_pairs_hook=_Pairs, parse_int=_Number, parse_float=_Number, parse_constant=lambda name: None
    )
    places = _places(text, first_line)
    for value, path, speaker, is_key in _walk(document, "", None):
        line, column = next(places)
        if is_key or (isinstance(value, _Number) and not _ACCOUNT.search(value)):
            continue
        place = Place(line=line, column=column, layer=path or None)
        yield from one_line(str(value), place, shown=source.shown, limits=source.limits, speaker=speaker)


def _places(text: str, line: int) -> Iterator[tuple[int, int]]:
    """Where each string and number begins, in the order of the document, which is also the order of `_walk`."""
    start = 0
    for token in _TOKEN.finditer(text):
        if token.group() == "\n":
            line += 1
            start = token.end()
        else:
            yield line, token.start() - start + 1


def _walk(value: object, path: str, speaker: Speaker | None) -> Iterator[tuple[str, str, Speaker | None, bool]]:
    """(text, key path, speaker, whether it is a key) of every string and number."""
    if isinstance(value, _Pairs):
        spoken = _role(value) or speaker
        for key, inner in value:
            yield key, path, None, True
            yield from _walk(inner, f"{path}.{key}" if path else key, spoken)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _walk(inner, f"{path}[{index}]", speaker)
    elif isinstance(value, str):
        yield value, path, speaker, False


def _role(pairs: _Pairs) -> Speaker | None:
    for key, value in pairs:
        if is_role_heading(key) and isinstance(value, str):
            return speaker_of(value)
    return None
