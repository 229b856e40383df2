"""Put the lines of a page into the order in which a person reads them; lines that continue each other share a block."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Final, NamedTuple

from merchlint.geometry import bounds
from merchlint.observe.model import TextLine

_LINE_GAP: Final = 1.1
"""Lines of one paragraph are at most this many line heights apart."""
_COLUMN_GAP: Final = 1.8
"""Columns of one text stand farther apart than lines do."""
_WORD_GAP: Final = 1.0
"""Pieces of one row are at most this many line heights apart."""
_SIMILAR: Final = 1.45
"""Lines of one paragraph are alike in height within this factor."""


class _Placed(NamedTuple):
    """A line with the edges it has when the page is turned so that most text is upright, and columns lie as rows."""

    line: TextLine
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top


def arrange(lines: Sequence[TextLine], quarters: int = 0) -> tuple[TextLine, ...]:
    """The lines in reading order with block numbers from 0; lines without a box come first, each its own block.

    Columns of upright characters are read from right to left. The answer does not depend on the order of `lines`.

    Args:
        quarters: quarter turns against the clock after which most text of the page is upright.
    """
    loose = [line for line in lines if line.box is None]
    placed = sorted((_place(line, quarters) for line in lines if line.box is not None), key=_corner)
    blocks = [[p for row in _rows(block) for p in row] for block in _blocks(placed)]
    answer = [dataclasses.replace(line, block=number) for number, line in enumerate(loose)]
    for number, block in enumerate(_cut(blocks), start=len(loose)):
        answer.extend(dataclasses.replace(p.line, block=number) for p in block)
    return tuple(answer)


def _place(line: TextLine, quarters: int) -> _Placed:
    assert line.box is not None
    left, top, right, bottom = bounds(line.box)
    for _ in range(quarters % 4):
        left, top, right, bottom = top, -right, bottom, -left
    return _Placed(line, left, top, right, bottom)


def _corner(p: _Placed) -> tuple[float, float, float, str]:
    return (p.top, p.left, p.right, p.line.text)


def _lying(p: _Placed) -> _Placed:
    """A column laid down as a row, so that the column to the left of it comes below it."""
    return _Placed(p.line, p.top, -p.right, p.bottom, -p.left) if p.line.vertical else p


def _rows(block: Sequence[_Placed]) -> list[list[_Placed]]:
    """The pieces of a block, row by row (columns from the right), each row from its start."""
    rows: list[list[_Placed]] = []
    pieces = {id(p): _lying(p) for p in block}
    for piece in sorted(block, key=lambda p: (pieces[id(p)].top + pieces[id(p)].bottom, pieces[id(p)].left)):
        lying = pieces[id(piece)]
        last = pieces[id(rows[-1][-1])] if rows else None
        middle = (lying.top + lying.bottom) / 2
        if last is not None and last.top + 0.25 * last.height <= middle <= last.bottom - 0.25 * last.height:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda p: (pieces[id(p)].left, pieces[id(p)].top)) for row in rows]


def _blocks(lines: Sequence[_Placed]) -> list[list[_Placed]]:
    """Connected groups of lines that continue each other."""
    owner = list(range(len(lines)))

    def root(index: int) -> int:
        while owner[index] != index:
            index = owner[index]
        return index

    laid = [_lying(p) for p in lines]
    for i, first in enumerate(laid):
        for j in range(i + 1, len(laid)):
            if first.line.vertical == laid[j].line.vertical and _continues(first, laid[j]):
                owner[root(j)] = root(i)
    groups: dict[int, list[_Placed]] = {}
    for index, line in enumerate(lines):
        groups.setdefault(root(index), []).append(line)
    return list(groups.values())


def _continues(a: _Placed, b: _Placed) -> bool:
    """Two lines of one paragraph: alike in height, close, and over each other or in one row."""
    small, large = sorted((a.height, b.height))
    if large > _SIMILAR * small:
        return False
    shared = min(a.right, b.right) - max(a.left, b.left)
    blank = max(a.top, b.top) - min(a.bottom, b.bottom)
    narrow = min(a.right - a.left, b.right - b.left)
    gap = _COLUMN_GAP if a.line.vertical else _LINE_GAP
    stacked = blank <= gap * small and shared >= 0.3 * narrow
    in_row = -blank >= 0.5 * small and -shared <= _WORD_GAP * large
    return stacked or in_row


def _cut(blocks: list[list[_Placed]]) -> list[list[_Placed]]:
    """Blocks in reading order: cut where a blank runs across the page, else where one runs down it."""
    if len(blocks) < 2:
        return blocks
    for low, high in (("top", "bottom"), ("left", "right")):
        spans = [(min(getattr(p, low) for p in b), max(getattr(p, high) for p in b)) for b in blocks]
        order = sorted(range(len(blocks)), key=lambda i: (spans[i], i))
        parts: list[list[list[_Placed]]] = []
        reach = float("-inf")
        for index in order:
            if spans[index][0] >= reach:
                parts.append([])
            parts[-1].append(blocks[index])
            reach = max(reach, spans[index][1])
        if len(parts) > 1:
            columns = low == "left" and all(p.line.vertical for b in blocks for p in b)
            return [b for part in (reversed(parts) if columns else parts) for b in _cut(part)]
    return sorted(blocks, key=lambda b: (min(p.top for p in b), min(p.left for p in b)))
