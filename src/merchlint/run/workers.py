"""Worker processes: a decoder that crashes, hangs or eats memory takes down its own worker and nothing else.

The standard pools cannot do this: `ProcessPoolExecutor` gives up the whole pool when one process dies and can neither
time a task nor kill it.
"""

from __future__ import annotations

import contextlib
import faulthandler
import multiprocessing
import os
import platform
import resource
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from multiprocessing.context import ForkContext, SpawnContext
    from multiprocessing.process import BaseProcess

Task = TypeVar("Task")
Result = TypeVar("Result")
Beat = Callable[[], None]
Work = Callable[[Task, Beat], Result]
"""Does one task. Calls its second argument whenever a page is begun, which restarts the clock."""

# Engines load with the first page; a slow disk must not look like a hang.
_START_GRACE_SECONDS = 60.0
# A fresh process now and then keeps the memory of a long run flat whatever a decoder leaks.
_TASKS_PER_WORKER = 400


class Loss(StrEnum):
    """How a worker was lost while it held a task."""

    TIMEOUT = "timeout"
    CRASH = "crash"


@dataclass(frozen=True, slots=True)
class Done(Generic[Task, Result]):
    task: Task
    result: Result


@dataclass(frozen=True, slots=True)
class Lost(Generic[Task]):
    """A task whose worker died or had to be killed. `exit_code` is negative for a signal, None if killed by us."""

    task: Task
    loss: Loss
    exit_code: int | None


@dataclass(frozen=True, slots=True)
class PoolLimits:
    """What a pool may take.

    Attributes:
        jobs: processes at once.
        max_seconds: between two beats of a task.
        max_memory: bytes of growth of a process, 0 for no limit.
        max_task_seconds: for one task, however often it beats.
    """

    jobs: int
    max_seconds: float
    max_memory: int
    max_task_seconds: float = float("inf")


def run_isolated(
    tasks: Iterable[Task], make_work: Callable[[], Work[Task, Result]], limits: PoolLimits
) -> Iterator[Done[Task, Result] | Lost[Task]]:
    """Does every task in some worker and yields what came of it, in order of completion.

    `make_work` runs once in each worker. A task is taken when a worker is free for it. Leaving the iterator early kills
    the workers.
    """
    pool = _Pool(iter(tasks), make_work, limits)
    try:
        yield from pool.results()
    finally:
        pool.kill_all()


@dataclass(slots=True)
class _Worker(Generic[Task]):
    process: BaseProcess
    link: Connection
    task: Task | None = None
    deadline: float = float("inf")
    end: float = float("inf")
    done: int = 0


@dataclass(slots=True)
class _Pool(Generic[Task, Result]):
    waiting: Iterator[Task]
    make_work: Callable[[], Work[Task, Result]]
    limits: PoolLimits
    workers: list[_Worker[Task]] = field(default_factory=list)

    def results(self) -> Iterator[Done[Task, Result] | Lost[Task]]:
        while self._hand_out():
            timeout = max(0.0, min(w.deadline for w in self.workers) - time.monotonic())
            ready = wait([w.link for w in self.workers if w.task is not None], min(timeout, 3600.0))
            for worker in [w for w in self.workers if w.link in ready]:
                outcome = self._receive(worker)
                if outcome is not None:
                    yield outcome
            for worker in [w for w in self.workers if w.deadline <= time.monotonic()]:
                yield self._give_up(worker)

    def _hand_out(self) -> bool:
        """Gives every worker something to do, and says whether there is anything left to wait for."""
        while sum(w.task is not None for w in self.workers) < max(1, self.limits.jobs):
            try:
                task = next(self.waiting)
            except StopIteration:
                break
            while not self._give(task, self._idle() or self._start()):
                pass
        return any(w.task is not None for w in self.workers)

    def _idle(self) -> _Worker[Task] | None:
        return next((w for w in self.workers if w.task is None), None)

    def _give(self, task: Task, worker: _Worker[Task]) -> bool:
        try:
            worker.link.send(task)
        except (BrokenPipeError, ConnectionResetError):
            # It died while idle; the task has not been touched.
            self._remove(worker)
            return False
        grace = _START_GRACE_SECONDS if worker.done == 0 else 0.0
        start = time.monotonic() + grace
        worker.task, worker.end = task, start + self.limits.max_task_seconds
        worker.deadline = min(start + self.limits.max_seconds, worker.end)
        return True

    def _start(self) -> _Worker[Task]:
        context = _context()
        ours, theirs = context.Pipe()
        others = [w.link for w in self.workers] if context.get_start_method() == "fork" else []
        process = context.Process(
            target=_serve, args=(theirs, [ours, *others], self.make_work, self.limits.max_memory), daemon=True
        )
        process.start()
        theirs.close()
        worker: _Worker[Task] = _Worker(process, ours)
        self.workers.append(worker)
        return worker

    def _receive(self, worker: _Worker[Task]) -> Done[Task, Result] | Lost[Task] | None:
        task = worker.task
        assert task is not None
        try:
            kind, result = worker.link.recv()
        except (EOFError, OSError):
            worker.process.join()
            self._remove(worker)
            return Lost(task, Loss.CRASH, worker.process.exitcode)
        if kind == "beat":
            beaten = max(worker.deadline, time.monotonic() + self.limits.max_seconds)
            worker.deadline = min(beaten, worker.end)
            return None
        worker.task, worker.deadline, worker.done = None, float("inf"), worker.done + 1
        if worker.done >= _TASKS_PER_WORKER:
            self._remove(worker)
        return Done(task, result)

    def _give_up(self, worker: _Worker[Task]) -> Lost[Task]:
        task = worker.task
        assert task is not None
        self._remove(worker)
        return Lost(task, Loss.TIMEOUT, None)

    def _remove(self, worker: _Worker[Task]) -> None:
        self.workers.remove(worker)
        worker.process.kill()
        worker.process.join()
        worker.link.close()

    def kill_all(self) -> None:
        for worker in list(self.workers):
            self._remove(worker)


def _context() -> ForkContext | SpawnContext:
    # fork shares the loaded rulebook and starts at once; safe here because the parent runs no threads and loads no
    # engine. Elsewhere than Linux the system libraries do not survive it.
    if platform.system() == "Linux":
        return multiprocessing.get_context("fork")
    return multiprocessing.get_context("spawn")


def _serve(
    link: Connection,
    inherited: Sequence[Connection],
    make_work: Callable[[], Work[Task, Result]],
    max_memory: int,
) -> None:
    """Life of a worker process: receives tasks until the parent goes away."""
    for other in inherited:
        other.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A crash is told by the exit code; a dump of the stack would land in somebody's report.
    faulthandler.disable()
    _silence()
    _limit_memory(max_memory)
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        work = make_work()
        while True:
            task = link.recv()
            result = work(task, lambda: link.send(("beat", None)))
            link.send(("done", result))


def _silence() -> None:
    """Native libraries print what they like; stdout is the report and stderr is ours."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, 1)
    os.dup2(devnull, 2)
    os.close(devnull)


def _limit_memory(growth: int) -> None:
    if not growth or platform.system() != "Linux":
        return
    with open("/proc/self/statm", encoding="ascii") as statm:
        used = int(statm.read().split()[0]) * resource.getpagesize()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = used + growth if hard == resource.RLIM_INFINITY else min(used + growth, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
