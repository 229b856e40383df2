"""An asset and its pages: what `assets` makes of a file's bytes, before anything is recognised."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from merchlint.geometry import Box
from merchlint.message import MerchlintError, Message

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Pixels = npt.NDArray[np.uint8]


class AssetError(MerchlintError):
    """An asset that cannot be examined; becomes `incomplete`, never a pass."""


class Speaker(enum.StrEnum):
    """Whose words a line carries, in a dialogue."""

    MERCHANT = "merchant"
    BUYER = "buyer"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands, in the terms of its own format; every field is optional.

    Attributes:
        line, column: 1-based place in a text file.
        cell: spreadsheet or CSV cell, e.g. ``Sheet1!B3``.
        time: caption time, e.g. ``00:01:02.500``.
        layer: name of a layer, artboard, note, alt text or attachment.
        hidden: the text or picture is not visible to a buyer as delivered (hidden layer, hidden sheet).
    """

    line: int | None = None
    column: int | None = None
    cell: str | None = None
    time: str | None = None
    layer: str | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class SourceText:
    """A line of text that the file itself carries, as opposed to one read from a picture.

    Attributes:
        text: one line, no line break inside.
        box: where it stands on the page's picture, in pixels, when the format tells.
        speaker: whose words, when the format tells (a CSV role column); dialogue prefixes are read later.
    """

    text: str
    place: Place = Place()
    box: Box | None = None
    speaker: Speaker | None = None


@dataclass(frozen=True, slots=True)
class SourceLink:
    """A link the file carries (annotation, href); its address is never opened."""

    address: str
    place: Place = Place()
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One picture, one block of text, or both (a PDF page has a text layer and a rendering).

    Attributes:
        number: 1-based.
        pixels: H x W x 3 uint8 RGB, upright, transparency composed on white; None for text only.
        dpi: print resolution if the file states one.
        label: name of the page in its format (sheet, artboard, frame, layer), or None.
        hidden: the whole page is not visible as delivered; what it holds is judged as `advice`.
    """

    number: int
    pixels: Pixels | None = None
    text: tuple[SourceText, ...] = ()
    links: tuple[SourceLink, ...] = ()
    dpi: float | None = None
    label: str | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Asset:
    """An opened asset.

    Attributes:
        path: as shown to the user; an archive member is ``cards.zip!/a.png``.
        digest: ``sha256:<hex>`` of the bytes.
        media_type: decided by content, e.g. ``image/png``.
        pages: in reading order, at least one; made one at a time, so read them once. An `AssetError` raised on the way
            makes the asset incomplete.
        notes: things worth saying that do not stop the examination (name and content disagree).
    """

    path: str
    digest: str
    media_type: str
    pages: Iterable[Page]
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """What an asset may cost; past one it is `incomplete`, never a partial pass.

    Attributes:
        max_bytes: bytes of one file or archive member.
        max_pixels: pixels of one page as rendered.
        max_pages: pages, sheets, artboards or archive members of one asset.
        max_frames: distinct animation frames.
        max_archive_depth: archives inside archives (1 = one nested archive).
        max_archive_ratio: unpacked over packed bytes.
        max_text: characters of one asset.
        max_seconds: wall seconds for one page (opening counts as a page).
        max_asset_seconds: wall seconds for one asset, all its pages together.
        max_memory: bytes of address space growth a worker may take, 0 for no limit.
        render_dpi: resolution at which vector pages are rendered.
    """

    max_bytes: int = 200 * 1024 * 1024
    max_pixels: int = 200_000_000
    max_pages: int = 500
    max_frames: int = 60
    max_archive_depth: int = 1
    max_archive_ratio: int = 200
    max_text: int = 20_000_000
    max_seconds: float = 120.0
    max_asset_seconds: float = 1800.0
    max_memory: int = 6 * 1024 * 1024 * 1024
    render_dpi: int = 200
