"""Problems on stderr, in the user's language."""

from __future__ import annotations

import os
from collections.abc import Sequence

import click

from merchlint.message import Lang, Problem


class UsageProblem(Exception):
    """Something about the command line itself; exit code 2."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(problems)
        self.problems = problems


def wants_lang(args: Sequence[str]) -> Lang:
    """The language for messages that come before options are parsed: --lang, else MERCHLINT_LANG, else Chinese."""
    for index, arg in enumerate(args):
        value = arg.removeprefix("--lang=") if arg.startswith("--lang=") else ""
        if arg == "--lang" and index + 1 < len(args):
            value = args[index + 1]
        if value in tuple(Lang):
            return Lang(value)
    value = os.environ.get("MERCHLINT_LANG", "")
    return Lang(value) if value in tuple(Lang) else Lang.ZH


def report_problems(problems: Sequence[Problem], lang: Lang) -> None:
    _say("错误：" if lang is Lang.ZH else "error: ", problems, lang)


def report_notices(problems: Sequence[Problem], lang: Lang) -> None:
    _say("注意：" if lang is Lang.ZH else "note: ", problems, lang)


def _say(label: str, problems: Sequence[Problem], lang: Lang) -> None:
    for problem in problems:
        click.echo(f"{label}{plain(problem.render(lang))}", err=True)


def plain(text: str) -> str:
    """Text that cannot steer a terminal: file names may hold control and direction characters."""
    from merchlint.report.safe import plain as safe_plain

    return safe_plain(text)
