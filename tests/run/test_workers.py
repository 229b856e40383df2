from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from merchlint.run.workers import Beat, Done, Loss, Lost, PoolLimits, run_isolated

QUICK = PoolLimits(jobs=2, max_seconds=60.0, max_memory=0)


@dataclass(frozen=True)
class Behaviour:
    """Makes work that does what the task says."""

    def __call__(self) -> Callable[[str, Beat], str]:
        return behave


def behave(task: str, beat: Beat) -> str:
    word, _, rest = task.partition(" ")
    if word == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if word == "hang":
        time.sleep(3600)
    if word == "beat":
        for _ in range(int(rest)):
            beat()
    if word == "drag":
        while True:
            beat()
            time.sleep(0.05)
    if word == "print":
        os.write(1, b"noise of a decoder")
        os.write(2, b"noise of a decoder")
    if word == "eat":
        try:
            bytearray(int(rest))
        except MemoryError:
            return "out of memory"
    if word == "pid":
        return str(os.getpid())
    return f"did {task}"


def run(tasks: Sequence[str], limits: PoolLimits = QUICK) -> dict[str, str]:
    ends: Iterator[Done[str, str] | Lost[str]] = run_isolated(tasks, Behaviour(), limits)
    return {end.task: end.result if isinstance(end, Done) else end.loss.value for end in ends}


def test_every_task_is_done() -> None:
    tasks = [f"work {n}" for n in range(40)]
    assert run(tasks) == {t: f"did {t}" for t in tasks}


def test_no_tasks_no_workers() -> None:
    assert run([]) == {}


def test_a_crash_costs_only_its_own_task() -> None:
    tasks = ["work 1", "crash a", "work 2", "crash b", "work 3"]
    ends = run(tasks)
    assert [ends[t] for t in tasks] == ["did work 1", "crash", "did work 2", "crash", "did work 3"]


def test_the_signal_is_told() -> None:
    (end,) = run_isolated(["crash"], Behaviour(), QUICK)
    assert isinstance(end, Lost)
    assert end.loss is Loss.CRASH
    assert end.exit_code == -signal.SIGSEGV


def test_a_hang_is_killed_and_the_rest_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("merchlint.run.workers._START_GRACE_SECONDS", 0.0)
    ends = run(["hang", "work 1", "work 2"], PoolLimits(jobs=2, max_seconds=1.0, max_memory=0))
    assert ends == {"hang": "timeout", "work 1": "did work 1", "work 2": "did work 2"}


def test_beats_do_not_keep_a_task_alive_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("merchlint.run.workers._START_GRACE_SECONDS", 0.0)
    limits = PoolLimits(jobs=2, max_seconds=60.0, max_memory=0, max_task_seconds=1.0)
    ends = run(["drag", "work 1", "work 2"], limits)
    assert ends == {"drag": "timeout", "work 1": "did work 1", "work 2": "did work 2"}


def test_beats_are_no_results() -> None:
    assert run(["beat 50"]) == {"beat 50": "did beat 50"}


def test_memory_is_limited() -> None:
    ends = run(["eat 4000000000", "eat 1000"], PoolLimits(jobs=1, max_seconds=60.0, max_memory=500_000_000))
    assert ends == {"eat 4000000000": "out of memory", "eat 1000": "did eat 1000"}


def test_workers_print_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    run(["print"])
    captured = capfd.readouterr()
    assert captured.out == captured.err == ""


def test_leaving_early_leaves_no_processes() -> None:
    ends = run_isolated(["pid", "pid", "hang", "hang"], Behaviour(), QUICK)
    first = next(iter(ends))
    assert isinstance(first, Done)
    ends.close()  # type: ignore[attr-defined]
    assert not Path(f"/proc/{first.result}").exists()
