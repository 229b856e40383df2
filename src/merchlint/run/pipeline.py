"""Drives a run: finds the files, hands them to workers, gathers what came of them in a fixed order."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from merchlint import __version__
from merchlint.assets.find import Found, find_assets
from merchlint.judge.model import AssetStatus
from merchlint.language import Lexicon
from merchlint.message import Problem
from merchlint.observe.observer import Observer
from merchlint.rulebook.model import Channel, Rulebook
from merchlint.run.cache import ObservationCache
from merchlint.run.config import Config
from merchlint.run.examining import ExaminerPlan, ScanTask
from merchlint.run.failures import lost, nothing_found
from merchlint.run.observing import FileTask
from merchlint.run.outcome import AssetOutcome, Engines, Outcome, Tally
from merchlint.run.packing import OutcomePacking
from merchlint.run.shelf import Shelf
from merchlint.run.suppress import Suppressor, expired
from merchlint.run.workers import Done, PoolLimits, run_isolated

Progress = Callable[[int, int, str], None]
"""Called with (done, total, path) after every file."""


@dataclass(frozen=True, slots=True)
class ScanRequest:
    """What to scan and by which rules.

    Attributes:
        paths: files and folders; empty when `stdin` is given.
        stdin: bytes of standard input with the name to show it by.
        platforms: given on the command line; they outrank the config's.
        channel, as_of: likewise.
        today: the day of the run, for suppressions and as the default of `as_of`.
        cache_folder: None for no cache.
    """

    paths: tuple[Path, ...]
    config: Config
    rulebook: Rulebook
    lexicon: Lexicon
    logo_folders: tuple[Path, ...]
    today: dt.date
    stdin: tuple[bytes, str] | None = None
    platforms: tuple[str, ...] = ()
    channel: Channel | None = None
    as_of: dt.date | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    jobs: int = 1
    cache_folder: Path | None = None
    previews: bool = False


def scan(request: ScanRequest, progress: Progress | None = None) -> Outcome:
    """Examines every asset and returns the whole outcome; any number of jobs gives the same one."""
    found = find_files(request.paths, request.config)
    engines = engine_versions(request.logo_folders)
    plan = ExaminerPlan(
        rulebook=request.rulebook,
        lexicon=request.lexicon,
        logo_folders=request.logo_folders,
        limits=request.config.limits,
        merchant=request.config.merchant,
        suppress=Suppressor(request.config, request.today),
        cache=observation_cache(request.cache_folder, engines, request.config),
        select=request.select,
        ignore=request.ignore,
        previews=request.previews,
    )
    gathered = _Gathered(OutcomePacking(request.rulebook))
    _examine(found, request, plan, gathered, progress)
    for number, problem in enumerate(found.problems, len(found.files)):
        gathered.take(_unexamined(problem, request), number)
    for number, shown in enumerate(found.excluded, len(found.files)):
        gathered.take(_excluded(shown, request), number)
    nothing = not task_count(found, request.stdin) and not found.problems
    nothing = nothing and not _only_excluded_files(request.paths, found)
    notices = expired(request.config.suppressions, request.config.file, request.today) + tuple(gathered.warnings)
    if nothing:
        notices += (nothing_found(", ".join(str(p) for p in request.paths) or "."),)
    return Outcome(
        version=__version__,
        engines=engines,
        rulebook=request.rulebook,
        as_of=request.as_of or request.config.as_of or request.today,
        assets=gathered.shelf,
        tally=gathered.tally,
        notices=notices,
        nothing_matched=nothing,
    )


def find_files(paths: Sequence[Path], config: Config) -> Found:
    """The files a run is about, less those the config excludes."""
    return find_assets(paths, exclude=config.exclude, root=config.root)


def task_count(found: Found, stdin: tuple[bytes, str] | None) -> int:
    """How many files a run has to examine."""
    return len(found.files) + (stdin is not None)


def file_tasks(found: Found, stdin: tuple[bytes, str] | None) -> Iterator[FileTask]:
    """The files of a run and standard input, in a fixed order, each made when it is asked for."""
    for number, file in enumerate(found.files):
        yield FileTask(file.path, file.shown, number=number)
    if stdin is not None:
        data, name = stdin
        yield FileTask(Path(name), name, data, len(found.files))


def pool_limits(jobs: int, config: Config) -> PoolLimits:
    limits = config.limits
    return PoolLimits(jobs or default_jobs(), limits.max_seconds, limits.max_memory, limits.max_asset_seconds)


def default_jobs() -> int:
    """One process a usable core: each reads with one thread."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def engine_versions(logo_folders: tuple[Path, ...]) -> Engines:
    """Versions of the engines that are present; they are part of the cache key and of every report."""
    versions = Observer(logo_folders).versions()
    return Engines(versions.ocr, versions.codes, versions.logos)


