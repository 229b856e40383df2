"""Where the results of a long run wait for the reports: on disk past a few megabytes, in a file that has no name."""

from __future__ import annotations

import os
import tempfile
from array import array
from collections.abc import Callable, Collection, Iterator
from typing import IO, Generic, TypeVar

Item = TypeVar("Item")

# A run of a few hundred assets never touches the disk.
_IN_MEMORY = 8 * 1024 * 1024


class Shelf(Collection[Item], Generic[Item]):
    """Packed items, put away in any order and read back sorted by name as often as wanted.

    Memory holds the names and two numbers an item. The file is unlinked as soon as it is made, so that however the run
    ends it leaves nothing; where it cannot be made or grows no more (a full disk), items stay in memory.
    """

    def __init__(self, unpack: Callable[[bytes], Item], in_memory: int = _IN_MEMORY) -> None:
        self._unpack = unpack
        self._names: list[str] = []
        # Items of one name stand in the order of the tasks that they came from.
        self._tasks = array("Q")
        self._ends = array("Q", [0])
        self._file: IO[bytes] | None = None
        self._kept: dict[int, bytes] = {}
        self._room = in_memory
        self._order: array[int] | None = None

    def add(self, name: str, task: int, data: bytes) -> None:
        """Puts an item away. `task` parts items of the same name."""
        number, at = len(self._names), self._ends[-1]
        self._names.append(name)
        self._tasks.append(task)
        self._order = None
        if self._room >= len(data):
            self._room -= len(data)
            self._kept[number] = data
        elif not self._write(data, at):
            self._room = 0
            self._kept[number] = data
        self._ends.append(at if number in self._kept else at + len(data))

    def _write(self, data: bytes, at: int) -> bool:
        self._room = 0
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile(prefix="merchlint-", buffering=0)  # noqa: SIM115 - lives as long as this
            left = memoryview(data)
            while left:
                written = os.pwrite(self._file.fileno(), left, at)
                left, at = left[written:], at + written
        except OSError:
            return False
        return True

    def _read(self, number: int) -> bytes:
        if number in self._kept:
            return self._kept[number]
        assert self._file is not None
        at, end = self._ends[number], self._ends[number + 1]
        pieces = []
        while at < end:
            piece = os.pread(self._file.fileno(), end - at, at)
            if not piece:
                raise OSError("the temporary file of this run was cut short")
            pieces.append(piece)
            at += len(piece)
        return b"".join(pieces)

    def __iter__(self) -> Iterator[Item]:
        if self._order is None:
            self._order = array("Q", sorted(range(len(self)), key=lambda n: (self._names[n], self._tasks[n])))
        for number in self._order:
            yield self._unpack(self._read(number))

    def __len__(self) -> int:
        return len(self._names)

    def __contains__(self, item: object) -> bool:
        return any(item == other for other in self)
