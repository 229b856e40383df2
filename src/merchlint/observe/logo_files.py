"""The files a logo finder is made of, and the version that follows from them.

Reads and hashes only: it is asked on every scan, also of text, so that it must not import what the finder needs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from importlib.util import find_spec
from pathlib import Path

from merchlint.observe.logo_settings import ROUGH, SURE, WEIGHTS

KINDS = (".svg", ".png")


@dataclass(frozen=True, slots=True)
class Drawing:
    """One file: a drawing of a brand's mark."""

    brand: str
    path: Path


def drawings(folders: Sequence[Path]) -> list[Drawing]:
    """Every drawing, in a fixed order. Folders that do not exist hold none; names in capitals are not brands."""
    found: list[Drawing] = []
    for folder in folders:
        for brand in sorted(p for p in folder.glob("*") if p.is_dir() and not p.name.isupper()):
            files = sorted(p for p in brand.iterdir() if p.suffix.lower() in KINDS)
            found.extend(Drawing(brand.name, p) for p in files)
    return found


def drawings_digest(found: Sequence[Drawing]) -> str:
    """Twelve hexadecimal digits that change with any drawing, its name or its brand."""
    digest = hashlib.sha256()
    for drawing in found:
        content = hashlib.sha256(drawing.path.read_bytes()).hexdigest()
        digest.update(f"{drawing.brand}\0{drawing.path.name}\0{content}\n".encode())
    return digest.hexdigest()[:12]


def weights_file() -> bytes:
    """The trained weights that ship with merchlint, an ``npz`` archive."""
    return (resources.files("merchlint.observe") / "data" / "logo_net.npz").read_bytes()


def marks_file() -> bytes:
    """The drawings that ship with merchlint, already embedded: an ``npz`` archive. Empty where it is not yet made."""
    path = resources.files("merchlint.observe") / "data" / "logo_marks.npz"
    return path.read_bytes() if path.is_file() else b""


def weights_digest() -> str:
    """Twelve hexadecimal digits that change whenever the network does."""
    return hashlib.sha256(weights_file()).hexdigest()[:12]


def version(folders: Sequence[Path]) -> str | None:
    """A digest of drawings, how they look, network and settings, or None when the engine is not installed."""
    if find_spec("openvino") is None or find_spec("cv2") is None:
        return None
    settings = f"{SURE} {WEIGHTS} {ROUGH}"
    looks = hashlib.sha256(marks_file()).hexdigest()
    whole = f"{drawings_digest(drawings(folders))} {looks} {weights_digest()} {settings}"
    return hashlib.sha256(whole.encode()).hexdigest()[:12]