def observation_cache(folder: Path | None, engines: Engines, config: Config) -> ObservationCache | None:
    """The cache for these engines and limits, or None when there is to be none."""
    if folder is None:
        return None
    return ObservationCache(folder / "observations", f"{__version__}|{engines}|{config.limits}")


@dataclass(slots=True)
class _Gathered:
    """What came of the assets so far."""

    packing: OutcomePacking
    tally: Tally = field(default_factory=Tally)
    warnings: dict[Problem, None] = field(default_factory=dict)
    shelf: Shelf[AssetOutcome] = field(init=False)

    def __post_init__(self) -> None:
        self.shelf = Shelf(self.packing.unpack)

    def take(self, asset: AssetOutcome, number: int) -> None:
        self.take_packed(self.packing.pack(asset), number)

    def take_packed(self, data: bytes, number: int) -> None:
        asset = self.packing.unpack(data)
        self.tally.add(asset)
        self.shelf.add(asset.path, number, data)


def _examine(
    found: Found, request: ScanRequest, plan: ExaminerPlan, gathered: _Gathered, progress: Progress | None
) -> None:
    limits = pool_limits(request.jobs, request.config)
    total = task_count(found, request.stdin)
    tasks = (_task(file, request) for file in file_tasks(found, request.stdin))
    for count, end in enumerate(run_isolated(tasks, plan, limits), start=1):
        file = end.task.file
        if isinstance(end, Done):
            for data in end.result.assets:
                gathered.take_packed(data, file.number)
            gathered.warnings.update(dict.fromkeys(end.result.warnings))
        else:
            problem = lost(file.shown, end, limits)
            gathered.take(_incomplete(file.shown, problem, end.task.channel, end.task.platforms), file.number)
        if progress is not None:
            progress(count, total, file.shown)


def _task(file: FileTask, request: ScanRequest) -> ScanTask:
    config = request.config
    rule = config.rule_for(config.relative(file.path))
    return ScanTask(
        file,
        channel=request.channel or (rule.channel if rule else None),
        platforms=_platforms(request, rule.platforms if rule else None),
        as_of=request.as_of or (rule.as_of if rule else None) or config.as_of or request.today,
    )


def _platforms(request: ScanRequest, by_path: tuple[str, ...] | None) -> tuple[str, ...]:
    wanted = request.platforms or by_path or request.config.platforms
    every = tuple(p.id for p in request.rulebook.platforms)
    return tuple(p for p in every if p in wanted) if wanted else every


def _unexamined(problem: Problem, request: ScanRequest) -> AssetOutcome:
    return _incomplete(problem.path or "?", problem, request.channel, _platforms(request, None))


def _incomplete(shown: str, problem: Problem, channel: Channel | None, platforms: tuple[str, ...]) -> AssetOutcome:
    return AssetOutcome(
        path=shown,
        digest="",
        media_type="",
        channel=channel or Channel.PACKAGE_CARD,
        pages=0,
        status=AssetStatus.INCOMPLETE,
        platforms=platforms,
        problem=problem,
    )


def _excluded(shown: str, request: ScanRequest) -> AssetOutcome:
    return AssetOutcome(
        path=shown,
        digest="",
        media_type="",
        channel=request.channel or Channel.PACKAGE_CARD,
        pages=0,
        status=AssetStatus.EXCLUDED,
        platforms=(),
    )


def _only_excluded_files(paths: Sequence[Path], found: Found) -> bool:
    """pre-commit may pass a batch of names that the config excludes in full; that is not "nothing matched"."""
    return bool(found.excluded) and bool(paths) and not any(p.is_dir() for p in paths)
