"""Asset outcomes as bytes and back, between the processes of one run and never beyond it.

A finding refers to its clause and to the platform's ladder; these are part of the rulebook, which both sides hold, so
only their numbers are packed.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Iterator
from typing import Any

from merchlint.judge.model import AssetStatus
from merchlint.rulebook.model import Channel, Degree, EvidenceKind, Rulebook, Verdict
from merchlint.run.outcome import AssetOutcome


class OutcomePacking:
    """Packs with one rulebook; another process unpacks with an equal one."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._shared = tuple(_shared(rulebook))
        self._numbers = {id(thing): number for number, thing in enumerate(self._shared)}

    def pack(self, asset: AssetOutcome) -> bytes:
        out = io.BytesIO()
        pickler = _Pickler(out, pickle.HIGHEST_PROTOCOL)
        pickler.numbers = self._numbers
        pickler.dump(asset)
        return out.getvalue()

    def unpack(self, data: bytes) -> AssetOutcome:
        unpickler = _Unpickler(io.BytesIO(data))
        unpickler.shared = self._shared
        asset = unpickler.load()
        assert isinstance(asset, AssetOutcome)
        return asset


class _Pickler(pickle.Pickler):
    numbers: dict[int, int]

    def persistent_id(self, obj: Any) -> int | None:
        return self.numbers.get(id(obj))


class _Unpickler(pickle.Unpickler):
    shared: tuple[object, ...]

    def persistent_load(self, pid: Any) -> object:
        return self.shared[pid]


def _shared(rulebook: Rulebook) -> Iterator[object]:
    """What outcomes refer to and every process has, always in the same order."""
    for words in (AssetStatus, Channel, Degree, EvidenceKind, Verdict):
        yield from words
    for platform in rulebook.platforms:
        yield from platform.clauses
        for table in platform.penalties:
            yield table.steps
            yield from table.steps
            yield table.note
