"""Observations kept by content: a rule edit, a moved file or a second run never repeats the reading."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from merchlint.message import Message, Problem
from merchlint.observe.model import AssetObservation
from merchlint.run.codec import CodecError, decode, encode

# Part of every key; raise it when the meaning of an observation changes.
FORMAT = 1
_MAX_UNPACKED = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ObservationCache:
    """Observations of whole files on disk.

    Attributes:
        folder: where they lie; made when first written.
        context: everything but the bytes that an observation depends on: engine versions, limits.
    """

    folder: Path
    context: str

    def _file(self, digest: str, name: str) -> Path:
        # The suffix counts because a disagreement between name and content is noted in the observation.
        suffix = name.rpartition(".")[2].lower()
        key = hashlib.sha256("\0".join([str(FORMAT), self.context, digest, suffix]).encode()).hexdigest()
        return self.folder / key[:2] / f"{key}.json.z"

    def get(self, digest: str, path: str) -> tuple[AssetObservation, ...] | None:
        """What was seen in these bytes before, or None; a damaged entry is no entry."""
        try:
            packed = self._file(digest, path).read_bytes()
            text = zlib.decompressobj().decompress(packed, _MAX_UNPACKED)
            return decode(json.loads(text), path)
        except (OSError, zlib.error, ValueError, CodecError, RecursionError):
            return None

    def put(self, digest: str, path: str, observations: tuple[AssetObservation, ...]) -> Problem | None:
        """Keeps complete observations; returns a warning when that is not possible, and the run goes on.

        The entry appears whole or not at all, so that two runs may share a folder and an interrupt leaves no rubbish.
        """
        if any(o.problem is not None for o in observations):
            return None
        target = self._file(digest, path)
        packed = zlib.compress(
            json.dumps(encode(observations, path), ensure_ascii=False).encode(errors="surrogatepass")
        )
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=".new-")
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(packed)
                Path(temporary).replace(target)
            except OSError:
                with contextlib.suppress(OSError):
                    Path(temporary).unlink()
                raise
        except OSError as error:
            return _unwritable(self.folder, error)
        return None


def _unwritable(folder: Path, error: OSError) -> Problem:
    reason = error.strerror or type(error).__name__
    return Problem(
        "cache-unwritable",
        Message(
            f"缓存写不进去（{reason}），本次照常检查，只是下次不会更快。",
            f"The cache cannot be written ({reason}); the scan goes on, only the next one will not be faster.",
        ),
        Message("请检查磁盘空间和权限，或用 --no-cache。", "Check disk space and permissions, or use --no-cache."),
        path=str(folder),
    )
