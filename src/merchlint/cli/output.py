"""Where output goes: the report to stdout or a file, progress to a terminal only."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import click

from merchlint.cli.errors import UsageProblem
from merchlint.message import Lang, Message, Problem


def write_output(pieces: Iterable[str], file: Path | None) -> None:
    """Writes a report piece by piece, as UTF-8 whatever the locale, to a file or stdout.

    Raises:
        UsageProblem: the file cannot be written.
    """
    if file is None:
        _write(pieces, sys.stdout.buffer)
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as stream, _whole_or_nothing(file):
            _write(pieces, stream)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UsageProblem(
            Problem(
                "output-unwritable",
                Message(f"报告写不进去（{reason}）。", f"The report cannot be written ({reason})."),
                Message(
                    "请换一个位置，或检查权限和磁盘空间。", "Choose another place, or check permissions and disk space."
                ),
                path=str(file),
            )
        ) from error


def _write(pieces: Iterable[str], stream: BinaryIO) -> None:
    last = ""
    for piece in pieces:
        stream.write(piece.encode("utf-8", "backslashreplace"))
        last = piece or last
    if not last.endswith("\n"):
        stream.write(b"\n")
    stream.flush()


@contextlib.contextmanager
def _whole_or_nothing(file: Path) -> Iterator[None]:
    """Half a report could be taken for a whole one: what an interrupt or a full disk broke off is removed."""
    try:
        yield
    except BaseException:
        if file.is_file():
            file.unlink()
        raise


def cache_folder() -> Path:
    """Where observations are kept: MERCHLINT_CACHE, else the user's cache folder."""
    import platformdirs

    given = os.environ.get("MERCHLINT_CACHE")
    return Path(given) if given else Path(platformdirs.user_cache_dir("merchlint"))


@contextlib.contextmanager
def progress_on_terminal(lang: Lang) -> Iterator[Callable[[int, int, str], None] | None]:
    """A counter on stderr while a scan runs, when stderr is a terminal; else nothing."""
    if not sys.stderr.isatty():
        yield None
        return
    word = "已检查" if lang is Lang.ZH else "examined"

    def show(done: int, total: int, _path: str) -> None:
        click.echo(f"\r{word} {done}/{total}", nl=False, err=True)

    try:
        yield show
    finally:
        click.echo("\r\x1b[K", nl=False, err=True)
