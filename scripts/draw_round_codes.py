"""Draws round codes from scratch: pictures to train and test the round-code detector on.

Nothing here encodes anything. Each drawing follows what all codes of its kind share: where the three ringed finders
stand, which way the strokes run, how far they reach, and the mark in the remaining corner. Bits, colours and the
picture in the middle are random. There was no original of a reward code to draw from; its strokes are taken to swirl
like those of a channels code, with another mark.
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
Rgb = tuple[int, int, int]

KINDS = ("mini_program_code", "douyin_code", "channels_code", "reward_code")


class Canvas:
    """RGBA drawing area in units of the code's side; coordinates run from 0 to 1."""

    def __init__(self, side: int) -> None:
        self.side = side
        self._zoom = 2
        self.rgba = np.zeros((side * self._zoom, side * self._zoom, 4), np.uint8)
        self._unit = side * self._zoom

    def _px(self, x: float, y: float) -> tuple[int, int]:
        return round(x * self._unit * 16), round(y * self._unit * 16)

    def disc(self, x: float, y: float, radius: float, colour: Rgb) -> None:
        cv2.circle(self.rgba, self._px(x, y), round(radius * self._unit * 16), (*colour, 255), -1, cv2.LINE_AA, 4)

    def ring(self, x: float, y: float, radius: float, width: float, colour: Rgb) -> None:
        angles = np.linspace(0, 2 * math.pi, 49)
        self.line([(x + radius * math.cos(a), y + radius * math.sin(a)) for a in angles], width, colour)

    def line(self, points: list[tuple[float, float]], width: float, colour: Rgb) -> None:
        """A stroke with round ends; one point makes a dot."""
        if len(points) == 1:
            self.disc(*points[0], width / 2, colour)
            return
        path = np.array([self._px(x, y) for x, y in points], np.int32)
        thick = max(1, round(width * self._unit))
        cv2.polylines(self.rgba, [path], False, (*colour, 255), thick, cv2.LINE_AA, 4)

    def clear_disc(self, x: float, y: float, radius: float) -> None:
        centre = (round(x * self._unit), round(y * self._unit))
        cv2.circle(self.rgba, centre, round(radius * self._unit), (0, 0, 0, 0), -1)

    def clear_square(self, half: float) -> None:
        low, high = round((0.5 - half) * self._unit), round((0.5 + half) * self._unit)
        self.rgba[low:high, low:high] = 0

    def paste(self, picture: Picture, half: float, round_: bool) -> None:
        low, high = round((0.5 - half) * self._unit), round((0.5 + half) * self._unit)
        small = cv2.resize(picture, (high - low, high - low), interpolation=cv2.INTER_AREA)
        mask = np.zeros(small.shape[:2], np.uint8)
        if round_:
            cv2.circle(mask, (mask.shape[1] // 2, mask.shape[0] // 2), mask.shape[0] // 2, 255, -1)
        else:
            mask[:] = 255
        area = self.rgba[low:high, low:high]
        area[mask > 0, :3] = small[mask > 0]
        area[mask > 0, 3] = 255

    def finished(self) -> Picture:
        """RGBA at the asked side, colours weighted by coverage."""
        alpha = self.rgba[..., 3:].astype(np.float32) / 255
        size = (self.side, self.side)
        colour = cv2.resize(self.rgba[..., :3] * alpha, size, interpolation=cv2.INTER_AREA)
        cover = cv2.resize(alpha[..., 0], size, interpolation=cv2.INTER_AREA)[..., None]
        rgb = colour / np.maximum(cover, 1e-3)
        return np.concatenate([np.clip(rgb, 0, 255), cover * 255], axis=2).astype(np.uint8)


def draw(kind: str, rng: np.random.Generator, side: int = 320) -> Picture:
    """One code of `kind` as side x side x 4 uint8 RGBA; its strokes and mark fill the square, with no margin."""
    canvas = Canvas(side)
    ink = _ink(rng)
    {
        "mini_program_code": _mini_program,
        "douyin_code": _douyin,
        "channels_code": _channels,
        "reward_code": _reward,
    }[kind](canvas, rng, ink)
    return canvas.finished()


def _ink(rng: np.random.Generator) -> Rgb:
    if rng.random() < 0.6:
        return (0, 0, 0)
    if rng.random() < 0.15:
        grey = int(rng.integers(80, 180))
        return (grey, grey, grey)
    hue = rng.random()
    value = rng.uniform(0.25, 0.95)
    return _colour(hue, rng.uniform(0.3, 1.0), value)


def _colour(hue: float, saturation: float, value: float) -> Rgb:
    pixel = np.array([[[int(hue * 179), int(saturation * 255), int(value * 255)]]], np.uint8)
    red, green, blue = cv2.cvtColor(pixel, cv2.COLOR_HSV2RGB)[0, 0].tolist()
    return (red, green, blue)


def _mini_program(canvas: Canvas, rng: np.random.Generator, ink: Rgb) -> None:
    rays = int(rng.choice([36, 48, 54, 60, 72]))
    inner, outer = rng.uniform(0.25, 0.29), 0.492
    width = rng.uniform(0.013, 0.021) * (60 / rays) ** 0.3
    slots = int(rng.integers(7, 15))
    density = rng.uniform(0.4, 0.68)
    for ray in range(rays):
        angle = 2 * math.pi * ray / rays
        start = inner + (0.04 * (ray % 2) if rays > 54 else 0.0)
        for first, last in _runs(rng, slots, density):
            near = start + (outer - start) * (first + 0.5) / slots
            far = start + (outer - start) * (last + 0.5) / slots
            radii = [near] if first == last else [near, far]
            canvas.line([_polar(angle, r) for r in radii], width, ink)
    offset = rng.uniform(0.300, 0.312)
    radius = rng.uniform(0.043, 0.05)
    for x, y in ((-offset, -offset), (offset, -offset), (-offset, offset)):
        _finder(canvas, 0.5 + x, 0.5 + y, radius, rng.uniform(0.010, 0.015), radius * 0.34, ink)
    mark = rng.uniform(0.088, 0.1)
    canvas.clear_disc(0.5 + offset, 0.5 + offset, mark * 1.2)
    green = _colour(rng.uniform(0.36, 0.42), rng.uniform(0.6, 1.0), rng.uniform(0.55, 0.8))
    _mini_mark(canvas, 0.5 + offset, 0.5 + offset, mark, green if rng.random() < 0.85 else ink)
    _centre(canvas, rng, ink, inner - 0.03)


def _douyin(canvas: Canvas, rng: np.random.Generator, ink: Rgb) -> None:
    framed = rng.random() < 0.4
    rings = int(rng.integers(6, 10))
    inner, outer = rng.uniform(0.24, 0.28), 0.43 if framed else 0.49
    width = (outer - inner) / rings * rng.uniform(0.3, 0.5)
    thin = rng.random() < 0.5
    for ring in range(rings):
        radius = inner + (outer - inner) * ring / (rings - 1) - width / 2
        slots = int(2 * math.pi * radius / (width * rng.uniform(1.6, 2.4)))
        stroke = width * (0.4 if thin and ring % 2 else 1.0)
        for first, last in _runs(rng, slots, rng.uniform(0.35, 0.7)):
            angles = np.linspace(first, last, max(1, (last - first) * 2 + 1)) * 2 * math.pi / slots
            canvas.line([_polar(a, radius) for a in angles], stroke, ink)
    if framed:
        begin, sweep = rng.uniform(0, 6.28), rng.uniform(2.5, 5.8)
        canvas.line([_polar(a, 0.485) for a in np.linspace(begin, begin + sweep, 60)], 0.028, ink)
    offset = rng.uniform(0.33, 0.36)
    radius = rng.uniform(0.048, 0.062)
    for x, y in ((-offset, -offset), (-offset, offset), (offset, offset)):
        _finder(canvas, 0.5 + x, 0.5 + y, radius, radius * 0.3, radius * 0.36, ink)
    mark = rng.uniform(0.105, 0.145)
    place = 0.495 - mark
    canvas.clear_disc(0.5 + place, 0.5 - place, mark * 1.12)
    _note_mark(canvas, rng, 0.5 + place, 0.5 - place, mark, ink)
    _centre(canvas, rng, ink, inner - 0.03)


def _channels(canvas: Canvas, rng: np.random.Generator, ink: Rgb) -> None:
    _swirl(canvas, rng, ink, 1.0)
    mark = rng.uniform(0.09, 0.105)
    place = 0.995 - mark
    canvas.clear_disc(place, place, mark * 1.15)
    orange = _colour(rng.uniform(0.055, 0.1), rng.uniform(0.6, 1.0), rng.uniform(0.85, 1.0))
    _wings_mark(canvas, place, place, mark, orange if rng.random() < 0.85 else ink)


def _reward(canvas: Canvas, rng: np.random.Generator, ink: Rgb) -> None:
    _swirl(canvas, rng, ink, -1.0 if rng.random() < 0.3 else 1.0)
    mark = rng.uniform(0.09, 0.115)
    place = 0.995 - mark
    canvas.clear_disc(place, place, mark * 1.15)
    colour = _colour(rng.choice([rng.uniform(0.1, 0.17), rng.uniform(0.0, 0.03)]), rng.uniform(0.5, 1.0), 0.9)
    _reward_mark(canvas, rng, place, place, mark, colour if rng.random() < 0.85 else ink)


def _swirl(canvas: Canvas, rng: np.random.Generator, ink: Rgb, sense: float) -> None:
    arms = int(rng.integers(30, 49))
    inner = rng.uniform(0.255, 0.29)
    width = rng.uniform(0.014, 0.02)
    twist = sense * rng.uniform(0.6, 1.1)
    slots = int(rng.integers(9, 15))
    density = rng.uniform(0.4, 0.65)
    for arm in range(arms):
        base = 2 * math.pi * arm / arms
        for first, last in _runs(rng, slots, density):
            points = []
            for step in np.linspace(first, last, (last - first) * 2 + 1):
                radius = inner + 0.43 * (step + 0.5) / slots
                x, y = _polar(base + twist * math.log(radius / inner), radius)
                if max(abs(x - 0.5), abs(y - 0.5)) < 0.485:
                    points.append((x, y))
            if points:
                canvas.line(points, width, ink)
    radius = rng.uniform(0.042, 0.05)
    for x, y in ((0.048, 0.048), (0.952, 0.048), (0.048, 0.952)):
        _finder(canvas, x, y, radius - 0.006, 0.013, radius * rng.uniform(0.18, 0.35), ink)
    _centre(canvas, rng, ink, inner - 0.03)


def _runs(rng: np.random.Generator, slots: int, density: float) -> list[tuple[int, int]]:
    """Random bits as (first, last) of each run of ones."""
    bits = rng.random(slots) < density
    runs: list[tuple[int, int]] = []
    for slot in np.flatnonzero(bits).tolist():
        if runs and runs[-1][1] == slot - 1:
            runs[-1] = (runs[-1][0], slot)
        else:
            runs.append((slot, slot))
    return runs


def _polar(angle: float, radius: float) -> tuple[float, float]:
    return 0.5 + radius * math.cos(angle), 0.5 + radius * math.sin(angle)


def _finder(canvas: Canvas, x: float, y: float, radius: float, width: float, dot: float, ink: Rgb) -> None:
    canvas.clear_disc(x, y, radius + width * 1.6)
    canvas.ring(x, y, radius - width / 2, width, ink)
    canvas.disc(x, y, dot, ink)


_WHITE: Rgb = (255, 255, 255)


def _arc(x: float, y: float, radius: float, begin: float, end: float) -> list[tuple[float, float]]:
    return [(x + radius * math.cos(a), y + radius * math.sin(a)) for a in np.linspace(begin, end, 24)]


def _mini_mark(canvas: Canvas, x: float, y: float, r: float, colour: Rgb) -> None:
    canvas.disc(x, y, r, colour)
    bend = 0.24 * r
    upper = _arc(x + 0.24 * r, y - 0.24 * r, bend, 0.35 * math.pi, -math.pi)
    lower = [(2 * x - a, 2 * y - b) for a, b in reversed(upper)]
    canvas.line([*upper, *lower], 0.16 * r, _WHITE)


def _note_mark(canvas: Canvas, rng: np.random.Generator, x: float, y: float, r: float, ink: Rgb) -> None:
    filled = rng.random() < 0.3
    canvas.disc(x, y, r, ink)
    if not filled:
        canvas.disc(x, y, r * rng.uniform(0.78, 0.9), _WHITE)
    note = _WHITE if filled else ink

    def glyph(dx: float, dy: float, colour: Rgb) -> None:
        canvas.line([(x + dx + 0.06 * r, y + dy - 0.45 * r), (x + dx + 0.06 * r, y + dy + 0.2 * r)], 0.15 * r, colour)
        canvas.line(_arc(x + dx - 0.13 * r, y + dy + 0.2 * r, 0.2 * r, 0, 1.6 * math.pi), 0.15 * r, colour)
        canvas.line(_arc(x + dx + 0.34 * r, y + dy - 0.42 * r, 0.28 * r, math.pi, 0.5 * math.pi), 0.15 * r, colour)

    if rng.random() < 0.5:
        glyph(-0.04 * r, -0.03 * r, (37, 244, 238))
        glyph(0.05 * r, 0.04 * r, (254, 44, 85))
    glyph(0, 0, note)


def _wings_mark(canvas: Canvas, x: float, y: float, r: float, colour: Rgb) -> None:
    canvas.disc(x, y, r, colour)
    outline = (
        (0, 0.28),
        (-0.2, -0.2),
        (-0.4, -0.48),
        (-0.58, -0.42),
        (-0.6, -0.1),
        (-0.5, 0.3),
        (-0.34, 0.52),
        (-0.16, 0.4),
        (0, 0.05),
    )
    for side in (-1, 1):
        canvas.line([(x + side * r * u, y + r * v) for u, v in outline], 0.14 * r, _WHITE)


def _reward_mark(canvas: Canvas, rng: np.random.Generator, x: float, y: float, r: float, colour: Rgb) -> None:
    canvas.disc(x, y, r, colour)
    which = int(rng.integers(3))
    if which == 0:
        canvas.line([(x - 0.35 * r, y - 0.5 * r), (x, y), (x + 0.35 * r, y - 0.5 * r)], 0.15 * r, _WHITE)
        canvas.line([(x, y), (x, y + 0.5 * r)], 0.15 * r, _WHITE)
        for down in (0.05, 0.28):
            canvas.line([(x - 0.3 * r, y + down * r), (x + 0.3 * r, y + down * r)], 0.12 * r, _WHITE)
    elif which == 1:
        for side in (-1, 1):
            canvas.disc(x + side * 0.22 * r, y - 0.15 * r, 0.28 * r, _WHITE)
        canvas.line([(x - 0.3 * r, y + 0.02 * r), (x, y + 0.42 * r), (x + 0.3 * r, y + 0.02 * r)], 0.3 * r, _WHITE)
    else:
        canvas.line([(x - 0.1 * r, y + 0.1 * r), (x + 0.3 * r, y + 0.1 * r)], 0.6 * r, _WHITE)
        canvas.line([(x - 0.05 * r, y - 0.1 * r), (x + 0.1 * r, y - 0.5 * r)], 0.22 * r, _WHITE)
        canvas.line([(x - 0.45 * r, y - 0.1 * r), (x - 0.45 * r, y + 0.4 * r)], 0.16 * r, _WHITE)


def _centre(canvas: Canvas, rng: np.random.Generator, ink: Rgb, reach: float) -> None:
    """The picture in the middle: a disc, a square, a ring with a word, or nothing."""
    which = rng.random()
    if which < 0.1:
        return
    reach *= rng.uniform(0.75, 1.0)
    if which < 0.25:
        canvas.clear_square(reach * 0.72)
        canvas.paste(middle_picture(rng), reach * 0.7, False)
        return
    canvas.clear_disc(0.5, 0.5, reach)
    canvas.paste(middle_picture(rng), reach, True)
    if rng.random() < 0.25:
        canvas.ring(0.5, 0.5, reach, 0.012, ink)


def middle_picture(rng: np.random.Generator, side: int = 96) -> Picture:
    """A random avatar: a colour run with shapes and letters on it."""
    ends = rng.integers(0, 256, (2, 3)).astype(np.float32)
    if rng.random() < 0.4:
        ends[:] = rng.choice([0, 255, 240]) if rng.random() < 0.5 else ends[0]
    run = np.linspace(0, 1, side, dtype=np.float32)[:, None, None]
    picture = np.broadcast_to(ends[0] * (1 - run) + ends[1] * run, (side, side, 3)).astype(np.uint8).copy()
    if rng.random() < 0.3:
        noise = rng.integers(0, 256, (int(rng.integers(3, 14)),) * 2 + (3,), dtype=np.uint8)
        picture = cv2.resize(noise, (side, side), interpolation=cv2.INTER_CUBIC)
    for _ in range(int(rng.integers(1, 6))):
        colour = tuple(int(v) for v in rng.integers(0, 256, 3))
        a, b = rng.integers(5, side - 5, (2, 2)).tolist()
        shape = rng.random()
        if shape < 0.3:
            cv2.circle(picture, a, int(rng.integers(4, side // 3)), colour, int(rng.choice([-1, 2, 4])), cv2.LINE_AA)
        elif shape < 0.6:
            cv2.line(picture, a, b, colour, int(rng.integers(2, 10)), cv2.LINE_AA)
        else:
            word = "".join(chr(int(c)) for c in rng.integers(65, 91, int(rng.integers(1, 4))))
            cv2.putText(picture, word, (8, int(rng.integers(40, 80))), 0, rng.uniform(0.8, 1.6), colour, 3, cv2.LINE_AA)
    return picture


def on_card(code: Picture, background: Rgb = (255, 255, 255), margin: float = 0.08) -> Picture:
    """A code composed on a plain card, H x W x 3 uint8 RGB."""
    side = code.shape[0]
    edge = round(side * margin)
    card = np.empty((side + 2 * edge, side + 2 * edge, 3), np.float32)
    card[:] = background
    cover = code[..., 3:].astype(np.float32) / 255
    inner = card[edge : edge + side, edge : edge + side]
    inner[:] = inner * (1 - cover) + code[..., :3] * cover
    return card.astype(np.uint8)


def main() -> None:
    """Writes one PNG a kind, for the tests and to look at."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--side", type=int, default=240)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--each", type=int, default=1)
    args = parser.parse_args()
    rng = np.random.default_rng(args.seed)
    args.folder.mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        for number in range(1, args.each + 1):
            card = on_card(draw(kind, rng, args.side))
            target = args.folder / f"{kind}_{number}.png"
            cv2.imwrite(str(target), cv2.cvtColor(card, cv2.COLOR_RGB2BGR))
            print(target)


if __name__ == "__main__":
    main()
