"""Runs the fuzz targets for as long as asked, each in a process of its own.

Usage: python scripts/fuzz.py --minutes 10 [--only NAME]... [--seed N] [--finds FOLDER]

A find is an exception other than the errors of the package, a crash of the process, or an example that takes
longer than `--patience` seconds. The bytes of each find are kept in the folder of finds. Exit code 1 when there is any.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import sys
import time
import warnings
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.fuzz.data_targets import TARGETS
from tests.fuzz.targets import examine, mutated
from tests.hostile.seeds import seeds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=1.0, help="for each target")
    parser.add_argument(
        "--only", action="append", metavar="NAME", help="a seed name such as card.pdf, or rulebook, config, language"
    )
    parser.add_argument("--seed", type=int, default=None, help="first number of the random sequence; default by time")
    parser.add_argument("--patience", type=float, default=20.0, help="seconds one example may take")
    parser.add_argument("--finds", type=Path, default=Path("fuzz-finds"), help="folder for the bytes of finds")
    options = parser.parse_args()
    start = options.seed if options.seed is not None else time.time_ns() % 2**32
    total = 0
    everything = seeds() | {name: seed_bytes() for name, (_, seed_bytes) in TARGETS.items()}
    for name, data in sorted(everything.items()):
        if options.only and name not in options.only:
            continue
        examples, finds = _run(name, data, start, options.minutes * 60, options.patience, options.finds)
        total += finds
        print(f"{name}: {examples} examples from seed {start}, {finds} finds", flush=True)
    return 1 if total else 0


def _run(name: str, data: bytes, start: int, seconds: float, patience: float, folder: Path) -> tuple[int, int]:
    """(examples, finds) of one target. The worker says which example it begins, so that a crash has a name."""
    end = time.monotonic() + seconds
    examples = finds = 0
    number = start
    while time.monotonic() < end:
        here, there = multiprocessing.Pipe(duplex=False)
        worker = multiprocessing.Process(target=_work, args=(there, name, data, number, end))
        worker.start()
        there.close()
        current, trouble = _watch(here, patience)
        worker.kill() if trouble else worker.join()
        worker.join()
        if current is None:
            break
        examples += current - number + 1
        number = current + 1
        if trouble:
            finds += 1
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{current}-{name}").write_bytes(_example(data, current))
            print(f"{name}: seed {current}: {trouble}", flush=True)
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


def _work(pipe: Connection, name: str, data: bytes, number: int, end: float) -> None:
    warnings.simplefilter("ignore")
    while time.monotonic() < end:
        pipe.send(number)
        # An exception is a find: it ends this process, which prints its traceback, and the other side notices.
        if name in TARGETS:
            TARGETS[name][0](_example(data, number))
        else:
            examine(_example(data, number), name)
        number += 1
    pipe.send(None)


def _example(data: bytes, number: int) -> bytes:
    return mutated(data, number, 1 + random.Random(number).randrange(16))


if __name__ == "__main__":
    sys.exit(main())
