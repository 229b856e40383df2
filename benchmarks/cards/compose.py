"""Composes cards in varied layouts and typefaces, each with the truth of what is written where.

Typefaces are found on the system (Debian: fonts-noto-cjk fonts-noto-cjk-extra fonts-wqy-zenhei fonts-wqy-microhei
fonts-arphic-ukai fonts-arphic-uming fonts-arphic-gbsn00lp fonts-arphic-gkai00mp fonts-lxgw-wenkai fonts-smiley-sans).
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from benchmarks.cards import wording

Quad = npt.NDArray[np.float32]
Color = tuple[int, int, int]
Font = ImageFont.FreeTypeFont

FACES: Final = {
    "opentype/noto/NotoSansCJK-Regular.ttc": 2,
    "opentype/noto/NotoSansCJK-Bold.ttc": 2,
    "opentype/noto/NotoSansCJK-Light.ttc": 2,
    "opentype/noto/NotoSansCJK-Black.ttc": 2,
    "opentype/noto/NotoSerifCJK-Regular.ttc": 2,
    "opentype/noto/NotoSerifCJK-Bold.ttc": 2,
    "truetype/wqy/wqy-zenhei.ttc": 0,
    "truetype/wqy/wqy-microhei.ttc": 0,
    "truetype/arphic/ukai.ttc": 0,
    "truetype/arphic/uming.ttc": 0,
    "truetype/arphic-gbsn00lp/gbsn00lp.ttf": 0,
    "truetype/arphic-gkai00mp/gkai00mp.ttf": 0,
    "truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf": 0,
    "truetype/lxgw-wenkai/LXGWWenKai-Bold.ttf": 0,
    "truetype/smiley-sans/SmileySans-Oblique.ttf": 0,
}
WIDE_FACES: Final = 10  # the faces up to here hold traditional characters too
FONT_ROOT: Final = Path("/usr/share/fonts")


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """A line as drawn: text, corners of its ink (4 x 2, clockwise from top left of the text), em in pixels."""

    text: str
    quad: Quad
    em: float
    vertical: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Card:
    """A picture (H x W x 3, RGB) with what is written on it; `kind` names the layout."""

    name: str
    kind: str
    pixels: npt.NDArray[np.uint8]
    lines: tuple[Truth, ...]


@dataclass(slots=True)
class Canvas:
    """A card while it is drawn."""

    image: Image.Image
    rng: random.Random
    lines: list[Truth] = field(default_factory=list)

    @property
    def pen(self) -> ImageDraw.ImageDraw:
        return ImageDraw.Draw(self.image)

    def face(self, size: int, wide: bool = False) -> ImageFont.FreeTypeFont:
        names = [n for n in list(FACES)[: WIDE_FACES if wide else None] if (FONT_ROOT / n).exists()]
        name = self.rng.choice(names)
        return ImageFont.truetype(str(FONT_ROOT / name), size, index=FACES[name])

    def write(
        self,
        x: float,
        y: float,
        text: str,
        font: ImageFont.FreeTypeFont,
        fill: Color,
        anchor: str = "la",
        stroke: int = 0,
    ) -> float:
        """Draw one line and note it; the y below its ink is returned."""
        text = "".join(c for c in text if c.isspace() or font.getmask(c).getbbox() is not None)
        outline = tuple(255 - c for c in fill) if stroke else None
        self.pen.text((x, y), text, font=font, fill=fill, anchor=anchor, stroke_width=stroke, stroke_fill=outline)
        left, top, right, bottom = self.pen.textbbox((x, y), text, font=font, anchor=anchor, stroke_width=stroke)
        self.lines.append(Truth(text, corners(left, top, right, bottom), font.size))
        return float(bottom)

    def write_down(
        self, x: float, y: float, text: str, font: ImageFont.FreeTypeFont, fill: Color, pitch: float
    ) -> float:
        """Draw one column of upright characters centred on x, `pitch` ems from one to the next."""
        boxes = []
        for index, character in enumerate(text):
            at = (x, y + index * pitch * font.size)
            self.pen.text(at, character, font=font, fill=fill, anchor="ma")
            boxes.append(self.pen.textbbox(at, character, font=font, anchor="ma"))
        quad = corners(
            min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)
        )
        self.lines.append(Truth(text, quad, font.size, vertical=True))
        return float(quad[2, 1])

    def stamp(self, x: int, y: int, side: int) -> None:
        """A square of random modules, as busy as a code and read by nobody."""
        cells = 25
        dots = np.array([[self.rng.random() < 0.5 for _ in range(cells)] for _ in range(cells)])
        square = Image.fromarray(np.where(dots, 0, 255).astype(np.uint8)).resize((side, side), Image.Resampling.NEAREST)
        self.image.paste(square.convert("RGB"), (x, y))

    def card(self, name: str, kind: str) -> Card:
        return Card(name, kind, np.asarray(self.image.convert("RGB")), tuple(self.lines))


def corners(left: float, top: float, right: float, bottom: float) -> Quad:
    """An upright rectangle as a quad."""
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], dtype=np.float32)


def paper(rng: random.Random, width: int, height: int, dark: bool | None = None) -> tuple[Image.Image, Color]:
    """A background and an ink that stands out on it: plain, gradient, gold, or soft photograph-like blobs."""
    dark = rng.random() < 0.4 if dark is None else dark
    base = np.array(rng.choice(DARK if dark else LIGHT), dtype=np.float32)
    ground = np.ones((height, width, 3), np.float32) * base
    style = rng.random()
    if style < 0.35:
        other = np.clip(base + rng.uniform(-30, 30), 0, 255)
        ramp = np.linspace(0, 1, width if rng.random() < 0.5 else height, dtype=np.float32)
        ramp2 = ramp[None, :, None] if len(ramp) == width else ramp[:, None, None]
        ground = ground * (1 - ramp2) + other * ramp2
    elif style < 0.6:
        noise = np.random.default_rng(rng.randrange(1 << 30)).normal(0, 1, (9, 14, 3)).astype(np.float32)
        ground += cv2.resize(noise, (width, height), interpolation=cv2.INTER_CUBIC) * 16
    image = Image.fromarray(np.clip(ground, 0, 255).astype(np.uint8))
    ink = rng.choice(INK_ON_DARK if dark else INK_ON_LIGHT)
    return image, ink


DARK: Final = (
    (150, 20, 30),
    (20, 40, 90),
    (30, 80, 50),
    (40, 40, 40),
    (176, 132, 58),
    (190, 145, 70),
    (120, 60, 110),
    (200, 70, 40),
)
LIGHT: Final = ((255, 255, 255), (250, 245, 230), (255, 236, 220), (230, 240, 235), (236, 236, 240), (255, 225, 150))
INK_ON_DARK: Final = ((255, 255, 255), (255, 250, 230), (255, 240, 200))
INK_ON_LIGHT: Final = ((20, 20, 20), (90, 40, 20), (150, 20, 30), (20, 50, 110), (80, 80, 80))


def greeting(rng: random.Random) -> Card:
    """A title over centred lines."""
    width, height = rng.choice(((1063, 638), (1011, 638), (1240, 874), (900, 1200)))
    image, ink = paper(rng, width, height)
    canvas = Canvas(image, rng)
    y = canvas.write(width / 2, height * 0.1, rng.choice(wording.TITLES), canvas.face(rng.randint(56, 92)), ink, "ma")
    y += rng.randint(30, 50)
    font = canvas.face(rng.randint(26, 40))
    while y < height * 0.85:
        y = canvas.write(width / 2, y, wording.line(rng), font, ink, "ma") + font.size * rng.uniform(0.5, 0.8)
        if rng.random() < 0.3:
            font = canvas.face(rng.randint(20, 36))
    return canvas.card("", "greeting")


def beside_code(rng: random.Random) -> Card:
    """Lines on the left, a code on the right with a caption under it, fine print at the foot."""
    image, ink = paper(rng, 1063, 638)
    canvas = Canvas(image, rng)
    side = rng.randint(190, 260)
    left = 1063 - side - 60
    canvas.stamp(left, 120, side)
    small = canvas.face(rng.randint(20, 26))
    canvas.write(
        left + side / 2,
        120 + side + 14,
        rng.choice(("扫码领红包", "长按识别", "扫码加好友", "扫码进群")),
        small,
        ink,
        "ma",
    )
    y = canvas.write(60, 60, rng.choice(wording.TITLES), canvas.face(rng.randint(50, 80)), ink) + 36
    font = canvas.face(rng.randint(24, 32))
    for _ in range(rng.randint(4, 6)):
        text = wording.line(rng)
        if 60 + font.getlength(text) < left - 40:
            y = canvas.write(60, y, text, font, ink) + font.size * 0.6
    canvas.write(60, 590, "最终解释权归本店所有", canvas.face(rng.randint(16, 20)), ink)
    return canvas.card("", "beside_code")


def steps(rng: random.Random) -> Card:
    """Numbered steps with digits in circles, a large price, mixed sizes."""
    image, ink = paper(rng, 1063, 638)
    canvas = Canvas(image, rng)
    canvas.write(70, 50, rng.choice(wording.TITLES), canvas.face(64), ink)
    y = 180.0
    font = canvas.face(rng.randint(30, 40), wide=True)
    for number, text in zip(wording.CIRCLED, rng.sample(wording.STEPS, 4), strict=False):
        y = canvas.write(80, y, number + text, font, ink) + 30
    canvas.write(1000, 150, f"¥{rng.randint(2, 99)}", canvas.face(rng.randint(130, 190)), ink, "ra")
    canvas.write(1000, 420, rng.choice(("立减", "红包", "现金券", "优惠券")), canvas.face(70), ink, "ra", stroke=3)
    return canvas.card("", "steps")


def small_print(rng: random.Random) -> Card:
    """A block of fine print in one or two columns."""
    image, ink = paper(rng, 1063, 638, dark=False)
    canvas = Canvas(image, rng)
    size = rng.randint(17, 22)
    font = canvas.face(size)
    canvas.write(60, 40, rng.choice(wording.TITLES), canvas.face(44), ink)
    for left in (60, 560) if rng.random() < 0.6 else (60,):
        y = 120.0
        while y < 570:
            text = wording.line(rng)
            if font.getlength(text) > 430:
                continue
            y = canvas.write(left, y, text, font, ink) + size * rng.uniform(0.45, 0.6)
    return canvas.card("", "small_print")


def traditional(rng: random.Random) -> Card:
    """Lines in traditional characters and Latin."""
    image, ink = paper(rng, 1011, 638)
    canvas = Canvas(image, rng)
    y = 60.0
    for index, text in enumerate(rng.sample(wording.TRADITIONAL, 6)):
        font = canvas.face(56 if index == 0 else rng.randint(26, 38), wide=True)
        y = canvas.write(70, y, text, font, ink) + 32
    canvas.write(70, y, "Welcome to our store", canvas.face(30, wide=True), ink)
    return canvas.card("", "traditional")


def columns(rng: random.Random) -> Card:
    """Vertical columns from right to left, tight or widely spaced, some beside a horizontal title."""
    width, height = rng.choice(((638, 1063), (900, 900), (1063, 760)))
    image, ink = paper(rng, width, height)
    canvas = Canvas(image, rng)
    size = rng.randint(28, 56)
    pitch = rng.choice((1.02, 1.1, 1.2, 1.35, 1.6, 2.0))
    top = 90
    if rng.random() < 0.4:
        top = 220
        canvas.write(width / 2, 60, rng.choice(wording.TITLES), canvas.face(60), ink, "ma")
    font = canvas.face(size)
    x = width - 90.0
    for verse in rng.sample(wording.VERSES, rng.randint(2, 6)):
        if x < 80 or top + len(verse) * pitch * size > height - 30:
            continue
        canvas.write_down(x, top + rng.choice((0, 0, size)) * 0.5, verse, font, ink, pitch)
        x -= size * rng.uniform(1.5, 2.6)
    return canvas.card("", "columns")


def turned(rng: random.Random) -> Card:
    """A greeting, steps or code card turned by a quarter, a half, or a few degrees."""
    card = rng.choice((greeting, beside_code, steps))(rng)
    angle = rng.choice((90.0, 180.0, 270.0, rng.uniform(-8, 8), rng.uniform(-8, 8)))
    return turn(card, angle, "turned" if angle in (90.0, 180.0, 270.0) else "tilted")


def turn(card: Card, angle: float, kind: str) -> Card:
    """The card turned by `angle` degrees against the clock, on a canvas that holds it whole."""
    height, width = card.pixels.shape[:2]
    sine, cosine = abs(math.sin(math.radians(angle))), abs(math.cos(math.radians(angle)))
    wide, tall = round(height * sine + width * cosine), round(height * cosine + width * sine)
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    matrix[:, 2] += ((wide - width) / 2, (tall - height) / 2)
    pixels = cv2.warpAffine(card.pixels, matrix, (wide, tall), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))
    lines = tuple(
        Truth(t.text, (t.quad @ matrix[:, :2].T + matrix[:, 2]).astype(np.float32), t.em, t.vertical)
        for t in card.lines
    )
    return Card(card.name, kind, pixels.astype(np.uint8), lines)


def sheet(rng: random.Random) -> Card:
    """An A4 sheet at 300 dpi: a huge title, 5-point lines (21 pixels) spread over it, a vertical column."""
    image, ink = paper(rng, 2480, 3508, dark=False)
    canvas = Canvas(image, rng)
    canvas.write(1240, 200, rng.choice(wording.TITLES), canvas.face(rng.randint(220, 360)), ink, "ma")
    for _ in range(26):
        font = canvas.face(rng.choice((21, 21, 25, 33, 50)))
        text = wording.line(rng)
        x, y = rng.randint(80, 2300 - int(font.getlength(text))), rng.randint(700, 3400)
        box = corners(x - 30, y - 30, x + font.getlength(text) + 30, y + font.size + 40)
        if not any(_touch(box, line.quad) for line in canvas.lines):
            canvas.write(x, y, text, font, ink)
    return canvas.card("", "sheet")


def _touch(a: Quad, b: Quad) -> bool:
    return bool((a.min(axis=0) < b.max(axis=0)).all() and (b.min(axis=0) < a.max(axis=0)).all())


LAYOUTS: Final = (
    greeting,
    beside_code,
    steps,
    small_print,
    traditional,
    columns,
    turned,
    columns,
    greeting,
    beside_code,
)


def cards(seed: int, count: int, sheets: bool = True, first: int = 0, step: int = 1) -> list[Card]:
    """`count` cards; every thirtieth is a large sheet. Same seed and same typefaces give the same cards.

    Only every `step`-th from `first` on is composed; they are the same cards as among all.
    """
    answer = []
    for index in range(first, count, step):
        rng = random.Random(seed * 1_000_003 + index)
        make = sheet if sheets and index % 30 == 29 else LAYOUTS[index % len(LAYOUTS)]
        card = make(rng)
        answer.append(Card(f"{card.kind}-{seed}-{index:03d}", card.kind, card.pixels, card.lines))
    return answer
