"""From the paths on the command line to the list of files to examine."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from merchlint.assets.beside import PAGE_SUFFIXES, pictures_beside
from merchlint.assets.globs import matches_any
from merchlint.assets.kinds import SKIPPED_FOLDERS, is_asset_name
from merchlint.assets.sniff import SNIFF_BYTES, has_strong_mark
from merchlint.assets.source import special_file, suffix_of, unreadable
from merchlint.message import Problem


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to examine.

    Attributes:
        path: to open it by.
        shown: as the user would write it, with ``/``; bytes that are no UTF-8 are written ``\\xNN``.
        explicit: named by the user, as opposed to met in a folder.
    """

    path: Path
    shown: str
    explicit: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What the paths led to.

    Attributes:
        files: to be examined, sorted by `shown`, each file once.
        excluded: shown paths that would be assets but the config excludes.
        problems: what cannot be examined at all: a missing path, a folder that may not be listed, a device. Each
            carries its path and makes the run incomplete.
    """

    files: tuple[FoundFile, ...] = ()
    excluded: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class _Walk:
    excluded_by: Callable[[Path, str], bool]
    files: dict[str, FoundFile] = field(default_factory=dict)
    excluded: set[str] = field(default_factory=set)
    problems: dict[str, Problem] = field(default_factory=dict)
    visited: set[tuple[int, int]] = field(default_factory=set)
    linked_folders: list[tuple[str, str]] = field(default_factory=list)

    def keep(self, path: str, shown: str, *, explicit: bool) -> None:
        if self.excluded_by(Path(path), shown):
            self.excluded.add(shown)
            return
        key = _absolute(path)
        if explicit or key not in self.files:
            self.files[key] = FoundFile(Path(path), shown, explicit)


def find_assets(paths: Sequence[Path], *, exclude: Sequence[str] = (), root: Path | None = None) -> Found:
    """Files to examine among files and folders.

    In a folder, hidden names are passed over, and so is what is no asset by the tables of `kinds`; a file of unknown
    suffix is an asset when its first bytes are those of a picture or document. A file that the user named is always an
    asset, and with a named HTML or Markdown file come the pictures it shows from its own folder. Links to folders are
    followed, each real folder once, so a loop of links ends.

    Args:
        paths: files and folders as the user wrote them.
        exclude: patterns of `globs`, matched against the path below `root`.
        root: the folder the patterns are relative to (that of the config); default the working directory.
    """
    base = Path(_absolute(root if root is not None else Path.cwd()))

    def excluded_by(path: Path, shown: str) -> bool:
        absolute = Path(_absolute(path))
        relative = absolute.relative_to(base).as_posix() if absolute.is_relative_to(base) else shown.lstrip("/")
        return matches_any(exclude, relative)

    walk = _Walk(excluded_by)
    for given in paths:
        _take(walk, os.fspath(given))
    files = tuple(sorted(walk.files.values(), key=lambda found: found.shown))
    kept = {found.shown for found in files}
    problems = tuple(walk.problems[shown] for shown in sorted(walk.problems) if shown not in kept)
    return Found(files, tuple(sorted(walk.excluded - kept)), problems)


def _take(walk: _Walk, given: str) -> None:
    shown = _shown(os.path.normpath(given))
    try:
        mode = Path(given).stat().st_mode
    except (OSError, ValueError) as error:
        walk.problems[shown] = unreadable(shown, error).problem
        return
    if stat.S_ISDIR(mode):
        prefix = "" if os.path.normpath(given) == "." else shown.rstrip("/") + "/"
        _folder(walk, given, prefix)
        # Real folders first: a file below a link is then shown by its real path where it has one.
        while walk.linked_folders:
            _folder(walk, *walk.linked_folders.pop(0))
    elif stat.S_ISREG(mode):
        walk.keep(given, shown, explicit=True)
        _take_pictures_beside(walk, given, shown)
    else:
        walk.problems[shown] = special_file(shown).problem


def _take_pictures_beside(walk: _Walk, given: str, shown: str) -> None:
    if suffix_of(shown) in PAGE_SUFFIXES and shown not in walk.excluded:
        for relative in pictures_beside(Path(given)):
            path = Path(given).parent / relative
            if path.is_file():
                walk.keep(str(path), (PurePosixPath(shown).parent / relative).as_posix(), explicit=False)


def _folder(walk: _Walk, top: str, top_prefix: str) -> None:
    waiting = [(top, top_prefix)]
    while waiting:
        folder, prefix = waiting.pop()
        try:
            found = Path(folder).stat()
            if (found.st_dev, found.st_ino) in walk.visited:
                continue
            walk.visited.add((found.st_dev, found.st_ino))
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            shown = prefix.rstrip("/") or "."
            walk.problems[shown] = unreadable(shown, error).problem
            continue
        for entry in entries:
            if entry.name.startswith(".") or entry.name in SKIPPED_FOLDERS:
                continue
            shown = prefix + _shown(entry.name)
            if entry.is_dir(follow_symlinks=False):
                waiting.append((entry.path, shown + "/"))
            else:
                _entry(walk, entry, shown)


def _entry(walk: _Walk, entry: os.DirEntry[str], shown: str) -> None:
    try:
        mode = entry.stat().st_mode
        if stat.S_ISDIR(mode):
            walk.linked_folders.append((entry.path, shown + "/"))
        elif stat.S_ISREG(mode):
            if _is_asset(entry):
                walk.keep(entry.path, shown, explicit=False)
        elif not walk.excluded_by(Path(entry.path), shown):
            walk.problems[shown] = special_file(shown).problem
    except OSError as error:
        # A dead or looping link, or a file gone since the listing: of interest only where it promised an asset.
        if is_asset_name(entry.name) and not walk.excluded_by(Path(entry.path), shown):
            walk.problems[shown] = unreadable(shown, error).problem


def _is_asset(entry: os.DirEntry[str]) -> bool:
    promised = is_asset_name(entry.name)
    if promised is not None:
        return promised
    with Path(entry.path).open("rb") as stream:
        return has_strong_mark(stream.read(SNIFF_BYTES))


def _shown(name: str) -> str:
    text = os.fsencode(name).decode("utf-8", "backslashreplace")
    return text.replace(os.sep, "/")


def _absolute(path: str | Path) -> str:
    # Not Path.resolve: a link keeps the name it was found by.
    return os.path.normpath(Path(path).absolute())
