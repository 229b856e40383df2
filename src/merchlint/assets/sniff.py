"""What a file is, decided by its bytes; the name only tells text formats apart that have no mark of their own.

Marks are those of the formats' own specifications.
"""

from __future__ import annotations

import io
import re
import zipfile

from merchlint.assets.errors import DECODER_ERRORS
from merchlint.assets.kinds import TEXT_SUFFIXES

SNIFF_BYTES = 4096
"""How much of the head is needed."""

OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = OFFICE + "wordprocessingml.document"
XLSX = OFFICE + "spreadsheetml.sheet"
PPTX = OFFICE + "presentationml.presentation"
GIT_LFS_POINTER = "application/x-git-lfs-pointer"
UNKNOWN = "application/octet-stream"

_MARKS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (0, b"II+\x00", "image/tiff"),
    (0, b"MM\x00+", "image/tiff"),
    (0, b"8BPS", "image/vnd.adobe.photoshop"),
    (0, b"%!PS", "application/postscript"),
    (0, b"\xc5\xd0\xd3\xc6", "application/postscript"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"PK\x05\x06", "application/zip"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"BZh", "application/x-bzip2"),
    (0, b"\xfd7zXZ\x00", "application/x-xz"),
    (0, b"\x28\xb5\x2f\xfd", "application/zstd"),
    (257, b"ustar", "application/x-tar"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (0, b"\x06\x06\xed\xf5\xd8\x1d\x46\xe5\xbd\x31\xef\xe7\xfe\x74\xb7\x1d", "application/x-indesign"),
    (0, b"fig-kiwi", "application/x-figma"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"\xff\x0a", "image/jxl"),
    (0, b"\x00\x00\x00\x0cJXL ", "image/jxl"),
    (0, b"\x00\x00\x00\x0cjP  ", "image/jp2"),
    (0, b"\xff\x4f\xff\x51", "image/jp2"),
    (0, b"\x00\x00\x01\x00", "image/x-icon"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"OggS", "audio/ogg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"\x1aE\xdf\xa3", "video/x-matroska"),
    (0, b"FLV\x01", "video/x-flv"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "video/x-ms-wmv"),
    (0, b"\x7fELF", "application/x-executable"),
    (0, b"MZ\x90", "application/x-executable"),
)

_BRANDS = {
    b"avif": "image/avif",
    b"avis": "image/avif",
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"hevc": "image/heic",
    b"heim": "image/heic",
    b"heis": "image/heic",
    b"mif1": "image/heic",
    b"msf1": "image/heic",
}

STRONG: frozenset[str] = frozenset(
    {
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/tiff",
        "image/webp",
        "image/bmp",
        "image/avif",
        "image/heic",
        "image/vnd.adobe.photoshop",
        "application/pdf",
        "application/postscript",
        "application/x-indesign",
        "application/vnd.corel-draw",
    }
)
"""Kinds whose mark alone makes a file of unknown suffix an asset."""


def has_strong_mark(head: bytes) -> bool:
    """Whether the first `SNIFF_BYTES` of a file are those of a picture or a design document."""
    return binary_type(head) in STRONG


def binary_type(head: bytes) -> str | None:
    """Media type by the mark at the beginning, or None when there is no mark (text, or unknown)."""
    for offset, mark, media_type in _MARKS:
        if head.startswith(mark, offset):
            return media_type
    if head[:4] == b"RIFF":
        return _riff(head)
    if head[4:8] == b"ftyp":
        return _branded(head)
    if (
        head[:2] == b"BM"
        and len(head) >= 26
        and int.from_bytes(head[14:18], "little") in (12, 40, 52, 56, 64, 108, 124)
    ):
        return "image/bmp"
    # Readers accept a PDF header anywhere in the first 1,024 bytes; a text that mentions it begins with other text.
    found = head.find(b"%PDF-", 0, 1024)
    if found == 0 or (found > 0 and not _looks_like_text(head[:found].lstrip(b"\xef\xbb\xbf"))):
        return "application/pdf"
    if found > 0 and not head[:found].lstrip(b"\xef\xbb\xbf").strip():
        return "application/pdf"
    return None


def _riff(head: bytes) -> str:
    form = head[8:12]
    if form == b"WEBP":
        return "image/webp"
    if form[:3] in (b"CDR", b"cdr"):
        return "application/vnd.corel-draw"
    return {b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}.get(form, "application/x-riff")


def _branded(head: bytes) -> str:
    """The first brand may only say that there is a picture; which codec it takes then stands among the others."""
    size = min(int.from_bytes(head[:4], "big"), len(head))
    brands = [head[at : at + 4] for at in (8, *range(16, size - 3, 4))]
    found = [_BRANDS[brand] for brand in brands if brand in _BRANDS]
    return "image/avif" if "image/avif" in found else "image/heic" if found else "video/mp4"


def _looks_like_text(head: bytes) -> bool:
    return not re.search(rb"[\x00-\x08\x0e-\x1f]", head)


def zip_type(data: bytes) -> str:
    """Which kind of document a ZIP container is, by the names in it; a plain archive when none fits."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {info.filename for info in archive.infolist()}
    except DECODER_ERRORS:
        return "application/zip"
    if "[Content_Types].xml" in names:
        for folder, media_type in (("word/", DOCX), ("xl/", XLSX), ("ppt/", PPTX)):
            if any(name.startswith(folder) for name in names):
                return media_type
    if "mimetype" in names and "content.xml" in names:
        return "application/vnd.oasis.opendocument"
    if "document.json" in names and "meta.json" in names:
        return "application/x-sketch"
    if "canvas.fig" in names:
        return "application/x-figma"
    if "manifest" in names and any(name.startswith("artwork/") for name in names):
        return "application/x-adobe-xd"
    if any(name.startswith("content/") and name.endswith((".cdr", "riffData.cdr", "root.dat")) for name in names):
        return "application/vnd.corel-draw"
    if "Index/Document.iwa" in names or "index.apxl" in names:
        return "application/x-iwork"
    return "application/zip"


def text_type(text: str, suffix: str) -> str:
    """Media type of text that was already decoded; the suffix decides between formats without a mark."""
    head = text[:SNIFF_BYTES].lstrip("\ufeff \t\r\n")
    if head.startswith("version https://git-lfs.github.com/spec/"):
        return GIT_LFS_POINTER
    lowered = head[:1024].lower()
    if lowered.startswith(("<?xml", "<!--", "<!doctype svg", "<svg")) and re.search(r"<(\w+:)?svg[\s>]", head):
        return "image/svg+xml"
    if lowered.startswith(("<!doctype html", "<html")) or re.search(
        r"\A<\?xml[^>]*>\s*(<!doctype html|<html)", lowered
    ):
        return "text/html"
    if head.startswith("WEBVTT"):
        return "text/vtt"
    promised = TEXT_SUFFIXES.get(suffix, "text/plain")
    if promised == "image/svg+xml":
        return "image/svg+xml" if "<svg" in text or ":svg" in text else "text/plain"
    return promised
