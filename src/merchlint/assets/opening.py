"""From a file or bytes to assets: what it is, who opens it, and what is said when nobody can."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from merchlint.assets.archive import Member, encrypted, zip_members
from merchlint.assets.captions import caption_pages
from merchlint.assets.docx import docx_pages
from merchlint.assets.errors import asset_error, not_examined, over_limit
from merchlint.assets.html import html_pages
from merchlint.assets.jsontext import json_pages
from merchlint.assets.kinds import DOCUMENT_SUFFIXES, PICTURE_SUFFIXES, is_asset_name, promised_type
from merchlint.assets.mail import looks_like_mail, mail_members, mail_pages
from merchlint.assets.markdown import markdown_pages
from merchlint.assets.model import Asset, AssetError, Limits, Page
from merchlint.assets.pdf import pdf_members, pdf_pages
from merchlint.assets.pictures import picture_pages
from merchlint.assets.plain import plain_pages
from merchlint.assets.pptx import pptx_pages
from merchlint.assets.psd import psd_pages
from merchlint.assets.sevenzip import sevenzip_members
from merchlint.assets.sniff import (
    DOCX,
    GIT_LFS_POINTER,
    PPTX,
    SNIFF_BYTES,
    UNKNOWN,
    XLSX,
    binary_type,
    has_strong_mark,
    text_type,
    zip_type,
)
from merchlint.assets.source import Source, check_size, digest_bytes, digest_file, read_file
from merchlint.assets.svg import svg_pages
from merchlint.assets.tables import table_pages
from merchlint.assets.text import decode
from merchlint.assets.unreadable import UNREADABLE_KINDS
from merchlint.assets.xlsx import xlsx_pages
from merchlint.message import Message

__all__ = ["OPENERS", "digest_file", "open_assets", "open_bytes"]

# An Office file with a password is wrapped in the older container, under this entry.
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")

Opener = Callable[[Source], Iterator[Page]]

OPENERS: Mapping[str, Opener] = {
    DOCX: docx_pages,
    PPTX: pptx_pages,
    XLSX: xlsx_pages,
    "image/avif": picture_pages,
    "image/bmp": picture_pages,
    "image/gif": picture_pages,
    "image/jpeg": picture_pages,
    "image/png": picture_pages,
    "image/tiff": picture_pages,
    "image/svg+xml": svg_pages,
    "image/vnd.adobe.photoshop": psd_pages,
    "image/webp": picture_pages,
    "application/json": json_pages,
    "application/pdf": pdf_pages,
    "application/x-ndjson": json_pages,
    "application/x-subrip": caption_pages,
    "message/rfc822": mail_pages,
    "text/csv": table_pages,
    "text/html": html_pages,
    "text/markdown": markdown_pages,
    "text/plain": plain_pages,
    "text/tab-separated-values": table_pages,
    "text/vtt": caption_pages,
    "text/x-lrc": caption_pages,
}
"""Media type -> what makes its pages."""

MEMBERS: Mapping[str, Callable[[Source], Iterator[Member]]] = {
    "application/pdf": pdf_members,
    "application/x-7z-compressed": sevenzip_members,
    "application/zip": zip_members,
    "message/rfc822": mail_members,
}
"""Media type -> what takes other files out of it. A type that is in neither table is `incomplete`."""


def open_assets(path: Path, shown: str, limits: Limits) -> Iterator[Asset]:
    """The assets in a file: itself, or the members of an archive.

    Args:
        path: the file to open.
        shown: its path as the user sees it; a member of an archive is ``shown!/name``.

    Raises:
        AssetError: the file cannot be examined. Problems found later, while pages are made or about one member of an
            archive, are raised when the pages of that asset are read.
    """
    yield from open_bytes(read_file(path, shown, limits), shown, limits)


def open_bytes(data: bytes, shown: str, limits: Limits) -> Iterator[Asset]:
    """As `open_assets`, for content that is already in memory (stdin)."""
    yield from _open(data, shown, limits, depth=0)


def _open(data: bytes, shown: str, limits: Limits, depth: int) -> Iterator[Asset]:
    check_size(data, shown, limits)
    media_type = media_type_of(data, shown)
    source = Source(shown, data, media_type, limits)
    opener, members = OPENERS.get(media_type), MEMBERS.get(media_type)
    if opener is None and members is None:
        raise _no_opener(source)
    if opener is not None:
        yield Asset(shown, digest_bytes(data), media_type, opener(source), _notes(source))
    if members is not None:
        try:
            yield from _members(members(source), source, depth, required=opener is None)
        except AssetError:
            # A document that cannot be listed cannot be opened either, and its own pages say so.
            if opener is None:
                raise


def _members(members: Iterator[Member], source: Source, depth: int, *, required: bool) -> Iterator[Asset]:
    empty = True
    for member in members:
        shown = f"{source.shown}!/{member.name}"
        try:
            data = _wanted(member)
            if data is None:
                continue
            empty = False
            if depth > source.limits.max_archive_depth:
                raise _too_deep(source.shown, source.limits)
            yield from _open(data, shown, source.limits, depth + 1)
        except AssetError as error:
            empty = False
            yield _failed(shown, UNKNOWN, AssetError(replace(error.problem, path=shown)))
    if empty and required:
        raise asset_error(
            "archive-without-assets",
            source.shown,
            ("压缩包里没有可检查的文件。", "There is nothing to examine in the archive."),
            ("请确认打包的内容。", "Check what was packed."),
        )


def _wanted(member: Member) -> bytes | None:
    """The bytes of a member that is an asset by the rules of a folder walk, else None."""
    promised = is_asset_name(member.name)
    if promised is False:
        return None
    data = member.load()
    return data if promised or has_strong_mark(data[:SNIFF_BYTES]) else None


def _failed(shown: str, media_type: str, error: AssetError) -> Asset:
    """An asset whose problem is known already; it is raised when its pages are read, and its siblings go on."""

    def pages(problem: AssetError | None) -> Iterator[Page]:
        if problem is not None:
            raise problem
        yield from ()

    return Asset(shown, "", media_type, pages(error))


def _too_deep(shown: str, limits: Limits) -> AssetError:
    return over_limit(
        shown,
        "archive-too-deep",
        (
            f"压缩包嵌套超过 {limits.max_archive_depth} 层。",
            f"Archives are nested more than {limits.max_archive_depth} deep.",
        ),
        "max_archive_depth",
    )


def media_type_of(data: bytes, shown: str) -> str:
    """Media type by content.

    Raises:
        AssetError: text whose encoding is unclear, bytes of no known kind, a Git LFS pointer, a picture or document
            by name that is plain text.
    """
    media_type = binary_type(data[:SNIFF_BYTES])
    if media_type == "application/zip":
        return zip_type(data)
    if media_type is not None:
        return media_type
    source = Source(shown, data, "", Limits())
    if source.suffix == ".eml" and looks_like_mail(data[:SNIFF_BYTES]):
        return "message/rfc822"
    if source.suffix in PICTURE_SUFFIXES or source.suffix in DOCUMENT_SUFFIXES:
        return _text_under_another_name(source)
    media_type = text_type(decode(data, shown), source.suffix)
    if media_type == GIT_LFS_POINTER:
        raise _git_lfs_pointer(shown)
    return media_type


def _text_under_another_name(source: Source) -> str:
    """A name that promises a picture or document over bytes without any mark."""
    try:
        found = text_type(decode(source.data, source.shown), source.suffix)
    except AssetError as error:
        raise asset_error(
            "asset-damaged",
            source.shown,
            (
                f"名称以 {source.suffix} 结尾, 内容却不是任何能识别的图片或文档。",
                f"Its name ends in {source.suffix}, but its content is no picture or document that is known.",
            ),
            ("请重新导出或重新上传完整的文件。", "Export or copy the file again."),
        ) from error
    if found == GIT_LFS_POINTER:
        raise _git_lfs_pointer(source.shown)
    if found == "image/svg+xml":
        return found
    raise asset_error(
        "asset-is-text",
        source.shown,
        (
            f"名称以 {source.suffix} 结尾, 内容却是文本。",
            f"Its name ends in {source.suffix}, but its content is text.",
        ),
        (
            "请换成真正的文件; 如果本来就是文本, 请把后缀改为 .txt。",
            "Put the real file in its place, or name it .txt if it is meant to be text.",
        ),
    )


def _git_lfs_pointer(shown: str) -> AssetError:
    return asset_error(
        "git-lfs-pointer",
        shown,
        (
            "这只是 Git LFS 指针, 真正的内容还没有下载。",
            "This is only a Git LFS pointer; the real content was not fetched.",
        ),
        ("请先运行 git lfs pull。", "Run: git lfs pull"),
    )


def _no_opener(source: Source) -> AssetError:
    if source.media_type == "application/x-ole-storage" and _ENCRYPTED_OFFICE in source.data:
        return encrypted(source.shown)
    name, todo = UNREADABLE_KINDS.get(source.media_type, UNREADABLE_KINDS["application/octet-stream"])
    return not_examined(source.shown, name, todo)


def _notes(source: Source) -> tuple[Message, ...]:
    promised = promised_type(source.suffix)
    if promised is None or promised == source.media_type:
        return ()
    return (
        Message(
            f"名称以 {source.suffix} 结尾, 内容却是 {source.media_type}; 已按内容检查。",
            f"Its name ends in {source.suffix} but its content is {source.media_type}; it was examined as that.",
        ),
    )
