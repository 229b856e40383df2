from __future__ import annotations

import errno
import os
import tempfile
import tracemalloc
from pathlib import Path
from typing import NoReturn

import pytest

from merchlint.run.shelf import Shelf


def shelf(in_memory: int = 0) -> Shelf[str]:
    return Shelf(bytes.decode, in_memory)


@pytest.mark.parametrize("in_memory", [0, 8, 1000])
def test_items_come_back_sorted_as_often_as_wanted(in_memory: int) -> None:
    items = shelf(in_memory)
    for name, task, text in (("b", 3, "b3"), ("a", 2, ""), ("b", 1, "b1"), ("\ud800", 0, "last"), ("b", 1, "b1 again")):
        items.add(name, task, text.encode())
    assert list(items) == list(items) == ["", "b1", "b1 again", "b3", "last"]
    assert len(items) == 5
    assert "b3" in items
    assert "b2" not in items


def test_reading_goes_on_while_another_reading_does() -> None:
    items = shelf()
    for n in range(5):
        items.add(str(n), n, str(n).encode())
    assert [(a, b) for a in items for b in items if b == a] == [(str(n), str(n)) for n in range(5)]
    items.add("00", 9, b"late")
    assert list(items) == ["0", "late", "1", "2", "3", "4"]


def test_the_file_has_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    items = shelf()
    items.add("a", 1, b"x" * 100_000)
    assert not list(tmp_path.iterdir())
    assert list(items) == ["x" * 100_000]


def test_what_fits_in_memory_touches_no_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_file(*_: object, **__: object) -> NoReturn:
        raise AssertionError("a file is made")

    monkeypatch.setattr(tempfile, "TemporaryFile", no_file)
    items = shelf(100)
    items.add("a", 1, b"x" * 100)
    assert list(items) == ["x" * 100]


def test_without_a_place_for_files_everything_stays_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_file(*_: object, **__: object) -> NoReturn:
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found")

    monkeypatch.setattr(tempfile, "TemporaryFile", no_file)
    items = shelf()
    items.add("b", 1, b"two")
    items.add("a", 2, b"one")
    assert list(items) == ["one", "two"]


def test_a_disk_that_gets_full_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.pwrite
    room = [250]

    def a_small_disk(descriptor: int, data: memoryview, at: int) -> int:
        if not room[0]:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        taken = min(room[0], len(data))
        room[0] -= taken
        return real(descriptor, data[:taken], at)

    monkeypatch.setattr(os, "pwrite", a_small_disk)
    items = shelf()
    for n in range(9):
        items.add(str(n), n, bytes([48 + n]) * 60)
    assert list(items) == [str(n) * 60 for n in range(9)]


def test_memory_does_not_grow_with_what_is_put_away() -> None:
    items = shelf()
    tracemalloc.start()
    try:
        for n in range(20_000):
            items.add(f"cards/{n:06}.png", n, b"x" * 5000)
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # 100 million bytes were put away; names and numbers stay.
    assert held < 20_000 * 200
