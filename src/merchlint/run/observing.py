"""One file: bytes -> pages -> observations, with the cache, and the barrier that turns any failure into a reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from merchlint.assets.errors import out_of_memory
from merchlint.assets.model import Asset, AssetError, Limits, Page
from merchlint.assets.opening import digest_file, open_assets, open_bytes
from merchlint.message import Problem
from merchlint.observe.model import AssetObservation, ObserveError, PageObservation
from merchlint.observe.observer import Observer
from merchlint.run.cache import ObservationCache
from merchlint.run.failures import internal_error

T = TypeVar("T")
PageSink = Callable[[Asset, Page, PageObservation], None]


@dataclass(frozen=True, slots=True)
class FileTask:
    """A file to examine.

    Attributes:
        data: the bytes of standard input, which has no path.
        number: its place in the run; parts assets of the same name.
    """

    path: Path
    shown: str
    data: bytes | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class Observed:
    """Attributes: warnings: about the run, not about the asset (an unwritable cache)."""

    observations: tuple[AssetObservation, ...]
    warnings: tuple[Problem, ...] = ()


def observe_file(
    task: FileTask,
    observer: Observer,
    limits: Limits,
    cache: ObservationCache | None,
    beat: Callable[[], None],
    on_page: PageSink | None = None,
) -> Observed:
    """Everything seen in a file; an archive gives one observation a member.

    Args:
        beat: called when a page is begun.
        on_page: gets each page with its pixels and what was seen; switches reading from the cache off.
    """
    digest = "" if task.data is not None else attempt(lambda: digest_file(task.path, limits), task.shown)
    if isinstance(digest, Problem):
        return Observed((AssetObservation(task.shown, "", "", problem=digest),))
    if cache is not None and digest and on_page is None:
        known = cache.get(digest, task.shown)
        if known is not None:
            return Observed(known)
    seen = tuple(_observe_assets(task, observer, limits, beat, on_page))
    warning = cache.put(digest, task.shown, seen) if cache is not None and digest else None
    return Observed(seen, (warning,) if warning else ())


def opened(task: FileTask, limits: Limits) -> Iterator[Asset]:
    """The assets in a file or in standard input, opened one at a time."""
    if task.data is not None:
        return open_bytes(task.data, task.shown, limits)
    return open_assets(task.path, task.shown, limits)


def attempt(step: Callable[[], T], path: str) -> T | Problem:
    """The per-asset barrier: whatever goes wrong with a file becomes a reason for `incomplete`, and the run goes on."""
    try:
        return step()
    except Exception as error:  # noqa: BLE001 - the one place that may
        return _problem_of(error, path)


def _problem_of(error: Exception, path: str) -> Problem:
    if isinstance(error, AssetError | ObserveError):
        return error.problem if error.problem.path else replace(error.problem, path=path)
    if isinstance(error, MemoryError):
        return out_of_memory(path).problem
    return internal_error(path, error)


def _observe_assets(
    task: FileTask,
    observer: Observer,
    limits: Limits,
    beat: Callable[[], None],
    on_page: PageSink | None,
) -> Iterator[AssetObservation]:
    beat()
    assets = opened(task, limits)
    while (asset := attempt(lambda: next(assets, None), task.shown)) is not None:
        if isinstance(asset, Problem):
            # Members seen before are kept; the archive as a whole is not examined.
            yield AssetObservation(task.shown, "", "", problem=asset)
            return
        yield _observe_asset(asset, observer, beat, on_page)
        beat()


def _observe_asset(
    asset: Asset, observer: Observer, beat: Callable[[], None], on_page: PageSink | None
) -> AssetObservation:
    seen: list[PageObservation] = []
    reason: Problem | None = None
    pages = iter(asset.pages)
    while (page := attempt(lambda: next(pages, None), asset.path)) is not None:
        beat()
        outcome = page if isinstance(page, Problem) else attempt(partial(observer.observe, page), asset.path)
        if isinstance(outcome, Problem):
            reason = outcome
            break
        observation, problems = outcome
        seen.append(observation)
        reason = reason or next(iter(problems), None)
        if on_page is not None and not isinstance(page, Problem):
            on_page(asset, page, observation)
    if reason is not None and not reason.path:
        reason = replace(reason, path=asset.path)
    return AssetObservation(asset.path, asset.digest, asset.media_type, tuple(seen), reason, asset.notes)
