"""PPTX: a page a slide with its text, notes, alternative texts and links, then every picture (ECMA-376, part 1, 19)."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from merchlint.assets.errors import damaged, decoding, over_limit
from merchlint.assets.model import Page, Place, SourceLink, SourceText
from merchlint.assets.office import (
    KIND,
    Package,
    Relation,
    attribute,
    drawing_texts,
    external_links,
    find_all,
    paragraph_lines,
)
from merchlint.assets.source import Source
from merchlint.assets.xml import local_name

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_SHAPES = frozenset({"sp", "pic", "grpSp", "graphicFrame", "cxnSp"})


def pptx_pages(source: Source) -> Iterator[Page]:
    """Slides in their order, then pictures."""
    package = Package(source)
    slides = list(_slides(package))
    if len(slides) > source.limits.max_pages:
        raise over_limit(
            source.shown,
            "too-many-pages",
            (
                f"共 {len(slides)} 张幻灯片, 超过上限 {source.limits.max_pages}。",
                f"It has {len(slides)} slides, more than the limit of {source.limits.max_pages}.",
            ),
            "max_pages",
        )
    number = 0
    for number, part in enumerate(slides, start=1):
        root = package.xml(part)
        hidden = root.get("show") in ("0", "false")
        relations = package.relations(part)
        with decoding(source.shown, KIND):
            texts = [*_texts(root, Place(hidden=hidden)), *_related(package, relations, hidden)]
            texts = list(package.count(iter(texts)))
        links: tuple[SourceLink, ...] = tuple(external_links(relations, Place(hidden=hidden)))
        yield Page(number, text=tuple(texts), links=links, label=f"slide {number}", hidden=hidden)
    yield from package.pictures("ppt/media/", number + 1)


def _slides(package: Package) -> Iterator[str]:
    presentation = "ppt/presentation.xml"
    relations = package.relations(presentation)
    for element in find_all(package.xml(presentation), "sldId"):
        # The element has two attributes named id; the one of the relationship is in a namespace.
        identity = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
        relation = relations.get(identity)
        if relation is None or relation.target not in package:
            raise damaged(package.source.shown, KIND, f"slide {identity} is missing")
        yield relation.target


def _related(package: Package, relations: dict[str, Relation], hidden: bool) -> Iterator[SourceText]:
    """Notes and comments (seen by the presenter only), charts and diagrams (seen by all), the layout's own words."""
    for relation in relations.values():
        if relation.external or relation.target not in package or not relation.target.endswith(".xml"):
            continue
        if relation.kind in ("notesSlide", "comments"):
            root = package.xml(relation.target)
            place = Place(layer="notes" if relation.kind == "notesSlide" else "comment", hidden=True)
            yield from _texts(root, place)
            for element in find_all(root, "text"):
                yield from (SourceText(line, place) for line in (element.text or "").splitlines() if line.strip())
        elif relation.kind in ("chart", "diagramData", "slideLayout"):
            place = Place(layer=posixpath.basename(relation.target).removesuffix(".xml"), hidden=hidden)
            yield from _texts(package.xml(relation.target), place, placeholders=False)


def _texts(root: Element, place: Place, *, placeholders: bool = True) -> Iterator[SourceText]:
    """Lines of a part. `placeholders` off leaves out "click to add" texts, which only the editor sees."""
    waiting = [(root, place)]
    while waiting:
        element, where = waiting.pop()
        name = local_name(element.tag)
        if name in _SHAPES:
            if not placeholders and next(find_all(element, "ph"), None) is not None:
                continue
            if _is_hidden(element):
                where = replace(where, hidden=True)
        if name == "p":
            yield from (SourceText(line, where) for line in paragraph_lines(element))
        elif name == "v" and element.text and element.text.strip():
            yield SourceText(" ".join(element.text.split()), where)
        else:
            waiting.extend((child, where) for child in reversed(element))
    yield from drawing_texts(root, place)


def _is_hidden(shape: Element) -> bool:
    for group in shape:
        if local_name(group.tag).startswith("nv"):
            for properties in group:
                if local_name(properties.tag) == "cNvPr" and attribute(properties, "hidden") in ("1", "true"):
                    return True
    return False
