"""Pictures made of pixels: PNG and APNG, JPEG, WebP, GIF, BMP, TIFF, AVIF. One page a picture, TIFF page or frame."""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from merchlint.assets.errors import asset_error, decoding, over_limit
from merchlint.assets.integrity import KIND, check_complete
from merchlint.assets.jpeg import jpeg_pixels
from merchlint.assets.model import Page
from merchlint.assets.pixels import check_pixels, dpi_of, to_pixels
from merchlint.assets.source import Source

if TYPE_CHECKING:
    from PIL import ImageFile

    from merchlint.assets.model import Pixels

PICTURE_TYPES = frozenset(
    {"image/avif", "image/bmp", "image/gif", "image/jpeg", "image/png", "image/tiff", "image/webp"}
)
"""Media types that `picture_pages` opens."""

# A frame that differs from the one before by no more than this many levels, in every pixel, shows the same thing:
# it absorbs the noise of lossy animation formats, not a fade.
_FRAME_NOISE = 8
# Frames are only kept when distinct, but each costs its decoding.
_DECODED_PER_KEPT = 50


def picture_pages(source: Source) -> Iterator[Page]:
    """Pages of a picture.

    Raises:
        AssetError: damaged, cut short, or over a limit.
    """
    with decoding(source.shown, KIND):
        check_complete(source)
        image, count = _open(source)
        if count <= 1:
            yield Page(1, _pixels(image, 0, source), dpi=dpi_of(image))
        elif source.media_type == "image/tiff":
            yield from _tiff_pages(image, count, source)
        else:
            yield from _frames(image, count, source)


def _open(source: Source) -> tuple[ImageFile.ImageFile, int]:
    """(picture with its header read, number of frames or TIFF pages)."""
    # The plugin's class is called rather than Image.open: the format is already known, nothing else is tried on hostile
    # bytes, and Pillow's process-wide pixel limit stays untouched because `check_pixels` applies ours.
    with _decoder(source):
        image = _plugin(source.media_type)(io.BytesIO(source.data))
        check_pixels(*image.size, source.shown, source.limits)
        return image, int(getattr(image, "n_frames", 1))


def _pixels(image: ImageFile.ImageFile, index: int, source: Source) -> Pixels:
    if source.media_type == "image/jpeg":
        return jpeg_pixels(image, source.data)
    with _decoder(source):
        if index:
            image.seek(index)
            check_pixels(*image.size, source.shown, source.limits)
        image.load()
        return to_pixels(image)


@contextmanager
def _decoder(source: Source) -> Iterator[None]:
    """Pillow warns on the console about oddities that do not matter here, and has a pixel limit of its own inside."""
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except Image.DecompressionBombError as error:
            raise asset_error(
                "picture-too-many-pixels",
                source.shown,
                ("画面像素过多, 解码器拒绝打开。", "The picture has more pixels than its decoder accepts."),
                ("请缩小尺寸后重新导出。", "Export it again at a smaller size."),
            ) from error


def _plugin(media_type: str) -> Callable[[io.BytesIO], ImageFile.ImageFile]:
    from PIL import (
        AvifImagePlugin,
        BmpImagePlugin,
        GifImagePlugin,
        JpegImagePlugin,
        PngImagePlugin,
        TiffImagePlugin,
        WebPImagePlugin,
    )

    plugins: dict[str, Callable[[io.BytesIO], ImageFile.ImageFile]] = {
        "image/avif": AvifImagePlugin.AvifImageFile,
        "image/bmp": BmpImagePlugin.BmpImageFile,
        "image/gif": GifImagePlugin.GifImageFile,
        "image/jpeg": JpegImagePlugin.JpegImageFile,
        "image/png": PngImagePlugin.PngImageFile,
        "image/tiff": TiffImagePlugin.TiffImageFile,
        "image/webp": WebPImagePlugin.WebPImageFile,
    }
    return plugins[media_type]


def _tiff_pages(image: ImageFile.ImageFile, count: int, source: Source) -> Iterator[Page]:
    if count > source.limits.max_pages:
        raise over_limit(
            source.shown,
            "too-many-pages",
            (f"共 {count} 页, 超过上限 {source.limits.max_pages}。",
             f"It has {count} pages, more than the limit of {source.limits.max_pages}."),
            "max_pages",
        )  # fmt: skip
    for index in range(count):
        yield Page(index + 1, _pixels(image, index, source), dpi=dpi_of(image))


def _frames(image: ImageFile.ImageFile, count: int, source: Source) -> Iterator[Page]:
    limit = source.limits.max_frames
    if count > limit * _DECODED_PER_KEPT:
        raise _too_many_frames(source, count)
    seen: set[bytes] = set()
    last: Pixels | None = None
    for index in range(count):
        pixels = _pixels(image, index, source)
        digest = hashlib.sha256(pixels.tobytes()).digest()
        if digest in seen or (last is not None and _same(last, pixels)):
            continue
        if len(seen) >= limit:
            raise _too_many_frames(source, count)
        seen.add(digest)
        last = pixels
        yield Page(len(seen), pixels, dpi=dpi_of(image), label=f"frame {index + 1}")


def _same(one: Pixels, other: Pixels) -> bool:
    import numpy as np

    if one.shape != other.shape:
        return False
    return bool((np.maximum(one, other) - np.minimum(one, other)).max(initial=0) <= _FRAME_NOISE)


def _too_many_frames(source: Source, count: int) -> Exception:
    limit = source.limits.max_frames
    return over_limit(
        source.shown,
        "too-many-frames",
        (
            f"动画共 {count} 帧, 不同画面超过上限 {limit}。",
            f"The animation has {count} frames, more distinct ones than the limit of {limit}.",
        ),
        "max_frames",
    )
