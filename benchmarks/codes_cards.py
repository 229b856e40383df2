"""Cards for measuring the code reader, drawn with seeds that no training used, and a sheet of the ones missed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from benchmarks.cards.compose import cards
from benchmarks.cards.photograph import photograph, small_copy
from benchmarks.logos_cards import Art, compose, read_art
from merchlint.geometry import Box, upright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "scripts"))
from draw_round_codes import KINDS as KINDS
from draw_round_codes import draw

Picture = npt.NDArray[np.uint8]
SIDES: Final = (90, 110, 140, 180, 240, 320)
_WORDS: Final = "感谢购买本店商品如有问题请联系客服收到货后晒图好评可领红包优惠"


@dataclass(frozen=True, slots=True, eq=False)
class RoundCard:
    """A 1063 x 638 card in RGB, the kind and nominal side of its code, and where the code stands."""

    picture: Picture
    kind: str
    side: int
    box: Box


def round_cards(seed: int, count: int, font: Path) -> Iterator[RoundCard]:
    """Every kind in turn at every side in turn; the same seed gives the same cards."""
    rng = np.random.default_rng(seed)
    face = ImageFont.truetype(str(font), 28)
    for number in range(count):
        yield card(KINDS[number % len(KINDS)], SIDES[number // len(KINDS) % len(SIDES)], rng, face)


def card(kind: str, side: int, rng: np.random.Generator, face: ImageFont.FreeTypeFont) -> RoundCard:
    image = Image.new("RGB", (1063, 638), _ground(rng))
    pen = ImageDraw.Draw(image)
    for row in range(int(rng.integers(3, 12))):
        words = "".join(rng.choice(list(_WORDS), int(rng.integers(6, 24))))
        pen.text((int(rng.integers(10, 600)), 20 + row * 50), words, fill=(40, 30, 30), font=face)
    margin = side // 10 + 4
    x = int(rng.integers(margin, 1063 - side - margin))
    y = int(rng.integers(margin, 638 - side - margin))
    if rng.random() < 0.5:
        pen.rectangle((x - margin, y - margin, x + side + margin, y + side + margin), fill=(255, 255, 255))
    else:
        pen.ellipse((x - side // 4, y - side // 4, x + side + side // 4, y + side + side // 4), fill=(255, 255, 255))
    code = Image.fromarray(draw(kind, rng, side))
    image.paste(code, (x, y), code)
    picture = np.asarray(image)
    rows, columns = np.nonzero(np.asarray(code)[..., 3] > 80)
    box = upright(
        float(columns.min() + x), float(rows.min() + y), float(columns.max() + x + 1), float(rows.max() + y + 1)
    )
    if rng.random() < 0.5:
        _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(45, 90))])
        picture = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)
    return RoundCard(picture, kind, side, box)


def _ground(rng: np.random.Generator) -> tuple[int, int, int]:
    light = tuple(int(v) for v in rng.integers(200, 256, 3)) if rng.random() < 0.6 else (255, 255, 255)
    ground = tuple(int(v) for v in rng.integers(0, 160, 3)) if rng.random() < 0.25 else light
    return ground[0], ground[1], ground[2]


def plain_cards(seed: int, count: int) -> Iterator[tuple[str, Picture]]:
    """Cards of every layout, as they are, photographed and shrunk; some bear a square of random modules."""
    for number, plain in enumerate(cards(seed, -(-count // 3), sheets=False)):
        for seen in (plain, photograph(plain, seed + number), small_copy(plain)):
            yield seen.name, seen.pixels


def logo_cards(seed: int, count: int, font: Path, drawings: Path | None) -> Iterator[tuple[str, Picture]]:
    """Cards with three drawings each from a folder of folders, or without any; the rest is small print."""
    paths = sorted(p for p in drawings.glob("*/*") if p.suffix in {".svg", ".png"}) if drawings is not None else []
    for number in range(count):
        chosen = [paths[(3 * number + step) % len(paths)] for step in range(3)] if paths else []
        arts = [Art(path.stem, None, "", read_art(path)) for path in chosen]
        yield f"{'logos' if arts else 'print'}-{number}", compose(seed + number, arts, [font]).pixels


def seen_again(picture: Picture, seed: int, times: int) -> Iterator[Picture]:
    """A picture at 0.6 to 1.25 of its size, with up to 40 pixels more of its edge, as JPEG of quality 45 to 95."""
    rng = np.random.default_rng(seed)
    for _ in range(times):
        scale = float(np.exp(rng.uniform(np.log(0.6), np.log(1.25))))
        how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        sized = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=how)
        top, bottom, left, right = (int(v) for v in rng.integers(0, 40, 4))
        wider = cv2.copyMakeBorder(sized, top, bottom, left, right, cv2.BORDER_REPLICATE)
        quality = int(rng.integers(45, 95))
        _, data = cv2.imencode(".jpg", cv2.cvtColor(wider, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality])
        yield np.asarray(cv2.cvtColor(cv2.imdecode(data, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB), np.uint8)


def save_sheet(missed: list[tuple[RoundCard, str]], target: Path) -> None:
    """Ten cards at most, each under what was said of it, the true place framed in red."""
    tiles = [_tile(card, said) for card, said in missed[:10]]
    tiles += [np.full_like(tiles[0], 200)] * (-len(tiles) % 5)
    sheet = np.vstack([np.hstack(tiles[i : i + 5]) for i in range(0, len(tiles), 5)])
    cv2.imwrite(str(target), cv2.cvtColor(sheet, cv2.COLOR_RGB2BGR))


def _tile(card: RoundCard, said: str) -> Picture:
    picture = card.picture.copy()
    cv2.polylines(picture, [np.round(np.array(card.box)).astype(np.int32)], True, (220, 0, 0), 3)
    small = np.asarray(cv2.resize(picture, (425, 255), interpolation=cv2.INTER_AREA), np.uint8)
    tile = cv2.copyMakeBorder(small, 22, 3, 3, 3, cv2.BORDER_CONSTANT, value=(255, 255, 255))
    cv2.putText(tile, said, (6, 16), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (0, 0, 0), 1, cv2.LINE_AA)
    return np.asarray(tile, np.uint8)
