"""Drives a run: finds the files, hands them to workers, gathers what came of them in a fixed order."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
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
from merchlint.run.outcome import AssetOutcome, Engines, Outcome, ReportedFinding
from merchlint.run.suppress import as_suppression, expired, find_suppression
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
    tasks = [_task(f.path, f.shown, request) for f in found.files]
    if request.stdin is not None:
        data, name = request.stdin
        task = _task(Path(name), name, request)
        tasks.append(replace(task, file=replace(task.file, data=data)))
    engines = engine_versions(request.logo_folders)
    plan = ExaminerPlan(
        rulebook=request.rulebook,
        lexicon=request.lexicon,
        logo_folders=request.logo_folders,
        limits=request.config.limits,
        merchant=request.config.merchant,
        cache=observation_cache(request.cache_folder, engines, request.config),
        select=request.select,
        ignore=request.ignore,
        previews=request.previews,
    )
    assets, warnings = _examine(tasks, plan, pool_limits(request.jobs, request.config), progress)
    assets += [_unexamined(p, request) for p in found.problems]
    assets += [_excluded(shown, request) for shown in found.excluded]
    nothing = not tasks and not found.problems and not _only_excluded_files(request.paths, found)
    notices = expired(request.config.suppressions, request.config.file, request.today) + warnings
    if nothing:
        notices += (nothing_found(", ".join(str(p) for p in request.paths) or "."),)
    return Outcome(
        version=__version__,
        engines=engines,
        rulebook=request.rulebook,
        as_of=request.as_of or request.config.as_of or request.today,
        assets=tuple(sorted((_suppress(a, request) for a in assets), key=lambda a: a.path)),
        notices=notices,
        nothing_matched=nothing,
    )


def find_files(paths: Sequence[Path], config: Config) -> Found:
    """The files a run is about, less those the config excludes."""
    return find_assets(paths, exclude=config.exclude, root=config.root)


def pool_limits(jobs: int, config: Config) -> PoolLimits:
    return PoolLimits(jobs or default_jobs(), config.limits.max_seconds, config.limits.max_memory)


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


def _examine(
    tasks: Sequence[ScanTask], plan: ExaminerPlan, limits: PoolLimits, progress: Progress | None
) -> tuple[list[AssetOutcome], tuple[Problem, ...]]:
    assets: list[AssetOutcome] = []
    warnings: dict[Problem, None] = {}
    for count, end in enumerate(run_isolated(tasks, plan, limits), start=1):
        if isinstance(end, Done):
            assets.extend(end.result.assets)
            warnings.update(dict.fromkeys(end.result.warnings))
        else:
            problem = lost(end.task.file.shown, end, limits.max_seconds)
            assets.append(_incomplete(end.task.file.shown, problem, end.task.channel, end.task.platforms))
        if progress is not None:
            progress(count, len(tasks), end.task.file.shown)
    return assets, tuple(warnings)


def _task(path: Path, shown: str, request: ScanRequest) -> ScanTask:
    config = request.config
    rule = config.rule_for(relative_to_config(path, config))
    return ScanTask(
        FileTask(path, shown),
        channel=request.channel or (rule.channel if rule else None),
        platforms=_platforms(request, rule.platforms if rule else None),
        as_of=request.as_of or (rule.as_of if rule else None) or config.as_of or request.today,
    )


def _platforms(request: ScanRequest, by_path: tuple[str, ...] | None) -> tuple[str, ...]:
    wanted = request.platforms or by_path or request.config.platforms
    every = tuple(p.id for p in request.rulebook.platforms)
    return tuple(p for p in every if p in wanted) if wanted else every


def relative_to_config(path: Path, config: Config) -> str:
    """A path as the config's patterns see it: relative to the config's folder, with slashes."""
    absolute = Path(os.path.abspath(path))
    root = Path(os.path.abspath(config.root))
    return absolute.relative_to(root).as_posix() if absolute.is_relative_to(root) else path.as_posix().lstrip("/")


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


def _suppress(asset: AssetOutcome, request: ScanRequest) -> AssetOutcome:
    rules = request.config.suppressions
    if not rules or not asset.findings:
        return asset
    path = relative_to_config(Path(asset.path), request.config)
    findings = []
    for reported in asset.findings:
        rule = find_suppression(reported.finding, path, rules, request.today)
        findings.append(ReportedFinding(reported.finding, reported.path, as_suppression(rule)) if rule else reported)
    return replace(asset, findings=tuple(findings))
