"""Put what is no brand beside the trained network: embeddings of innocent icons and characters, as signed bytes.

    python scripts/train_logos_others.py DATA.npz TRAINED.npz OUT.npz DRAWINGS FONT...

A region is named when it is clearly nearer to a brand than to all of these, so the bank holds one mean for each class
of the training data, every single icon that no class stands for, words on buttons, what the finder takes for a region
on pages of print, scenery and codes and comes too near to a brand, the single drawings that do, and rivals.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from merchlint.observe.logo_crops import cut, stand_out
from merchlint.observe.logo_drawings import looks
from merchlint.observe.logo_files import Drawing, drawings
from merchlint.observe.logo_net import LogoNet
from merchlint.observe.logo_regions import propose, pyramid

SEED = 20261123
RIVALS = Path(__file__).with_name("logo_rivals")
"""Own drawings of marks that merchlint does not name and that resemble one that it does."""

PAGES = 40
TOO_NEAR = 0.5
ALIKE = 0.92
LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789&@#%?!+()"


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


def buttons(glyphs: NDArray[np.uint8], count: int) -> NDArray[np.uint8]:
    """(count, 48, 48, 3): two or three characters in white on a dark disc or rounded square."""
    import cv2

    rng = np.random.default_rng(SEED)
    axis = np.abs((np.arange(96) + 0.5) / 48 - 1) / 0.89
    out = np.empty((count, 48, 48, 3), np.uint8)
    for i in range(count):
        power, letters = rng.choice([2.0, 5.0, 8.0]), int(rng.integers(2, 4))
        plate = np.clip((1 - (axis[None] ** power + axis[:, None] ** power) ** (1 / power)) * 48 + 0.5, 0, 1)
        word = np.hstack(list(glyphs[rng.integers(0, len(glyphs), letters)].astype(np.float32) / 255))
        width = int(96 * rng.uniform(0.55, 0.75))
        word = cv2.resize(word, (width, width // letters), interpolation=cv2.INTER_AREA)
        top, left = (96 - word.shape[0]) // 2, (96 - width) // 2
        plate[top : top + word.shape[0], left : left + width] *= 1 - word
        out[i] = (255 * (1 - cv2.resize(plate, (48, 48), interpolation=cv2.INTER_AREA)))[..., None]
    return out


def printed_page(rng: np.random.Generator, fonts: list[Path]) -> NDArray[np.uint8]:
    """(700, 900, 3): print in several sizes, faces and colours, plain or over soft scenery."""
    ground = rng.integers(0, 256, 3)
    picture = np.zeros((700, 900, 3), np.float32) + ground
    if rng.random() < 0.6:
        for cells, amount in ((5, 60), (20, 35), (80, 25), (200, 16)):
            noise = rng.normal(0, amount, (cells * 7 // 9 + 1, cells, 1)) + rng.normal(0, amount / 4, (1, 1, 3))
            wide = Image.fromarray(np.clip(128 + noise, 0, 255).astype(np.uint8)).resize(
                (900, 700), Image.Resampling.BICUBIC
            )
            picture += np.asarray(wide, np.float32) - 128
    page = Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8))
    pen = ImageDraw.Draw(page)
    top = 8
    while top < 640:
        size = int(rng.choice([22, 26, 30, 36, 44, 56, 72, 100, 140]))
        ink = tuple(int(v) for v in (255 - ground if rng.random() < 0.6 else rng.integers(0, 256, 3)))
        count = int(880 / size)
        han = rng.integers(0x4E00, 0x8FFF, count).tolist()
        latin = [ord(LATIN[i]) for i in rng.integers(0, len(LATIN), count)]
        letters = "".join(
            chr(h if plain else w) for h, w, plain in zip(han, latin, rng.random(count) < 0.7, strict=True)
        )
        pen.text((10, top), letters, ink, ImageFont.truetype(fonts[int(rng.integers(len(fonts)))], size))
        top += int(size * 1.35)
    return np.asarray(page)


def coded_page(rng: np.random.Generator) -> NDArray[np.uint8]:
    """(700, 900, 3): square codes of several sizes, turned, tinted and softened: cards are full of them."""
    import cv2

    page = Image.new("RGB", (900, 700), tuple(int(v) for v in rng.integers(0, 256, 3)))
    for place in range(6):
        digits = "".join(str(d) for d in rng.integers(0, 10, int(rng.choice([20, 60, 160, 400]))))
        code = Image.fromarray(cv2.QRCodeEncoder.create().encode(digits))
        side = int(rng.integers(70, 280))
        plate = Image.new("RGBA", (side, side), (255, 255, 255, 255))
        plate.paste(code.resize((int(side * 0.9),) * 2, Image.Resampling.BOX), (side // 20, side // 20))
        turned = plate.rotate(float(rng.normal(0, 8)), Image.Resampling.BICUBIC, expand=True)
        page.paste(turned, (10 + 300 * (place % 3), 10 + 340 * (place // 3)), turned)
    return np.asarray(cv2.GaussianBlur(np.asarray(page), (0, 0), rng.uniform(0.4, 2.5)), np.uint8)


def mistaken(net: LogoNet, brands: NDArray[np.float32], fonts: list[Path]) -> NDArray[np.float32]:
    """Embeddings of regions of twice `PAGES` pages that are nearer than `TOO_NEAR` to a brand, thinned out."""
    rng = np.random.default_rng(SEED)
    kept = np.zeros((0, brands.shape[1]), np.float32)
    for page in [*(printed_page(rng, fonts) for _ in range(PAGES)), *(coded_page(rng) for _ in range(PAGES))]:
        levels = pyramid(page)
        found = net.embed(stand_out(cut(levels, propose(levels))))
        near = found[(found @ brands.T).max(axis=1) > TOO_NEAR]
        kept = np.concatenate([kept, thinned(near, kept)])
    return kept


def thinned(rows: NDArray[np.float32], beside: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows that are near neither to one of `beside` nor to an earlier one."""
    kept = rows[:0]
    for row in rows[(rows @ beside.T).max(axis=1, initial=-1) < ALIKE]:
        if not len(kept) or (kept @ row).max() < ALIKE:
            kept = np.concatenate([kept, row[None]])
    return kept


