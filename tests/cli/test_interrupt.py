"""Ctrl-C, two scans over one cache, a cache that cannot be written: with real processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Cli, write
from tests.cli.pictures import with_code


def start(folder: Path, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "merchlint", "scan", "in", "--platform", "tmall", "--format", "json", *options]
    environment = {
        **os.environ,
        "MERCHLINT_CACHE": str(folder / ".cache"),
        "MERCHLINT_LANG": "en",
        "TMPDIR": str(folder / "tmp"),
    }
    (folder / "tmp").mkdir(exist_ok=True)
    return subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=_hear_interrupts,
    )


def _hear_interrupts() -> None:
    """A shell that starts the tests in the background makes all its children deaf to Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def children(pid: int) -> list[int]:
    return [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_an_interrupt_ends_at_once_and_leaves_nothing(tmp_path: Path) -> None:
    for n in range(200):
        write(tmp_path, f"in/{n}.png", with_code(f"https://u.wechat.com/MExample{n:04}"))
    scan = start(tmp_path, "--jobs", "2")
    workers: list[int] = []
    for _ in range(600):
        if workers := children(scan.pid):
            break
        time.sleep(0.1)
    assert workers
    time.sleep(1.0)
    scan.send_signal(signal.SIGINT)
    _, said = scan.communicate(timeout=60)
    assert scan.returncode == 130
    assert "Traceback" not in said
    assert not [pid for pid in workers if Path(f"/proc/{pid}").exists()]
    assert not list((tmp_path / ".cache").rglob(".new-*"))
    assert not list((tmp_path / "tmp").iterdir())


def test_two_scans_share_a_cache(tmp_path: Path) -> None:
    for n in range(6):
        write(tmp_path, f"in/{n}.png", with_code(f"https://u.wechat.com/MExample{n:04}"))
    outputs = [scan.communicate(timeout=300)[0] for scan in [start(tmp_path), start(tmp_path)]]
    assert outputs[0] == outputs[1]
    assert json.loads(outputs[0])["summary"]["findings"]["violation"] == 6


def test_a_cache_that_cannot_be_written_is_told_once_and_the_scan_goes_on(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, ".cache", "in the way")
    for n in range(3):
        write(tmp_path, f"in/{n}.txt", "客服：您好\n")
    run = cli("scan", "in", "--lang", "en")
    assert run.code == 0
    assert run.err.count("cannot be written") == 1
