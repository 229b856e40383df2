"""Cards with marks, innocent icons and text, composed for measuring, with the truth of what stands where.

Backgrounds are plain, graded, panelled or like a photograph (procedural: soft noise, blobs and strokes). Marks are
solid, outlined, on a badge, inverted or coloured, 28 pixels and up, slightly turned; the card may be stored as JPEG.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import resvg_py
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Rgba = NDArray[np.uint8]
INKS = [
    (7, 193, 96),
    (230, 0, 18),
    (18, 150, 219),
    (255, 106, 0),
    (20, 20, 20),
    (255, 255, 255),
    (128, 20, 120),
    (200, 160, 60),
]
TEXT = (
    "感谢您的支持与信任如有问题请联系在线客服我们将竭诚为您服务"
    "产品使用说明注意事项保持干燥避免阳光直射品质保证售后无忧欢迎再次光临收藏店铺优惠券满减包邮"
)


@dataclass(frozen=True, slots=True)
class Art:
    """One drawing: its brand (None for an innocent icon), what group it is reported in, and its pixels."""

    name: str
    brand: str | None
    group: str
    pixels: Rgba


@dataclass(frozen=True, slots=True)
class Placed:
    """An `Art` on a card. `box` is left, top, right, bottom of what was drawn, badge and all."""

    art: Art
    style: str
    box: tuple[float, float, float, float]

    @property
    def side(self) -> float:
        return max(self.box[2] - self.box[0], self.box[3] - self.box[1])


@dataclass(frozen=True, slots=True)
class Card:
    pixels: NDArray[np.uint8]
    placed: list[Placed] = field(default_factory=list)


def read_art(path: Path, side: int = 512) -> Rgba:
    """(H, W, 4) of an SVG or PNG, trimmed to what is drawn."""
    data = path.read_bytes()
    if path.suffix == ".svg":
        data = bytes(resvg_py.svg_to_bytes(svg_string=data.decode(), width=side, skip_system_fonts=True))
    return trimmed(cv2.cvtColor(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED), cv2.COLOR_BGRA2RGBA))


def trimmed(rgba: Rgba) -> Rgba:
    ys, xs = np.nonzero(rgba[..., 3] > 20)
    return rgba[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]


def is_mono(rgba: Rgba) -> bool:
    shown = rgba[rgba[..., 3] > 200][:, :3].astype(float)
    return len(shown) == 0 or float(shown.std(axis=0).max()) < 6


def background(rng: random.Random, height: int, width: int) -> NDArray[np.uint8]:
    seeded = np.random.default_rng(rng.getrandbits(32))
    kind = rng.choice(["plain", "plain", "graded", "panel", "photo"])
    first, second = seeded.integers(0, 256, 3), seeded.integers(0, 256, 3)
    if kind == "plain":
        first = np.array(rng.choice([(255, 255, 255), (250, 245, 235), (20, 20, 24), tuple(first.tolist())]))
        return np.broadcast_to(first.astype(np.uint8), (height, width, 3)).copy()
    if kind in {"graded", "panel"}:
        slope = (
            np.linspace(0, 1, width)[None, :, None] * rng.random()
            + np.linspace(0, 1, height)[:, None, None] * rng.random()
        )
        picture = (first * (1 - slope / 2) + second * slope / 2).astype(np.uint8)
        if kind == "panel":
            cv2.rectangle(
                picture, (width // 20, height // 20), (width * 19 // 20, height * 19 // 20), (255, 255, 255), -1
            )
        return picture
    soft = np.zeros((height, width, 3), np.float32) + first.astype(np.float32)
    for cells, amount in ((4, 90), (16, 40), (64, 22), (240, 9)):
        # Light varies more than hue, as on a photograph.
        noise = seeded.normal(0, amount, (cells * height // width + 1, cells, 1)).astype(np.float32)
        noise = noise + seeded.normal(0, amount / 3, (*noise.shape[:2], 3)).astype(np.float32)
        soft += cv2.resize(noise, (width, height), interpolation=cv2.INTER_CUBIC)
    picture = np.clip(soft, 0, 255).astype(np.uint8)
    for _ in range(rng.randrange(8, 40)):
        at, size = (rng.randrange(width), rng.randrange(height)), (rng.randrange(8, 160), rng.randrange(8, 160))
        cv2.ellipse(
            picture,
            at,
            size,
            rng.randrange(180),
            0,
            360,
            tuple(seeded.integers(0, 256, 3).tolist()),
            rng.choice([-1, 2, 5]),
        )
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.6, 2)), np.uint8)


def draw_text(
    rng: random.Random, picture: NDArray[np.uint8], fonts: Sequence[Path], area: tuple[int, int, int, int]
) -> None:
    left, top, right, bottom = area
    canvas = Image.fromarray(picture)
    pen = ImageDraw.Draw(canvas)
    ground = picture[top:bottom, left:right].reshape(-1, 3).mean(axis=0)
    ink = (20, 20, 20) if ground.mean() > 120 else (250, 250, 250)
    size = rng.choice([16, 20, 24, 28, 34, 44, 60])
    font = ImageFont.truetype(rng.choice(fonts), size)
    y = top
    while y + size < bottom:
        start = rng.randrange(len(TEXT) - 20)
        pen.text((left, y), TEXT[start : start + max(1, int((right - left) / size))], ink, font)
        y += int(size * 1.5)
    picture[:] = np.asarray(canvas)


def dressed(rng: random.Random, art: Art, ground: NDArray[np.float64], side: int) -> tuple[Rgba, str]:
    """The art as it would be printed on that ground, about `side` pixels, and the style's name."""
    rgba = art.pixels
    mono = is_mono(rgba)
    style = rng.choice(["plain", "plain", "colour", "badge_disc", "badge_square"]) if mono else "original"
    far = [c for c in INKS if np.abs(np.array(c) - ground).max() > 110 and np.linalg.norm(np.array(c) - ground) > 140]
    if not mono:
        return fitted(rgba, side), style
    if style in {"plain", "colour"}:
        dark_or_light = (15, 15, 15) if ground.mean() > 127 else (255, 255, 255)
        ink = rng.choice(far) if style == "colour" and far else dark_or_light
        out = rgba.copy()
        out[..., :3] = ink
        return fitted(out, side), style
    plate_ink = rng.choice([c for c in far if c != (255, 255, 255)] or [(20, 20, 20)])
    big = side * 4
    plate = Image.new("RGBA", (big, big))
    shape = ImageDraw.Draw(plate)
    if style == "badge_disc":
        shape.ellipse((0, 0, big - 1, big - 1), (*plate_ink, 255))
    else:
        shape.rounded_rectangle((0, 0, big - 1, big - 1), big * rng.uniform(0.12, 0.3), (*plate_ink, 255))
    inner = fitted(rgba, int(big * rng.uniform(0.5, 0.72)))
    inner[..., :3] = (255, 255, 255) if np.mean(plate_ink) < 210 else (20, 20, 20)
    mark = Image.fromarray(inner)
    plate.alpha_composite(mark, ((big - mark.width) // 2, (big - mark.height) // 2))
    return np.asarray(plate.resize((side, side), Image.Resampling.BOX)), style


def fitted(rgba: Rgba, side: int) -> Rgba:
    zoom = side / max(rgba.shape[:2])
    size = (max(1, round(rgba.shape[1] * zoom)), max(1, round(rgba.shape[0] * zoom)))
    return np.asarray(Image.fromarray(rgba).resize(size, Image.Resampling.LANCZOS)).copy()


def place(rng: random.Random, picture: NDArray[np.uint8], art: Art, area: tuple[int, int, int, int]) -> Placed:
    left, top, right, bottom = area
    room = min(right - left, bottom - top)
    sizes = [28, 32, 36, 40, 48, 56, 64, 80, 100, 140, 200, 280, 400]
    side = rng.choice([s for s in sizes if s < room * 0.8])
    ground = picture[top:bottom, left:right].reshape(-1, 3).mean(axis=0)
    rgba, style = dressed(rng, art, ground, side)
    turn = rng.choice([0, 0, 0, rng.uniform(-12, 12)])
    image = Image.fromarray(rgba)
    if turn:
        image = image.rotate(turn, Image.Resampling.BICUBIC, expand=True)
    layer = np.asarray(image)
    ys, xs = np.nonzero(layer[..., 3] > 40)
    layer = layer[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1].astype(np.float32)
    height, width = layer.shape[:2]
    x = rng.randrange(left, max(left + 1, right - width))
    y = rng.randrange(top, max(top + 1, bottom - height))
    spot = picture[y : y + height, x : x + width]
    layer = layer[: spot.shape[0], : spot.shape[1]]
    alpha = layer[..., 3:] / 255
    spot[:] = (spot * (1 - alpha) + layer[..., :3] * alpha + 0.5).astype(np.uint8)
    return Placed(art, style, (x, y, x + layer.shape[1], y + layer.shape[0]))


def compose(seed: int, arts: Sequence[Art], fonts: Sequence[Path]) -> Card:
    """A card with the arts, at most six, and text in the cells that are left."""
    rng = random.Random(seed)
    width, height = rng.choice([(1063, 638), (900, 600), (750, 1000), (1200, 800), (640, 480)])
    picture = background(rng, height, width)
    columns, rows = (3, 2) if width > height else (2, 3)
    if len(arts) == 1 and rng.random() < 0.3:
        columns, rows = 1, 2
    cells = [(c, r) for c in range(columns) for r in range(rows)]
    rng.shuffle(cells)
    placed = []
    for (column, row), art in zip(cells, [*arts, *[None] * len(cells)], strict=False):
        gap = max(14, width // 18)
        area = (column * width // columns + gap, row * height // rows + gap,
                (column + 1) * width // columns - gap, (row + 1) * height // rows - gap)  # fmt: skip
        if art is not None:
            placed.append(place(rng, picture, art, area))
        elif rng.random() < 0.8:
            draw_text(rng, picture, fonts, area)
    if rng.random() < 0.6:
        quality = rng.choice([60, 75, 85, 95])
        data = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        picture = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)[..., ::-1].copy()
    return Card(picture, placed)
