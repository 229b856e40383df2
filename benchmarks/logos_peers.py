"""The peers of the logo finder: what OpenCV offers without training."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from benchmarks.logos_cards import read_art
from merchlint.geometry import upright
from merchlint.observe.model import Logo


def grey_drawings(known: Path, side: int, a_brand: int | None) -> list[tuple[str, np.ndarray]]:
    """(brand, (side, side) grey drawing on white) of the first `a_brand` drawings of each brand, or of all."""
    out = []
    for folder in sorted(p for p in known.iterdir() if p.is_dir()):
        for path in sorted(folder.iterdir())[:a_brand]:
            rgba = read_art(path, 256).astype(np.float32)
            alpha = rgba[..., 3] / 255
            grey = rgba[..., :3].mean(axis=2) * alpha + 255 * (1 - alpha)
            zoom = side / max(grey.shape)
            size = (max(1, round(grey.shape[1] * zoom)), max(1, round(grey.shape[0] * zoom)))
            out.append((folder.name, cv2.resize(grey, size, interpolation=cv2.INTER_AREA).astype(np.uint8)))
    return out


class TemplatePeer:
    """`cv2.matchTemplate`, either polarity, two drawings a brand at eight sizes."""

    SIZES = (28, 36, 48, 64, 80, 100, 140, 200)
    LEAST = 0.8

    def __init__(self, known: Path) -> None:
        self._drawings = {size: grey_drawings(known, size, 2) for size in self.SIZES}

    def find(self, pixels: np.ndarray) -> Sequence[Logo]:
        grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
        hits: list[Logo] = []
        for drawings in self._drawings.values():
            for brand, drawing in drawings:
                if drawing.shape[0] > grey.shape[0] or drawing.shape[1] > grey.shape[1] or drawing.std() < 1:
                    continue
                match = np.nan_to_num(np.abs(cv2.matchTemplate(grey, drawing, cv2.TM_CCOEFF_NORMED)))
                match[match > 1.001] = 0
                _, best, _, (x, y) = cv2.minMaxLoc(match)
                if best >= self.LEAST:
                    hits.append(Logo(brand, upright(x, y, x + drawing.shape[1], y + drawing.shape[0]), min(1.0, best)))
        return apart(hits)


class SiftPeer:
    """SIFT key points matched by FLANN, a similarity by RANSAC; a hit has at least eight points in agreement."""

    LEAST = 8

    def __init__(self, known: Path) -> None:
        self._sift = cv2.SIFT.create()
        self._flann = cv2.FlannBasedMatcher({"algorithm": 1, "trees": 4}, {"checks": 32})
        self._drawings = []
        for brand, drawing in grey_drawings(known, 160, None):
            framed = cv2.copyMakeBorder(drawing, 16, 16, 16, 16, cv2.BORDER_CONSTANT, value=255)
            for polarity in (framed, 255 - framed):
                points, described = self._sift.detectAndCompute(polarity, None)
                if described is not None and len(points) >= self.LEAST:
                    self._drawings.append((brand, polarity.shape, points, described))

    def find(self, pixels: np.ndarray) -> Sequence[Logo]:
        points, described = self._sift.detectAndCompute(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), None)
        if described is None or len(points) < 2:
            return []
        hits = []
        for brand, shape, own, own_described in self._drawings:
            pairs = self._flann.knnMatch(own_described, described, k=2)
            good = [p[0] for p in pairs if len(p) == 2 and p[0].distance < 0.75 * p[1].distance]
            if len(good) < self.LEAST:
                continue
            source = np.array([own[m.queryIdx].pt for m in good], np.float32)
            target = np.array([points[m.trainIdx].pt for m in good], np.float32)
            turn, agree = cv2.estimateAffinePartial2D(source, target, method=cv2.RANSAC, ransacReprojThreshold=3)
            if turn is None or int(agree.sum()) < self.LEAST:
                continue
            height, width = shape
            corners = np.array([[16, 16], [width - 16, 16], [width - 16, height - 16], [16, height - 16]], np.float32)
            spread = corners @ turn[:, :2].T + turn[:, 2]
            low, high = spread.min(axis=0), spread.max(axis=0)
            hits.append(Logo(brand, upright(*map(float, (*low, *high))), 1 - 1 / (1 + int(agree.sum()))))
        return apart(hits)


def apart(hits: list[Logo]) -> list[Logo]:
    """The surest of hits whose boxes overlap."""
    kept: list[Logo] = []
    for hit in sorted(hits, key=lambda h: -h.confidence):
        (left, top), _, (right, bottom), _ = hit.box
        if all(
            right <= k.box[0][0] or left >= k.box[1][0] or bottom <= k.box[0][1] or top >= k.box[2][1] for k in kept
        ):
            kept.append(hit)
    return kept