def main(data: Path, trained: Path, out: Path, known: Path, fonts: list[Path]) -> None:
    archive, weights = np.load(data), dict(np.load(trained))
    net = LogoNet(weights)
    names, labels = archive["names"], archive["labels"]
    innocent = ~np.char.startswith(names, "brand:")
    embedded = net.embed(stand_out(pieces(archive["planes"])))
    sums = np.zeros((len(names), embedded.shape[1]), np.float32)
    np.add.at(sums, labels, embedded)
    means = sums[innocent] / np.linalg.norm(sums[innocent], axis=1, keepdims=True)
    loose = net.embed(stand_out(pieces(archive["loose"])))
    glyphs = archive["planes"][np.char.startswith(names, "glyph:")[labels], 0]
    words = net.embed(stand_out(buttons(glyphs, 500)))
    looked = np.stack([piece for drawing in drawings([known]) for piece in looks(drawing)])
    brands = net.embed(stand_out(looked))
    scenes = mistaken(net, brands, fonts)
    # A mean is not near where one drawing of its class comes near to a brand.
    single = embedded[innocent[labels]]
    hard = thinned(single[(single @ brands.T).max(axis=1) > TOO_NEAR], means)
    rivals = net.embed(stand_out(np.stack([p for f in sorted(RIVALS.glob("*.svg")) for p in looks(Drawing("", f))])))
    print(len(means), len(loose), len(words), len(scenes), len(hard), len(rivals))
    others = np.clip(np.round(np.concatenate([means, loose, words, scenes, hard, rivals]) * 127), -127, 127).astype(
        np.int8
    )
    np.savez_compressed(out, others=others, **weights)
    print(others.shape, out.stat().st_size, "bytes")


if __name__ == "__main__":
    paths = [Path(a) for a in sys.argv[1:]]
    main(*paths[:4], paths[4:])
