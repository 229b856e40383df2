"""Where output goes: the report to stdout or a file, progress to a terminal only."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from merchlint.cli.errors import UsageProblem
from merchlint.message import Lang, Message, Problem


def write_output(text: str, file: Path | None) -> None:
    """Writes a report, as UTF-8 whatever the locale, to a file or stdout.

    Raises:
        UsageProblem: the file cannot be written.
    """
    data = text.encode("utf-8", "backslashreplace")
    if not data.endswith(b"\n"):
        data += b"\n"
    if file is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
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
