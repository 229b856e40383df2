"""What the logo benchmark measures with: drawings that built nothing, and icons that are no brand."""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import resvg_py
from numpy.typing import NDArray

from benchmarks.logos_cards import Art, Rgba, read_art, trimmed

sys.path.append(str(Path(__file__).parent.parent / "scripts"))
from train_logos_data import PERMISSIVE, TARGET_NAMES, held_out, load_set, plain_name

NEAR = 0.80
"""Overlap (intersection over union) of two silhouettes from which a drawing is a near copy of a known one."""


def set_of(path: Path) -> str:
    return path.name.split("__")[0]


def silhouette(rgba: Rgba, side: int = 48) -> NDArray[np.float32]:
    """(48, 48) of what stands out: the alpha, or for a badge in several colours what differs from its main colour."""
    zoom = side / max(rgba.shape[:2])
    size = (max(1, round(rgba.shape[1] * zoom)), max(1, round(rgba.shape[0] * zoom)))
    alpha = cv2.resize(rgba[..., 3], size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    out = np.zeros((side, side), np.float32)
    top, left = (side - size[1]) // 2, (side - size[0]) // 2
    out[top : top + size[1], left : left + size[0]] = alpha
    return out


def likeness(first: Rgba, second: Rgba) -> float:
    """Best overlap of two silhouettes, one moved by at most a pixel."""
    a, b = silhouette(first), silhouette(second)
    best = 0.0
    for dx in (-1, 0, 1):
        for dy in (-1, 0, 1):
            moved = np.roll(b, (dx, dy), (0, 1))
            best = max(best, float(np.minimum(a, moved).sum() / max(np.maximum(a, moved).sum(), 1e-6)))
    return best


def brand_arts(folder: Path, known: Path, sets: Sequence[str], aliases: dict[str, str]) -> list[Art]:
    """The drawings of `folder` from `sets`, each told near or new against those of `known` that are of other sets."""
    arts = []
    for path in sorted(p for p in folder.glob("*/*") if p.suffix in {".svg", ".png"} and set_of(p) in sets):
        brand = aliases.get(path.parent.name, path.parent.name)
        pixels = read_art(path)
        others = [read_art(p, 128) for p in sorted((known / brand).glob("*")) if set_of(p) not in sets]
        # Coloured art is many colours in one silhouette, often a plain square: call it new.
        colours = pixels[pixels[..., 3] > 200][:, :3].astype(float)
        mono = not len(colours) or float(colours.std(axis=0).max()) < 6
        near = mono and max((likeness(pixels, o) for o in others), default=0.0) >= NEAR
        arts.append(Art(f"{path.parent.name}/{path.name}", brand, "near" if near else "new", pixels))
    return arts


def innocent_arts(package: Path, count: int, seed: int) -> list[Art]:
    """Icons of every permissive set under names that no training used, half of them of sets the brands come from."""
    about = json.loads((package / "collections.json").read_text())
    rng = random.Random(seed)
    found: list[tuple[str, str]] = []
    for path in sorted((package / "json").glob("*.json")):
        prefix, icons = load_set(path)
        if prefix not in about or about[prefix]["license"].get("spdx") not in PERMISSIVE:
            continue
        names = [
            n
            for n in sorted(icons)
            if held_out(plain_name(n)) and not TARGET_NAMES.search(n) and len(icons[n]) < 20_000
        ]
        names = [n for n in names if not re.search(r"(^|-)line$", n) or plain_name(n) != "line"]
        found.extend((f"{prefix}__{n}", icons[n]) for n in rng.sample(names, min(40, len(names))))
    arts = []
    for name, svg in rng.sample(found, min(len(found), count * 2)):
        try:
            png = bytes(resvg_py.svg_to_bytes(svg_string=svg, width=256, skip_system_fonts=True))
        except (ValueError, RuntimeError):
            continue
        rgba = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_UNCHANGED)
        if rgba is None or rgba.ndim != 3 or rgba.shape[2] != 4 or (rgba[..., 3] > 20).sum() < 200:
            continue
        rgba = trimmed(cv2.cvtColor(rgba, cv2.COLOR_BGRA2RGBA))
        if max(rgba.shape[:2]) > 3 * min(rgba.shape[:2]):
            continue
        arts.append(Art(name, None, "innocent", rgba))
        if len(arts) == count:
            break
    return arts
