"""Accuracy and speed of the code reader, against other readers in the same run, with the time by stage.

    python -m benchmarks.codes_accuracy --photos 'DIR/boof*.jpg' --innocent 'patterns=DIR/false*' 'ordinary=DIR2/*' \
        --round DIR3/kinds.tsv --composed 384 --cards 120 --print-cards 120 --logos DIR4 \
        --font CJK.ttc --report benchmarks/results/codes.md

Photos hold at least one square code each. Innocent pictures hold none. The round list has the columns ``file`` and
``kinds`` and lies beside its pictures. Everything else is drawn here: cards with one round code, whose worst misses
become one picture beside the report, and cards without a code (``--cards`` of many layouts, also photographed and
shrunk; ``--print-cards`` full of small print; ``--logos``: drawings of a folder of brands on cards). Times are
processor time of one thread, the least of ``--runs``. Pictures are parted into two halves by a digest of their names.
"""

from __future__ import annotations

import argparse
import csv
import glob
import hashlib
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageOps

from benchmarks.codes_cards import (
    KINDS,
    Picture,
    RoundCard,
    logo_cards,
    plain_cards,
    round_cards,
    save_sheet,
    seen_again,
)
from benchmarks.codes_stages import PARTS, Stages
from merchlint.geometry import Box, bounds
from merchlint.observe.codes import CodeReader, version
from merchlint.observe.model import Code

SEED = 2031
_VIEWS = 8
_SPELLINGS = {"wechat_channels_code": "channels_code"}
Named = Iterable[tuple[str, Picture]]


@dataclass
class Tally:
    """Counts and seconds of one reader on one set; `halves` counts pictures, found and good for either half."""

    seconds: float = 0.0
    megapixels: float = 0.0
    halves: list[list[int]] = field(default_factory=lambda: [[0, 0, 0], [0, 0, 0]])

    def add(self, name: str, found: bool, good: bool) -> None:
        half = self.halves[hashlib.sha256(name.encode()).digest()[0] & 1]
        half[0], half[1], half[2] = half[0] + 1, half[1] + found, half[2] + good

    def share(self, what: int) -> str:
        """Of pictures found (1) or good (2): all, and in brackets either half."""
        halves = [f"{half[what] / half[0]:.1%}" if half[0] else "–" for half in self.halves]
        total = sum(half[0] for half in self.halves)
        return f"{sum(half[what] for half in self.halves) / total:.1%} ({', '.join(halves)})"

    def total(self, what: int) -> int:
        return sum(half[what] for half in self.halves)

    def per_megapixel(self) -> float:
        return 1000 * self.seconds / self.megapixels if self.megapixels else 0.0


class Bench:
    """The reader, with the time of every set and stage; a plain zxing-cpp pass runs beside it."""

    def __init__(self, runs: int) -> None:
        import zxingcpp

        self.reader = CodeReader()
        self.times: list[tuple[str, float, float, dict[str, float]]] = []
        self._runs = runs
        self._plain = lambda gray: zxingcpp.read_barcodes(gray, formats=[zxingcpp.BarcodeFormat.QRCode])

    def over(self, name: str, pictures: Named) -> Iterator[tuple[str, Picture, tuple[Code, ...]]]:
        """Reads every picture of a set; the set's times are noted when all are read."""
        own, plain, stages = Tally(), Tally(), Stages()
        for title, given in pictures:
            picture = np.ascontiguousarray(given)
            gray = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
            codes = timed(lambda p=picture: self.reader.read(p), own, picture, self._runs)  # type: ignore[misc]
            timed(lambda g=gray: self._plain(g), plain, picture, self._runs)  # type: ignore[misc, no-untyped-call]
            with stages:
                self.reader.read(picture)
            yield title, picture, codes
        by_stage = {stage: 1000 * spent / own.megapixels for stage, spent in stages.seconds.items()}
        self.times.append((name, own.per_megapixel(), plain.per_megapixel(), by_stage))

    def table(self) -> list[str]:
        lines = ["| set | ms a megapixel | plain zxing-cpp pass | times as long |", "|---|---|---|---|"]
        lines += [f"| {name} | {own:.1f} | {plain:.1f} | {own / plain:.1f} |" for name, own, plain, _ in self.times]
        names = [name for name, *_ in self.times]
        lines += ["", f"| stage, ms a megapixel | {' | '.join(names)} |", f"|---|{'---|' * len(names)}"]
        for stage in dict.fromkeys(stage for _, _, stage in PARTS):
            lines.append(f"| {stage} | {' | '.join(f'{spent.get(stage, 0.0):.2f}' for *_, spent in self.times)} |")
        return lines


