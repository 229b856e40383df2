"""Put what is no brand beside the trained network: embeddings of innocent icons and characters, as signed bytes.

    python scripts/train_logos_others.py DATA.npz TRAINED.npz OUT.npz

A region is named only when it is nearer to a brand than to all of these, so the bank holds one mean for each class
of the training data, and every single icon that no class stands for.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from merchlint.observe.logo_crops import stand_out
from merchlint.observe.logo_net import LogoNet


def pieces(planes: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(N, 48, 48, 3): the 64-pixel drawings of the training data on white, as the finder would cut them."""
    import cv2

    out = np.empty((len(planes), 48, 48, 3), np.uint8)
    for i, (alpha, grey) in enumerate(planes.astype(np.float32) / 255):
        light = float((alpha * grey).sum() / max(float(alpha.sum()), 1e-3)) > 0.6
        flat = grey * alpha + (0.0 if light else 1.0) * (1 - alpha)
        # 60 of 64 pixels are drawn on; a crop shows the drawing in 0.89 of it.
        wide = cv2.copyMakeBorder(flat, 2, 2, 2, 2, cv2.BORDER_REPLICATE)
        out[i] = (cv2.resize(wide, (48, 48), interpolation=cv2.INTER_AREA) * 255)[..., None]
    return out


def main(data: Path, trained: Path, out: Path) -> None:
    archive, weights = np.load(data), dict(np.load(trained))
    net = LogoNet(weights)
    names, labels = archive["names"], archive["labels"]
    innocent = ~np.char.startswith(names, "brand:")
    embedded = net.embed(stand_out(pieces(archive["planes"])))
    sums = np.zeros((len(names), embedded.shape[1]), np.float32)
    np.add.at(sums, labels, embedded)
    means = sums[innocent] / np.linalg.norm(sums[innocent], axis=1, keepdims=True)
    loose = net.embed(stand_out(pieces(archive["loose"])))
    others = np.clip(np.round(np.concatenate([means, loose]) * 127), -127, 127).astype(np.int8)
    np.savez_compressed(out, others=others, **weights)
    print(others.shape, out.stat().st_size, "bytes")


if __name__ == "__main__":
    main(*(Path(a) for a in sys.argv[1:4]))
