"""Line breaking for Chinese and English on a terminal, where a Chinese character is two columns wide."""

from __future__ import annotations

import re

from rich.cells import cell_len

# Marks that must not start a line, and marks that must not end one.
_CLOSING = frozenset("，。、；：！？）〕》」』】”’…%")
_OPENING = frozenset("（〔《「『【“‘¥([{")
# A run of Latin letters and signs, a run of blanks, or one character of a script written without blanks.
_UNIT = re.compile(r"[!-\u024f]+|\s+|.", re.DOTALL)


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` columns; at least one line.

    Breaks at spaces and between Chinese characters, never before a closing mark or after an opening one. A word longer
    than a line is cut.
    """
    if cell_len(text) <= width:
        return [text.rstrip()]
    lines: list[str] = []
    line = ""
    for unit in _units(text):
        if cell_len(line + unit.rstrip()) <= width:
            line += unit
            continue
        if line.strip():
            lines.append(line.rstrip())
        pieces = _cut(unit.lstrip(), width)
        lines.extend(pieces[:-1])
        line = pieces[-1]
    if line.strip() or not lines:
        lines.append(line.rstrip())
    return lines


def _units(text: str) -> list[str]:
    """The pieces of a text between which a line may break."""
    units: list[list[str]] = []
    for piece in _UNIT.findall(text):
        if units and not piece.isspace() and (piece in _CLOSING or units[-1][-1][-1] in _OPENING):
            units[-1].append(piece)
        else:
            units.append([piece])
    return ["".join(unit) for unit in units]


def _cut(word: str, width: int) -> list[str]:
    pieces = [""]
    for char in word:
        if pieces[-1] and cell_len(pieces[-1] + char) > width:
            pieces.append("")
        pieces[-1] += char
    return pieces
