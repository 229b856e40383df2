"""The pixels of a JPEG, where every warning of its decoder counts.

Behind damaged data the decoder goes on with grey or garbage and only warns, which Pillow passes over; the picture would
then be examined without what was printed there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from merchlint.assets.pixels import is_upright, to_pixels

if TYPE_CHECKING:
    from PIL import ImageFile

    from merchlint.assets.model import Pixels


def jpeg_pixels(image: ImageFile.ImageFile, data: bytes) -> Pixels:
    """H x W x 3 RGB, upright.

    Args:
        image: the header as Pillow read it.

    Raises:
        ValueError: damaged anywhere.
    """
    from PIL import Image
    from simplejpeg import decode_jpeg, decode_jpeg_header

    height, width, colours, _ = decode_jpeg_header(data)
    if (width, height) != image.size:
        raise ValueError("it states two sizes")
    if colours in ("CMYK", "YCCK"):
        # Decoded for its warnings alone: Pillow knows what Adobe means by the values, and the profile.
        decode_jpeg(data, "CMYK", strict=True)
        image.load()
        return to_pixels(image)
    pixels: Pixels = decode_jpeg(data, "RGB", strict=True)
    if is_upright(image):
        return pixels
    lying = Image.fromarray(pixels)
    lying.info["exif"] = image.info["exif"]
    return to_pixels(lying)
