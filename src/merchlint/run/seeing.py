"""`observe` without judging: what is seen on every asset, and pictures with it drawn on."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

from merchlint.assets.model import Asset, Page
from merchlint.message import Message, Problem
from merchlint.observe.model import AssetObservation, PageObservation
from merchlint.observe.observer import Observer
from merchlint.run.cache import ObservationCache
from merchlint.run.config import Config
from merchlint.run.failures import lost
from merchlint.run.observing import FileTask, observe_file
from merchlint.run.pipeline import (
    Progress,
    engine_versions,
    file_tasks,
    find_files,
    observation_cache,
    pool_limits,
    task_count,
)
from merchlint.run.shelf import Shelf
from merchlint.run.workers import Done, run_isolated

_UNSAFE = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class ObserveRequest:
    """Attributes: annotate: folder for pictures with what was seen drawn on them, or None."""

    paths: tuple[Path, ...]
    config: Config
    logo_folders: tuple[Path, ...]
    stdin: tuple[bytes, str] | None = None
    jobs: int = 0
    cache_folder: Path | None = None
    annotate: Path | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What a run saw.

    Attributes:
        observations: sorted by path, read one at a time.
        incomplete: assets that were not fully examined.
        nothing_matched: no asset was found.
    """

    observations: Collection[AssetObservation]
    incomplete: int
    notices: tuple[Problem, ...]
    nothing_matched: bool


@dataclass(frozen=True, slots=True)
class _ObserverPlan:
    request: ObserveRequest
    cache: ObservationCache | None

    def __call__(self) -> _Looker:
        return _Looker(self, Observer(self.request.logo_folders))


@dataclass(slots=True)
class _Looker:
    plan: _ObserverPlan
    observer: Observer

    def __call__(
        self, task: FileTask, beat: Callable[[], None]
    ) -> tuple[tuple[AssetObservation, ...], tuple[Problem, ...]]:
        request = self.plan.request
        sink = None if request.annotate is None else _Annotator(request.annotate)
        seen = observe_file(task, self.observer, request.config.limits, self.plan.cache, beat, sink)
        problems = () if sink is None else tuple(sink.problems)
        return seen.observations, seen.warnings + problems


class _Annotator:
    """Writes each page's picture with what was seen on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []

    def __call__(self, asset: Asset, page: Page, seen: PageObservation) -> None:
        if page.pixels is None:
            return
        from PIL import Image

        from merchlint.observe.annotate import annotate

        name = f"{_UNSAFE.sub('_', asset.path).strip('._') or 'asset'}.{page.number}.png"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            Image.fromarray(annotate(page.pixels, seen)).save(self.folder / name)
        except OSError as error:
            self.problems.append(_unwritable(self.folder / name, error))


def _unwritable(file: Path, error: OSError) -> Problem:
    reason = error.strerror or type(error).__name__
    return Problem(
        "annotation-unwritable",
        Message(f"标注图写不进去（{reason}）。", f"The annotated picture cannot be written ({reason})."),
        Message("请检查 --annotate 的目录。", "Check the folder given to --annotate."),
        path=str(file),
    )


@dataclass(slots=True)
class _Gathered:
    """What was seen so far."""

    shelf: Shelf[AssetObservation] = field(default_factory=lambda: Shelf(pickle.loads))
    incomplete: int = 0
    notices: dict[Problem, None] = field(default_factory=dict)

    def take(self, observation: AssetObservation, number: int) -> None:
        self.incomplete += observation.problem is not None
        self.shelf.add(observation.path, number, pickle.dumps(observation, pickle.HIGHEST_PROTOCOL))


def observe(request: ObserveRequest, progress: Progress | None = None) -> Seen:
    """What is seen in every asset, sorted by path; the same for any number of jobs."""
    found = find_files(request.paths, request.config)
    tasks, total = file_tasks(found, request.stdin), task_count(found, request.stdin)
    cache = observation_cache(request.cache_folder, engine_versions(request.logo_folders), request.config)
    limits = pool_limits(request.jobs, request.config)
    gathered = _Gathered()
    for count, end in enumerate(run_isolated(tasks, _ObserverPlan(request, cache), limits), start=1):
        task = end.task
        if isinstance(end, Done):
            for observation in end.result[0]:
                gathered.take(observation, task.number)
            gathered.notices.update(dict.fromkeys(end.result[1]))
        else:
            gathered.take(_unseen(task.shown, lost(task.shown, end, limits)), task.number)
        if progress is not None:
            progress(count, total, task.shown)
    for number, problem in enumerate(found.problems, total):
        gathered.take(_unseen(problem.path or "?", problem), number)
    return Seen(
        gathered.shelf,
        gathered.incomplete,
        tuple(gathered.notices),
        nothing_matched=not total and not found.problems,
    )


def _unseen(shown: str, problem: Problem) -> AssetObservation:
    return AssetObservation(shown, "", "", problem=problem)
