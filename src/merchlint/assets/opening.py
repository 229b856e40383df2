"""From a file or bytes to assets: what it is, who opens it, and what is said when nobody can."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from merchlint.assets.errors import asset_error, not_examined
from merchlint.assets.kinds import DOCUMENT_SUFFIXES, PICTURE_SUFFIXES, promised_type
from merchlint.assets.model import Asset, AssetError, Limits, Page
from merchlint.assets.pictures import picture_pages
from merchlint.assets.plain import plain_pages
from merchlint.assets.sniff import GIT_LFS_POINTER, SNIFF_BYTES, binary_type, text_type, zip_type
from merchlint.assets.source import Source, check_size, digest_bytes, digest_file, read_file
from merchlint.assets.text import decode
from merchlint.assets.unreadable import UNREADABLE_KINDS
from merchlint.message import Message

__all__ = ["OPENERS", "digest_file", "open_assets", "open_bytes"]

Opener = Callable[[Source], Iterator[Page]]

OPENERS: Mapping[str, Opener] = {
    "image/avif": picture_pages,
    "image/bmp": picture_pages,
    "image/gif": picture_pages,
    "image/jpeg": picture_pages,
    "image/png": picture_pages,
    "image/tiff": picture_pages,
    "image/webp": picture_pages,
    "text/plain": plain_pages,
}
"""Media type -> what makes its pages. A type that is not here is `incomplete`."""


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
    check_size(data, shown, limits)
    media_type = media_type_of(data, shown)
    source = Source(shown, data, media_type, limits)
    opener = OPENERS.get(media_type)
    if opener is None:
        raise _no_opener(source)
    yield Asset(shown, digest_bytes(data), media_type, opener(source), _notes(source))


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
    name, todo = UNREADABLE_KINDS.get(source.media_type, UNREADABLE_KINDS["application/octet-stream"])
    return not_examined(source.shown, name, todo)


def _notes(source: Source) -> tuple[Message, ...]:
    promised = promised_type(source.suffix)
    if promised is None or promised == source.media_type or source.media_type.startswith("text/"):
        return ()
    return (
        Message(
            f"名称以 {source.suffix} 结尾, 内容却是 {source.media_type}; 已按内容检查。",
            f"Its name ends in {source.suffix} but its content is {source.media_type}; it was examined as that.",
        ),
    )
