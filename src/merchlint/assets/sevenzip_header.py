"""The directory of a 7z archive, by its published description (7zFormat.txt of the LZMA SDK, public domain).

Members ("streams") lie end to end in folders; a folder is one run of packed bytes and the coders that unpack it.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

_START = struct.Struct("<6s2xLQQL")
MARK = b"7z\xbc\xaf\x27\x1c"

_END, _HEADER, _ARCHIVE, _MORE_STREAMS, _STREAMS, _FILES = range(6)
_PACK, _UNPACK, _SUBSTREAMS, _SIZE, _CRC, _FOLDER, _UNPACK_SIZE, _COUNTS = range(6, 14)
_EMPTY_STREAM, _EMPTY_FILE, _ANTI, _NAMES = range(14, 18)
_ATTRIBUTES, _ENCODED_HEADER = 0x15, 0x17
# No packer links more coders, or gives one more streams.
_FEW = 32


class SevenZipError(ValueError):
    """The directory makes no sense."""


@dataclass(frozen=True, slots=True)
class Coder:
    """Attributes: method: its id, e.g. ``21`` for LZMA2. takes: how many streams it joins."""

    method: bytes
    properties: bytes
    takes: int
    gives: int


@dataclass(frozen=True, slots=True)
class Folder:
    """Attributes: start, packed: the first packed run in the file. coders: in the order of unpacking."""

    start: int
    packed: int
    coders: tuple[Coder, ...]
    unpacked: int
    crc: int | None


@dataclass(frozen=True, slots=True)
class Stream:
    """A member's bytes: where they begin in the unpacked folder."""

    folder: int
    start: int
    size: int
    crc: int | None


@dataclass(frozen=True, slots=True)
class Entry:
    """Attributes: stream: None for an empty file. attributes: those of Windows, those of Unix in the upper half."""

    name: str
    stream: Stream | None
    attributes: int


