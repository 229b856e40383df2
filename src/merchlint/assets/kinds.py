"""Which names are assets: the table that decides what a walk through a folder picks up.

A name only decides whether a file is looked at; what it *is* is decided by its content (`sniff`).
"""

from __future__ import annotations

from pathlib import PurePosixPath


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PICTURE_SUFFIXES: dict[str, str] = {
    ".apng": "image/png",
    ".avif": "image/avif",
    ".bmp": "image/bmp",
    ".dib": "image/bmp",
    ".gif": "image/gif",
    ".heic": "image/heic",
    ".heif": "image/heic",
    ".jfif": "image/jpeg",
    ".jpe": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".mpo": "image/jpeg",
    ".png": "image/png",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".webp": "image/webp",
}
"""Suffixes that promise a picture made of pixels."""

TEXT_SUFFIXES: dict[str, str] = {
    ".csv": "text/csv",
    ".htm": "text/html",
    ".html": "text/html",
    ".json": "application/json",
    ".jsonl": "application/x-ndjson",
    ".lrc": "text/x-lrc",
    ".markdown": "text/markdown",
    ".md": "text/markdown",
    ".ndjson": "application/x-ndjson",
    ".srt": "application/x-subrip",
    ".svg": "image/svg+xml",
    ".tab": "text/tab-separated-values",
    ".text": "text/plain",
    ".tsv": "text/tab-separated-values",
    ".txt": "text/plain",
    ".vtt": "text/vtt",
    ".xhtml": "text/html",
    ".eml": "message/rfc822",
}
"""Suffixes that promise text; several of them have no mark of their own inside, so the name breaks the tie."""

DOCUMENT_SUFFIXES: dict[str, str] = {
    ".ai": "application/pdf",
    ".docm": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".dotx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
    ".potx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".ppsx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".pptm": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".psb": "image/vnd.adobe.photoshop",
    ".psd": "image/vnd.adobe.photoshop",
    ".xlsm": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xltx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".7z": "application/x-7z-compressed",
    ".zip": "application/zip",
}
"""Suffixes that promise a document, layered design or archive."""

UNREADABLE_SUFFIXES: frozenset[str] = _words(
    ".bz2 .cdr .doc .eps .fig .gz .indd .indt .jp2 .jxl .key .numbers .odg .odp .ods .odt .pages .ppt .ps .rar"
    " .afdesign .afphoto .afpub .clip .dds .djvu .epub .exr .graffle .hdr .j2k .jpf .jpx .jxr .kra .mht .mhtml"
    " .oxps .pbm .pcx .pgm .ppm .procreate .pub .sai .tga .vsd .vsdx .xcf .xps"
    " .rtf .sketch .svgz .tar .tgz .wps .et .dps .xd .xls .xz .zst .wmf .emf .msg"
)
"""Suffixes of designs and documents that cannot be read: met in a folder they are `incomplete`, not skipped."""

SKIPPED_SUFFIXES: frozenset[str] = _words(
    # programs and settings
    ".py .pyc .pyi .js .mjs .cjs .ts .tsx .jsx .css .scss .less .sh .bat .ps1 .c .h .cpp .java .go .rs .rb .php .lua"
    " .yaml .yml .toml .ini .cfg .conf .lock .log .sql .db .sqlite .xml .xsd .xsl .plist .properties .map .wasm .so"
    " .dll .exe .bin .dat .class .jar .whl .egg .apk .ipa .iso .dmg .pkg .deb .rpm"
    # fonts, colour, sound, video, camera raw, 3D, parts of design programs
    " .ttf .otf .ttc .woff .woff2 .eot .icc .icm .aco .ase .acb .abr .atn .cube .mp4 .mov .avi .mkv .webm .flv .m4v"
    " .wmv .mpg .mpeg .mp3 .wav .m4a .aac .flac .ogg .wma .dng .nef .cr2 .cr3 .arw .raf .orf .rw2 .obj .fbx .stl .blend"
    " .aep .prproj .ico .cur .icns .lnk .url .tmp .bak .part .crdownload .swp"
)
"""Suffixes that a walk passes over in silence: nothing a buyer is shown as picture or text, or not readable as such."""

ASSET_SUFFIXES: frozenset[str] = frozenset(PICTURE_SUFFIXES | TEXT_SUFFIXES | DOCUMENT_SUFFIXES) | UNREADABLE_SUFFIXES

NOT_ASSETS: frozenset[str] = _words(
    "merchlint.yaml merchlint.yml thumbs.db desktop.ini package.json package-lock.json tsconfig.json"
    " requirements.txt license.txt cmakelists.txt"
)
"""Whole names (lower case) that are never assets, whatever their suffix."""


SKIPPED_FOLDERS: frozenset[str] = _words("node_modules __pycache__ __MACOSX")
"""Folders that tools fill by themselves."""


def is_asset_name(path: str) -> bool | None:
    """Whether a name met on the way (in a folder or archive) makes an asset; None when only the content can tell."""
    parts = path.split("/")
    if any(part.startswith(".") and part not in (".", "..") for part in parts) or SKIPPED_FOLDERS & set(parts[:-1]):
        return False
    if parts[-1].lower() in NOT_ASSETS:
        return False
    suffix = PurePosixPath(parts[-1]).suffix.lower()
    if suffix in ASSET_SUFFIXES:
        return True
    return False if suffix in SKIPPED_SUFFIXES else None


def promised_type(suffix: str) -> str | None:
    """The media type a suffix promises, or None."""
    for table in (PICTURE_SUFFIXES, TEXT_SUFFIXES, DOCUMENT_SUFFIXES):
        if suffix in table:
            return table[suffix]
    return None
