"""Put the lines of a page into the order in which a person reads them; lines that continue each other share a block."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Final

from merchlint.geometry import Box, bounds
from merchlint.observe.model import TextLine

_SAME_ROW: Final = 0.5
_LINE_GAP: Final = 1.1
"""Lines of one paragraph are at most this many line heights apart."""
_SIMILAR: Final = 1.45


def arrange(lines: Sequence[TextLine]) -> tuple[TextLine, ...]:
    """The lines in reading order with block numbers from 0; lines without a box come first, each its own block."""
    loose = [line for line in lines if line.box is None]
    placed = [line for line in lines if line.box is not None]
    blocks = _blocks(placed)
    ordered = sorted((sorted(block, key=_within_block) for block in blocks), key=_between_blocks)
    answer = [dataclasses.replace(line, block=number) for number, line in enumerate(loose)]
    for number, block in enumerate(ordered, start=len(loose)):
        answer.extend(dataclasses.replace(line, block=number) for line in block)
    return tuple(answer)


def _box(line: TextLine) -> Box:
    assert line.box is not None
    return line.box


def _within_block(line: TextLine) -> tuple[float, float, str]:
    left, top, right, bottom = bounds(_box(line))
    if line.vertical:
        return (-right, top, line.text)
    return ((top + bottom) / 2, left, line.text)


def _between_blocks(block: list[TextLine]) -> tuple[float, float, str]:
    edges = [bounds(_box(line)) for line in block]
    return (min(e[1] for e in edges), min(e[0] for e in edges), block[0].text)


def _blocks(lines: Sequence[TextLine]) -> list[list[TextLine]]:
    """Connected groups of lines that continue each other."""
    owner = list(range(len(lines)))

    def root(index: int) -> int:
        while owner[index] != index:
            index = owner[index]
        return index

    for i, first in enumerate(lines):
        for j in range(i + 1, len(lines)):
            if _continues(first, lines[j]):
                owner[root(j)] = root(i)
    groups: dict[int, list[TextLine]] = {}
    for index, line in enumerate(lines):
        groups.setdefault(root(index), []).append(line)
    return list(groups.values())


def _continues(a: TextLine, b: TextLine) -> bool:
    """Two lines of one paragraph: alike in size and direction, close, and over each other or on one row."""
    if a.vertical != b.vertical:
        return False
    first, second = bounds(_box(a)), bounds(_box(b))
    if a.vertical:
        first, second = (first[1], first[0], first[3], first[2]), (second[1], second[0], second[3], second[2])
    heights = (first[3] - first[1], second[3] - second[1])
    small, large = min(heights), max(heights)
    if large > _SIMILAR * small:
        return False
    side = min(first[2], second[2]) - max(first[0], second[0])
    down = max(first[1], second[1]) - min(first[3], second[3])
    narrow = min(first[2] - first[0], second[2] - second[0])
    stacked = down <= _LINE_GAP * small and side >= 0.3 * narrow
    in_row = -down >= _SAME_ROW * small and -side <= 1.0 * large
    return stacked or in_row