@dataclass(frozen=True, slots=True)
class Directory:
    """Attributes: entries: without folders of names and without marks of deletion."""

    folders: tuple[Folder, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class EncodedHeader:
    """The directory is packed itself, as the one stream of this folder."""

    folder: Folder


def header_of(data: bytes) -> bytes:
    """The bytes of the directory, which stands at the end of the archive.

    Raises:
        SevenZipError: cut short or changed.
    """
    mark, start_crc, offset, size, crc = _START.unpack_from(data)
    if mark != MARK or zlib.crc32(data[12:32]) != start_crc:
        raise SevenZipError("the beginning is changed")
    header = data[32 + offset : 32 + offset + size]
    if len(header) != size or zlib.crc32(header) != crc:
        raise SevenZipError("the directory at its end is missing or changed")
    return header


def read_header(header: bytes) -> Directory | EncodedHeader:
    """What the directory says.

    Raises:
        SevenZipError, ValueError, LookupError: it makes no sense.
    """
    if not header:
        return Directory((), ())
    reader = _Reader(header)
    kind = reader.byte()
    if kind == _ENCODED_HEADER:
        return _encoded(reader)
    if kind != _HEADER:
        raise SevenZipError(f"unknown directory {kind}")
    folders: tuple[Folder, ...] = ()
    streams: tuple[Stream, ...] = ()
    kind = reader.byte()
    if kind == _ARCHIVE:
        while reader.byte() != _END:
            reader.take(reader.number())
        kind = reader.byte()
    if kind == _MORE_STREAMS:
        raise SevenZipError("its directory refers to more streams")
    if kind == _STREAMS:
        folders, streams = _streams(reader)
        kind = reader.byte()
    entries: tuple[Entry, ...] = ()
    if kind == _FILES:
        entries = _entries(reader, streams)
        kind = reader.byte()
    if kind != _END:
        raise SevenZipError(f"unknown property {kind}")
    return Directory(folders, entries)


def _encoded(reader: _Reader) -> EncodedHeader:
    folders, _ = _streams(reader)
    if len(folders) != 1:
        raise SevenZipError("the directory is packed in several folders")
    return EncodedHeader(folders[0])


class _Reader:
    """Reads on in the directory; past its end is an error."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, size: int) -> bytes:
        piece = self.data[self.at : self.at + size]
        if len(piece) != size:
            raise SevenZipError("the directory ends early")
        self.at += size
        return piece

    def byte(self) -> int:
        return self.take(1)[0]

    def number(self) -> int:
        """The leading ones of the first byte say how many bytes follow; its other bits are the highest."""
        first = self.byte()
        follow = 8 - (first ^ 0xFF).bit_length()
        low = int.from_bytes(self.take(follow), "little")
        return low if follow >= 7 else low | (first & (0x7F >> follow)) << (8 * follow)

    def count(self) -> int:
        """A number of things that each take room in the directory: no more than it has bits."""
        number = self.number()
        if number > 8 * len(self.data):
            raise SevenZipError("more parts than the directory can name")
        return number

    def few(self) -> int:
        """A number of coders, or of streams of one coder."""
        number = self.number()
        if number > _FEW:
            raise SevenZipError("more coders than any packer uses")
        return number

    def flags(self, count: int) -> list[bool]:
        bits = self.take((count + 7) // 8)
        return [bool(bits[n // 8] & (0x80 >> n % 8)) for n in range(count)]

    def flags_or_all(self, count: int) -> list[bool]:
        return [True] * count if self.byte() else self.flags(count)

    def crcs(self, count: int) -> list[int | None]:
        return [int.from_bytes(self.take(4), "little") if known else None for known in self.flags_or_all(count)]

    def expect(self, kind: int) -> None:
        if self.byte() != kind:
            raise SevenZipError(f"property {kind} is missing")


def _streams(reader: _Reader) -> tuple[tuple[Folder, ...], tuple[Stream, ...]]:
    start = 0
    sizes: list[int] = []
    folders: tuple[Folder, ...] = ()
    streams: tuple[Stream, ...] | None = None
    while (kind := reader.byte()) != _END:
        if kind == _PACK:
            start, sizes = _pack(reader)
        elif kind == _UNPACK:
            folders = tuple(_folders(reader, start, sizes))
        elif kind == _SUBSTREAMS:
            streams = tuple(_substreams(reader, folders))
        else:
            raise SevenZipError(f"unknown property {kind}")
    if streams is None:
        streams = tuple(Stream(n, 0, folder.unpacked, folder.crc) for n, folder in enumerate(folders))
    return folders, streams


def _pack(reader: _Reader) -> tuple[int, list[int]]:
    start, count = 32 + reader.number(), reader.count()
    sizes: list[int] = []
    while (kind := reader.byte()) != _END:
        if kind == _SIZE:
            sizes = [reader.number() for _ in range(count)]
        elif kind == _CRC:
            reader.crcs(count)
        else:
            raise SevenZipError(f"unknown property {kind}")
    return start, sizes


def _folders(reader: _Reader, start: int, sizes: list[int]) -> Iterator[Folder]:
    reader.expect(_FOLDER)
    count = reader.count()
    if reader.byte():
        raise SevenZipError("its folders are described elsewhere")
    plans = [_plan(reader) for _ in range(count)]
    reader.expect(_UNPACK_SIZE)
    unpacked = [[reader.number() for _ in range(sum(coder.gives for coder in plan.coders))] for plan in plans]
    crcs: list[int | None] = [None] * count
    while (kind := reader.byte()) != _END:
        if kind != _CRC:
            raise SevenZipError(f"unknown property {kind}")
        crcs = reader.crcs(count)
    first = 0
    for plan, outputs, crc in zip(plans, unpacked, crcs, strict=True):
        packed = sizes[first : first + plan.packed_runs]
        if len(packed) != plan.packed_runs:
            raise SevenZipError("packed bytes are missing")
        yield Folder(start, packed[0], plan.order(), outputs[plan.last], crc)
        start, first = start + sum(packed), first + plan.packed_runs


@dataclass(frozen=True, slots=True)
class _Plan:
    """Attributes: joins: input of a coder -> output that feeds it. last: the output that is the folder's."""

    coders: tuple[Coder, ...]
    joins: dict[int, int]
    packed_runs: int
    last: int

    def order(self) -> tuple[Coder, ...]:
        """The coders from packed to plain where they form one chain, else as they are listed."""
        if any((coder.takes, coder.gives) != (1, 1) for coder in self.coders):
            return self.coders
        chain = [self.last]
        while chain[-1] in self.joins and len(chain) <= len(self.coders):
            chain.append(self.joins[chain[-1]])
        if sorted(chain) != list(range(len(self.coders))):
            raise SevenZipError("its coders form no chain")
        return tuple(self.coders[n] for n in reversed(chain))


def _plan(reader: _Reader) -> _Plan:
    coders = [_coder(reader) for _ in range(reader.few())]
    inputs, outputs = sum(c.takes for c in coders), sum(c.gives for c in coders)
    joins = {reader.number(): reader.number() for _ in range(outputs - 1)}
    packed_runs = inputs - (outputs - 1)
    free = set(range(outputs)) - set(joins.values())
    if packed_runs < 1 or len(free) != 1:
        raise SevenZipError("its coders do not fit together")
    if packed_runs > 1:
        for _ in range(packed_runs):
            reader.number()
    return _Plan(tuple(coders), joins, packed_runs, free.pop())


def _coder(reader: _Reader) -> Coder:
    flags = reader.byte()
    method = reader.take(flags & 0x0F)
    takes, gives = (reader.few(), reader.few()) if flags & 0x10 else (1, 1)
    properties = reader.take(reader.number()) if flags & 0x20 else b""
    return Coder(method, properties, takes, gives)


def _substreams(reader: _Reader, folders: tuple[Folder, ...]) -> Iterator[Stream]:
    counts = [1] * len(folders)
    kind = reader.byte()
    if kind == _COUNTS:
        counts = [reader.count() for _ in folders]
        kind = reader.byte()
    sizes: list[list[int]] = [[] for _ in folders]
    for folder, count, own in zip(folders, counts, sizes, strict=True):
        if count:
            # The last size of a folder is what is left of it.
            if kind == _SIZE:
                own.extend(reader.number() for _ in range(count - 1))
            own.append(folder.unpacked - sum(own))
            if len(own) != count or own[-1] < 0:
                raise SevenZipError("its members do not fill their folder")
    if kind == _SIZE:
        kind = reader.byte()
    known = [count == 1 and folder.crc is not None for folder, count in zip(folders, counts, strict=True)]
    missing = sum(count for count, has in zip(counts, known, strict=True) if not has)
    crcs: Iterator[int | None] = iter([None] * missing)
    while kind != _END:
        if kind != _CRC:
            raise SevenZipError(f"unknown property {kind}")
        crcs = iter(reader.crcs(missing))
        kind = reader.byte()
    for number, (folder, own, has) in enumerate(zip(folders, sizes, known, strict=True)):
        start = 0
        for size in own:
            yield Stream(number, start, size, folder.crc if has else next(crcs))
            start += size


def _entries(reader: _Reader, streams: tuple[Stream, ...]) -> tuple[Entry, ...]:
    count = reader.count()
    empty, file, anti = [False] * count, [], []
    names: list[str] = []
    attributes = [0] * count
    while (kind := reader.byte()) != _END:
        body = _Reader(reader.take(reader.number()))
        if kind == _EMPTY_STREAM:
            empty = body.flags(count)
        elif kind == _EMPTY_FILE:
            file = body.flags(sum(empty))
        elif kind == _ANTI:
            anti = body.flags(sum(empty))
        elif kind == _NAMES:
            names = _names(body)
        elif kind == _ATTRIBUTES:
            known = body.flags_or_all(count)
            if body.byte():
                raise SevenZipError("attributes are kept elsewhere")
            attributes = [int.from_bytes(body.take(4), "little") if has else 0 for has in known]
    if len(names) != count or count - sum(empty) != len(streams):
        raise SevenZipError("names and members do not match")
    # Of the entries without bytes some are files; the rest are folders, and those marked "anti" delete something.
    files = iter([f and not a for f, a in zip(_filled(file, empty), _filled(anti, empty), strict=True)])
    following = iter(streams)
    kept = []
    for name, is_empty, attribute in zip(names, empty, attributes, strict=True):
        if not is_empty:
            kept.append(Entry(name, next(following), attribute))
        elif next(files):
            kept.append(Entry(name, None, attribute))
    return tuple(kept)


def _filled(flags: list[bool], empty: list[bool]) -> list[bool]:
    return flags or [False] * sum(empty)


def _names(body: _Reader) -> list[str]:
    if body.byte():
        raise SevenZipError("names are kept elsewhere")
    text = body.take(len(body.data) - 1).decode("utf-16-le", "surrogatepass")
    if not text.endswith("\0"):
        raise SevenZipError("a name has no end")
    return text[:-1].split("\0")
