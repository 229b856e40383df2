"""7z archives: members one at a time, in memory, unpacked with the standard library; nothing is written to disk."""

from __future__ import annotations

import bz2
import lzma
import stat
import zlib
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from merchlint.assets.archive import KIND, Member, check_count, check_ratio, encrypted, linked, too_large
from merchlint.assets.errors import asset_error, damaged, decoding
from merchlint.assets.model import AssetError
from merchlint.assets.sevenzip_header import (
    Coder,
    Directory,
    EncodedHeader,
    Entry,
    Folder,
    Stream,
    header_of,
    read_header,
)
from merchlint.assets.source import Source

_AES = bytes.fromhex("06f10701")
_COPY, _LZMA, _LZMA2, _DEFLATE, _BZIP2 = b"\x00", b"\x03\x01\x01", b"\x21", b"\x04\x01\x08", b"\x04\x02\x02"
# Rearrangers of machine code, under their old and new ids.
_CODE_FILTERS = {
    b"\x03\x03\x01\x03": lzma.FILTER_X86,
    b"\x04": lzma.FILTER_X86,
    b"\x03\x03\x02\x05": lzma.FILTER_POWERPC,
    b"\x05": lzma.FILTER_POWERPC,
    b"\x03\x03\x04\x01": lzma.FILTER_IA64,
    b"\x06": lzma.FILTER_IA64,
    b"\x03\x03\x05\x01": lzma.FILTER_ARM,
    b"\x07": lzma.FILTER_ARM,
    b"\x03\x03\x07\x01": lzma.FILTER_ARMTHUMB,
    b"\x08": lzma.FILTER_ARMTHUMB,
    b"\x03\x03\x08\x05": lzma.FILTER_SPARC,
    b"\x09": lzma.FILTER_SPARC,
}
_DELTA = b"\x03"
_UNIX_MODE = 0x8000
_PIECE = 1 << 18
_LEAST_DICTIONARY = 4096
# A packed directory may be packed again; no packer does so more than once.
_PACKED_HEADERS = 2
_HEADER_MOST = 16 * 1024 * 1024


def sevenzip_members(source: Source) -> Iterator[Member]:
    """All members, in the order of the archive; those of one folder are unpacked one after another.

    Raises:
        AssetError: not a readable 7z archive, a directory with a password, over the limits on members or ratio.
    """
    with decoding(source.shown, KIND):
        directory = _directory(source)
        check_count(len(directory.entries), source)
        unpacked = sum(folder.unpacked for folder in directory.folders)
        check_ratio(unpacked, source.shown, len(source.data), source.limits)
    running: dict[int, _Running] = {}
    for entry in directory.entries:
        yield Member(entry.name, _loader(entry, directory, running, source))


def _directory(source: Source) -> Directory:
    header = header_of(source.data)
    for _ in range(_PACKED_HEADERS + 1):
        found = read_header(header)
        if isinstance(found, Directory):
            return found
        header = _packed_header(found, source)
    raise damaged(source.shown, KIND, "its directory is packed too often")


def _packed_header(found: EncodedHeader, source: Source) -> bytes:
    folder = found.folder
    if folder.unpacked > _HEADER_MOST:
        raise damaged(source.shown, KIND, f"its directory claims {folder.unpacked} bytes")
    return _Running(folder, source.data, source.shown).take(Stream(0, 0, folder.unpacked, folder.crc))


def _loader(entry: Entry, directory: Directory, running: dict[int, _Running], source: Source) -> Callable[[], bytes]:
    shown = f"{source.shown}!/{entry.name}"

    def load() -> bytes:
        if entry.attributes & _UNIX_MODE and stat.S_ISLNK(entry.attributes >> 16):
            raise linked(shown)
        stream = entry.stream
        if stream is None:
            return b""
        if stream.size > source.limits.max_bytes:
            raise too_large(shown, stream.size, source.limits)
        with decoding(shown, KIND):
            if stream.folder not in running:
                # The folders before are done with.
                running.clear()
                running[stream.folder] = _Running(directory.folders[stream.folder], source.data, shown)
            return running[stream.folder].take(stream)

    return load


