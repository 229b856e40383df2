"""What the three Office formats share: a ZIP of XML parts that name each other by relationships (ECMA-376, part 2)."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from merchlint.assets.archive import check_ratio, read_entry
from merchlint.assets.embedded import embedded_pages
from merchlint.assets.errors import damaged, decoding
from merchlint.assets.model import Page, Place, SourceLink, SourceText
from merchlint.assets.source import Source
from merchlint.assets.svg import svg_pages
from merchlint.assets.text import check_length, decode
from merchlint.assets.xml import local_name, parse_xml

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

KIND = ("Office 文件", "Office file")

_MOST_PARTS = 20_000
_BREAKS = frozenset({"br", "cr"})


@dataclass(frozen=True, slots=True)
class Relation:
    """A reference from one part to another part, or to an address outside.

    Attributes:
        kind: last word of the relationship type, e.g. ``image``, ``hyperlink``, ``slide``.
        target: part name, or the address when external.
    """

    identity: str
    kind: str
    target: str
    external: bool


class Package:
    """The parts of an Office file. Every read is bounded; XML is parsed without entities."""

    def __init__(self, source: Source) -> None:
        self.source = source
        with decoding(source.shown, KIND):
            self._archive = zipfile.ZipFile(io.BytesIO(source.data))
            infos = self._archive.infolist()
            if len(infos) > _MOST_PARTS:
                raise damaged(source.shown, KIND, f"it has {len(infos)} parts")
            check_ratio(sum(info.file_size for info in infos), source.shown, len(source.data), source.limits)
            self._infos = {info.filename: info for info in infos}
        self._characters = 0

    def __contains__(self, name: str) -> bool:
        return name in self._infos

    def names(self, prefix: str) -> list[str]:
        """Part names below a folder, sorted."""
        return sorted(name for name in self._infos if name.startswith(prefix))

    def data(self, name: str) -> bytes:
        """The bytes of a part.

        Raises:
            AssetError: missing, damaged or over `max_bytes`.
        """
        info = self._infos.get(name)
        if info is None:
            raise damaged(self.source.shown, KIND, f"part {name} is missing")
        return read_entry(self._archive, info, self.source.shown, self.source.limits)

    def xml(self, name: str) -> Element:
        """The root of an XML part.

        Raises:
            AssetError: as `data`, or not safe to parse.
        """
        text = decode(self.data(name), self.source.shown)
        # Markup is several times longer than what it says.
        check_length(len(text) // 20, self.source.shown, self.source.limits)
        with decoding(self.source.shown, KIND):
            root = parse_xml(text, self.source.shown)
        # The same shape once more for older readers.
        for parent in [element for element in root.iter() if local_name(element.tag) == "AlternateContent"]:
            for fallback in [child for child in parent if local_name(child.tag) == "Fallback"]:
                parent.remove(fallback)
        return root

    def relations(self, name: str) -> dict[str, Relation]:
        """What a part refers to, by relationship id."""
        folder, base = posixpath.split(name)
        path = posixpath.join(folder, "_rels", base + ".rels")
        if path not in self._infos:
            return {}
        found = {}
        for element in self.xml(path):
            target = element.get("Target", "")
            external = element.get("TargetMode") == "External"
            if not external:
                target = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
            identity = element.get("Id", "")
            found[identity] = Relation(identity, element.get("Type", "").rsplit("/", 1)[-1], target, external)
        return found

    def count(self, texts: Iterator[SourceText]) -> Iterator[SourceText]:
        """Passes texts on and raises `AssetError` once the file has said more than `max_text`."""
        for text in texts:
            self._characters += len(text.text)
            check_length(self._characters, self.source.shown, self.source.limits)
            yield text

    def pictures(self, folder: str, first_number: int, *, hidden: frozenset[str] = frozenset()) -> Iterator[Page]:
        """A page for each picture stored in a folder of the package, whether or not it is placed anywhere."""
        number = first_number
        for name in self.names(folder):
            if name.endswith("/"):
                continue
            label = posixpath.basename(name)
            for page in embedded_pages(self.data(name), label, self.source, svg_pages, hidden=name in hidden):
                yield replace(page, number=number)
                number += 1


def attribute(element: Element, name: str) -> str | None:
    """An attribute by its name without namespace."""
    return next((value for key, value in element.attrib.items() if local_name(key) == name), None)


def find_all(root: Element, name: str) -> Iterator[Element]:
    """Descendants by their name without namespace, in document order."""
    return (element for element in root.iter() if local_name(element.tag) == name)


def paragraph_lines(paragraph: Element, text_tag: str = "t", skip: frozenset[str] = frozenset()) -> list[str]:
    """Lines of a paragraph: its runs joined, split where it breaks; what stands in a `skip` element is left out."""
    lines = [""]
    waiting = [paragraph]
    while waiting:
        element = waiting.pop()
        name = local_name(element.tag)
        if element is not paragraph and name in skip:
            continue
        if name in _BREAKS:
            lines.append("")
        elif name == "tab" and element is not paragraph:
            lines[-1] += "\t"
        elif name == text_tag:
            lines[-1] += element.text or ""
        else:
            waiting.extend(reversed(element))
    return [part for line in lines for part in line.splitlines() if part.strip()]


def drawing_texts(root: Element, place: Place) -> Iterator[SourceText]:
    """Alternative texts and titles of pictures and shapes."""
    for name in ("docPr", "cNvPr"):
        for element in find_all(root, name):
            hidden = place.hidden or element.get("hidden") in ("1", "true")
            for key in ("descr", "title"):
                for line in (element.get(key) or "").splitlines():
                    if line.strip():
                        yield SourceText(line, replace(place, layer="alt text", hidden=hidden))


def external_links(relations: dict[str, Relation], place: Place) -> Iterator[SourceLink]:
    """Addresses outside that a part links to."""
    for relation in relations.values():
        if relation.external and relation.kind == "hyperlink" and relation.target.strip():
            yield SourceLink(relation.target.strip(), place)
