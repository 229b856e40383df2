"""How well and how fast text is read, beside RapidOCR's defaults on ONNX Runtime over the same pictures.

Usage: python -m benchmarks.ocr_accuracy [--seed 2] [--cards 150] [--peer-every 1] [--only photo]
       [--arcs 30] [--write FILE] [--misses FILE]

The cards are composed by `benchmarks/cards`; thresholds were chosen on seed 1, so report on another. The peer needs
``pip install onnxruntime``, which merchlint itself does not.
"""

from __future__ import annotations

import argparse
import pickle
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

import cv2
import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import partial_ratio_alignment

from benchmarks.cards.compose import Card, Quad, Truth, cards
from benchmarks.cards.curved import curved
from benchmarks.cards.photograph import photograph, small_copy

MERCHLINT = "merchlint"
IN_32_BITS = "merchlint in 32 bits"
Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """One line as an engine reports it."""

    text: str
    quad: Quad
    confidence: float


@dataclass(frozen=True, slots=True, eq=False)
class Score:
    """How one true line fared: share of its characters that are right, and overlap of the best box with the ink."""

    truth: Truth
    name: str
    kind: str
    right: float
    overlap: float
    best: str
    look: Pixels | None


@dataclass(slots=True)
class Tally:
    """Everything measured of one engine."""

    scores: list[Score] = field(default_factory=list)
    spent: list[float] = field(default_factory=list)
    reliability: list[tuple[float, bool]] = field(default_factory=list)


Engine = Callable[[Pixels], Sequence[Seen]]


def fold(text: str) -> str:
    """Without blanks, full-width as half-width: differences that no rule depends on."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def right_share(truth: str, seen: str) -> float:
    """Share of the characters of `truth` that `seen` has, also where `seen` holds a second line besides."""
    if not seen:
        return 0.0
    whole = 1.0 - Levenshtein.distance(truth, seen) / len(truth)
    if len(seen) > len(truth):
        part = partial_ratio_alignment(truth, seen)
        if part is not None:
            cut = seen[part.dest_start : part.dest_end]
            whole = max(whole, 1.0 - Levenshtein.distance(truth, cut) / len(truth))
    return max(0.0, whole)


def overlap(a: Quad, b: Quad) -> tuple[float, float]:
    """(intersection over union, share of b that lies in a) of two convex quads."""
    shared, _ = cv2.intersectConvexConvex(a.astype(np.float32), b.astype(np.float32))
    area_a, area_b = cv2.contourArea(a.astype(np.float32)), cv2.contourArea(b.astype(np.float32))
    return shared / max(area_a + area_b - shared, 1e-6), shared / max(area_b, 1e-6)


def judge(card: Card, seen: Sequence[Seen]) -> list[Score]:
    """Compare each true line with the lines seen at its place: each of them, and those that are parts of it joined."""
    scores = []
    for truth in card.lines:
        wanted = fold(truth.text)
        here = [(s, *overlap(truth.quad, s.quad)) for s in seen]
        near = [(s, iou) for s, iou, share in here if iou > 0.05 or share > 0.4]
        along = truth.quad[2] - truth.quad[0]
        parts = sorted((s for s, _, share in here if share > 0.4), key=lambda s: float(s.quad.mean(axis=0) @ along))
        candidates = [fold(s.text) for s, _ in near] + ["".join(fold(s.text) for s in parts)]
        best = max(candidates, key=lambda c: right_share(wanted, c))
        iou = max((iou for _, iou in near), default=0.0)
        right = right_share(wanted, best)
        look = cut_out(card, truth) if right < 0.9 else None
        scores.append(Score(truth, card.name, card.kind, right, iou, best, look))
    return scores


def cut_out(card: Card, truth: Truth) -> Pixels:
    """The place of a line on its card, with a margin."""
    left, top = np.maximum(truth.quad.min(axis=0).astype(int) - 25, 0)
    right, bottom = truth.quad.max(axis=0).astype(int) + 25
    return card.pixels[top:bottom, left:right].copy()


def reliable(card: Card, seen: Sequence[Seen]) -> Iterator[tuple[float, bool]]:
    """For each line seen on a true line: its confidence, and whether at least 90 % of it is there."""
    for one in seen:
        texts = [fold(t.text) for t in card.lines if overlap(t.quad, one.quad)[0] > 0.05]
        mine = fold(one.text)
        if mine:
            yield one.confidence, max((right_share(mine, t) for t in texts), default=0.0) >= 0.9


def merchlint_engine(options: Mapping[str, object] | None = None) -> Engine:
    """merchlint's reader; without options it runs at the precision that OpenVINO chooses for this processor."""
    from merchlint.observe import text_models
    from merchlint.observe.text import TextReader

    with patch.dict(text_models.OPTIONS, options or {}):
        start = time.process_time()
        reader = TextReader()
        print(f"{MERCHLINT} loads in {time.process_time() - start:.2f} s")

    def read(pixels: Pixels) -> list[Seen]:
        lines = reader.read(pixels, None)
        return [Seen(t.text, np.array(t.box, np.float32), t.confidence) for t in lines if t.box is not None]

    return read


