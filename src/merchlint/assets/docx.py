"""DOCX: the body with headers, footers, notes and comments as text, links, and every picture (ECMA-376, part 1, 17)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from merchlint.assets.errors import damaged, decoding
from merchlint.assets.model import Page, Place, SourceLink, SourceText
from merchlint.assets.office import KIND, Package, attribute, drawing_texts, external_links, find_all
from merchlint.assets.source import Source
from merchlint.assets.xml import local_name

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
_FIELD_LINK = re.compile(r"HYPERLINK\s+\"([^\"]+)\"")


def docx_pages(source: Source) -> Iterator[Page]:
    """The text as page 1, then a page for each picture."""
    package = Package(source)
    parts = [name for name in package.names("word/") if _PARTS.fullmatch(name)]
    if "word/document.xml" not in parts:
        raise damaged(source.shown, KIND, "part word/document.xml is missing")
    # The body first, then what stands around it.
    parts.sort(key=lambda name: (name != "word/document.xml", name))
    texts: list[SourceText] = []
    links: list[SourceLink] = []
    for name in parts:
        root = package.xml(name)
        layer = None if name == "word/document.xml" else name[5:-4]
        place = Place(layer=layer, hidden=layer == "comments")
        with decoding(source.shown, KIND):
            texts.extend(package.count(_texts(root, place)))
            links.extend(external_links(package.relations(name), place))
            links.extend(_field_links(root, place))
    yield Page(1, text=tuple(texts), links=tuple(links))
    yield from package.pictures("word/media/", 2)


def _texts(root: Element, place: Place) -> Iterator[SourceText]:
    for paragraph in find_all(root, "p"):
        shown, vanished = _paragraph(paragraph)
        for line in shown:
            yield SourceText(line, place)
        for line in vanished:
            yield SourceText(line, replace(place, hidden=True))
    yield from drawing_texts(root, place)


def _paragraph(paragraph: Element) -> tuple[list[str], list[str]]:
    """(visible lines, hidden lines); a text box inside is a paragraph of its own and left out here."""
    shown, vanished = [""], [""]
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        name = local_name(element.tag)
        if name == "r":
            lines = _run_lines(element)
            target = vanished if _is_vanished(element) else shown
            target[-1] += lines[0]
            target.extend(lines[1:])
            # A drawing in the run may hold text boxes, whose paragraphs are found by themselves.
        elif name in ("del", "moveFrom"):
            # Deleted under change tracking: still in the file, no longer in the text.
            vanished[-1] += "".join(piece.text or "" for piece in find_all(element, "delText"))
        elif name not in ("p", "txbxContent", "pPr"):
            waiting.extend(reversed(element))
    return [line for line in shown if line.strip()], [line for line in vanished if line.strip()]


def _run_lines(run: Element) -> list[str]:
    """Lines of one run, broken where it breaks; only its own text, not that of drawings in it."""
    lines = [""]
    for element in run:
        name = local_name(element.tag)
        if name in ("br", "cr"):
            lines.append("")
        elif name == "tab":
            lines[-1] += "\t"
        elif name == "t":
            lines[-1] += element.text or ""
        elif name == "sym":
            lines[-1] += " "
    return lines


def _is_vanished(run: Element) -> bool:
    for properties in run:
        if local_name(properties.tag) == "rPr":
            for element in properties:
                if local_name(element.tag) == "vanish" and attribute(element, "val") not in ("0", "false", "off"):
                    return True
                if local_name(element.tag) == "color" and (attribute(element, "val") or "").upper() == "FFFFFF":
                    # White on a dark table cell or shape is seen; only without any shading is it surely not.
                    return not any(local_name(other.tag) in ("shd", "highlight") for other in properties)
    return False


def _field_links(root: Element, place: Place) -> Iterator[SourceLink]:
    for instruction in find_all(root, "instrText"):
        for address in _FIELD_LINK.findall(instruction.text or ""):
            yield SourceLink(address, place)
