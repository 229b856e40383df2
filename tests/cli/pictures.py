"""Pictures with a code, drawn in memory."""

from __future__ import annotations

import io

import numpy as np
import zxingcpp
from PIL import Image


def with_code(payload: str, side: int = 400) -> bytes:
    """A white PNG with a QR code in the middle."""
    code = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.QRCode)
    drawn = Image.fromarray(np.array(code.to_image(scale=5)))
    page = Image.new("RGB", (side, side), "white")
    page.paste(drawn.convert("RGB"), ((side - drawn.width) // 2, (side - drawn.height) // 2))
    return png(page)


def blank(side: int = 200) -> bytes:
    return png(Image.new("RGB", (side, side), "white"))


def png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