class _Running:
    """A folder that is being unpacked: its members in their order, those that nobody asks for passed over."""

    def __init__(self, folder: Folder, data: bytes, shown: str) -> None:
        packed = memoryview(data)[folder.start : folder.start + folder.packed]
        if len(packed) != folder.packed:
            raise damaged(shown, KIND, "packed bytes are missing")
        self.unpacker = _unpacker(folder, shown)
        self.packed = packed
        self.at = 0

    def take(self, stream: Stream) -> bytes:
        for _ in self._pieces(stream.start - self.at):
            pass
        data = b"".join(self._pieces(stream.size))
        if stream.crc is not None and zlib.crc32(data) != stream.crc:
            raise ValueError("a checksum does not match")
        return data

    def _pieces(self, size: int) -> Iterator[bytes]:
        if size < 0:
            raise ValueError("members overlap")
        while size:
            taken = b""
            if self.unpacker.needs_input:
                taken, self.packed = bytes(self.packed[:_PIECE]), self.packed[_PIECE:]
            piece = self.unpacker.decompress(taken, min(size, _PIECE))
            if not piece and not taken and (self.unpacker.needs_input or self.unpacker.eof):
                raise EOFError("the packed bytes end early")
            size -= len(piece)
            self.at += len(piece)
            yield piece


class _Unpacker(Protocol):
    """What the decompressors of the standard library have in common."""

    @property
    def needs_input(self) -> bool: ...
    @property
    def eof(self) -> bool: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Stored:
    """Bytes that are not packed."""

    eof = False

    def __init__(self) -> None:
        self._kept = b""

    @property
    def needs_input(self) -> bool:
        return not self._kept

    def decompress(self, data: bytes, max_length: int) -> bytes:
        every = self._kept + data
        self._kept = every[max_length:]
        return every[:max_length]


class _Inflater:
    """Bare deflate, as the other decompressors."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(-zlib.MAX_WBITS)

    @property
    def needs_input(self) -> bool:
        return not self._inner.unconsumed_tail

    @property
    def eof(self) -> bool:
        return self._inner.eof

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, max_length)


def _unpacker(folder: Folder, shown: str) -> _Unpacker:
    methods = [coder.method for coder in folder.coders]
    if _AES in methods:
        raise encrypted(shown)
    if methods == [_COPY]:
        return _Stored()
    if methods == [_DEFLATE]:
        return _Inflater()
    if methods == [_BZIP2]:
        return bz2.BZ2Decompressor()
    if methods and methods[0] in (_LZMA, _LZMA2) and all((c.takes, c.gives) == (1, 1) for c in folder.coders):
        # The library lists filters from plain to packed.
        filters = [_filter(coder, folder.unpacked, shown) for coder in reversed(folder.coders)]
        return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=filters)
    raise _unknown_method(shown)


def _filter(coder: Coder, unpacked: int, shown: str) -> dict[str, Any]:
    properties = coder.properties
    if coder.method == _LZMA:
        values = properties[0]
        return {
            "id": lzma.FILTER_LZMA1,
            "dict_size": _dictionary(int.from_bytes(properties[1:5], "little"), unpacked),
            "lc": values % 9,
            "lp": values // 9 % 5,
            "pb": values // 45,
        }
    if coder.method == _LZMA2:
        bits = properties[0]
        size = (2 | bits & 1) << (bits // 2 + 11)
        return {"id": lzma.FILTER_LZMA2, "dict_size": _dictionary(size, unpacked)}
    if coder.method == _DELTA:
        return {"id": lzma.FILTER_DELTA, "dist": properties[0] + 1}
    if coder.method in _CODE_FILTERS:
        return {"id": _CODE_FILTERS[coder.method]}
    raise _unknown_method(shown)


def _dictionary(stated: int, unpacked: int) -> int:
    """The library sets the stated size aside at once; nothing can refer further back than there are bytes."""
    return max(min(stated, unpacked), _LEAST_DICTIONARY)


def _unknown_method(shown: str) -> AssetError:
    return asset_error(
        "archive-method",
        shown,
        ("压缩包用了不能读取的压缩方法。", "The archive is packed by a method that cannot be read."),
        (
            "请用 LZMA2 或 ZIP 重新打包, 或解压后再检查。",
            "Pack it again with LZMA2 or as ZIP, or unpack it, and scan that.",
        ),
    )
