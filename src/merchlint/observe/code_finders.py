"""QR codes from their three finder patterns, for codes that the reader saw one corner of."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, NamedTuple

from merchlint.observe.code_sighting import ordered

if TYPE_CHECKING:
    from merchlint.geometry import Box
    from merchlint.observe.code_sighting import Gray

# Areas of a finder pattern in modules: the whole, what lies inside its dark ring, and the dark middle.
_WHOLE, _INSIDE, _MIDDLE = 49.0, 25.0, 9.0
_MOST = 24


class _Finder(NamedTuple):
    x: float
    y: float
    module: float


def squares_of_finders(gray: Gray) -> list[Box]:
    """Boxes that QR codes in an H x W uint8 crop may have, by their finder patterns, the likeliest first.

    Three patterns give one box. Two give every square they may belong to, for the third is often damaged or covered;
    the caller compares what stands there.
    """
    finders = _finders(gray)
    fits: list[tuple[float, Box]] = []
    for corner, one, other in itertools.permutations(finders, 3):
        if (one.x, one.y) > (other.x, other.y):
            continue
        error = _misfit(corner, one, other)
        if error is not None:
            fits.append((error, _square(corner, one, other)))
    if not fits:
        fits = [(2.0, box) for one, other in itertools.combinations(finders[:6], 2) for box in _guesses(one, other)]
    return [box for _, box in sorted(fits, key=lambda fit: (fit[0], fit[1]))]


def _guesses(one: _Finder, other: _Finder) -> list[Box]:
    """The squares in which two finders are neighbours, on either side, or stand across."""
    dx, dy, module = other.x - one.x, other.y - one.y, (one.module + other.module) / 2
    thirds = [
        (one, other, _Finder(one.x - dy, one.y + dx, module)),
        (one, other, _Finder(one.x + dy, one.y - dx, module)),
        (_Finder(one.x + (dx - dy) / 2, one.y + (dy + dx) / 2, module), one, other),
    ]
    return [_square(*three) for three in thirds if _misfit(*three) is not None]


def _finders(gray: Gray) -> list[_Finder]:
    import cv2

    side = (max(gray.shape) // 8) | 1
    found: list[_Finder] = []
    light = cv2.GaussianBlur(gray, (3, 3), 0)
    for black in (
        cv2.adaptiveThreshold(light, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, max(3, side), 4),
        cv2.threshold(light, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)[1],
    ):
        contours, tree = cv2.findContours(black, cv2.RETR_TREE, cv2.CHAIN_APPROX_SIMPLE)
        if tree is None:
            continue
        for number, contour in enumerate(contours):
            inside = int(tree[0][number][2])
            middle = int(tree[0][inside][2]) if inside >= 0 else -1
            if middle < 0:
                continue
            finder = _finder(contour, contours[inside], contours[middle])
            if finder is not None and not any(math.dist(finder[:2], f[:2]) < 2 * f.module for f in found):
                found.append(finder)
    return sorted(found, key=lambda f: (-f.module, f.x, f.y))[:_MOST]


def _finder(whole: object, inside: object, middle: object) -> _Finder | None:
    import cv2

    shapes = [cv2.moments(contour) for contour in (whole, inside, middle)]
    areas = [float(shape["m00"]) for shape in shapes]
    if areas[2] < 4 or not 0.3 < areas[1] / areas[0] < 0.75 or not 0.08 < areas[2] / areas[0] < 0.32:
        return None
    centres = [(shape["m10"] / shape["m00"], shape["m01"] / shape["m00"]) for shape in shapes]
    module = math.sqrt(areas[0] / _WHOLE)
    if math.dist(centres[0], centres[2]) > 1.2 * module:
        return None
    (_, (wide, tall), _) = cv2.minAreaRect(whole)
    if min(wide, tall) < 0.5 * max(wide, tall) or areas[0] < 0.65 * wide * tall:
        return None
    return _Finder(*centres[2], module)


def _misfit(corner: _Finder, one: _Finder, other: _Finder) -> float | None:
    """How far three finders are from a right isosceles triangle with `corner` at its right angle; None: too far."""
    modules = (corner.module, one.module, other.module)
    if max(modules) > 1.6 * min(modules):
        return None
    ax, ay, bx, by = one.x - corner.x, one.y - corner.y, other.x - corner.x, other.y - corner.y
    a, b = math.hypot(ax, ay), math.hypot(bx, by)
    # Centres of finders are 14 (version 1) to 170 (version 40) modules apart.
    module = sum(modules) / 3
    if min(a, b) < 10 * module or max(a, b) > 180 * module:
        return None
    ratio, slant = math.log(a / b), (ax * bx + ay * by) / (a * b)
    if abs(ratio) > 0.45 or abs(slant) > 0.45:
        return None
    return abs(ratio) + abs(slant) + abs(math.log(max(modules) / min(modules)))


def _square(corner: _Finder, one: _Finder, other: _Finder) -> Box:
    """The code reaches 3.5 modules beyond the centres of its finders."""

    def at(u: float, v: float) -> tuple[float, float]:
        return (
            corner.x + u * (one.x - corner.x) + v * (other.x - corner.x),
            corner.y + u * (one.y - corner.y) + v * (other.y - corner.y),
        )

    module = (corner.module + one.module + other.module) / 3
    du = 3.5 * module / math.dist(corner[:2], one[:2])
    dv = 3.5 * module / math.dist(corner[:2], other[:2])
    return ordered([at(-du, -dv), at(1 + du, -dv), at(1 + du, 1 + dv), at(-du, 1 + dv)])
