"""Options that several commands share, and what they load."""

from __future__ import annotations

import datetime as dt
import difflib
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from merchlint.cli.errors import UsageProblem, wants_lang
from merchlint.cli.output import cache_folder
from merchlint.language import Lexicon, load_lexicon
from merchlint.message import Lang, Message, Problem
from merchlint.rulebook.folders import builtin_rules_folder, rulebook_chain
from merchlint.rulebook.load import load_rulebook
from merchlint.rulebook.model import Channel, Rulebook
from merchlint.run.config import Config, find_config, load_config

Command = TypeVar("Command", bound=Callable[..., Any])


class DateParam(click.ParamType[dt.date]):
    """A day as YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            raise UsageProblem(
                Problem(
                    "bad-date",
                    Message(f"“{value}”不是日期。", f'"{value}" is not a date.'),
                    Message("请写成 2026-11-23 这样。", "Write it like 2026-11-23."),
                )
            ) from None


def lang_option(command: Command) -> Command:
    return click.option(
        "--lang", type=click.Choice([v.value for v in Lang]), help="zh（默认）或 en / zh (default) or en."
    )(command)


def config_option(command: Command) -> Command:
    return click.option("--config", "config_file", type=click.Path(path_type=Path), help="配置文件 / Config file.")(
        command
    )


def rulebook_option(command: Command) -> Command:
    return click.option(
        "--rulebook", "rulebook_folder", type=click.Path(path_type=Path), help="规则库目录 / Rulebook folder."
    )(command)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A config with the rulebook and the lexicon it asks for."""

    config: Config
    rulebook: Rulebook
    lexicon: Lexicon
    logo_folders: tuple[Path, ...]
    lang: Lang


def load_all(config_file: Path | None, rulebook_folder: Path | None, lang: str | None) -> Loaded:
    """Loads config, rulebook and lexicon; any error in them ends the command with exit code 2."""
    config = read_config(config_file)
    folder = rulebook_folder or config.rulebook
    builtin, *own = rule_folders(folder)
    words = [f / "lexicon" for f in own] + ([config.lexicon] if config.lexicon else [])
    return Loaded(
        config=config,
        rulebook=load_rulebook(folder, cache_folder=cache_folder() / "rulebooks"),
        lexicon=load_lexicon(builtin / "lexicon", [file for f in words for file in sorted(f.glob("*.yaml"))]),
        logo_folders=logo_folders([builtin, *own]),
        lang=choose_lang(lang, config),
    )


def rule_folders(rulebook_folder: Path | None) -> tuple[Path, ...]:
    """The built-in rules folder, whose words and drawings always count, then those of the user's rulebooks."""
    chain = rulebook_chain(rulebook_folder)
    return tuple(dict.fromkeys([builtin_rules_folder(), *(part.folder for part in chain)]))


def logo_folders(folders: Sequence[Path]) -> tuple[Path, ...]:
    """Those of the rule folders that hold brand drawings."""
    return tuple(f / "logos" for f in folders if (f / "logos").is_dir())


def read_config(config_file: Path | None) -> Config:
    """The config given or found upward from the working directory; defaults when there is none."""
    found = config_file or find_config(Path.cwd())
    if found is None:
        return Config(root=Path.cwd())
    return load_config(found, os.path.relpath(found) if config_file is None else str(config_file))


def choose_lang(lang: str | None, config: Config) -> Lang:
    """--lang, else the config's language, else MERCHLINT_LANG, else Chinese."""
    if lang is not None:
        return Lang(lang)
    return config.language or wants_lang(())


def check_words(given: Iterable[str], known: Iterable[str], what: Message) -> None:
    """Refuses words that the rulebook does not know, with the nearest one that it does.

    Raises:
        UsageProblem: a word is unknown.
    """
    known = sorted(known)
    for word in given:
        if word in known:
            continue
        near = difflib.get_close_matches(word, known, n=1)
        listed = ", ".join(known) if len(known) <= 20 else ""
        todo = (
            Message(f"可用的有：{listed}。", f"Known: {listed}.")
            if listed
            else Message("请用 merchlint rules list 查看。", "See `merchlint rules list`.")
        )
        if near:
            todo = Message(f"是不是 {near[0]}？{todo.zh}", f"Did you mean {near[0]}? {todo.en}")
        raise UsageProblem(
            Problem("unknown-word", Message(f"不认识的{what.zh}“{word}”。", f'Unknown {what.en} "{word}".'), todo)
        )


def check_channel(value: str | None) -> Channel | None:
    """The channel named on the command line."""
    if value is None:
        return None
    check_words([value], [c.value for c in Channel], Message("渠道", "channel"))
    return Channel(value)


def rule_ids(rulebook: Rulebook) -> list[str]:
    """All clause ids and aliases."""
    return [i for p in rulebook.platforms for c in p.clauses for i in (c.id, *c.aliases)]
