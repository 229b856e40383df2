"""XLSX: a page a sheet with named cells, comments and links, then every picture (ECMA-376, part 1, 18)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from merchlint.assets.errors import damaged, decoding, over_limit
from merchlint.assets.model import Page, Place, SourceLink, SourceText
from merchlint.assets.office import KIND, Package, attribute, drawing_texts, find_all, paragraph_lines
from merchlint.assets.source import Source
from merchlint.assets.speakers import role_column, speaker_of
from merchlint.assets.tables import cell_name
from merchlint.assets.text import one_line
from merchlint.assets.xml import local_name

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_LINK_FORMULA = re.compile(r"HYPERLINK\(\s*\"([^\"]+)\"", re.IGNORECASE)
_HEAD_ROWS = 50


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    part: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class _Cell:
    column: int
    row: int
    value: str
    hidden: bool


def xlsx_pages(source: Source) -> Iterator[Page]:
    """Sheets in the order of the workbook, then pictures."""
    package = Package(source)
    sheets = list(_sheets(package))
    if len(sheets) > source.limits.max_pages:
        raise over_limit(
            source.shown,
            "too-many-pages",
            (
                f"共 {len(sheets)} 个工作表, 超过上限 {source.limits.max_pages}。",
                f"It has {len(sheets)} sheets, more than the limit of {source.limits.max_pages}.",
            ),
            "max_pages",
        )
    with decoding(source.shown, KIND):
        shared = _shared_strings(package)
    number = 0
    for number, sheet in enumerate(sheets, start=1):
        root = package.xml(sheet.part)
        with decoding(source.shown, KIND):
            cells = list(_cells(root, shared, source))
            texts = [*_texts(cells, sheet, source), *_around(package, sheet)]
            links = list(_links(root, package, sheet))
            texts = list(package.count(iter(texts)))
        yield Page(number, text=tuple(texts), links=tuple(links), label=sheet.name, hidden=sheet.hidden)
    yield from package.pictures("xl/media/", number + 1)


def _sheets(package: Package) -> Iterator[_Sheet]:
    workbook = "xl/workbook.xml"
    relations = package.relations(workbook)
    for element in find_all(package.xml(workbook), "sheet"):
        relation = relations.get(attribute(element, "id") or "")
        if relation is None or relation.target not in package:
            raise damaged(package.source.shown, KIND, f"sheet {element.get('name')} is missing")
        # Charts and dialogs are sheets too; their text is in the drawings of the package.
        hidden = element.get("state") in ("hidden", "veryHidden")
        yield _Sheet(element.get("name", ""), relation.target, hidden)


def _shared_strings(package: Package) -> list[str]:
    if "xl/sharedStrings.xml" not in package:
        return []
    root = package.xml("xl/sharedStrings.xml")
    return [_joined(item) for item in root if local_name(item.tag) == "si"]


def _joined(item: Element) -> str:
    """A string with its formatted runs joined; phonetic guides are not part of it."""
    pieces = []
    for child in item:
        name = local_name(child.tag)
        if name == "t":
            pieces.append(child.text or "")
        elif name == "r":
            pieces.extend(piece.text or "" for piece in child if local_name(piece.tag) == "t")
    return "".join(pieces)


def _cells(root: Element, shared: list[str], source: Source) -> Iterator[_Cell]:
    hidden_columns = {
        column
        for element in find_all(root, "col")
        if element.get("hidden") in ("1", "true")
        for column in range(int(element.get("min", "1")) - 1, min(int(element.get("max", "1")), 16_384))
    }
    row_number = 0
    for row in find_all(root, "row"):
        row_number = int(row.get("r", row_number + 1))
        hidden_row = row.get("hidden") in ("1", "true")
        column = -1
        for element in row:
            if local_name(element.tag) != "c":
                continue
            match = _CELL.fullmatch(element.get("r", ""))
            column = _column(match.group(1)) if match else column + 1
            value = _value(element, shared, source)
            if value.strip():
                yield _Cell(column, row_number, value, hidden_row or column in hidden_columns)


def _column(letters: str) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


def _value(element: Element, shared: list[str], source: Source) -> str:
    kind = element.get("t", "n")
    raw = next((child.text or "" for child in element if local_name(child.tag) == "v"), "")
    if kind == "s":
        index = int(raw or -1)
        if not 0 <= index < len(shared):
            raise damaged(source.shown, KIND, f"shared string {raw} is missing")
        return shared[index]
    if kind == "inlineStr":
        return "".join(_joined(child) for child in element if local_name(child.tag) == "is")
    # A long number is stored as 1.3800138E10; as text it is the phone it was typed as.
    if kind == "n" and re.fullmatch(r"\d(\.\d+)?E\+?\d+", raw, re.IGNORECASE):
        return f"{float(raw):.0f}"
    return raw


def _texts(cells: list[_Cell], sheet: _Sheet, source: Source) -> Iterator[SourceText]:
    rows: dict[int, dict[int, str]] = {}
    for cell in cells:
        if cell.column < 200 and len(rows) <= _HEAD_ROWS:
            rows.setdefault(cell.row, {})[cell.column] = cell.value
    head = [[row.get(column, "") for column in range(max(row) + 1)] for row in rows.values()]
    roles = role_column(head)
    speakers = {cell.row: speaker_of(cell.value) for cell in cells if cell.column == roles}
    for cell in cells:
        speaker = speakers.get(cell.row)
        if speaker is not None and cell.column == roles:
            continue
        place = Place(cell=f"{sheet.name}!{cell_name(cell.column, cell.row)}", hidden=cell.hidden or sheet.hidden)
        yield from one_line(cell.value, place, shown=source.shown, limits=source.limits, speaker=speaker)


def _around(package: Package, sheet: _Sheet) -> Iterator[SourceText]:
    """Comments, text boxes and alternative texts of a sheet."""
    for relation in package.relations(sheet.part).values():
        if relation.external or relation.target not in package or not relation.target.endswith(".xml"):
            continue
        if relation.kind in ("comments", "threadedComment"):
            for comment in find_all(package.xml(relation.target), relation.kind.removesuffix("s")):
                place = Place(cell=f"{sheet.name}!{comment.get('ref', '')}", layer="comment", hidden=True)
                said = "".join(piece.text or "" for name in ("t", "text") for piece in find_all(comment, name))
                yield from (SourceText(line, place) for line in said.splitlines() if line.strip())
        elif relation.kind == "drawing":
            root = package.xml(relation.target)
            place = Place(layer=posixpath.basename(relation.target), hidden=sheet.hidden)
            for paragraph in find_all(root, "p"):
                yield from (SourceText(line, place) for line in paragraph_lines(paragraph))
            yield from drawing_texts(root, place)


def _links(root: Element, package: Package, sheet: _Sheet) -> Iterator[SourceLink]:
    relations = package.relations(sheet.part)
    for element in find_all(root, "hyperlink"):
        relation = relations.get(attribute(element, "id") or "")
        if relation is not None and relation.external:
            place = Place(cell=f"{sheet.name}!{element.get('ref', '')}", hidden=sheet.hidden)
            yield SourceLink(relation.target, place)
    for cell in find_all(root, "c"):
        for formula in cell:
            if local_name(formula.tag) == "f":
                for address in _LINK_FORMULA.findall(formula.text or ""):
                    yield SourceLink(address, Place(cell=f"{sheet.name}!{cell.get('r', '')}", hidden=sheet.hidden))
