"""Pictures that a document carries inside itself become pages of that document."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import unquote_to_bytes

from merchlint.assets.errors import asset_error, damaged
from merchlint.assets.integrity import KIND
from merchlint.assets.model import AssetError, Page
from merchlint.assets.pictures import PICTURE_TYPES, picture_pages
from merchlint.assets.sniff import SNIFF_BYTES, binary_type
from merchlint.assets.source import Source, check_size

_DATA_ADDRESS = re.compile(r"\s*data:([^,;]*)((?:;[^,;]*)*),", re.IGNORECASE)


def embedded_pages(
    data: bytes,
    label: str,
    parent: Source,
    drawing: Callable[[Source], Iterator[Page]],
    *,
    hidden: bool = False,
) -> Iterator[Page]:
    """Pages of one picture inside `parent`, all numbered 1; `label` is its name there.

    Args:
        drawing: what opens the picture when it is an SVG drawing, which may hold pictures in turn.

    Raises:
        AssetError: the picture cannot be examined; then neither can the document.
    """
    name = f"{parent.shown}!/{label}"
    check_size(data, parent.shown, parent.limits)
    media_type = binary_type(data[:SNIFF_BYTES])
    if media_type is None and b"<svg" in data[:SNIFF_BYTES]:
        pages = drawing(Source(name, data, "image/svg+xml", parent.limits))
    elif media_type in PICTURE_TYPES:
        pages = picture_pages(Source(name, data, media_type, parent.limits))
    else:
        raise asset_error(
            "embedded-picture-not-examined",
            parent.shown,
            (
                f"内嵌图片 {label} 的格式({media_type or '未知'})不能读取。",
                f"The picture {label} inside it is of a format that cannot be read ({media_type or 'unknown'}).",
            ),
            (
                "请把它换成 PNG 或 JPEG, 或将整个文件导出为 PDF。",
                "Replace it by PNG or JPEG, or export the file to PDF.",
            ),
        )
    try:
        for page in pages:
            yield replace(page, number=1, label=label, hidden=hidden or page.hidden)
    except AssetError as error:
        raise AssetError(replace(error.problem, path=parent.shown)) from error


def data_address(address: str, parent: Source) -> bytes | None:
    """The bytes of a ``data:`` address that holds a picture, or None for any other address.

    Raises:
        AssetError: the address is longer than `max_bytes` or not valid base64.
    """
    match = _DATA_ADDRESS.match(address)
    if not match or not match.group(1).strip().lower().startswith("image/"):
        return None
    body = address[match.end() :]
    if "base64" not in match.group(2).lower():
        return unquote_to_bytes(body)
    try:
        return base64.b64decode("".join(body.split()).replace("%2B", "+").replace("%2F", "/").replace("%3D", "="))
    except (binascii.Error, ValueError) as error:
        raise damaged(parent.shown, KIND, error) from error
