"""How large a picture is looked at, in which tiles, and how finds on overlapping tiles become one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from merchlint.observe.text_detect import Quad, Region, clockwise

GLANCE: Final = 736
"""Longest side, in pixels seen by the network, of a look at the whole picture."""
_FINEST: Final = 0.5
"""Large pictures are looked at half their size: characters of 20 pixels (5 points at 300 dpi) are then still 10."""
_POINTS: Final = 5.0
_CHARACTER: Final = 10.0
"""Pixels a character needs to be found by the network."""
_ENLARGE: Final = 2.0
"""How far small pictures, such as forwarded copies, are enlarged at most."""
TILE: Final = 1280
OVERLAP: Final = 160


@dataclass(frozen=True, slots=True)
class Tile:
    """A part of a picture, in its pixels; right and bottom are exclusive."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Look:
    """One scale at which a picture is looked at, and the tiles that cover it."""

    scale: float
    tiles: tuple[Tile, ...]


def looks(width: int, height: int, dpi: float | None) -> tuple[Look, ...]:
    """How to look at a picture: a small one once and whole; a large one whole, then closer in overlapping tiles."""
    longest = max(width, height)
    glance = min(_ENLARGE, GLANCE / longest)
    closest = _FINEST if dpi is None else min(_FINEST, _CHARACTER * 72.0 / (_POINTS * dpi))
    whole = Look(glance, (Tile(0, 0, width, height),))
    if closest <= glance * 1.15:
        return (whole,)
    close = Look(closest, cut(width, height, round(TILE / closest), round(OVERLAP / closest)))
    if len(close.tiles) == 1:
        return (close,)
    return (whole, close)


def cut(width: int, height: int, side: int, overlap: int) -> tuple[Tile, ...]:
    """Tiles of at most `side` pixels that cover a picture; neighbours share at least `overlap` pixels."""
    return tuple(
        Tile(left, top, right, bottom)
        for top, bottom in _spans(height, side, overlap)
        for left, right in _spans(width, side, overlap)
    )


def _spans(length: int, side: int, overlap: int) -> list[tuple[int, int]]:
    if length <= side:
        return [(0, length)]
    count = math.ceil((length - overlap) / (side - overlap))
    starts = [round(i * (length - side) / (count - 1)) for i in range(count)]
    return [(start, start + side) for start in starts]


def merge(regions: Sequence[Region]) -> list[Region]:
    """One region for each line that several tiles or scales have found, or found a part of.

    The order of the answer depends only on the set of regions, not on their order.
    """
    rest = sorted(regions, key=lambda r: (-_area(r.quad), r.quad.tobytes()))
    merged: list[Region] = []
    for region in rest:
        region_now = region
        joined = True
        while joined:
            joined = False
            for index, other in enumerate(merged):
                union = _union(other, region_now)
                if union is not None:
                    region_now = union
                    del merged[index]
                    joined = True
                    break
        merged.append(region_now)
    return merged


def _union(a: Region, b: Region) -> Region | None:
    """Both as one region when they are the same line or two parts of it, else None."""
    if not _near(a.quad, b.quad):
        return None
    shared = overlap_area(a.quad, b.quad)
    small, large = sorted((a, b), key=lambda r: _area(r.quad))
    if shared <= 0.0:
        return None
    thin_small, thin_large = thickness(small.quad), thickness(large.quad)
    if shared >= 0.7 * _area(small.quad):
        if thin_large < 1.7 * thin_small or shared >= 0.9 * _area(small.quad):
            return large
        return None
    if max(thin_small, thin_large) > 1.5 * min(thin_small, thin_large) or not _parallel(a.quad, b.quad):
        return None
    rectangle = cv2.minAreaRect(np.concatenate([a.quad, b.quad]))
    if min(rectangle[1]) > 1.35 * max(thin_small, thin_large):
        return None
    return Region(clockwise(cv2.boxPoints(rectangle).astype(np.float32)), max(a.score, b.score))


def _near(a: Quad, b: Quad) -> bool:
    return bool((a.min(axis=0) <= b.max(axis=0)).all() and (b.min(axis=0) <= a.max(axis=0)).all())


def _parallel(a: Quad, b: Quad) -> bool:
    first, second = _long_side(a), _long_side(b)
    return abs(float(np.dot(first, second))) > 0.97


def _long_side(quad: Quad) -> Quad:
    across, down = quad[1] - quad[0], quad[3] - quad[0]
    side: Quad = across if np.linalg.norm(across) >= np.linalg.norm(down) else down
    length = float(np.linalg.norm(side))
    return side / length if length else side


def thickness(quad: Quad) -> float:
    """Pixels across the line: the shorter side."""
    return float(min(np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[3] - quad[0])))


def overlap_area(a: Quad, b: Quad) -> float:
    """Square pixels that two convex quads share."""
    area, _ = cv2.intersectConvexConvex(a.astype(np.float32), b.astype(np.float32))
    return float(area)


def _area(quad: Quad) -> float:
    return float(cv2.contourArea(quad.astype(np.float32)))
