"""Whether the bytes of a picture are all there, where its decoder would fill the gap without a word."""

from __future__ import annotations

import zlib

from merchlint.assets.errors import damaged
from merchlint.assets.source import Source

KIND = ("图片", "picture")


def check_complete(source: Source) -> None:
    """Walks the container of PNG, JPEG, GIF, WebP and AVIF to its end.

    Raises:
        AssetError: the end is missing, a checksum of PNG does not match, or a lossless WebP or an AVIF has a run of
            zeros where packed data belongs: a file that was set aside in full but not written in full.
    """
    check = _CHECKS.get(source.media_type)
    if check is not None:
        reason = check(source.data)
        if reason is not None:
            raise damaged(source.shown, KIND, reason)


def _png(data: bytes) -> str | None:
    """https://www.w3.org/TR/png-3/#5Chunk-layout; Pillow skips the checksum of image data and needs no IEND."""
    at = 8
    while at + 12 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        name = data[at + 4 : at + 8]
        if end > len(data):
            return "a PNG chunk is cut short"
        if name == b"IEND":
            return None
        critical = not name[0] & 0x20 or name == b"fdAT"
        if critical and zlib.crc32(memoryview(data)[at + 4 : end - 4]) != int.from_bytes(data[end - 4 : end], "big"):
            return f"the checksum of PNG chunk {name.decode('latin-1')!r} does not match"
        at = end
    return "the PNG ends before its IEND chunk"


def _jpeg(data: bytes) -> str | None:
    """ITU-T T.81, annex B; the end marker is looked for behind the scan, as a preview in the header has one too."""
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            return "a JPEG segment is broken"
        marker = data[at + 1]
        if marker == 0xFF or 0xD0 <= marker <= 0xD8 or marker == 0x01:
            at += 1 if marker == 0xFF else 2
            continue
        if marker == 0xDA:
            return None if data.find(b"\xff\xd9", at) > 0 else "the JPEG has no end marker"
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return "the JPEG ends within its header"


def _gif(data: bytes) -> str | None:
    """GIF89a specification, appendix B; Pillow takes the end of the file for the end of the animation."""
    at = 13 + _colours(data[10:11])
    while at < len(data):
        kind = data[at]
        if kind == 0x3B:
            return None
        if kind == 0x2C:
            at += 11 + _colours(data[at + 9 : at + 10])
        elif kind == 0x21:
            at += 2
        else:
            return "a GIF block is broken"
        while at < len(data) and data[at]:
            at += 1 + data[at]
        at += 1
    return "the GIF ends before its trailer"


def _colours(flags: bytes) -> int:
    """Bytes of the colour table that a flags byte announces."""
    return 3 << ((flags[0] & 7) + 1) if flags and flags[0] & 0x80 else 0


def _webp(data: bytes) -> str | None:
    """https://developers.google.com/speed/webp/docs/riff_container: the RIFF header states the size."""
    end = 8 + int.from_bytes(data[4:8], "little")
    if end > len(data):
        return "the WebP is cut short"
    at = 12
    while at + 8 <= end:
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        name = data[at : at + 4]
        if name == b"ANMF":
            # A frame of an animation holds chunks of its own.
            at += 24
            continue
        # Not in lossy chunks: a plain white picture is packed to long runs of zeros there.
        if name == b"VP8L" and data.find(_HOLE, at + 8, min(at + 8 + size, end)) >= 0:
            return "the WebP has a hole"
        at += 8 + size + (size & 1)
    return None


def _avif(data: bytes) -> str | None:
    """ISO/IEC 14496-12, clause 4.2: boxes one after another, that of the pictures named "mdat"."""
    at = 0
    while at + 8 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        if size == 1:
            size = int.from_bytes(data[at + 8 : at + 16], "big")
        end = at + size if size else len(data)
        if end > len(data) or 0 < size < 8:
            return "the AVIF is cut short"
        if data[at + 4 : at + 8] == b"mdat" and data[max(at, end - len(_HOLE)) : end] == _HOLE:
            return "the AVIF ends in a hole"
        at = end
    return None


# Longest run of zeros measured in what encoders write, plain and blank pictures included: 4 in lossless WebP, none at
# the end of AVIF.
_HOLE = bytes(256)
_CHECKS = {"image/avif": _avif, "image/png": _png, "image/jpeg": _jpeg, "image/gif": _gif, "image/webp": _webp}
