"""Runs the fuzz targets for as long as asked, each in a process of its own.

Usage: python scripts/fuzz.py --minutes 10 [--only NAME]... [--seed N] [--finds FOLDER]

A target is an opener, which draws its seeds in turn, or one of rulebook, config and language. A find is an exception
other than the errors of the package, a crash of the process, or an example that takes longer than `--patience` seconds.
The bytes of each find are kept in the folder of finds. Exit code 1 when there is any.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import resource
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.fuzz.data_targets import TARGETS
from tests.fuzz.targets import by_opener, examine, mutated
from tests.hostile.seeds import seeds


@dataclass(frozen=True, slots=True)
class Target:
    """Attributes: seeds: (name, bytes), drawn in turn; run: takes an example and the name of its seed."""

    name: str
    seeds: tuple[tuple[str, bytes], ...]
    run: Callable[[bytes, str], object]

    def example(self, number: int) -> tuple[bytes, str]:
        """The example of this number; always the same one."""
        name, data = self.seeds[number % len(self.seeds)]
        return mutated(data, number, 1 + random.Random(number).randrange(16)), name


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: of a whole target, and of one example."""

    target: float
    example: float


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=1.0, help="for each target")
    parser.add_argument("--only", action="append", metavar="NAME", help="a target such as pdf, pictures or rulebook")
    parser.add_argument("--seed", type=int, default=None, help="first number of the random sequence; default by time")
    parser.add_argument("--patience", type=float, default=20.0, help="seconds one example may take")
    parser.add_argument("--finds", type=Path, default=Path("fuzz-finds"), help="folder for the bytes of finds")
    options = parser.parse_args()
    start = options.seed if options.seed is not None else time.time_ns() % 2**32
    known = targets()
    unknown = set(options.only or ()) - known.keys()
    if unknown:
        parser.error(f"no target {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    total = 0
    for target in (known[name] for name in options.only or known):
        before, began = _processor_seconds(), time.monotonic()
        examples, finds = _run(target, start, Patience(options.minutes * 60, options.patience), options.finds)
        total += finds
        minutes, busy = (time.monotonic() - began) / 60, (_processor_seconds() - before) / 60
        print(
            f"{target.name}: {examples} examples from seed {start} in {minutes:.1f} minutes"
            f" ({busy:.1f} of the processor), {finds} finds",
            flush=True,
        )
    return 1 if total else 0


def targets() -> dict[str, Target]:
    """Every target by its name."""
    opening = [Target(name, tuple(found.items()), examine) for name, found in by_opener(seeds()).items()]
    data = [
        Target(name, ((name, seed_bytes()),), partial(_without_name, take))
        for name, (take, seed_bytes) in TARGETS.items()
    ]
    return {target.name: target for target in (*opening, *data)}


def _without_name(take: Callable[[bytes], None], data: bytes, _name: str) -> None:
    take(data)


def _processor_seconds() -> float:
    """Spent by the workers that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _run(target: Target, start: int, patience: Patience, folder: Path) -> tuple[int, int]:
    """(examples, finds) of one target. The worker says which example it begins, so that a crash has a name."""
    end = time.monotonic() + patience.target
    examples = finds = 0
    number = start
    while time.monotonic() < end:
        here, there = multiprocessing.Pipe(duplex=False)
        worker = multiprocessing.Process(target=_work, args=(there, target, number, end))
        worker.start()
        there.close()
        current, trouble = _watch(here, patience.example)
        worker.kill() if trouble else worker.join()
        worker.join()
        if current is None:
            break
        examples += current - number + 1
        number = current + 1
        if trouble:
            finds += 1
            data, name = target.example(current)
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{current}-{name}").write_bytes(data)
            print(f"{target.name}: seed {current}: {trouble}", flush=True)
    return examples, finds


def _watch(pipe: Connection, patience: float) -> tuple[int | None, str]:
    """(last example begun, what went wrong or an empty string)."""
    current: int | None = None
    while True:
        if not pipe.poll(patience):
            return current, f"no answer for {patience} seconds"
        try:
            message = pipe.recv()
        except EOFError:
            return current, "the process ended early"
        if message is None:
            return current, ""
        current = message


def _work(pipe: Connection, target: Target, number: int, end: float) -> None:
    warnings.simplefilter("ignore")
    while time.monotonic() < end:
        pipe.send(number)
        # An exception is a find: it ends this process, which prints its traceback, and the other side notices.
        target.run(*target.example(number))
        number += 1
    pipe.send(None)


if __name__ == "__main__":
    sys.exit(main())
