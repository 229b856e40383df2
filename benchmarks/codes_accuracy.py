"""Accuracy and speed of the code reader, against pyzbar and OpenCV's QRCodeDetector in the same run.

    python benchmarks/codes_accuracy.py --photos 'DIR/boof*.jpg' --innocent 'DIR/false*.jpg' 'DIR2/*.jpg' \
        --round DIR3/kinds.tsv --composed 120 --font CJK.ttc --report benchmarks/results/codes.md

Photos hold at least one square code each. Innocent pictures hold none. The round list has the columns ``file`` and
``kinds`` and lies beside its pictures. Composed cards are drawn here, with a seed that no training used; their ten
worst misses become one picture beside the report. Times are processor time of one thread, the least of ``--runs``.
"""

from __future__ import annotations

import argparse
import csv
import glob
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont, ImageOps

from merchlint.geometry import Box, bounds
from merchlint.observe.codes import CodeReader, version
from merchlint.observe.model import Code

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "scripts"))
from draw_round_codes import KINDS, draw

Picture = npt.NDArray[np.uint8]
SEED = 410
SIDES = (90, 110, 140, 180, 240, 320)
_SPELLINGS = {"wechat_channels_code": "channels_code"}


@dataclass
class Clock:
    """Time and pixels spent by one reader."""

    seconds: float = 0.0
    megapixels: float = 0.0

    def per_megapixel(self) -> float:
        return 1000 * self.seconds / self.megapixels if self.megapixels else 0.0


@dataclass
class Tally:
    """Counts of one set of pictures."""

    total: int = 0
    found: int = 0
    good: int = 0
    names: list[str] = field(default_factory=list)


def load(path: Path) -> Picture:
    with Image.open(path) as image:
        return np.asarray(ImageOps.exif_transpose(image).convert("RGB"))


def timed(work: Callable[[], Any], clock: Clock, picture: Picture, runs: int) -> Any:
    fastest = float("inf")
    result = None
    for _ in range(runs):
        began = time.thread_time()
        result = work()
        fastest = min(fastest, time.thread_time() - began)
    clock.seconds += fastest
    clock.megapixels += picture.shape[0] * picture.shape[1] / 1e6
    return result


def peers() -> dict[str, Callable[[Picture], tuple[bool, bool]]]:
    """Named peers as picture -> (found, read)."""
    opencv = cv2.QRCodeDetector()

    def by_opencv(picture: Picture) -> tuple[bool, bool]:
        try:
            found, texts, _, _ = opencv.detectAndDecodeMulti(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY))
        except (cv2.error, UnicodeDecodeError):
            return True, False
        return bool(found), any(texts)

    named: dict[str, Callable[[Picture], tuple[bool, bool]]] = {"OpenCV QRCodeDetector": by_opencv}
    try:
        from pyzbar import pyzbar
    except ImportError:
        print("pyzbar is not usable here and is left out", file=sys.stderr)
        return named

    def by_pyzbar(picture: Picture) -> tuple[bool, bool]:
        try:
            read = bool(pyzbar.decode(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)))
        except ValueError:
            return True, False
        return read, read

    named["pyzbar"] = by_pyzbar
    return named


def overlap(a: Box, b: Box) -> float:
    """Intersection over union of the upright bounds."""
    al, at, ar, ab = bounds(a)
    bl, bt, br, bb = bounds(b)
    shared = max(0.0, min(ar, br) - max(al, bl)) * max(0.0, min(ab, bb) - max(at, bt))
    return shared / ((ar - al) * (ab - at) + (br - bl) * (bb - bt) - shared)


