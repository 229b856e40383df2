"""Lines for a terminal or a log: styled spans, labelled rows and tables, with Chinese two columns wide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from rich.cells import cell_len

from merchlint.report.safe import plain
from merchlint.report.wrap import wrap

# ANSI parameters by the name of a style.
_STYLES = MappingProxyType(
    {
        "violation": "1;31",
        "needs_proof": "1;33",
        "advice": "36",
        "incomplete": "1;35",
        "clean": "32",
        "remedy": "32",
        "strong": "1",
        "faint": "2",
    }
)
_GAP = "  "


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line; a style without a name in the table changes nothing."""

    text: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A label and what stands beside it."""

    label: str
    text: str
    style: str = ""


@dataclass(slots=True)
class Sheet:
    """Collects lines. Every text is made visible and one line by `plain`, so nothing of it acts on a terminal."""

    width: int
    color: bool
    lines: list[str] = field(default_factory=list)

    def line(self, *spans: Span) -> None:
        self.lines.append("".join(map(self._painted, spans)).rstrip())

    def say(self, text: str, style: str = "") -> None:
        """A paragraph, broken at the width."""
        for part in wrap(plain(text), self.width):
            self.line(Span(part, style))

    def rows(self, rows: Sequence[Row], indent: int = 4) -> None:
        """Labels in a column of their own, texts broken beside them."""
        widest = max((cell_len(row.label) for row in rows), default=0)
        room = max(self.width - widest - indent - 1, 20)
        for row in rows:
            label = row.label
            for part in wrap(plain(row.text), room):
                padding = " " * (widest - cell_len(label) + 1)
                self.line(Span(" " * indent + label + padding, "faint"), Span(part, row.style))
                label = ""

    def widths(self, rows: Iterable[Sequence[Span]]) -> list[int]:
        """Columns as wide as the rows need; the first gets the room that is left."""
        widths: list[int] = []
        for cells in rows:
            needed = [cell_len(plain(cell.text)) for cell in cells]
            widths = list(map(max, widths, needed)) if widths else needed
        room = self.width - sum(widths[1:]) - len(_GAP) * (len(widths) - 1)
        return [min(widths[0], max(room, 12)), *widths[1:]]

    def cells(self, cells: Sequence[Span], widths: Sequence[int]) -> None:
        """A row of a table; its first cell is broken to fit."""
        first, *more = wrap(plain(cells[0].text), widths[0])
        spans = [_padded(Span(first, cells[0].style), widths[0])]
        spans += [_padded(cell, width) for cell, width in zip(cells[1:], widths[1:], strict=True)]
        self.line(*spans)
        for part in more:
            self.line(Span(part, cells[0].style))

    def drain(self) -> Iterator[str]:
        """Gives the lines so far away, each with its line break."""
        lines, self.lines = self.lines, []
        return (f"{line}\n" for line in lines)

    def _painted(self, span: Span) -> str:
        text = plain(span.text)
        parameters = _STYLES.get(span.style)
        return f"\x1b[{parameters}m{text}\x1b[0m" if self.color and parameters and text.strip() else text


def _padded(span: Span, width: int) -> Span:
    shown = plain(span.text)
    return Span(shown + " " * (width - cell_len(shown)) + _GAP, span.style)
