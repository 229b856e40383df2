"""What merchlint says to people, always in Chinese and English, kept as data until it is shown."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Lang(enum.StrEnum):
    """A language merchlint speaks."""

    ZH = "zh"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Message:
    """One text in both languages."""

    zh: str
    en: str

    def in_(self, lang: Lang) -> str:
        return self.zh if lang is Lang.ZH else self.en


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that went wrong: what, and what to do about it.

    Attributes:
        code: stable kebab-case name, e.g. ``picture-truncated``; tests and scripts rely on it.
        what: one clear sentence that says what is wrong.
        todo: one sentence that says what the user can do.
        path: the file it is about, as the user would write it, or None.
        line, column: 1-based place in that file, or None.
    """

    code: str
    what: Message
    todo: Message
    path: str | None = None
    line: int | None = None
    column: int | None = None

    def render(self, lang: Lang) -> str:
        """`path:line:column: what. todo` on one line."""
        place = ":".join(str(p) for p in (self.path, self.line, self.column) if p is not None)
        text = f"{self.what.in_(lang)} {self.todo.in_(lang)}".strip()
        return f"{place}: {text}" if place else text


class MerchlintError(Exception):
    """Base of every error family; carries the problem as data so that only `cli` renders it."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem

    def __str__(self) -> str:
        return self.problem.render(Lang.EN)
