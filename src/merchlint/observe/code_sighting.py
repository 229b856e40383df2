"""A sighting: one code as one reader saw it in one pass, before the passes are merged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from merchlint.geometry import Box, Point, bounds

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Gray = npt.NDArray[np.uint8]

QR_FAMILY = frozenset({"qr_code", "micro_qr", "rmqr"})
# These show one corner mark. Unread, they are as a rule a corner of a QR code, and their box says little.
ONE_CORNER = frozenset({"micro_qr", "rmqr"})
# Below this an unread sighting gives way to any other one that touches it.
DOUBTFUL = 0.65


@dataclass(frozen=True, slots=True)
class Sighting:
    """One code in one pass.

    Attributes:
        symbology: merchlint's name, e.g. ``qr_code``.
        payload: the text, or None when the code was found but not read.
        box: corners in pixels of the page, clockwise on the page, the first nearest to its top left.
        confidence: 0 to 1.
    """

    symbology: str
    payload: str | None
    box: Box
    confidence: float

    def moved(self, scale: float, dx: float, dy: float) -> Sighting:
        """The same sighting when the picture was `scale` times a part of the page that starts at (dx, dy)."""
        corners = [(x / scale + dx, y / scale + dy) for x, y in self.box]
        return Sighting(self.symbology, self.payload, ordered(corners), self.confidence)

    def turned_back(self, right: float, top: float) -> Sighting:
        """The same sighting when the picture was a part of the page turned a quarter against the clock.

        The part's top right corner stands at (right, top) of the page.
        """
        return Sighting(
            self.symbology, self.payload, ordered([(right - y, top + x) for x, y in self.box]), self.confidence
        )


def ordered(corners: Sequence[Point]) -> Box:
    """Four corners clockwise on the page (y points down), starting with the one nearest to the top left."""
    import math

    cx = sum(x for x, _ in corners) / 4
    cy = sum(y for _, y in corners) / 4
    around = sorted(corners, key=lambda p: (math.atan2(p[1] - cy, p[0] - cx), p))
    first = min(range(4), key=lambda i: (around[i][0] + around[i][1], around[i]))
    a, b, c, d = (around[(first + i) % 4] for i in range(4))
    return (a, b, c, d)


def area(corners: Sequence[Point]) -> float:
    """Area of a polygon in square pixels."""
    pairs = zip(corners, [*corners[1:], corners[0]], strict=True)
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs)) / 2


def overlap(a: Box, b: Box) -> float:
    """Shared area of the upright bounds over the smaller of the two areas, 0 to 1."""
    al, at, ar, ab = bounds(a)
    bl, bt, br, bb = bounds(b)
    shared = max(0.0, min(ar, br) - max(al, bl)) * max(0.0, min(ab, bb) - max(at, bt))
    smaller = min((ar - al) * (ab - at), (br - bl) * (bb - bt))
    return shared / smaller if smaller > 0 else float(shared > 0)


def merged(sightings: Iterable[Sighting]) -> list[Sighting]:
    """One sighting a code: read beats unread, then the surer one, then the larger one.

    An unread sighting that shares half of its place with a kept one is the same code seen worse. Two read sightings are
    the same code when they also carry the same text: a square code printed inside another keeps its own entry.
    """

    def rank(s: Sighting) -> tuple[bool, float, float, str, Box]:
        left, top, right, bottom = bounds(s.box)
        return (s.payload is None, -s.confidence, -(right - left) * (bottom - top), s.symbology, s.box)

    kept: list[Sighting] = []
    for one in sorted(sightings, key=rank):
        if not any(_same(one, other) for other in kept):
            kept.append(one)
    return kept


def _same(worse: Sighting, better: Sighting) -> bool:
    shared = overlap(worse.box, better.box)
    if worse.payload is None and (worse.symbology in ONE_CORNER or worse.confidence < DOUBTFUL):
        return shared > 0.1
    return shared >= 0.5 and (worse.payload is None or worse.payload == better.payload)
