"""What happens to a card on its way: it is photographed on a table, or forwarded small."""

from __future__ import annotations

import random
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from benchmarks.cards.compose import Card, Truth

LEGIBLE: Final = 9.0
"""Lines whose em is smaller than this in the copy are not part of the truth: people cannot read them either."""


def photograph(card: Card, seed: int) -> Card:
    """The card seen askew on a table: perspective, uneven light, blur, noise, JPEG; 1,400 pixels long."""
    rng = random.Random(seed)
    dice = np.random.default_rng(seed)
    height, width = card.pixels.shape[:2]
    wide, tall = (1400, 1050) if width >= height else (1050, 1400)
    scale = 0.84 * min(wide / width, tall / height)
    inner = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32) * scale
    target = inner + np.array([(wide - width * scale) / 2, (tall - height * scale) / 2], np.float32)
    target += dice.uniform(-0.035, 0.035, (4, 2)).astype(np.float32) * 1150
    turn = cv2.getRotationMatrix2D((wide / 2, tall / 2), rng.uniform(-5, 5), 1.0)
    target = (target @ turn[:, :2].T + turn[:, 2]).astype(np.float32)
    matrix = cv2.getPerspectiveTransform((inner / scale).astype(np.float32), target)
    table = np.ones((tall, wide, 3), np.float32) * dice.uniform(60, 200, 3)
    table += cv2.resize(dice.normal(0, 12, (tall // 8, wide // 8, 3)).astype(np.float32), (wide, tall))
    shrunk = cv2.GaussianBlur(card.pixels, (0, 0), max(0.01, 0.4 / scale)) if scale < 0.8 else card.pixels
    shot = cv2.warpPerspective(shrunk, matrix, (wide, tall), flags=cv2.INTER_LINEAR).astype(np.float32)
    mask = cv2.warpPerspective(np.ones((height, width), np.float32), matrix, (wide, tall))[:, :, None]
    shot = shot * mask + table * (1 - mask)
    light = cv2.resize(dice.uniform(0.7, 1.1, (2, 2)).astype(np.float32), (wide, tall))[:, :, None]
    shot = cv2.GaussianBlur(shot * light, (0, 0), rng.uniform(0.5, 1.1))
    shot += dice.normal(0, rng.uniform(2, 7), shot.shape).astype(np.float32)
    pixels = _jpeg(np.clip(shot, 0, 255).astype(np.uint8), rng.randint(60, 85))
    lines = []
    for line in card.lines:
        quad = cv2.perspectiveTransform(line.quad[None], matrix)[0].astype(np.float32)
        lines.append(Truth(line.text, quad, line.em * scale, line.vertical))
    return Card(card.name + "-photo", card.kind, pixels, tuple(t for t in lines if t.em >= LEGIBLE))


def small_copy(card: Card) -> Card:
    """The card 600 pixels long, as JPEG of quality 45."""
    height, width = card.pixels.shape[:2]
    scale = 600.0 / max(height, width)
    size = (round(width * scale), round(height * scale))
    pixels = _jpeg(cv2.resize(card.pixels, size, interpolation=cv2.INTER_AREA).astype(np.uint8), 45)
    lines = tuple(Truth(t.text, t.quad * np.float32(scale), t.em * scale, t.vertical) for t in card.lines)
    return Card(card.name + "-small", card.kind, pixels, tuple(t for t in lines if t.em >= LEGIBLE))


def _jpeg(pixels: npt.NDArray[np.uint8], quality: int) -> npt.NDArray[np.uint8]:
    _, packed = cv2.imencode(".jpg", pixels[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    unpacked = cv2.imdecode(packed, cv2.IMREAD_COLOR)
    assert unpacked is not None
    return np.ascontiguousarray(unpacked[:, :, ::-1]).astype(np.uint8)
