"""`merchlint.yaml`: found upward from the working directory, checked strictly, read into frozen data."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from merchlint.assets.globs import matches_any
from merchlint.assets.model import Limits
from merchlint.judge.model import HeldFact, Merchant, Offence
from merchlint.message import Lang, MerchlintError, Message, Problem
from merchlint.rulebook.model import Channel, Family, Role, RulebookError
from merchlint.rulebook.schema_check import schema_problems
from merchlint.rulebook.yaml_source import Document, read_yaml

CONFIG_NAME = "merchlint.yaml"


class ConfigError(MerchlintError):
    """A config that cannot be used; nothing is scanned."""


@dataclass(frozen=True, slots=True)
class PathRule:
    """What the assets whose path matches are for; None where the entry does not say."""

    match: str
    channel: Channel | None = None
    platforms: tuple[str, ...] | None = None
    as_of: dt.date | None = None


@dataclass(frozen=True, slots=True)
class SuppressionRule:
    """Sets findings of a rule aside, by path pattern or by fingerprint, until a day (included)."""

    rule: str
    reason: str
    owner: str
    expires: dt.date
    path: str | None = None
    fingerprint: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Config:
    """A config, or the defaults when there is none.

    Attributes:
        root: the folder that patterns and relative paths are measured from.
        file: the config as shown in messages, None when there is none.
    """

    root: Path
    file: str | None = None
    language: Lang | None = None
    rulebook: Path | None = None
    lexicon: Path | None = None
    platforms: tuple[str, ...] = ()
    paths: tuple[PathRule, ...] = ()
    exclude: tuple[str, ...] = ()
    as_of: dt.date | None = None
    merchant: Merchant = Merchant()
    suppressions: tuple[SuppressionRule, ...] = ()
    limits: Limits = Limits()

    def rule_for(self, path: str) -> PathRule | None:
        """The first path entry that covers `path` (relative to `root`, with ``/``)."""
        return next((r for r in self.paths if matches_any([r.match], path)), None)

    def relative(self, path: Path) -> str:
        """A path as the patterns see it: relative to the config's folder, with slashes."""
        absolute, root = Path(os.path.abspath(path)), Path(os.path.abspath(self.root))
        return absolute.relative_to(root).as_posix() if absolute.is_relative_to(root) else path.as_posix().lstrip("/")


def find_config(start: Path) -> Path | None:
    """The nearest `merchlint.yaml` in `start` or above it."""
    for folder in (start, *start.parents):
        candidate = folder / CONFIG_NAME
        if candidate.is_file():
            return candidate
    return None


def load_config(file: Path, shown: str) -> Config:
    """Reads a config file.

    Raises:
        ConfigError: it is missing, unreadable or not as the schema wants it.
    """
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise ConfigError(_unreadable(shown, error)) from error
    try:
        document = read_yaml(raw, shown)
        if document.data is None:
            return Config(root=file.parent, file=shown)
        wrong = schema_problems(document, "config")
    except RulebookError as error:
        raise ConfigError(error.problem) from error
    if wrong:
        raise ConfigError(wrong[0])
    return _build(document, file.parent, shown)


def _unreadable(shown: str, error: OSError) -> Problem:
    reason = error.strerror or type(error).__name__
    return Problem(
        "config-unreadable",
        Message(f"读不了这个配置文件（{reason}）。", f"The config file cannot be read ({reason})."),
        Message("请检查 --config 的路径和文件权限。", "Check the path given to --config and the file's permissions."),
        path=shown,
    )


def _build(document: Document, root: Path, shown: str) -> Config:
    data = cast("Mapping[str, Any]", document.data)
    limits: dict[str, Any] = dict(data.get("limits", {}))
    return Config(
        root=root,
        file=shown,
        language=Lang(data["language"]) if "language" in data else None,
        rulebook=root / data["rulebook"] if "rulebook" in data else None,
        lexicon=root / data["lexicon"] if "lexicon" in data else None,
        platforms=tuple(data.get("platforms", ())),
        paths=tuple(_path_rule(p) for p in data.get("paths", ())),
        exclude=tuple(data.get("exclude", ())),
        as_of=_date(data.get("as_of")),
        merchant=merchant_from(data.get("merchant", {})),
        suppressions=tuple(
            _suppression(s, document.mark(("suppressions", i)).line) for i, s in enumerate(data.get("suppressions", ()))
        ),
        limits=Limits(**limits),
    )


def _path_rule(data: Mapping[str, Any]) -> PathRule:
    return PathRule(
        match=data["match"],
        channel=Channel(data["channel"]) if "channel" in data else None,
        platforms=tuple(data["platforms"]) if "platforms" in data else None,
        as_of=_date(data.get("as_of")),
    )


def merchant_from(data: Mapping[str, Any]) -> Merchant:
    """Merchant facts from validated config data; examples and scenarios of the rulebook use the same form."""
    return Merchant(
        role=Role(data["role"]) if data.get("role") else None,
        facts=tuple(
            HeldFact(f["fact"], f.get("holds", True), f.get("platform"), _date(f.get("from")), _date(f.get("to")))
            for f in data.get("facts", ())
        ),
        offences=tuple(
            Offence(o["platform"], Family(o["family"]), _required_date(o["date"])) for o in data.get("offences", ())
        ),
        own_domains=tuple(data.get("own_domains", ())),
        large_volume=data.get("large_volume", False),
        several_complaints=data.get("several_complaints", False),
        windows=tuple(sorted(data.get("windows", {}).items())),
    )


def _suppression(data: Mapping[str, Any], line: int) -> SuppressionRule:
    return SuppressionRule(
        rule=data["rule"],
        reason=data["reason"],
        owner=data["owner"],
        expires=_required_date(data["expires"]),
        path=data.get("path"),
        fingerprint=data.get("fingerprint"),
        line=line,
    )


def _date(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)


def _required_date(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
