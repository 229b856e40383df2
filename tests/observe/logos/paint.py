"""Put a drawing of a mark on a page."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import resvg_py
from numpy.typing import NDArray
from PIL import Image

Page = NDArray[np.uint8]
Colour = tuple[int, int, int]

LOGOS = Path(__file__).parents[3] / "rules" / "logos"
WHITE: Colour = (255, 255, 255)


def page(colour: Colour = WHITE, width: int = 480, height: int = 360) -> Page:
    return np.full((height, width, 3), colour, np.uint8)


def silhouette(drawing: Path, side: int, turn: float = 0) -> Image.Image:
    """The drawing's alpha, trimmed, its longest side `side` pixels before it is turned by `turn` degrees."""
    import io

    png = bytes(resvg_py.svg_to_bytes(svg_string=drawing.read_text(), width=512, skip_system_fonts=True))
    alpha = Image.open(io.BytesIO(png)).convert("RGBA").getchannel("A")
    alpha = alpha.crop(alpha.getbbox())
    zoom = side / max(alpha.size)
    alpha = alpha.resize((round(alpha.width * zoom), round(alpha.height * zoom)), Image.Resampling.LANCZOS)
    return alpha.rotate(turn, Image.Resampling.BICUBIC, expand=True) if turn else alpha


def stamp(on: Page, drawing: Path, at: tuple[int, int], side: int, ink: Colour = (0, 0, 0), turn: float = 0) -> Page:
    """A copy of the page with the drawing's shape in one ink, its top left corner at `at`."""
    picture = Image.fromarray(on)
    alpha = silhouette(drawing, side, turn)
    picture.paste(Image.new("RGB", alpha.size, ink), at, alpha)
    return np.asarray(picture)


def badge(on: Page, drawing: Path, at: tuple[int, int], side: int, plate: Colour) -> Page:
    """A copy of the page with the drawing in white on a disc."""
    big = Image.new("L", (side * 4, side * 4))
    from PIL import ImageDraw

    ImageDraw.Draw(big).ellipse((0, 0, side * 4 - 1, side * 4 - 1), 255)
    mask = big.resize((side, side), Image.Resampling.BOX)
    picture = Image.fromarray(on)
    picture.paste(Image.new("RGB", mask.size, plate), at, mask)
    inner = silhouette(drawing, round(side * 0.6))
    place = (at[0] + (side - inner.width) // 2, at[1] + (side - inner.height) // 2)
    picture.paste(Image.new("RGB", inner.size, WHITE), place, inner)
    return np.asarray(picture)
