"""The bytes of a file, read once and safely, and what an opener gets to know about them."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from merchlint.assets.errors import asset_error, over_limit
from merchlint.assets.model import AssetError, Limits


@dataclass(frozen=True, slots=True)
class Source:
    """What an opener works on.

    Attributes:
        shown: the path as the user sees it.
        data: the whole content.
        media_type: what the content was recognised as.
        limits: what the asset may cost.
    """

    shown: str
    data: bytes
    media_type: str
    limits: Limits

    @property
    def suffix(self) -> str:
        """Lower-case suffix of the name with its dot, or an empty string."""
        return suffix_of(self.shown)


def suffix_of(name: str) -> str:
    """Lower-case suffix of a path with its dot, or an empty string."""
    return PurePosixPath(name).suffix.lower()


def digest_bytes(data: bytes) -> str:
    """``sha256:<hex>``."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def read_file(path: Path, shown: str, limits: Limits) -> bytes:
    """The content of a regular file.

    Raises:
        AssetError: missing, not a regular file, unreadable, empty, over `max_bytes`, or changed while being read.
    """
    data = b"".join(_chunks(path, shown, limits))
    if not data:
        raise _empty(shown)
    return data


def digest_file(path: Path, limits: Limits, shown: str | None = None) -> str:
    """``sha256:<hex>`` of a regular file, read in pieces.

    Raises:
        AssetError: as `read_file`.
    """
    shown = shown if shown is not None else path.as_posix()
    digest = hashlib.sha256()
    size = 0
    for chunk in _chunks(path, shown, limits):
        digest.update(chunk)
        size += len(chunk)
    if not size:
        raise _empty(shown)
    return f"sha256:{digest.hexdigest()}"


def check_size(data: bytes, shown: str, limits: Limits) -> None:
    """Bytes that did not come from a file (stdin, an archive member) obey the same bounds.

    Raises:
        AssetError: empty or over `max_bytes`.
    """
    if not data:
        raise _empty(shown)
    if len(data) > limits.max_bytes:
        raise _too_large(shown, len(data), limits)


def _chunks(path: Path, shown: str, limits: Limits, size: int = 1 << 20) -> Iterator[bytes]:
    try:
        # A device or pipe must not even be opened, so look first; look again after opening, for the name may have
        # been swapped in between. O_NONBLOCK keeps a swapped-in pipe from blocking the open.
        _require_regular(path.stat(), shown)
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as stream:
            before = os.fstat(descriptor)
            _require_regular(before, shown)
            if before.st_size > limits.max_bytes:
                raise _too_large(shown, before.st_size, limits)
            total = 0
            while chunk := stream.read(size):
                total += len(chunk)
                if total > limits.max_bytes:
                    raise _too_large(shown, total, limits)
                yield chunk
            after = os.fstat(descriptor)
    except (OSError, ValueError) as error:
        raise unreadable(shown, error) from error
    if total != after.st_size or (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise asset_error(
            "asset-changed",
            shown,
            ("文件在读取过程中被改动。", "The file changed while it was being read."),
            ("请等写入完成后再检查一次。", "Scan again when nothing is writing to it."),
        )


def _require_regular(found: os.stat_result, shown: str) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise special_file(shown)


def special_file(shown: str) -> AssetError:
    """A folder, device, pipe or socket where a file is needed."""
    return asset_error(
        "asset-not-a-file",
        shown,
        (
            "这不是普通文件(而是文件夹、设备、管道或套接字)。",
            "This is not a regular file but a folder, device, pipe or socket.",
        ),
        ("请给出普通文件的路径。", "Name a regular file."),
    )


def unreadable(shown: str, error: OSError | ValueError) -> AssetError:
    """The operating system refused to hand out the file."""
    number = error.errno if isinstance(error, OSError) else None
    if number in (errno.ENOENT, errno.ENOTDIR):
        return asset_error(
            "asset-missing",
            shown,
            ("找不到这个路径。", "No such file or folder."),
            (
                "请检查路径是否写对, 文件是否已被移动或删除。",
                "Check the spelling, and whether the file was moved or deleted.",
            ),
        )
    if number == errno.ELOOP:
        return asset_error(
            "asset-link-loop",
            shown,
            ("这个符号链接指向自身, 无法打开。", "This symbolic link leads back to itself."),
            ("请删除或修正该链接。", "Remove or repair the link."),
        )
    if number in (errno.EACCES, errno.EPERM):
        return asset_error(
            "asset-unreadable",
            shown,
            ("没有读取权限。", "Permission to read it is denied."),
            ("请授予读取权限后再检查。", "Grant read permission and scan again."),
        )
    reason = (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
    return asset_error(
        "asset-unreadable",
        shown,
        (f"无法读取({reason})。", f"It cannot be read ({reason})."),
        ("请检查磁盘和路径后再试。", "Check the disk and the path, then try again."),
    )


def _empty(shown: str) -> AssetError:
    return asset_error(
        "asset-empty",
        shown,
        ("文件是空的(0 字节)。", "The file is empty (zero bytes)."),
        ("请重新导出, 或删除这个文件。", "Export it again, or delete it."),
    )


def _too_large(shown: str, size: int, limits: Limits) -> AssetError:
    return over_limit(
        shown,
        "asset-too-large",
        (
            f"文件有 {size} 字节, 超过上限 {limits.max_bytes}。",
            f"The file has {size} bytes, more than the limit of {limits.max_bytes}.",
        ),
        "max_bytes",
    )
