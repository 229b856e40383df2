"""From a Pillow picture to RGB pixels: upright, on white, eight bits, screen colours."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from merchlint.assets.errors import over_limit
from merchlint.assets.model import Limits

if TYPE_CHECKING:
    from PIL import Image

    from merchlint.assets.model import Pixels


# EXIF tag; 1 is upright.
_ORIENTATION = 0x0112
_CARD_SIDE = 1600
_CARD_DPI = 600.0


def check_pixels(width: int, height: int, shown: str, limits: Limits) -> None:
    """To be called on the size a header states, before anything is decoded.

    Raises:
        AssetError: more than `max_pixels`.
    """
    if width * height > limits.max_pixels:
        raise over_limit(
            shown,
            "picture-too-many-pixels",
            (
                f"画面为 {width}×{height} 像素, 超过上限 {limits.max_pixels}。",
                f"The picture has {width} x {height} pixels, more than the limit of {limits.max_pixels}.",
            ),
            "max_pixels",
        )


def print_dpi(longer_side_inches: float, limits: Limits) -> float:
    """Resolution for a vector page: `render_dpi`, and more for a small card, whose fine print needs it.

    The longer side gets at least 1,600 pixels as long as that takes no more than 600 dpi.
    """
    wanted = _CARD_SIDE / longer_side_inches if longer_side_inches > 0 else 0.0
    return max(float(limits.render_dpi), min(wanted, _CARD_DPI))


def to_pixels(image: Image.Image) -> Pixels:
    """H x W x 3 uint8 RGB of a loaded picture, turned by its EXIF orientation, transparency composed on white."""
    import numpy as np
    from PIL import ImageOps

    upright = image if is_upright(image) else ImageOps.exif_transpose(image)
    return np.array(_to_rgb(upright), dtype=np.uint8)


def is_upright(image: Image.Image) -> bool:
    """Whether the EXIF orientation leaves a picture as it is stored."""
    return bool(image.getexif().get(_ORIENTATION, 1) == 1)


def dpi_of(image: Image.Image) -> float | None:
    """The horizontal print resolution the file states, when it is a sensible number."""
    stated: Any = image.info.get("dpi")
    try:
        number = float(stated[0]) if isinstance(stated, tuple) and stated else 0.0
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    return round(number, 2) if 10 <= number <= 10_000 else None


def _to_rgb(image: Image.Image) -> Image.Image:
    if image.mode == "RGB" and "transparency" not in image.info:
        return image
    if image.mode in ("I", "F") or image.mode.startswith("I;"):
        return _deep_grey(image)
    if image.mode in ("CMYK", "LAB"):
        return _by_profile(image)
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        return _on_white(image)
    return image.convert("RGB")


def _on_white(image: Image.Image) -> Image.Image:
    from PIL import Image

    # Pillow turns the premultiplied modes only into their plain twins.
    plain = {"RGBa": "RGBA", "La": "LA"}.get(image.mode)
    layered = (image.convert(plain) if plain else image).convert("RGBA")
    paper = Image.new("RGB", layered.size, (255, 255, 255))
    paper.paste(layered, mask=layered.getchannel("A"))
    return paper


def _deep_grey(image: Image.Image) -> Image.Image:
    """16-bit, 32-bit and floating grey: scaled by the range of the type, or by its own range where that is open."""
    import numpy as np
    from PIL import Image

    values = np.asarray(image, dtype=np.float32)
    values = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
    high = float(values.max(initial=0.0))
    if image.mode == "F":
        top = 1.0 if high <= 1.0 else 255.0 if high <= 255.0 else max(high, 1.0)
    else:
        top = 255.0 if image.mode == "I" and high <= 255 else 65535.0 if high <= 65535 else high
    scaled = np.clip(values * (255.0 / top), 0, 255).astype(np.uint8)
    return Image.fromarray(scaled).convert("RGB")


def _by_profile(image: Image.Image) -> Image.Image:
    """CMYK and Lab through the embedded ICC profile; CMYK without a usable one by the plain formula."""
    from PIL import Image, ImageCms

    profile = image.info.get("icc_profile")
    try:
        if image.mode == "LAB":
            source = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
        elif profile:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        else:
            return image.convert("RGB")
        converted = ImageCms.profileToProfile(
            image,
            source,
            ImageCms.createProfile("sRGB"),
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode="RGB",
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        if image.mode == "LAB":
            raise
        return image.convert("RGB")
    assert isinstance(converted, Image.Image)
    return converted
