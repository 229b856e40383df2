"""Files that mean harm or met with an accident, each with the status its examination must end in.

``examined`` and ``incomplete`` are the words of the report. ``either`` stands where the damage cannot show in the
format (a bitmap without a checksum): then all that is asked is an orderly end.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.hostile.bombs import bombs
from tests.hostile.seeds import SCRIPT, seeds

LFS_POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 123456\n"

_TEXT_ONLY = frozenset({"txt", "csv", "tsv", "html", "md", "srt", "vtt", "lrc", "eml"})
# Formats whose every byte is under a checksum or a strict grammar.
_CHECKED = frozenset({"png", "zip", "7z"})
# What may follow the end of a file of this kind without belonging to it.
_TAIL_ALLOWED = frozenset(["png", "jpg", "webp", "gif", "bmp", "tif", "psd", "pdf", "7z"])


@dataclass(frozen=True, slots=True)
class Case:
    """A hostile file.

    Attributes:
        name: ``<damage>--<seed name>``; it is also the name the file is opened under.
        data: its bytes.
        expected: ``examined``, ``incomplete`` or ``either``.
    """

    name: str
    data: bytes
    expected: str


@dataclass(frozen=True, slots=True)
class _Damage:
    name: str
    apply: Callable[[bytes], bytes]
    expected: Callable[[str], str | None]


def corpus() -> Iterator[Case]:
    """Every seed with every damage that makes sense for it, then the bombs."""
    for seed_name, seed in seeds().items():
        kind = seed_name.rsplit(".", 1)[1]
        for damage in _DAMAGES:
            expected = damage.expected(kind)
            if expected is not None:
                yield Case(f"{damage.name}--{seed_name}", damage.apply(seed), expected)
    for name, data, expected in bombs():
        yield Case(name, data, expected)


def _always(status: str) -> Callable[[str], str | None]:
    return lambda kind: status


def _flip_middle(data: bytes) -> bytes:
    at = len(data) // 2
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


def _noise(data: bytes) -> bytes:
    return random.Random(1).randbytes(max(len(data), 64))


def _shuffled(data: bytes) -> bytes:
    """The mark stays, the rest is in another order."""
    body = bytearray(data[16:])
    random.Random(2).shuffle(body)
    return data[:16] + bytes(body)


def _binary(status: str, otherwise: str | None = None) -> Callable[[str], str | None]:
    return lambda kind: otherwise if kind in _TEXT_ONLY else status


def _cut(share: float) -> Callable[[bytes], bytes]:
    return lambda data: data[: int(len(data) * share)]


def _cut_half(kind: str) -> str:
    # A text that ends early is only shorter; what is left is examined, or refused for a torn letter.
    return "either" if kind in _TEXT_ONLY or kind == "jsonl" else "incomplete"


def _shuffled_status(kind: str) -> str | None:
    return None if kind in _TEXT_ONLY else "either" if kind == "bmp" else "incomplete"


def _text_inside(kind: str) -> str | None:
    # A drawing without its mark is plain text, and is read as that.
    return None if kind in _TEXT_ONLY else "examined" if kind == "svg" else "incomplete"


_DAMAGES = (
    _Damage("whole", lambda data: data, _always("examined")),
    _Damage("empty", lambda data: b"", _always("incomplete")),
    _Damage("cut-half", _cut(0.5), _cut_half),
    _Damage("cut-tenth", _cut(0.1), _binary("incomplete")),
    _Damage("head-only", lambda data: data[:16], _binary("incomplete")),
    _Damage("noise", _noise, _always("incomplete")),
    _Damage("shuffled", _shuffled, _shuffled_status),
    _Damage("flipped", _flip_middle, lambda kind: "incomplete" if kind in _CHECKED else "either"),
    _Damage("tail", lambda data: data + b"\0tail" * 9, lambda kind: "examined" if kind in _TAIL_ALLOWED else "either"),
    _Damage("text-inside", lambda data: SCRIPT.encode(), _text_inside),
    _Damage("lfs-pointer", lambda data: LFS_POINTER, _always("incomplete")),
    _Damage("zeros", lambda data: b"\0" * len(data), _always("incomplete")),
)
