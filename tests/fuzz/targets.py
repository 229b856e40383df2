"""Fuzz targets for the openers: what a mutated file may do, and how one is mutated.

There is a target an opener; it draws the seeds of all the kinds of file that this opener reads, in turn. A target takes
bytes. Whatever the bytes, opening them must end in pages or in an `AssetError`; any other exception is a find. Speed,
memory and crashes of the process are the business of the workers that run openers.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

from merchlint.assets.model import AssetError, Limits
from merchlint.assets.opening import MEMBERS, OPENERS, media_type_of, open_bytes

# Small enough that one example costs milliseconds, so that a minute holds many.
LIMITS = replace(
    Limits(),
    max_bytes=4_000_000,
    max_pixels=2_000_000,
    max_pages=20,
    max_frames=8,
    max_text=200_000,
    render_dpi=36,
)

_TOKENS = (
    b"\0\0\0\0",
    b"\xff\xff\xff\xff",
    b"\x7f\xff\xff\xff",
    b"\x80\0\0\0",
    b"<!ENTITY x SYSTEM 'file:///etc/passwd'>",
    b"<![CDATA[",
    b"%PDF-1.7",
    b"endobj",
    b"/Kids [2 0 R]",
    b"PK\x01\x02",
    b"\r\n\r\n",
    b'"',
    b"[" * 40,
    b"\xef\xbb\xbf",
    b"data:image/png;base64,AAAA",
    "微信".encode("gb18030"),
)


def opener_of(media_type: str) -> str:
    """The name of a target: that of the module which opens files of this type."""
    opener = OPENERS.get(media_type) or MEMBERS[media_type]
    return opener.__module__.rpartition(".")[2]


def by_opener(seeds: Mapping[str, bytes]) -> dict[str, dict[str, bytes]]:
    """Target -> (file name -> bytes) of the seeds it draws."""
    found: dict[str, dict[str, bytes]] = {}
    for name, data in sorted(seeds.items()):
        found.setdefault(opener_of(media_type_of(data, name)), {})[name] = data
    return found


def examine(data: bytes, name: str) -> int:
    """Opens the bytes as a file of that name and reads everything.

    Returns:
        The number of pages; problems count as none.
    """
    pages = 0
    try:
        for asset in open_bytes(data, name, LIMITS):
            try:
                for page in asset.pages:
                    pages += 1
                    check(page.number >= 1, "pages are numbered from 1")
                    check(page.pixels is None or page.pixels.shape[2:] == (3,), "pixels are RGB")
                    check(all(_is_one_line(line.text) for line in page.text), "a text is one line")
            except AssetError as error:
                check(bool(error.problem.path), "a problem names its file")
    except AssetError as error:
        check(error.problem.path == name, "a problem names its file")
    return pages


def check(holds: bool, promise: str) -> None:
    """A promise of the contract that must hold for any bytes."""
    if not holds:
        raise AssertionError(promise)


def mutated(data: bytes, seed: int, strength: int) -> bytes:
    """The same bytes with up to `strength` small damages; the same arguments give the same bytes."""
    chance = random.Random(seed)
    body = bytearray(data)
    for _ in range(strength):
        if not body:
            break
        at = chance.randrange(len(body))
        kind = chance.randrange(7)
        length = chance.choice((1, 2, 4, 16, 64))
        if kind == 0:
            body[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            body[at] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, 0x20))
        elif kind == 2:
            del body[at : at + length]
        elif kind == 3:
            body[at:at] = body[at : at + length] * chance.choice((1, 2, 8))
        elif kind == 4:
            token = chance.choice(_TOKENS)
            body[at : at + len(token)] = token
        elif kind == 5:
            other = chance.randrange(len(body))
            body[at : at + length] = body[other : other + length]
        else:
            body[at : at + length] = chance.randbytes(length)
    return bytes(body)


def _is_one_line(text: str) -> bool:
    return "\n" not in text and "\r" not in text
