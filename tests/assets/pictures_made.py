"""Small pictures in every encoding, made on the spot."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from PIL import Image, ImageDraw

RED, BLUE, WHITE = (220, 30, 30), (30, 30, 220), (255, 255, 255)


def drawing(mode: str = "RGB", size: tuple[int, int] = (64, 40)) -> Image.Image:
    """White paper, a red square at the top left, a blue one at the bottom right."""
    image = Image.new("RGB", size, WHITE)
    pen = ImageDraw.Draw(image)
    pen.rectangle((2, 2, 17, 17), fill=RED)
    pen.rectangle((size[0] - 18, size[1] - 18, size[0] - 3, size[1] - 3), fill=BLUE)
    return image.convert(mode)


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    """`image` as the bytes of a file of Pillow format `kind`."""
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def animation(kind: str, frames: Sequence[Image.Image], **options: Any) -> bytes:
    """Several frames as one file."""
    stream = io.BytesIO()
    frames[0].save(stream, kind, save_all=True, append_images=list(frames[1:]), **options)
    return stream.getvalue()