def card(kind: str, side: int, rng: np.random.Generator, font: ImageFont.FreeTypeFont) -> tuple[Picture, Box]:
    """A 1063 x 638 card with text and one round code, and where the code stands."""
    ground = tuple(int(v) for v in rng.integers(200, 256, 3)) if rng.random() < 0.6 else (255, 255, 255)
    if rng.random() < 0.25:
        ground = tuple(int(v) for v in rng.integers(0, 160, 3))
    image = Image.new("RGB", (1063, 638), ground)
    pen = ImageDraw.Draw(image)
    for row in range(int(rng.integers(3, 12))):
        words = "".join(
            rng.choice(list("感谢购买本店商品如有问题请联系客服收到货后晒图好评可领红包优惠"), int(rng.integers(6, 24)))
        )
        pen.text((int(rng.integers(10, 600)), 20 + row * 50), words, fill=(40, 30, 30), font=font)
    margin = side // 10 + 4
    x = int(rng.integers(margin, 1063 - side - margin))
    y = int(rng.integers(margin, 638 - side - margin))
    plate = (x - margin, y - margin, x + side + margin, y + side + margin)
    if rng.random() < 0.5:
        pen.rectangle(plate, fill=(255, 255, 255))
    else:
        pen.ellipse((x - side // 4, y - side // 4, x + side + side // 4, y + side + side // 4), fill=(255, 255, 255))
    code = Image.fromarray(draw(kind, rng, side))
    image.paste(code, (x, y), code)
    picture = np.asarray(image)
    cover = np.asarray(code)[..., 3] > 80
    rows, columns = np.nonzero(cover)
    left, top, right, bottom = (
        float(v) for v in (columns.min() + x, rows.min() + y, columns.max() + x + 1, rows.max() + y + 1)
    )
    if rng.random() < 0.5:
        _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(45, 90))])
        picture = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)
    return picture, ((left, top), (right, top), (right, bottom), (left, bottom))


def measure_photos(reader: CodeReader, paths: list[Path], runs: int) -> list[str]:
    clocks = {name: Clock() for name in ("merchlint", *peers())}
    tallies = {name: Tally() for name in clocks}
    others = peers()
    for path in paths:
        picture = load(path)
        codes: tuple[Code, ...] = timed(lambda p=picture: reader.read(p), clocks["merchlint"], picture, runs)  # type: ignore[misc]
        seen = {"merchlint": (bool(codes), any(c.payload is not None for c in codes))}
        for name, peer in others.items():
            seen[name] = timed(lambda p=picture, r=peer: r(p), clocks[name], picture, 1)  # type: ignore[misc]
        for name, (found, read) in seen.items():
            tally = tallies[name]
            tally.total, tally.found, tally.good = tally.total + 1, tally.found + found, tally.good + read
            if not found:
                tally.names.append(path.name)
    lines = ["| reader | pictures | found | read | ms a megapixel |", "|---|---|---|---|---|"]
    for name, tally in tallies.items():
        shares = f"{tally.found / tally.total:.1%} | {tally.good / tally.total:.1%}"
        lines.append(f"| {name} | {tally.total} | {shares} | {clocks[name].per_megapixel():.1f} |")
    print("not found:", *tallies["merchlint"].names)
    return lines


def measure_innocent(reader: CodeReader, paths: list[Path], runs: int) -> list[str]:
    clock, false = Clock(), 0
    for path in paths:
        picture = load(path)
        codes: tuple[Code, ...] = timed(lambda p=picture: reader.read(p), clock, picture, runs)  # type: ignore[misc]
        false += bool(codes)
        if codes:
            print("false find:", path.name, [(c.symbology, round(c.confidence, 2)) for c in codes])
    return [
        f"{len(paths)} pictures without a code: {false} with a false find; {clock.per_megapixel():.1f} ms a megapixel."
    ]


def measure_round(reader: CodeReader, listing: Path) -> list[str]:
    tally = Tally()
    with listing.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows, delimiter="\t"):
            kind = _SPELLINGS.get(row["kinds"], row["kinds"])
            codes = [c.symbology for c in reader.read(load(listing.parent / row["file"])) if c.symbology in KINDS]
            tally.total, tally.found, tally.good = (
                tally.total + 1,
                tally.found + bool(codes),
                tally.good + (kind in codes),
            )
            if kind not in codes:
                print("round miss:", row["file"], kind, codes)
    return [
        f"{tally.total} real round codes: found {tally.found / tally.total:.1%}, named {tally.good / tally.total:.1%}."
    ]


