"""What the samples are drawn with: fonts, cards, codes, simple marks, and a camera that photographs a card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter, ImageFont

# Debian and Ubuntu: apt-get install fonts-noto-cjk
FONTS = {
    "sans": Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    "bold": Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc"),
    "serif": Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc"),
}
# Index of the Simplified Chinese face inside the font collections.
SIMPLIFIED = 2
# A 90 x 54 mm card at 300 dots an inch.
CARD = (1063, 638)

Color = str | tuple[int, int, int]
Picture = Image.Image


def font(kind: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS[kind], size, index=SIMPLIFIED)


@dataclass
class Canvas:
    """A sheet in pixels; positions are left, top unless an anchor says otherwise."""

    size: tuple[int, int] = CARD
    background: Color = "white"
    picture: Picture = field(init=False)
    pen: ImageDraw.ImageDraw = field(init=False)

    def __post_init__(self) -> None:
        self.picture = Image.new("RGB", self.size, self.background)
        self.pen = ImageDraw.Draw(self.picture)

    def blend(self, top: tuple[int, int, int], bottom: tuple[int, int, int]) -> None:
        """Fills the sheet from one colour at the top to another at the bottom."""
        width, height = self.size
        share = np.linspace(0, 1, height)[:, None, None]
        rows = np.array(top) * (1 - share) + np.array(bottom) * share
        self.picture.paste(Image.fromarray(np.broadcast_to(rows, (height, width, 3)).astype(np.uint8)))

    def write(
        self,
        place: tuple[int, int],
        text: str,
        size: int,
        color: Color = "#222222",
        kind: str = "sans",
        anchor: str = "la",
        spacing: int = 14,
    ) -> None:
        lines = text.split("\n")
        face = font(kind, size)
        x, y = place
        for line in lines:
            self.pen.text((x, y), line, font=face, fill=color, anchor=anchor)
            y += size + spacing

    def column(self, place: tuple[int, int], text: str, size: int, color: Color, kind: str = "serif") -> None:
        """Text from top to bottom."""
        x, y = place
        for char in text:
            self.pen.text((x, y), char, font=font(kind, size), fill=color, anchor="ma")
            y += round(size * 1.15)

    def frame(self, margin: int, color: Color, width: int = 3) -> None:
        right, bottom = self.size[0] - margin, self.size[1] - margin
        self.pen.rectangle((margin, margin, right, bottom), outline=color, width=width)

    def band(self, box: tuple[int, int, int, int], color: Color, radius: int = 0) -> None:
        self.pen.rounded_rectangle(box, radius=radius, fill=color)

    def code(self, payload: str, place: tuple[int, int], size: int, *, dark: Color = "black") -> None:
        """A QR code with its quiet zone, `size` pixels wide; modules are whole pixels."""
        modules = barcode_pixels(payload, zxingcpp.BarcodeFormat.QRCode)
        scale = max(size // modules.shape[0], 1)
        grown = np.kron(modules, np.ones((scale, scale), dtype=np.uint8))
        ink = Image.new("RGB", (grown.shape[1], grown.shape[0]), dark)
        paper = Image.new("RGB", ink.size, "white")
        self.picture.paste(Image.composite(paper, ink, Image.fromarray(grown)), place)

    def product_code(self, digits: str, place: tuple[int, int], scale: int = 3) -> None:
        """An EAN-13 code with its digits."""
        bars = barcode_pixels(digits, zxingcpp.BarcodeFormat.EAN13)
        grown = np.kron(bars, np.ones((scale, scale), dtype=np.uint8))
        image = Image.fromarray(grown).convert("RGB")
        self.picture.paste(image, place)
        self.write((place[0] + image.width // 2, place[1] + image.height + 2), digits, 26, "black", "sans", "ma")

    def leaf(self, center: tuple[int, int], radius: int, color: Color) -> None:
        """An ornament without a meaning."""
        x, y = center
        for angle in range(0, 360, 60):
            petal = Image.new("L", (radius * 4, radius * 4), 0)
            ImageDraw.Draw(petal).ellipse((radius * 2, int(radius * 1.7), radius * 4, int(radius * 2.3)), fill=255)
            petal = petal.rotate(angle, center=(radius * 2, radius * 2))
            self.picture.paste(Image.new("RGB", petal.size, color), (x - radius * 2, y - radius * 2), petal)

    def bubbles(self, place: tuple[int, int], size: int, color: Color = "#1aad19") -> None:
        """Two speech bubbles in a rounded square, in the manner of a messenger's mark."""
        x, y = place
        self.band((x, y, x + size, y + size), color, radius=size // 5)

        def bubble(left: float, top: float, width: float, height: float) -> None:
            box = (x + left * size, y + top * size, x + (left + width) * size, y + (top + height) * size)
            self.pen.ellipse(box, fill="white", outline=color, width=max(size // 40, 1))
            for eye in (0.32, 0.68):
                cx, cy, r = box[0] + (box[2] - box[0]) * eye, box[1] + (box[3] - box[1]) * 0.42, size * 0.028
                self.pen.ellipse((cx - r, cy - r, cx + r, cy + r), fill=color)

        bubble(0.14, 0.2, 0.5, 0.42)
        bubble(0.42, 0.42, 0.44, 0.36)


def barcode_pixels(payload: str, format_: zxingcpp.BarcodeFormat) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    """One pixel a module, 0 dark and 255 light, quiet zone included."""
    return np.array(zxingcpp.create_barcode(payload, format_).to_image(scale=1), dtype=np.uint8)


def photograph(card: Picture, seed: int, size: tuple[int, int] = (1600, 1200)) -> Picture:
    """The card on a wooden table, taken by hand: perspective, uneven light, a little blur and noise."""
    random = np.random.default_rng(seed)
    table = _wood(size, random)
    width, height = size
    left, top, right, bottom = 0.14 * width, 0.2 * height, 0.86 * width, 0.8 * height
    moved = random.uniform(-0.05, 0.05, (4, 2)) * np.array(size)
    corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)]) + moved
    shape = _perspective(corners, card.size)
    laid = card.transform(size, Image.Transform.PERSPECTIVE, shape, Image.Resampling.BICUBIC)
    mask = Image.new("L", card.size, 255).transform(size, Image.Transform.PERSPECTIVE, shape)
    shadow = mask.filter(ImageFilter.GaussianBlur(18)).point([v // 2 for v in range(256)])
    table.paste(Image.new("RGB", size, "#1c120a"), (14, 18), shadow)
    table.paste(laid, (0, 0), mask)
    pixels = np.asarray(table.filter(ImageFilter.GaussianBlur(0.8)), dtype=np.float32)
    light = np.linspace(1.08, 0.8, width)[None, :, None] * np.linspace(1.04, 0.92, height)[:, None, None]
    noisy = pixels * light + random.normal(0, 4, pixels.shape)
    return Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))


def _wood(size: tuple[int, int], random: np.random.Generator) -> Picture:
    width, height = size
    grain = np.cumsum(random.normal(0, 1, height))
    grain = 12 * np.sin(grain / 6)[:, None] + 5 * np.sin(np.linspace(0, 9, width))[None, :]
    base = np.array([168, 126, 84], dtype=np.float32)
    return Image.fromarray(np.clip(base + grain[:, :, None], 0, 255).astype(np.uint8))


def _perspective(corners: np.ndarray[tuple[int, int], np.dtype[np.float64]], size: tuple[int, int]) -> Sequence[float]:
    """The eight numbers with which Pillow maps a point of the photograph back to the card."""
    width, height = size
    there = [(0, 0), (width, 0), (width, height), (0, height)]
    rows, values = [], []
    for (x, y), (u, v) in zip(corners, there, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y])
        values += [u, v]
    return [float(n) for n in np.linalg.solve(np.array(rows), np.array(values))]
