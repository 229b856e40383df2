"""Boxes: four corners in pixels of the page as rendered, clockwise from top left."""

from __future__ import annotations

Point = tuple[float, float]
Box = tuple[Point, Point, Point, Point]


def upright(left: float, top: float, right: float, bottom: float) -> Box:
    """The box of an upright rectangle, in pixels."""
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def bounds(box: Box) -> tuple[float, float, float, float]:
    """(left, top, right, bottom) of the upright rectangle around a box."""
    xs = [p[0] for p in box]
    ys = [p[1] for p in box]
    return min(xs), min(ys), max(xs), max(ys)
