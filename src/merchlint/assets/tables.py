"""CSV and TSV: cells with their names, and the speaker of each row where a column tells."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from merchlint.assets.errors import decoding
from merchlint.assets.model import Limits, Page, Place, SourceText
from merchlint.assets.source import Source
from merchlint.assets.speakers import role_column, speaker_of
from merchlint.assets.text import check_length, decode, one_line

KIND = ("表格", "table")

_DELIMITERS = ",;\t|"
# Rows that are looked at to find the role column.
_HEAD_ROWS = 50


def table_pages(source: Source) -> Iterator[Page]:
    """The one page of a CSV or TSV file."""
    text = decode(source.data, source.shown)
    check_length(len(text), source.shown, source.limits)
    with decoding(source.shown, KIND):
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text, source))
        rows: list[tuple[int, list[str]]] = []
        line = 1
        for cells in reader:
            rows.append((line, cells))
            line = reader.line_num + 1
    yield Page(1, text=tuple(_texts(rows, source.shown, source.limits)))


def cell_name(column: int, row: int) -> str:
    """``B3`` for the 0-based column 1 and the 1-based row 3."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def row_texts(
    rows: Iterable[tuple[int, int | None, list[str]]], head: list[list[str]], sheet: str, shown: str, limits: Limits
) -> Iterator[SourceText]:
    """Cells of (row number, line or None, values) as text; `head` are the first rows, `sheet` a prefix of the names."""
    roles = role_column(head)
    for number, line, values in rows:
        speaker = speaker_of(values[roles]) if roles is not None and roles < len(values) else None
        for column, value in enumerate(values):
            # The role itself is not something that is said.
            if value and not (speaker is not None and column == roles):
                place = Place(line=line, cell=sheet + cell_name(column, number))
                yield from one_line(value, place, shown=shown, limits=limits, speaker=speaker)


def _texts(rows: list[tuple[int, list[str]]], shown: str, limits: Limits) -> Iterator[SourceText]:
    head = [values for _, values in rows[:_HEAD_ROWS]]
    numbered = ((number, line, values) for number, (line, values) in enumerate(rows, start=1))
    return row_texts(numbered, head, "", shown, limits)


def _delimiter(text: str, source: Source) -> str:
    if source.media_type == "text/tab-separated-values":
        return "\t"
    head = [line for line in text[:20_000].splitlines()[:20] if line.strip()]
    # The delimiter that the most lines hold; the order of the candidates settles a tie.
    return max(_DELIMITERS, key=lambda mark: (sum(mark in line for line in head), -_DELIMITERS.index(mark)))