def peer_engine() -> Engine:
    """RapidOCR with its defaults, except for one thread, as merchlint has one."""
    from rapidocr import RapidOCR

    threads = {"EngineConfig.onnxruntime.intra_op_num_threads": 1, "EngineConfig.onnxruntime.inter_op_num_threads": 1}
    reader = RapidOCR(params={"Global.log_level": "critical", **threads})

    def read(pixels: Pixels) -> list[Seen]:
        out = reader(np.ascontiguousarray(pixels[:, :, ::-1]))
        if out.txts is None or out.boxes is None:
            return []
        lines = zip(out.txts, out.boxes, out.scores, strict=True)
        return [Seen(text, np.array(box, np.float32), float(score)) for text, box, score in lines]

    return read


def measure(pictures: Sequence[Card], engines: dict[str, Engine], every: int) -> dict[str, Tally]:
    """merchlint over every picture and the others over every so-manieth, in turns: a busy machine is unkind to both.

    Cost is compared over the pictures that all have read, after three that warm them up.
    """
    tallies = {name: Tally() for name in engines}
    for engine in engines.values():
        for card in pictures[:3]:
            engine(card.pixels)
    for number, card in enumerate(pictures):
        for name, engine in engines.items():
            if name != MERCHLINT and number % every:
                continue
            start = time.process_time()
            seen = engine(card.pixels)
            spent = time.process_time() - start
            if number % every == 0 and not card.name.startswith("arc-"):
                tallies[name].spent.append(spent)
            tallies[name].scores.extend(judge(card, seen))
            tallies[name].reliability.extend(reliable(card, seen))
    return tallies


def group(score: Score) -> str:
    name = score.name
    if name.startswith("arc-"):
        return "curved"
    if score.truth.vertical:
        return "vertical columns"
    if name.endswith("-photo"):
        return "photographs"
    if name.endswith("-small"):
        return "small copies"
    return "designs"


BARS = {"designs": "99%", "photographs": "97%", "small copies": "97%", "vertical columns": "95%", "curved": "none"}


def report(tallies: dict[str, Tally]) -> str:
    """The figures as Markdown."""
    rows = ["| engine | group | lines | ≥ 90 % right | bar | box IoU ≥ 0.7 |", "|---|---|---|---|---|---|"]
    for name, tally in tallies.items():
        for title, bar in BARS.items():
            part = [s for s in tally.scores if group(s) == title]
            if part:
                good = sum(s.right >= 0.9 for s in part) / len(part)
                fits = sum(s.overlap >= 0.7 for s in part) / len(part)
                rows.append(f"| {name} | {title} | {len(part)} | {good:.2%} | {bar} | {fits:.1%} |")
    rows += ["", "Over the pictures that every engine has read:", ""]
    rows += ["| engine | group | lines | ≥ 90 % right |", "|---|---|---|---|"]
    shared = set.intersection(*({s.name for s in t.scores} for t in tallies.values()))
    for name, tally in tallies.items():
        for title in BARS:
            part = [s for s in tally.scores if group(s) == title and s.name in shared]
            if part:
                rows.append(f"| {name} | {title} | {len(part)} | {sum(s.right >= 0.9 for s in part) / len(part):.2%} |")
    rows += ["", "| engine | layout | lines | ≥ 90 % right |", "|---|---|---|---|"]
    apart = {name: tally for name, tally in tallies.items() if name != IN_32_BITS}
    for name, tally in apart.items():
        for kind in sorted({s.kind for s in tally.scores}):
            part = [s for s in tally.scores if s.kind == kind]
            rows.append(f"| {name} | {kind} | {len(part)} | {sum(s.right >= 0.9 for s in part) / len(part):.2%} |")
    rows += ["", "| engine | pictures | CPU seconds a picture, mean | median |", "|---|---|---|---|"]
    for name, tally in tallies.items():
        rows.append(f"| {name} | {len(tally.spent)} | {np.mean(tally.spent):.3f} | {np.median(tally.spent):.3f} |")
    rows += ["", "| engine | confidence | lines | ≥ 90 % of it is there |", "|---|---|---|---|"]
    for name, tally in apart.items():
        for low, high in ((0.5, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 0.95), (0.95, 0.98), (0.98, 1.01)):
            part2 = [ok for sure, ok in tally.reliability if low <= sure < high]
            if part2:
                rows.append(
                    f"| {name} | {low:.2f} – {min(high, 1):.2f} | {len(part2)} | {sum(part2) / len(part2):.1%} |"
                )
    return "\n".join(rows)


