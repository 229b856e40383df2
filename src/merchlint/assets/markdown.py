"""Markdown: its lines without the marks that a reader does not see, its links, and pictures inside the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from merchlint.assets.embedded import data_address, embedded_pages
from merchlint.assets.errors import decoding
from merchlint.assets.integrity import KIND
from merchlint.assets.model import Page, Place, SourceLink, SourceText
from merchlint.assets.source import Source
from merchlint.assets.svg import svg_pages
from merchlint.assets.text import decode, lines

# Bounded repeats: a line made of brackets must not cost more than its length.
_LINK = re.compile(
    r"(!?)\[([^\[\]]{0,2000})\]\(\s*<?([^()\s<>]{1,2000}(?:\([^()\s]{0,200}\))?)>?(?:\s+[\"'(][^\"')]{0,500}[\"')])?\s*\)"
)
_DATA = re.compile(r"!\[([^\[\]]{0,2000})\]\(\s*(data:image/[^)\s]+)\s*\)")
_DEFINITION = re.compile(r"\s{0,3}\[([^\[\]]{1,500})\]:\s*<?(\S+?)>?(?:\s.*)?$")
_REFERENCE = re.compile(r"!?\[([^\[\]]{1,2000})\](?:\[[^\[\]]{0,500}\])?")
_AUTOLINK = re.compile(r"<((?:https?|mailto|tel|weixin)[^<>\s]{1,2000})>", re.IGNORECASE)
_EMPHASIS = re.compile(r"\\([!-/:-@\[-`{-~])|\*{1,3}|~~|`+|(?<![A-Za-z0-9])_{1,3}|_{1,3}(?![A-Za-z0-9])")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,500}>|<!--.{0,2000}?-->")


def markdown_pages(source: Source) -> Iterator[Page]:
    """The text of the file as page 1, then a page for each picture that it carries as a ``data:`` address."""
    texts: list[SourceText] = []
    links: list[SourceLink] = []
    pictures: list[str] = []
    for row in lines(decode(source.data, source.shown), source.shown, source.limits):
        pictures.extend(match.group(2) for match in _DATA.finditer(row.text))
        text = _DATA.sub(lambda match: match.group(1), row.text)
        links.extend(_links(text, row.place))
        plain = _plain(text)
        if plain.strip():
            texts.append(SourceText(plain, row.place))
    yield Page(1, text=tuple(texts), links=tuple(links))
    number = 1
    for index, address in enumerate(pictures, start=1):
        with decoding(source.shown, KIND):
            data = data_address(address, source)
        for page in embedded_pages(data, f"picture {index}", source, svg_pages) if data is not None else ():
            number += 1
            yield replace(page, number=number)


def _links(text: str, place: Place) -> Iterator[SourceLink]:
    for match in _LINK.finditer(text):
        if not match.group(1):
            yield SourceLink(match.group(3), replace(place, column=match.start() + 1))
    for match in _AUTOLINK.finditer(text):
        yield SourceLink(match.group(1), replace(place, column=match.start() + 1))
    definition = _DEFINITION.match(text)
    if definition:
        yield SourceLink(definition.group(2), place)


def _plain(text: str) -> str:
    """The line as it reads once rendered; addresses stay where a reader sees them."""
    if _DEFINITION.match(text):
        return ""
    text = _LINK.sub(lambda match: match.group(2), text)
    text = _AUTOLINK.sub(lambda match: match.group(1), text)
    text = _TAG.sub("", text)
    text = _REFERENCE.sub(lambda match: match.group(1), text)
    return _EMPHASIS.sub(lambda match: match.group(1) or "", text)
