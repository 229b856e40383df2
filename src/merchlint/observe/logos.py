"""Find the marks of known brands on a page."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from merchlint.geometry import upright
from merchlint.message import Message, Problem
from merchlint.observe.logo_crops import cut, stand_out
from merchlint.observe.logo_drawings import drawings, drawings_digest, looks
from merchlint.observe.logo_net import LogoNet, weights_digest, weights_file
from merchlint.observe.logo_regions import Boxes, Pixels, propose, pyramid
from merchlint.observe.model import Logo, ObserveError

LIKENESS = 0.75
"""Least cosine between a region and a drawing of the brand."""

LEAD = 0.1
"""How much nearer the brand must be than every icon and character that is no brand."""

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Known:
    """What regions are compared with: one row for each look of each drawing, and for each thing that is no brand."""

    brands: tuple[str, ...]
    owner: NDArray[np.int64]
    marks: Matrix
    others: Matrix


class LogoFinder:
    """Finds logos on pages; made once a process, as the drawings are embedded on the first page.

    Args:
        folders: each holds ``<brand>/*.svg|png``. A brand in several folders has the drawings of all.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self._drawings = drawings(folders)
        self._ready: tuple[LogoNet, Known] | None = None

    def version(self) -> str | None:
        """A digest of drawings, network and settings, or None when the engine is not installed."""
        from importlib.util import find_spec

        if find_spec("openvino") is None or find_spec("cv2") is None:
            return None
        settings = f"{LIKENESS} {LEAD}"
        whole = f"{drawings_digest(self._drawings)} {weights_digest()} {settings}"
        return hashlib.sha256(whole.encode()).hexdigest()[:12]

    def find(self, pixels: Pixels) -> tuple[Logo, ...]:
        """Logos on a page of (H, W, 3) uint8 RGB, top to bottom.

        Raises:
            ObserveError: the engine is missing or fails, or a drawing cannot be read.
        """
        if not self._drawings or min(pixels.shape[:2]) < 8:
            return ()
        net, known = self._load()
        levels = pyramid(np.ascontiguousarray(pixels))
        boxes = propose(levels)
        if not len(boxes):
            return ()
        embeddings = net.embed(stand_out(cut(levels, boxes)))
        return tuple(settle(boxes, *judge(embeddings, known), known.brands))

    def _load(self) -> tuple[LogoNet, Known]:
        if self._ready is None:
            try:
                archive = np.load(io.BytesIO(weights_file()))
                net = LogoNet(archive)
            except (ImportError, RuntimeError, FileNotFoundError) as error:
                raise _missing() from error
            self._ready = net, self._embedded(net, archive["others"].astype(np.float32) / 127)
        return self._ready

    def _embedded(self, net: LogoNet, others: Matrix) -> Known:
        brands = tuple(sorted({d.brand for d in self._drawings}))
        pieces, owner = [], []
        for drawing in self._drawings:
            seen = looks(drawing)
            pieces.extend(seen)
            owner.extend([brands.index(drawing.brand)] * len(seen))
        marks = net.embed(stand_out(np.stack(pieces)))
        return Known(brands, np.array(owner), marks, others)


def judge(embeddings: Matrix, known: Known) -> tuple[NDArray[np.int64], Matrix, Matrix]:
    """For each region: (index of the nearest brand, its cosine, its lead over what is no brand)."""
    near = embeddings @ known.marks.T
    best = near.argmax(axis=1)
    likeness = near[np.arange(len(near)), best]
    other = (embeddings @ known.others.T).max(axis=1) if len(known.others) else np.zeros(len(near), np.float32)
    return known.owner[best], likeness, likeness - other


def confidence(likeness: float, lead: float) -> float:
    """How often such a region is that brand."""
    return float(1 / (1 + np.exp(-(14 * (likeness - 0.6) + 8 * lead))))


def settle(boxes: Boxes, brand: NDArray[np.int64], likeness: Matrix, lead: Matrix, names: Sequence[str]) -> list[Logo]:
    """The regions that are a brand, without those that overlap a more likely one."""
    good = np.nonzero((likeness >= LIKENESS) & (lead >= LEAD))[0]
    order = sorted(good.tolist(), key=lambda i: (-float(likeness[i]), *boxes[i].tolist()))
    kept: list[int] = []
    for i in order:
        if all(_shared(boxes[i], boxes[j]) < 0.3 for j in kept):
            kept.append(i)
    found = [
        Logo(names[brand[i]], upright(*(float(v) for v in boxes[i])), confidence(float(likeness[i]), float(lead[i])))
        for i in kept
    ]
    return sorted(found, key=lambda logo: (logo.box[0][1], logo.box[0][0]))


def _shared(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    """Overlap of two boxes as a share of the smaller one."""
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    return float(width * height / min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1])))


def _missing() -> ObserveError:
    return ObserveError(
        Problem(
            code="logo-engine-missing",
            what=Message(zh="标志识别引擎不可用。", en="The logo engine is not available."),
            todo=Message(
                zh="请重新安装 merchlint，并运行 merchlint doctor 检查。",
                en="Install merchlint again and run `merchlint doctor`.",
            ),
        )
    )
