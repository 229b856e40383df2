"""Find the marks of known brands on a page."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from merchlint.geometry import upright
from merchlint.message import Message, Problem
from merchlint.observe.logo_crops import CROP, Crops, cut, stand_out, tightened
from merchlint.observe.logo_files import drawings, weights_file
from merchlint.observe.logo_known import PICTURE, ROUGH_SIDE, Known, gather, shapes
from merchlint.observe.logo_net import LogoNet
from merchlint.observe.logo_regions import Boxes, Pixels, propose, pyramid
from merchlint.observe.logo_settings import ROUGH, SURE, WEIGHTS
from merchlint.observe.model import Logo, ObserveError

PLATE = 3
"""The badge around a sure mark may itself be so many times less sure."""

MOVES = (-1, 0, 1)
"""Pixels of a crop at half size."""

FIRST_LOOK = 24
"""Pixels a side at which a region is first cut out."""

HOPELESS = 0.5
"""Regions less like any drawing than this are not looked at further."""

BADGE = 2.2
"""A badge is at most this much wider than the mark in its middle."""

Matrix = NDArray[np.float32]


class LogoFinder:
    """Finds logos on pages; made once a process, as drawings and network are loaded on the first page.

    Args:
        folders: each holds ``<brand>/*.svg|png``. A brand in several folders has the drawings of all.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self._drawings = drawings(folders)
        self._ready: tuple[LogoNet, Known] | None = None

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
        boxes = boxes[resembling(stand_out(cut(levels, boxes, FIRST_LOOK)), known)]
        if not len(boxes):
            return ()
        crops = stand_out(cut(levels, boxes))
        embeddings = net.embed(crops)
        brand, signs = compare(embeddings, crops, known, SURE / PLATE)
        sure = confidence(signs, smallness(boxes))
        height, width = pixels.shape[:2]
        found = []
        for i, j in settle(boxes, brand, sure):
            box = np.clip(tightened(boxes[j], crops[j]), 0, (width, height, width, height)).tolist()
            found.append(Logo(known.brands[brand[i]], upright(*box), round(float(sure[i]), 4)))
        return tuple(sorted(found, key=lambda logo: (logo.box[0][1], logo.box[0][0])))

    def _load(self) -> tuple[LogoNet, Known]:
        if self._ready is None:
            try:
                net = LogoNet(np.load(io.BytesIO(weights_file())))
                self._ready = net, gather(self._drawings, net)
            except (ImportError, RuntimeError, FileNotFoundError) as error:
                raise _missing() from error
        return self._ready


def resembling(crops: Crops, known: Known) -> NDArray[np.bool_]:
    """(N,) which regions are enough like some drawing, roughly, to be looked at by the network."""
    alike = known.rough(shapes(crops, ROUGH_SIDE))
    return np.asarray(alike.max(axis=1, initial=-1) >= ROUGH)


def compare(embeddings: Matrix, crops: Crops, known: Known, least: float) -> tuple[NDArray[np.int64], Matrix]:
    """For each region the nearest brand, and (N, 4) likeness, lead over innocent things, lead over brands, agreement.

    Likeness is the cosine with the nearest drawing, agreement the best correlation of the pixels themselves with any
    drawing of that brand, moved by at most two pixels: the network sees through another hand's style, the pixels keep
    it from seeing marks in scenery. A region that is like no drawing at all has -1 for the last three.
    """
    near = known.near(embeddings)
    near, other = near[:, :-1], near[:, -1]
    brand = near.argmax(axis=1)
    top = near[np.arange(len(near)), brand]
    out = np.full((len(near), 4), -1, np.float32)
    out[:, 0] = top
    maybe = np.nonzero(top >= HOPELESS)[0]
    if not len(maybe):
        return brand, out
    second = np.partition(near[maybe], -2, axis=1)[:, -2] if len(known.brands) > 1 else other[maybe]
    out[maybe, 1], out[maybe, 2] = top[maybe] - other[maybe], top[maybe] - second
    # Pixels cost most: they are asked only where the best they can say still makes the confidence that is needed.
    best = out[maybe, :3] @ np.array(WEIGHTS[:3], np.float32) + WEIGHTS[3] + WEIGHTS[-1]
    maybe = maybe[1 / (1 + np.exp(-np.clip(best, -30, 30))) >= least]
    for index in np.unique(brand[maybe]):
        own, drawn = maybe[brand[maybe] == index], known.shapes[known.owner == index]
        seen = shapes(crops[own]).reshape(-1, PICTURE, PICTURE)
        turns = [np.roll(seen, (down, right), (1, 2)).reshape(len(own), -1) for down in MOVES for right in MOVES]
        # Not `@`, which would wake threads on every core (see `logo_net`).
        out[own, 3] = np.einsum("tnk,mk->tnm", np.stack(turns), drawn).max(axis=(0, 2))
    return brand, out


def smallness(boxes: Boxes) -> Matrix:
    """(N,) 0 from `CROP` pixels up, and below it the logarithm of how many times smaller: few pixels look like much."""
    sides = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
    return np.asarray(np.minimum(np.log(np.maximum(sides, 1) / CROP), 0), np.float32)


def confidence(signs: Matrix, small: Matrix) -> Matrix:
    """(N,) 0 to 1 of what `compare` and `smallness` give."""
    score = np.clip(signs @ np.array(WEIGHTS[:4], np.float32) + WEIGHTS[4] * small + WEIGHTS[5], -30, 30)
    return np.where(signs[:, 0] >= HOPELESS, 1 / (1 + np.exp(-score)), 0).astype(np.float32)


def settle(boxes: Boxes, brand: NDArray[np.int64], sure: Matrix) -> list[tuple[int, int]]:
    """The regions that are a brand, without those that overlap a surer one, each with the region of its badge.

    A mark without a badge comes with itself.
    """
    order = sorted(np.nonzero(sure >= SURE)[0].tolist(), key=lambda i: (-float(sure[i]), *boxes[i].tolist()))
    kept: list[int] = []
    for i in order:
        if all(_shared(boxes[i], boxes[k]) <= 0.3 for k in kept):
            kept.append(i)
    likely = np.nonzero(sure > SURE / PLATE)[0].tolist()
    plates = [[j for j in likely if brand[j] == brand[i] and _holds(boxes[j], boxes[i])] for i in kept]
    return [(i, max([i, *around], key=lambda j: _area(boxes[j]))) for i, around in zip(kept, plates, strict=True)]


def _area(box: NDArray[np.float32]) -> float:
    return float((box[2] - box[0]) * (box[3] - box[1]))


def _holds(outer: NDArray[np.float32], inner: NDArray[np.float32]) -> bool:
    """Whether the outer box can be the badge of the mark in the inner one: about square, and with it in the middle."""
    width, height = outer[2] - outer[0], outer[3] - outer[1]
    side = max(inner[2] - inner[0], inner[3] - inner[1])
    off = np.abs((outer[:2] + outer[2:]) - (inner[:2] + inner[2:])).max() / 2
    around = bool((outer[:2] <= inner[:2] + 1).all() and (outer[2:] >= inner[2:] - 1).all())
    return around and 0.8 < width / height < 1.25 and width < BADGE * side and bool(off < 0.15 * width)


def _shared(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    """Overlap of two boxes as a share of the smaller one."""
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    return float(width * height / min(_area(a), _area(b)))


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
