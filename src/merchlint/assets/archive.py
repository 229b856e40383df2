"""ZIP archives, and what holds for archives of every kind.

Members are read one at a time, in memory; nothing is ever written to disk, so no name can lead anywhere.
"""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from merchlint.assets.errors import asset_error, decoding, over_limit
from merchlint.assets.model import AssetError, Limits
from merchlint.assets.source import Source

KIND = ("压缩包", "archive")

# Small archives of very uniform pictures reach high ratios and harm nobody.
_RATIO_FREE = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside a file.

    Attributes:
        name: as stored, with ``/``.
        load: reads it; raises AssetError when it cannot be read.
    """

    name: str
    load: Callable[[], bytes]


def zip_members(source: Source) -> Iterator[Member]:
    """All members, in the order of the archive.

    Raises:
        AssetError: not a readable ZIP, or over the limits on members or ratio.
    """
    with decoding(source.shown, KIND):
        archive = zipfile.ZipFile(io.BytesIO(source.data))
        infos = [info for info in archive.infolist() if not info.is_dir()]
        check_count(len(infos), source)
        check_ratio(sum(info.file_size for info in infos), source.shown, len(source.data), source.limits)
        named = [(_name(info), info) for info in infos]
    for name, info in named:
        yield Member(name, _loader(archive, info, f"{source.shown}!/{name}", source.limits))


def _loader(archive: zipfile.ZipFile, info: zipfile.ZipInfo, shown: str, limits: Limits) -> Callable[[], bytes]:
    def load() -> bytes:
        if info.flag_bits & 0x1:
            raise encrypted(shown)
        if stat.S_ISLNK(info.external_attr >> 16):
            raise linked(shown)
        return read_entry(archive, info, shown, limits)

    return load


def read_entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo, shown: str, limits: Limits) -> bytes:
    """The bytes of one entry, never more than `max_bytes` and never more than the entry says it has.

    Raises:
        AssetError: damaged, or over the limit.
    """
    if info.file_size > limits.max_bytes:
        raise too_large(shown, info.file_size, limits)
    with decoding(shown, KIND), archive.open(info) as stream:
        return stream.read()


def too_large(shown: str, size: int, limits: Limits) -> AssetError:
    """A member that unpacks to more than `max_bytes`."""
    return over_limit(
        shown,
        "asset-too-large",
        (
            f"解压后有 {size} 字节, 超过上限 {limits.max_bytes}。",
            f"Unpacked it has {size} bytes, more than the limit of {limits.max_bytes}.",
        ),
        "max_bytes",
    )


def linked(shown: str) -> AssetError:
    """A member that is only a link to another file, which may lie outside the archive."""
    return asset_error(
        "archive-link",
        shown,
        ("这是指向别的文件的链接, 不是文件本身。", "It is a link to another file, not the file itself."),
        ("请把链接指向的文件本身打包。", "Pack the file that it leads to."),
    )


def encrypted(shown: str) -> AssetError:
    """A password is needed."""
    return asset_error(
        "asset-encrypted",
        shown,
        ("文件已加密, 需要密码才能打开。", "It is encrypted and needs a password."),
        ("请提供未加密的文件。", "Provide it without a password."),
    )


def check_ratio(unpacked: int, shown: str, packed: int, limits: Limits) -> None:
    """Raises `AssetError` when the entries claim to unpack to far more than the archive holds.

    The claim is binding: reading an entry stops at the size it states.
    """
    if unpacked > _RATIO_FREE and unpacked > packed * limits.max_archive_ratio:
        raise over_limit(
            shown,
            "archive-ratio",
            (
                f"解压后的大小是压缩包的 {unpacked // max(packed, 1)} 倍, 超过上限 {limits.max_archive_ratio}。",
                f"It unpacks to {unpacked // max(packed, 1)} times its size, more than the limit of "
                f"{limits.max_archive_ratio}.",
            ),
            "max_archive_ratio",
        )


def check_count(members: int, source: Source) -> None:
    """Raises `AssetError` when there are more members than `max_pages`."""
    if members > source.limits.max_pages:
        raise over_limit(
            source.shown,
            "archive-too-many-members",
            (
                f"压缩包有 {members} 个文件, 超过上限 {source.limits.max_pages}。",
                f"The archive has {members} members, more than the limit of {source.limits.max_pages}.",
            ),
            "max_pages",
        )


def _name(info: zipfile.ZipInfo) -> str:
    """Old packers store names in the local encoding without saying so; `zipfile` then reads them as code page 437."""
    name = info.filename
    if not info.flag_bits & 0x800:
        try:
            raw = name.encode("cp437")
        except UnicodeEncodeError:
            return name
        for encoding in ("utf-8", "gb18030"):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError:
                continue
    return name