def measure_composed(reader: CodeReader, count: int, font: Path, sheet: Path | None) -> list[str]:
    rng = np.random.default_rng(SEED)
    face = ImageFont.truetype(str(font), 28)
    tallies = {kind: Tally() for kind in KINDS}
    fits: list[float] = []
    worst: list[tuple[float, Picture]] = []
    chances: list[tuple[float, bool]] = []
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        picture, truth = card(kind, SIDES[number // len(KINDS) % len(SIDES)], rng, face)
        codes = [c for c in reader.read(picture) if c.symbology in KINDS and c.box is not None]
        best = max(codes, key=lambda c: overlap(c.box, truth) if c.box else 0.0, default=None)
        fit = overlap(best.box, truth) if best is not None and best.box is not None else 0.0
        right = best is not None and best.symbology == kind and fit >= 0.5
        tally = tallies[kind]
        tally.total, tally.found, tally.good = tally.total + 1, tally.found + (fit >= 0.5), tally.good + right
        fits += [fit] if fit >= 0.5 else []
        chances += [(c.confidence, c is best and right) for c in codes]
        if not right or fit < 0.7:
            worst.append((fit, picture))
    if sheet is not None and worst:
        sheet.parent.mkdir(parents=True, exist_ok=True)
        save_sheet(sorted(worst, key=lambda w: w[0])[:10], sheet)
    lines = ["| kind | cards | found | named |", "|---|---|---|---|"]
    lines += [f"| {k} | {t.total} | {t.found / t.total:.1%} | {t.good / t.total:.1%} |" for k, t in tallies.items()]
    close = sum(f >= 0.7 for f in fits)
    lines += [
        "",
        f"Boxes with an intersection over union of 0.7 or more: {close} of {len(fits)}; median {np.median(fits):.2f}.",
    ]
    lines += ["", "| confidence | finds | right |", "|---|---|---|"]
    for low, high in ((0.8, 0.9), (0.9, 0.97), (0.97, 1.01)):
        hits = [right for chance, right in chances if low <= chance < high]
        lines.append(
            f"| {low:.2f} to {min(high, 1.0):.2f} | {len(hits)} | {np.mean(hits):.1%} |"
            if hits
            else f"| {low:.2f} | 0 | |"
        )
    return lines


def save_sheet(worst: list[tuple[float, Picture]], target: Path) -> None:
    tiles = [cv2.resize(p, (425, 255), interpolation=cv2.INTER_AREA) for _, p in worst]
    tiles += [np.full_like(tiles[0], 200)] * (-len(tiles) % 5)
    sheet = np.vstack([np.hstack(tiles[i : i + 5]) for i in range(0, len(tiles), 5)])
    cv2.imwrite(str(target), cv2.cvtColor(sheet, cv2.COLOR_RGB2BGR))


def paths_of(patterns: list[str]) -> list[Path]:
    return sorted(Path(p) for pattern in patterns for p in glob.glob(pattern))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", nargs="*", default=[])
    parser.add_argument("--innocent", nargs="*", default=[])
    parser.add_argument("--round", type=Path)
    parser.add_argument("--composed", type=int, default=0)
    parser.add_argument("--font", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--report", type=Path)
    args = parser.parse_args()
    cv2.setNumThreads(1)
    reader = CodeReader()
    lines = ["# Codes", "", f"Reader: {version()}. Made by `benchmarks/codes_accuracy.py`.", ""]
    if args.photos:
        lines += ["## Photographs of square codes", "", *measure_photos(reader, paths_of(args.photos), args.runs), ""]
    if args.innocent:
        lines += ["## Pictures without a code", "", *measure_innocent(reader, paths_of(args.innocent), args.runs), ""]
    if args.round:
        lines += ["## Round codes, real", "", *measure_round(reader, args.round), ""]
    if args.composed and args.font:
        sheet = args.report.with_name("codes_misses.png") if args.report else None
        lines += ["## Round codes, composed", "", *measure_composed(reader, args.composed, args.font, sheet), ""]
    text = "\n".join(lines).rstrip() + "\n"
    print(text)
    if args.report:
        args.report.parent.mkdir(parents=True, exist_ok=True)
        args.report.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
