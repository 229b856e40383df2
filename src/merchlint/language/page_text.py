"""Joins the text lines of a page into one text, and finds the way back from it to lines, boxes and places."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from merchlint.assets.model import Place
from merchlint.geometry import Box, Point, bounds, upright
from merchlint.language.dialogue import SpeakerSpan
from merchlint.observe.model import TextLine

SOFT_BREAK = "\u2028"
"""Between lines that the layout broke: a phrase may run across it."""
HARD_BREAK = "\n"
"""Between blocks, lines of a file, and turns of a dialogue: a phrase ends here."""


@dataclass(frozen=True, slots=True)
class Located:
    """Where a span of a page's text stands.

    Attributes:
        lines: indices of the text lines it touches, in order; never empty for a span inside the text.
        box: pixels of the page: the part of the line's box that the span covers; over several lines the upright
            rectangle around the parts; None where the lines have no box.
        place: the first line's place, with the column moved to the span's first character.
    """

    lines: tuple[int, ...]
    box: Box | None
    place: Place


@dataclass(frozen=True, slots=True)
class PageText:
    """One text for a page.

    Attributes:
        text: the lines, joined by `SOFT_BREAK` inside a block with a layout and by `HARD_BREAK` elsewhere.
        lines: the lines it was made of.
        starts: offset in `text` of each line's first character.
        speakers: turns that the file states.
    """

    text: str
    lines: tuple[TextLine, ...]
    starts: tuple[int, ...]
    speakers: tuple[SpeakerSpan, ...] = ()

    def locate(self, start: int, end: int) -> Located:
        """Lines, box and place of ``text[start:end]``.

        Raises:
            ValueError: the span is empty or not inside the text.
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"no span {start}:{end} in a text of {len(self.text)} characters")
        first = max(0, bisect_right(self.starts, start) - 1)
        last = max(first, bisect_right(self.starts, end - 1) - 1)
        touched: list[int] = []
        boxes: list[Box] = []
        for index in range(first, last + 1):
            line, base = self.lines[index], self.starts[index]
            a, b = max(start - base, 0), min(end - base, len(line.text))
            if a >= b:
                continue
            touched.append(index)
            if (part := _part_of_box(line, a, b)) is not None:
                boxes.append(part)
        if not touched:
            touched = [first]
        line = self.lines[touched[0]]
        inside = max(start - self.starts[touched[0]], 0)
        return Located(tuple(touched), _around(boxes), _moved(line.place, inside))


def join_lines(lines: Sequence[TextLine]) -> PageText:
    """Join the lines of a page, in the order given.

    Neighbouring lines of one block that have boxes are parts of one paragraph: a word the layout broke is found again.
    Lines of a file without a layout, other blocks, cells and speakers stay apart.
    """
    pieces: list[str] = []
    starts: list[int] = []
    speakers: list[SpeakerSpan] = []
    at = 0
    for index, line in enumerate(lines):
        if index:
            pieces.append(SOFT_BREAK if _continues(lines[index - 1], line) else HARD_BREAK)
            at += 1
        starts.append(at)
        pieces.append(line.text)
        if line.speaker is not None:
            speakers.append(SpeakerSpan(at, at + len(line.text) + 1, line.speaker))
        at += len(line.text)
    return PageText("".join(pieces), tuple(lines), tuple(starts), tuple(speakers))


def _continues(one: TextLine, other: TextLine) -> bool:
    return (
        one.box is not None
        and other.box is not None
        and one.block == other.block
        and one.speaker is other.speaker
        and one.vertical == other.vertical
        and one.from_file == other.from_file
        and one.place.cell == other.place.cell
        and one.place.layer == other.place.layer
    )


def _moved(place: Place, inside: int) -> Place:
    """The place of a character inside a line; a column counts only where the line itself is counted."""
    if place.column is not None:
        return replace(place, column=place.column + inside)
    return replace(place, column=inside + 1) if place.line is not None else place


def _part_of_box(line: TextLine, start: int, end: int) -> Box | None:
    """The box of some characters of a line: the engine's own where it gives one each, else by share of width."""
    if len(line.char_boxes) == len(line.text):
        return _around(list(line.char_boxes[start:end]))
    if line.box is None:
        return None
    widths = [_width(char) for char in line.text]
    total = sum(widths)
    if total <= 0:
        return line.box
    a, b = sum(widths[:start]) / total, sum(widths[:end]) / total
    top_left, top_right, bottom_right, bottom_left = line.box
    if line.vertical:
        return (
            _between(top_left, bottom_left, a),
            _between(top_right, bottom_right, a),
            _between(top_right, bottom_right, b),
            _between(top_left, bottom_left, b),
        )
    return (
        _between(top_left, top_right, a),
        _between(top_left, top_right, b),
        _between(bottom_left, bottom_right, b),
        _between(bottom_left, bottom_right, a),
    )


def _width(char: str) -> float:
    """Relative advance of a character as printed: Chinese and full-width count double, marks nothing."""
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0.0
    return 1.0 if unicodedata.east_asian_width(char) in "WF" else 0.55


def _between(one: Point, other: Point, share: float) -> Point:
    return (one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share)


def _around(boxes: list[Box]) -> Box | None:
    if not boxes:
        return None
    if len(boxes) == 1:
        return boxes[0]
    edges = [bounds(box) for box in boxes]
    return upright(
        min(e[0] for e in edges), min(e[1] for e in edges), max(e[2] for e in edges), max(e[3] for e in edges)
    )
