"""The compiled cache: the same rulebook, and nothing lost when it is damaged or cannot be written."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from merchlint.rulebook import cache, load
from merchlint.rulebook.load import load_rulebook
from tests.rulebook.books import MANIFEST, PLATFORM, write_book


def entry(folder: Path) -> Path:
    (file,) = folder.glob("*.json")
    return file


def test_builtin_rulebook_survives_the_round_trip(tmp_path: Path) -> None:
    fresh = load_rulebook(cache_folder=tmp_path)
    assert cache.get_rulebook(tmp_path, fresh.digest) == fresh


def test_a_warm_load_parses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = write_book(tmp_path / "book")
    fresh = load_rulebook(book, cache_folder=tmp_path / "cache")
    monkeypatch.setattr(load, "put_rulebook", None)
    assert load_rulebook(book, cache_folder=tmp_path / "cache") == fresh


def test_a_changed_rule_file_is_read_again(tmp_path: Path) -> None:
    book = write_book(tmp_path / "book")
    load_rulebook(book, cache_folder=tmp_path / "cache")
    write_book(book, manifest=MANIFEST.replace("1.0.0", "1.0.1"))
    assert load_rulebook(book, cache_folder=tmp_path / "cache").version == "1.0.1"


@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff\xfe", b"null\nnull"])
def test_a_damaged_entry_is_no_entry(tmp_path: Path, damage: bytes) -> None:
    book = write_book(tmp_path / "book")
    fresh = load_rulebook(book, cache_folder=tmp_path / "cache")
    entry(tmp_path / "cache").write_bytes(damage)
    assert load_rulebook(book, cache_folder=tmp_path / "cache") == fresh


@given(st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_an_entry_with_a_strange_shape_is_no_entry(tmp_path: Path, data: st.DataObject) -> None:
    """Also where the check sum fits."""
    book = write_book(tmp_path / "book")
    fresh = load_rulebook(book, cache_folder=tmp_path / "cache")
    file = entry(tmp_path / "cache")
    body = json.loads(file.read_bytes().partition(b"\n")[2])
    node = body
    while isinstance(node, list) and node and data.draw(st.integers(0, 30)) > 0:
        index = data.draw(st.integers(0, len(node) - 1))
        if not isinstance(node[index], list) or not node[index]:
            node[index] = data.draw(st.sampled_from([None, [], {}, [[]], [None], ["Clause"]]))
            break
        node = node[index]
    changed = json.dumps(body).encode()
    file.write_bytes(hashlib.sha256(changed).hexdigest().encode() + b"\n" + changed)
    read = cache.get_rulebook(tmp_path / "cache", fresh.digest)
    assert read is None or read.digest == fresh.digest
    file.unlink()


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file", encoding="utf-8")
    assert load_rulebook(write_book(tmp_path / "book"), cache_folder=tmp_path / "cache").version == "1.0.0"


def test_old_entries_are_removed(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    for number in range(12):
        book = write_book(tmp_path / "book", platform=PLATFORM + f"# {number}\n")
        last = load_rulebook(book, cache_folder=folder)
        for age, file in enumerate(sorted(folder.glob("*.json"), key=lambda p: p.stat().st_mtime)):
            os.utime(file, (1000 * number + age, 1000 * number + age))
    assert len(list(folder.glob("*.json"))) == 8
    assert cache.get_rulebook(folder, last.digest) == last


def test_nothing_is_kept_unless_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    load_rulebook(write_book(tmp_path / "book"))
    assert not (tmp_path / "home").exists()
