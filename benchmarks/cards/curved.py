"""Cards with text on an arc, as on round stickers and banners: how far the readers carry is measured, no bar is set."""

from __future__ import annotations

import math
import random
from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from benchmarks.cards import wording
from benchmarks.cards.compose import Canvas, Card, Color, Font, Truth, corners, paper

BENDS: Final = {"arc up to 40°": (15.0, 40.0), "arc 40° to 90°": (40.0, 90.0), "arc 90° to 180°": (90.0, 180.0)}
"""Layout name: degrees that the whole line turns from its first to its last character."""
_SIDE: Final = 1000


def curved(seed: int, count: int) -> list[Card]:
    """`count` cards of two arcs each, one bending up and one down, the bends in turns."""
    answer = []
    for index in range(count):
        rng = random.Random(seed * 2_000_003 + index)
        kind = list(BENDS)[index % len(BENDS)]
        image, ink = paper(rng, _SIDE, _SIDE)
        canvas = Canvas(image, rng)
        for upwards in (True, False):
            size = rng.randint(34, 60)
            text = rng.choice(wording.TITLES[:16] if kind == "arc 90° to 180°" else wording.VERSES)
            _write_arc(canvas, text, canvas.face(size), ink, rng.uniform(*BENDS[kind]), upwards)
        answer.append(canvas.card(f"arc-{seed}-{index:03d}", kind))
    return answer


def _write_arc(canvas: Canvas, text: str, font: Font, ink: Color, bend: float, upwards: bool) -> None:
    """One line whose characters stand on a circle; its truth is the rectangle around its ink."""
    steps = [font.getlength(c) * 1.08 for c in text]
    radius = sum(steps) / math.radians(bend)
    sign = 1.0 if upwards else -1.0
    middle = _SIDE / 2
    top = _SIDE * (0.2 if upwards else 0.8)  # where the middle of the line lies
    layer = Image.new("L", (_SIDE, _SIDE), 0)
    gone = 0.0
    for character, step in zip(text, steps, strict=True):
        angle = (gone + step / 2 - sum(steps) / 2) / radius
        gone += step
        reach = round(font.size)
        tile = Image.new("L", (2 * reach, 2 * reach), 0)
        ImageDraw.Draw(tile).text((reach, reach), character, font=font, fill=255, anchor="mm")
        tile = tile.rotate(-sign * math.degrees(angle), resample=Image.Resampling.BICUBIC)
        x = middle + radius * math.sin(angle)
        y = top + sign * radius * (1 - math.cos(angle))
        layer.paste(255, (round(x) - reach, round(y) - reach), tile)
    canvas.image.paste(ink, (0, 0), layer)
    rows, columns = np.nonzero(np.asarray(layer) > 64)
    quad = corners(float(columns.min()), float(rows.min()), float(columns.max() + 1), float(rows.max() + 1))
    canvas.lines.append(Truth(text, quad, font.size))