def load(path: Path) -> Picture:
    with Image.open(path) as image:
        return np.asarray(ImageOps.exif_transpose(image).convert("RGB"))


def timed(work: Callable[[], Any], tally: Tally, picture: Picture, runs: int) -> Any:
    fastest = float("inf")
    result = None
    for _ in range(runs):
        began = time.thread_time()
        result = work()
        fastest = min(fastest, time.thread_time() - began)
    tally.seconds += fastest
    tally.megapixels += picture.shape[0] * picture.shape[1] / 1e6
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


def measure_photos(bench: Bench, paths: list[Path]) -> list[str]:
    others = peers()
    tallies = {name: Tally() for name in ("merchlint", *others)}
    for name, picture, codes in bench.over("photographs", ((p.name, load(p)) for p in paths)):
        tallies["merchlint"].add(name, bool(codes), any(c.payload is not None for c in codes))
        if not codes:
            print("not found:", name)
        for peer, look in others.items():
            tallies[peer].add(name, *timed(lambda p=picture, r=look: r(p), tallies[peer], picture, 1))  # type: ignore[misc]
    lines = [
        "| reader | pictures | found (either half) | read (either half) | ms a megapixel |",
        "|---|---|---|---|---|",
    ]
    for name, tally in tallies.items():
        spent = bench.times[-1][1] if name == "merchlint" else tally.per_megapixel()
        lines.append(f"| {name} | {tally.total(0)} | {tally.share(1)} | {tally.share(2)} | {spent:.1f} |")
    return lines


def measure_innocent(bench: Bench, sets: dict[str, Named]) -> list[str]:
    lines = ["| set | pictures | with a false find |", "|---|---|---|"]
    for title, pictures in sets.items():
        tally = Tally()
        for name, _, codes in bench.over(title, pictures):
            tally.add(name, bool(codes), False)
            if codes:
                print("false find:", name, [(c.symbology, round(c.confidence, 2)) for c in codes])
        lines.append(f"| {title} | {tally.total(0)} | {tally.total(1)} |")
    return lines


def measure_round(bench: Bench, listing: Path) -> list[str]:
    tally = Tally()
    with listing.open(encoding="utf-8", newline="") as rows:
        kinds = {
            row["file"]: _SPELLINGS.get(row["kinds"], row["kinds"]) for row in csv.DictReader(rows, delimiter="\t")
        }
    for name, _, codes in bench.over("real round codes", ((n, load(listing.parent / n)) for n in kinds)):
        seen = [c.symbology for c in codes if c.symbology in KINDS]
        tally.add(name, bool(seen), kinds[name] in seen)
        if kinds[name] not in seen:
            print("round miss:", name, kinds[name], seen)
    again = Tally()
    for number, (name, kind) in enumerate(kinds.items()):
        for view in seen_again(load(listing.parent / name), SEED + number, _VIEWS):
            seen = [c.symbology for c in bench.reader.read(view) if c.symbology in KINDS]
            again.add(name, bool(seen), kind in seen)
    return [
        f"{tally.total(0)} real round codes: found {tally.share(1)}, named {tally.share(2)}.",
        "",
        f"The same at {_VIEWS} other sizes and qualities each: found {again.share(1)}, named {again.share(2)}.",
    ]