def worst(scores: Sequence[Score], count: int = 10) -> Pixels:
    """The worst misses as strips of one picture: the place on the card, and nothing else."""
    strips = []
    for score in sorted(scores, key=lambda s: (s.right, s.name))[:count]:
        if score.look is None:
            continue
        scale = min(300 / score.look.shape[1], 160 / score.look.shape[0])
        strip = np.full((170, 310, 3), 255, np.uint8)
        size = (max(1, int(score.look.shape[1] * scale)), max(1, int(score.look.shape[0] * scale)))
        strip[5 : 5 + size[1], 5 : 5 + size[0]] = cv2.resize(score.look, size, interpolation=cv2.INTER_AREA)
        strips.append(strip)
    strips += [np.full((170, 310, 3), 255, np.uint8)] * (-len(strips) % 2)
    return np.vstack([np.hstack(strips[i : i + 2]) for i in range(0, len(strips), 2)]).astype(np.uint8)


def pictures(seed: int, count: int, only: str, first: int = 0, step: int = 1, arcs: int = 0) -> list[Card]:
    """Designs, photographs and small copies; large sheets are neither photographed nor made small.

    Cards with curved text come last; they are a row of their own and no part of the cost.
    """
    answer = []
    composed = cards(seed, count, first=first, step=step) + curved(seed, arcs)
    for index, card in zip([*range(first, count, step), *range(count, count + arcs)], composed, strict=True):
        copies = [card] if card.kind == "sheet" else [card, photograph(card, seed * 7919 + index), small_copy(card)]
        answer += [c for c in copies if only in c.name]
    return answer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--cards", type=int, default=150)
    parser.add_argument("--first", type=int, default=0, help="number of the first card")
    parser.add_argument("--step", type=int, default=1, help="17 composes every seventeenth card only")
    parser.add_argument("--only", default="")
    parser.add_argument("--arcs", type=int, default=30, help="cards with curved text")
    parser.add_argument("--peer-every", type=int, default=1, help="0 leaves the peer out")
    parser.add_argument("--part", default="1/1", help="2/3 reads the second third of the cards; save and join later")
    parser.add_argument("--save", type=Path, help="keep what was measured")
    parser.add_argument("--join", type=Path, nargs="+", help="report on what was saved")
    parser.add_argument("--write", type=Path)
    parser.add_argument("--misses", type=Path)
    given = parser.parse_args()
    if given.join:
        present(joined(given.join), given)
        return
    engines = {MERCHLINT: merchlint_engine()}
    if given.peer_every:
        # What it costs on a processor without 16-bit arithmetic; the peer calculates in 32 bits everywhere.
        engines[IN_32_BITS] = merchlint_engine({"INFERENCE_PRECISION_HINT": "f32"})
        engines["RapidOCR defaults, ONNX Runtime"] = peer_engine()
    part, parts = (int(n) for n in given.part.split("/"))
    shown = pictures(given.seed, given.cards, given.only, given.first, given.step, given.arcs)[part - 1 :: parts]
    tallies = measure(shown, engines, max(1, given.peer_every))
    if given.save:
        given.save.write_bytes(pickle.dumps(tallies))
    present(tallies, given)


def joined(files: Sequence[Path]) -> dict[str, Tally]:
    """What several runs have measured, as one; the files are this program's own."""
    whole: dict[str, Tally] = {}
    for file in files:
        for name, tally in pickle.loads(file.read_bytes()).items():
            mine = whole.setdefault(name, Tally())
            mine.scores += tally.scores
            mine.spent += tally.spent
            mine.reliability += tally.reliability
    return whole


def present(tallies: dict[str, Tally], given: argparse.Namespace) -> None:
    """Print the figures and the misses, and write them where asked."""
    table = report(tallies)
    print(table)
    missed = [s for s in tallies[MERCHLINT].scores if s.right < 0.9 and group(s) != "curved"]
    for score in sorted(missed, key=lambda s: (s.right, s.name)):
        print(f"{score.right:.2f} {score.name} em {score.truth.em:.0f}: {score.truth.text} | {score.best}")
    if given.write:
        command = f"python -m benchmarks.ocr_accuracy --seed {given.seed} --cards {given.cards}"
        given.write.write_text(f"# Reading text\n\n`{command}`\n\n{table}\n", encoding="utf-8")
    if given.misses and missed:
        cv2.imwrite(str(given.misses), worst(missed)[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 70])


if __name__ == "__main__":
    main()
