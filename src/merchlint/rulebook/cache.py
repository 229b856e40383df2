"""Keeps checked rulebooks as JSON, so that a second load parses and checks nothing.

An entry is named by the digest of the rule files, the version of merchlint and the layout of the model; whatever is
missing, damaged or unwritable only costs time.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import enum
import hashlib
import json
import os
import tempfile
import types
import typing
from collections.abc import Callable
from pathlib import Path
from typing import Any

from merchlint import __version__
from merchlint.rulebook import model
from merchlint.rulebook.model import Rulebook

FORMAT = 1
"""Part of every name; raise it when the same files come to mean another rulebook."""
_KEPT = 8
_Decoder = Callable[[Any], Any]


def get_rulebook(folder: Path, digest: str) -> Rulebook | None:
    """The rulebook compiled from files with this digest, or None."""
    try:
        check, _, body = _entry(folder, digest).read_bytes().partition(b"\n")
        if hashlib.sha256(body).hexdigest().encode() != check:
            return None
        rulebook = _Codec().decoder(Rulebook)(json.loads(body))
    except (OSError, ValueError, TypeError, KeyError, IndexError, RecursionError):
        return None
    return rulebook if isinstance(rulebook, Rulebook) and rulebook.digest == digest else None


def put_rulebook(folder: Path, rulebook: Rulebook) -> None:
    """Keeps a rulebook; where that is not possible, nothing happens.

    The entry appears whole or not at all; the oldest ones beyond a handful are removed.
    """
    body = json.dumps(_plain(rulebook), ensure_ascii=False, separators=(",", ":")).encode()
    target = _entry(folder, rulebook.digest)
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=folder, prefix=".new-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
            Path(temporary).replace(target)
        except OSError:
            Path(temporary).unlink()
        for old in sorted(folder.glob("*.json"), key=lambda p: p.stat().st_mtime, reverse=True)[_KEPT:]:
            old.unlink()


def _entry(folder: Path, digest: str) -> Path:
    key = hashlib.sha256(f"{FORMAT}\0{__version__}\0{_layout()}\0{digest}".encode()).hexdigest()
    return folder / f"{key[:40]}.json"


def _layout() -> str:
    """Names and order of the fields of all model classes: an entry is a list of field values."""
    classes = [c for c in vars(model).values() if isinstance(c, type) and dataclasses.is_dataclass(c)]
    return ";".join(f"{c.__name__}:{','.join(f.name for f in dataclasses.fields(c))}" for c in classes)


def _plain(value: Any) -> Any:
    """JSON data of a model value: a dataclass is ``[class name, field…]``."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [type(value).__name__, *(_plain(getattr(value, f.name)) for f in dataclasses.fields(value))]
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    return value


class _Codec:
    """Decoders made from the type hints of the model, each once."""

    def __init__(self) -> None:
        self._made: dict[Any, _Decoder | None] = {}
        self._classes: dict[str, _Decoder] = {}

    def decoder(self, class_: type) -> _Decoder:
        """Decoder of ``[class name, field…]``."""
        if class_.__name__ in self._classes:
            return self._classes[class_.__name__]
        decoders: list[tuple[int, _Decoder]] = []

        def decode(data: list[Any]) -> Any:
            values = data[1:]
            for index, step in decoders:
                values[index] = step(values[index])
            return class_(*values)

        self._classes[class_.__name__] = decode
        hints = typing.get_type_hints(class_)
        for index, field in enumerate(dataclasses.fields(class_)):
            step = self._for(hints[field.name])
            if step is not None:
                decoders.append((index, step))
        return decode

    def _for(self, hint: Any) -> _Decoder | None:
        """Decoder of a value with this type; None where JSON already holds the value."""
        if hint not in self._made:
            self._made[hint] = self._make(hint)
        return self._made[hint]

    def _make(self, hint: Any) -> _Decoder | None:
        origin, args = typing.get_origin(hint), typing.get_args(hint)
        if origin in (typing.Union, types.UnionType):
            return self._union([a for a in args if a is not type(None)], optional=type(None) in args)
        if origin is tuple:
            return self._tuple(args)
        if hint is dt.date:
            return dt.date.fromisoformat
        if origin is frozenset:
            return frozenset
        if isinstance(hint, type) and issubclass(hint, enum.Enum):
            return {member.value: member for member in hint}.__getitem__
        return self.decoder(hint) if isinstance(hint, type) and dataclasses.is_dataclass(hint) else None

    def _union(self, kinds: list[Any], optional: bool) -> _Decoder | None:
        if len(kinds) > 1:
            by_name = {
                kind.__name__: self.decoder(kind)
                for kind in kinds
                if isinstance(kind, type) and dataclasses.is_dataclass(kind)
            }
            return (lambda data: by_name[data[0]](data)) if by_name else None
        inner = self._for(kinds[0])
        if inner is None or not optional:
            return inner
        return lambda data: None if data is None else inner(data)

    def _tuple(self, args: tuple[Any, ...]) -> _Decoder:
        if args[-1] is Ellipsis:
            inner = self._for(args[0])
            return tuple if inner is None else lambda data: tuple([inner(v) for v in data])
        inners = [self._for(a) for a in args]
        return lambda data: tuple([v if f is None else f(v) for f, v in zip(inners, data, strict=True)])