def measure_composed(bench: Bench, count: int, font: Path, sheet: Path | None) -> list[str]:
    truths = {f"card-{number}": card for number, card in enumerate(round_cards(SEED, count, font))}
    by_kind, by_side, fits = {k: Tally() for k in KINDS}, {c.side: Tally() for c in truths.values()}, []
    missed: list[tuple[float, RoundCard, str]] = []
    chances: list[tuple[float, bool]] = []
    for name, _, codes in bench.over("cards with a round code", ((n, c.picture) for n, c in truths.items())):
        card = truths[name]
        seen = [(overlap(c.box, card.box), c) for c in codes if c.symbology in KINDS and c.box is not None]
        fit, best = max(seen, key=lambda s: s[0], default=(0.0, None))
        right = best is not None and best.symbology == card.kind and fit >= 0.5
        for tally in (by_kind[card.kind], by_side[card.side]):
            tally.add(name, fit >= 0.5, right)
        fits += [fit] if fit >= 0.5 else []
        chances += [(c.confidence, c is best and right) for _, c in seen]
        if not right:
            said = f"{best.symbology} {best.confidence:.2f}" if best is not None else "nothing"
            missed.append((fit, card, f"{card.kind} {card.side}: {said}"))
    if sheet is not None and missed:
        save_sheet([(card, said) for _, card, said in sorted(missed, key=lambda m: m[0])], sheet)
    lines = ["| cards | number | found | named |", "|---|---|---|---|"]
    for title, tally in [*by_kind.items(), *((f"{side} pixels", tally) for side, tally in sorted(by_side.items()))]:
        total, found, named = (tally.total(what) for what in range(3))
        lines.append(f"| {title} | {total} | {found / total:.1%} | {named / total:.1%} |")
    found, named = (sum(tally.total(what) for tally in by_kind.values()) for what in (1, 2))
    lines += [f"| all | {count} | {found / count:.1%} | {named / count:.1%} |"]
    close = sum(f >= 0.7 for f in fits)
    lines += ["", f"Boxes with an overlap (intersection over union) of 0.7 or more: {close} of {len(fits)}."]
    lines += ["", "| confidence | finds | right |", "|---|---|---|"]
    for low, high in ((0.5, 0.8), (0.8, 0.9), (0.9, 0.97), (0.97, 1.01)):
        hits = [right for chance, right in chances if low <= chance < high]
        lines.append(f"| {low:.2f} to {min(high, 1.0):.2f} | {len(hits)} | {f'{np.mean(hits):.1%}' if hits else ''} |")
    return lines


def paths_of(patterns: list[str]) -> list[Path]:
    return sorted(Path(p) for pattern in patterns for p in glob.glob(pattern) if not p.endswith((".txt", ".tsv")))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", nargs="*", default=[])
    parser.add_argument("--innocent", nargs="*", default=[], metavar="NAME=PATTERN")
    parser.add_argument("--round", type=Path)
    parser.add_argument("--composed", type=int, default=0)
    parser.add_argument("--cards", type=int, default=0)
    parser.add_argument("--print-cards", type=int, default=0)
    parser.add_argument("--logos", type=Path)
    parser.add_argument("--logo-cards", type=int, default=120)
    parser.add_argument("--font", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--report", type=Path)
    parser.add_argument("--note", nargs="*", default=[], help="paragraphs on how the run was made")
    args = parser.parse_args()
    cv2.setNumThreads(1)
    bench = Bench(args.runs)
    lines: list[str] = []
    if args.photos:
        lines += ["## Photographs of square codes", "", *measure_photos(bench, paths_of(args.photos)), ""]
    named = (given.split("=", 1) for given in args.innocent)
    innocent: dict[str, Named] = {name: [(p.name, load(p)) for p in paths_of([where])] for name, where in named}
    if args.cards:
        innocent["cards"] = plain_cards(SEED, args.cards)
    if args.print_cards:
        innocent["small print"] = logo_cards(SEED * 1000, args.print_cards, args.font, None)
    if args.logos:
        innocent["logos on cards"] = logo_cards(SEED * 2000, args.logo_cards, args.font, args.logos)
    if innocent:
        lines += ["## Pictures without a code", "", *measure_innocent(bench, innocent), ""]
    if args.round:
        lines += ["## Round codes, real", "", *measure_round(bench, args.round), ""]
    if args.composed:
        sheet = args.report.with_name("codes_misses.png") if args.report else None
        lines += ["## Round codes, composed", "", *measure_composed(bench, args.composed, args.font, sheet), ""]
    head = ["# Codes", "", f"Reader: {version()}. Made by `benchmarks/codes_accuracy.py` in one run.", ""]
    head += [line for note in args.note for line in (note, "")]
    text = "\n".join([*head, "## Time", "", *bench.table(), "", *lines]).rstrip() + "\n"
    print(text)
    if args.report:
        args.report.parent.mkdir(parents=True, exist_ok=True)
        args.report.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
