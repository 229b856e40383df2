"""What regions are compared with: the looks of every drawing, and things that are no brand."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from merchlint.observe.logo_crops import CROP, Crops, stand_out
from merchlint.observe.logo_drawings import looks
from merchlint.observe.logo_files import Drawing, marks_file, weights_digest, weights_file
from merchlint.observe.logo_net import LogoNet, Products, Rows

PICTURE = CROP // 2
"""Pixels a side at which the looks of drawings are kept."""

ROUGH_SIDE = 12
"""Pixels a side at which a region is first compared."""

SAME = 0.97
"""Drawings whose rough pixels correlate so are one drawing at the first look."""

TWIN = 0.93
"""An innocent icon as near as this to a known drawing is the same drawing; it must not stand against the brand."""


@dataclass(frozen=True, slots=True)
class Looks:
    """How one drawing looks: a row for each way in which it stands on cards.

    Attributes:
        embeddings: (N, 64) float16, of length one.
        pictures: (N, 24, 24) uint8, what stands out, from 0 to 255.
        twins: the innocent things that are this very drawing, as rows of the bank.
    """

    embeddings: NDArray[np.float16]
    pictures: NDArray[np.uint8]
    twins: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Known:
    """All drawings together.

    Attributes:
        brands: their names, in order.
        owner: (N,) the brand of each row below, ascending.
        shapes: (N, 576) pictures as `shapes` gives them.
        rough: products with distinct drawings of 12 by 12 pixels.
        near: the largest product of an embedding with each brand, and last with the things that are no brand.
    """

    brands: tuple[str, ...]
    owner: NDArray[np.int64]
    shapes: Rows
    rough: Products
    near: Products


def bank() -> Rows:
    """(M, 64) embeddings of icons, characters and scenery that are no brand."""
    rows = np.load(io.BytesIO(weights_file()))["others"]
    return np.asarray(rows.astype(np.float32) / 127)


def embedded(drawing: Drawing, net: LogoNet, others: Products) -> Looks:
    """The looks of a drawing, drawn and embedded now.

    Raises:
        ObserveError: the drawing cannot be read.
    """
    crops = stand_out(np.stack(looks(drawing)))
    embeddings = net.embed(crops).astype(np.float16)
    twins = np.nonzero(others(embeddings.astype(np.float32)).max(axis=0, initial=-1) >= TWIN)[0]
    pictures = np.round(folded(crops, PICTURE) * 255).astype(np.uint8)
    return Looks(embeddings, pictures, twins)


def packed(found: Sequence[Drawing], net: LogoNet) -> bytes:
    """The looks of these drawings as the file that `shipped` reads."""
    others = Products(bank())
    seen = {content_digest(d): embedded(d, net, others) for d in found}
    out = io.BytesIO()
    np.savez_compressed(
        out,
        network=np.array(weights_digest()),
        digests=np.array(list(seen)),
        counts=np.array([len(s.embeddings) for s in seen.values()]),
        embeddings=np.concatenate([s.embeddings for s in seen.values()]),
        pictures=np.concatenate([s.pictures for s in seen.values()]),
        twin_counts=np.array([len(s.twins) for s in seen.values()]),
        twins=np.concatenate([s.twins for s in seen.values()]),
    )
    return out.getvalue()


def shipped(data: bytes) -> dict[str, Looks]:
    """Looks by the digest of the drawing's content, from what `packed` gives; none when they are of another network."""
    if not data:
        return {}
    file = np.load(io.BytesIO(data))
    if str(file["network"]) != weights_digest():
        return {}
    ends, twin_ends = np.cumsum(file["counts"]).tolist(), np.cumsum(file["twin_counts"]).tolist()
    embeddings, pictures, twins = file["embeddings"], file["pictures"], file["twins"]
    starts, twin_starts = [0, *ends], [0, *twin_ends]
    return {
        digest: Looks(embeddings[a:b], pictures[a:b], twins[c:d])
        for digest, a, b, c, d in zip(file["digests"].tolist(), starts, ends, twin_starts, twin_ends, strict=False)
    }


def gather(found: Sequence[Drawing], net: LogoNet) -> Known:
    """Everything to compare with. Drawings that ship come embedded; only others are drawn now.

    Raises:
        ObserveError: a drawing cannot be read.
    """
    ready, innocent = shipped(marks_file()), bank()
    brands = tuple(sorted({d.brand for d in found}))
    others: Products | None = None
    seen: list[Looks] = []
    for drawing in sorted(found, key=lambda d: d.brand):
        look = ready.get(content_digest(drawing))
        if look is None:
            others = others or Products(innocent)
            look = embedded(drawing, net, others)
        seen.append(look)
    names = sorted(d.brand for d in found)
    owner = np.repeat([brands.index(name) for name in names], [len(s.embeddings) for s in seen])
    marks = np.concatenate([s.embeddings for s in seen]).astype(np.float32)
    pictures = np.concatenate([s.pictures for s in seen]).astype(np.float32)
    kept = np.ones(len(innocent), np.bool_)
    kept[np.concatenate([s.twins for s in seen])] = False
    rough = Products(apart(shapes(pictures, ROUGH_SIDE)))
    starts = [*np.searchsorted(owner, np.arange(len(brands))).tolist(), len(marks)]
    near = Products(np.concatenate([marks, innocent[kept]]), starts)
    return Known(brands, owner, shapes(pictures), rough, near)


def content_digest(drawing: Drawing) -> str:
    return hashlib.sha256(drawing.path.read_bytes()).hexdigest()


def folded(crops: Crops, side: int) -> Crops:
    """(N, S, S) crops made smaller, to (N, side, side)."""
    fold = crops.shape[1] // side
    # Strided sums: a mean over two short axes takes ten times as long.
    parts = [crops[:, down::fold, right::fold] for down in range(fold) for right in range(fold)]
    return np.asarray(sum(parts[1:], start=parts[0]) / np.float32(len(parts)))


def shapes(crops: Crops, side: int = PICTURE) -> Rows:
    """(N, side * side) of crops made smaller, without their mean and of length one: products are correlations."""
    small = folded(crops, side).reshape(len(crops), -1)
    small = small - small.mean(axis=1, keepdims=True)
    return np.asarray(small / np.maximum(np.linalg.norm(small, axis=1, keepdims=True), 1e-6), np.float32)


def apart(rows: Rows) -> Rows:
    """Rows, without those that nearly repeat an earlier one."""
    again = Products(rows)(rows) >= SAME
    dropped = np.zeros(len(rows), np.bool_)
    for i in range(len(rows)):
        if not dropped[i]:
            dropped[i + 1 :] |= again[i, i + 1 :]
    return rows[~dropped]
