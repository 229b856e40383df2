from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path

import pytest

from merchlint.assets import source
from merchlint.assets.model import AssetError, Limits
from merchlint.assets.opening import open_assets
from merchlint.assets.source import digest_bytes, digest_file, read_file
from tests.assets.privilege import open_folder, without_privilege

LIMITS = Limits()


def code_of(path: Path, limits: Limits = LIMITS) -> str:
    with pytest.raises(AssetError) as caught:
        read_file(path, "shown.png", limits)
    with pytest.raises(AssetError) as again:
        digest_file(path, limits)
    assert caught.value.problem.path == "shown.png"
    assert caught.value.problem.code == again.value.problem.code
    return caught.value.problem.code


def test_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    data = bytes(range(256)) * 10_000
    (tmp_path / "a").write_bytes(data)
    expected = f"sha256:{hashlib.sha256(data).hexdigest()}"
    assert digest_file(tmp_path / "a", LIMITS) == expected == digest_bytes(data)
    assert read_file(tmp_path / "a", "a", LIMITS) == data


def test_what_is_no_readable_file(tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(b"")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    assert code_of(tmp_path / "empty") == "asset-empty"
    assert code_of(tmp_path / "pipe") == "asset-not-a-file"
    assert code_of(tmp_path / "loop") == "asset-link-loop"
    assert code_of(tmp_path) == "asset-not-a-file"
    assert code_of(Path("/dev/zero")) == "asset-not-a-file"
    assert code_of(tmp_path / "gone") == "asset-missing"
    assert code_of(tmp_path / "empty" / "below") == "asset-missing"
    assert code_of(tmp_path / "nul\0name") == "asset-unreadable"
    assert code_of(tmp_path / ("long" * 100)) == "asset-unreadable"


def test_more_bytes_than_allowed(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    assert code_of(tmp_path / "a", replace(LIMITS, max_bytes=4)) == "asset-too-large"
    assert read_file(tmp_path / "a", "a", replace(LIMITS, max_bytes=5)) == b"12345"


def test_no_permission() -> None:
    with open_folder() as folder:
        (folder / "a").write_bytes(b"x")
        (folder / "a").chmod(0)
        with without_privilege():
            assert code_of(folder / "a") == "asset-unreadable"


def test_permission_denied_is_told_from_other_failures() -> None:
    assert source.unreadable("a", PermissionError(13, "Permission denied")).problem.what.en.startswith("Permission")
    assert "Input/output" in source.unreadable("a", OSError(5, "Input/output error")).problem.what.en


def test_a_file_that_changes_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x" * 100)
    chunks = source._chunks(path, "a", LIMITS, size=10)
    next(chunks)
    with path.open("ab") as stream:
        stream.write(b"more")
    with pytest.raises(AssetError) as caught:
        list(chunks)
    assert caught.value.problem.code == "asset-changed"


def test_a_file_that_vanishes_after_it_was_found(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"x")
    path.unlink()
    with pytest.raises(AssetError) as caught:
        list(open_assets(path, "a.png", LIMITS))
    assert caught.value.problem.code == "asset-missing"


def test_every_problem_speaks_both_languages(tmp_path: Path) -> None:
    with pytest.raises(AssetError) as caught:
        read_file(tmp_path / "gone", "gone", LIMITS)
    problem = caught.value.problem
    assert all((problem.what.zh, problem.what.en, problem.todo.zh, problem.todo.en))
