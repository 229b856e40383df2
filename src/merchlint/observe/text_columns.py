"""Find columns whose characters stand so far apart that the detector takes each for a line of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from merchlint.geometry import upright
from merchlint.observe.text_detect import Quad, Region, clockwise

if TYPE_CHECKING:
    from merchlint.assets.model import Pixels

_SQUARE: Final = 1.5
"""A single character is at most this many times as long as wide, with the detector's margin (一 is wider)."""
_FARTHEST: Final = 1.6
"""Blank between characters of a column, in characters."""
_ALIGNED: Final = 0.35
_ALIKE: Final = 1.8
_FEWEST: Final = 3
_PIECE: Final = 1.35
"""Pieces of one column are alike in width within this factor."""
_TOUCHING: Final = 0.25
"""Blank between two pieces of a column, in widths; the detector's margins all but touch."""
_CELL: Final = 64


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """Single characters one over the other. `quad` holds them all; `parts` are theirs, from the top."""

    quad: Quad
    parts: tuple[Quad, ...]
    score: float


def continued(regions: Sequence[Region]) -> list[Region]:
    """The regions, with a column that the detector has cut in two made one again.

    Of widely spaced characters it links some and not others, so the last one or two become regions of their own.
    """
    done: list[Region] = []
    waiting = sorted(regions, key=lambda r: (r.quad[:, 1].min(), r.quad[:, 0].min()))
    for region in waiting:
        above = next((i for i in range(len(done)) if _continues(done[i].quad, region.quad)), None)
        if above is None:
            done.append(region)
        else:
            whole = cv2.minAreaRect(np.concatenate([done[above].quad, region.quad]))
            score = min(done[above].score, region.score)
            done[above] = Region(clockwise(cv2.boxPoints(whole).astype(np.float32)), score)
    return done


def _continues(above: Quad, below: Quad) -> bool:
    """Both are pieces of one column, at least one of them longer than a character, and they all but touch."""
    (wide_a, tall_a), (wide_b, tall_b) = _size(above), _size(below)
    wide = max(wide_a, wide_b)
    if wide > _PIECE * min(wide_a, wide_b) or max(tall_a, tall_b) <= _SQUARE * wide or min(tall_a, tall_b) < 0.5 * wide:
        return False
    shift = abs(float(above[:, 0].mean() - below[:, 0].mean()))
    blank = float(below[:, 1].min() - above[:, 1].max())
    return shift <= _ALIGNED * wide and -wide <= blank <= _TOUCHING * wide


def columns(regions: Sequence[Region]) -> tuple[list[Column], list[Region]]:
    """Columns of single characters, and the regions that belong to none.

    A stack counts as a column only where the characters are farther from whatever stands beside them than from each
    other: two rows of widely spaced characters remain rows.
    """
    singles = sorted((r for r in regions if _single(r.quad)), key=lambda r: (r.quad[:, 1].min(), r.quad[:, 0].min()))
    taken: set[int] = set()
    found = []
    for index in range(len(singles)):
        if index in taken:
            continue
        chain = [index]
        for later in range(index + 1, len(singles)):
            if later not in taken and _follows(singles[chain[-1]].quad, singles[later].quad):
                chain.append(later)
        members = [singles[i] for i in chain]
        if len(members) >= _FEWEST and not _is_in_rows(members, regions):
            taken.update(chain)
            found.append(_column(members))
    used = {id(singles[i]) for i in taken}
    return found, [r for r in regions if id(r) not in used]


def _single(quad: Quad) -> bool:
    wide, tall = _size(quad)
    return max(wide, tall) <= _SQUARE * min(wide, tall)


def _size(quad: Quad) -> tuple[float, float]:
    wide, tall = quad.max(axis=0) - quad.min(axis=0)
    return max(float(wide), 1e-6), max(float(tall), 1e-6)


def _follows(above: Quad, below: Quad) -> bool:
    """The second quad stands right under the first and is about as large."""
    side_a, side_b = max(_size(above)), max(_size(below))
    large = max(side_a, side_b)
    if large > _ALIKE * min(side_a, side_b):
        return False
    shift = abs(float(above[:, 0].mean() - below[:, 0].mean()))
    blank = float(below[:, 1].min() - above[:, 1].max())
    return shift <= _ALIGNED * large and -0.5 * large <= blank <= _FARTHEST * large


def _is_in_rows(members: Sequence[Region], regions: Sequence[Region]) -> bool:
    """Whether most characters of a stack have a neighbour to a side as near as the one below."""
    step = float(np.median(np.diff([float(m.quad[:, 1].mean()) for m in members])))
    beside = 0
    for member in members:
        middle = member.quad.mean(axis=0)
        size = max(_size(member.quad))
        for other in regions:
            if other is member or not _single(other.quad):
                continue
            away = np.abs(other.quad.mean(axis=0) - middle)
            if away[1] < 0.4 * size and away[0] <= 0.9 * step:
                beside += 1
                break
    return 2 * beside > len(members)


def _column(members: Sequence[Region]) -> Column:
    points = np.concatenate([m.quad for m in members])
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    quad = np.array(upright(left, top, right, bottom), dtype=np.float32)
    return Column(quad, tuple(m.quad for m in members), min(m.score for m in members))


def strip(crops: Sequence[Pixels]) -> Pixels:
    """Single characters set side by side as one line, each in a square cell on its own ground."""
    cells = []
    for crop in crops:
        height, width = crop.shape[:2]
        scale = _CELL / max(height, width)
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        small = cv2.resize(crop, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
        ground = np.median(np.concatenate([small[0], small[-1], small[:, 0], small[:, -1]]), axis=0)
        cell = np.full((_CELL, _CELL, 3), ground, np.uint8)
        top, left = (_CELL - size[1]) // 2, (_CELL - size[0]) // 2
        cell[top : top + size[1], left : left + size[0]] = small
        cells.append(cell)
    line: Pixels = np.hstack(cells).astype(np.uint8)
    return line
