"""Accuracy and speed of the logo finder on composed cards, against template matching and SIFT on the same cards.

    npm pack @iconify/json && tar xzf iconify-json-*.tgz
    python -m benchmarks.logos_accuracy --drawings DIR --sets bi,ic,iconoir --icons package --pictures DIR --font FILE

``--drawings`` holds ``<brand>/<set>__<name>.svg|png`` (``rules/logos`` itself will do). Drawings of the sets in
``--sets`` are taken from the known ones before anything is measured, and the network was trained without them, so each
card shows a drawing that built nothing. ``--pictures`` are pictures with no mark on them. The confidence is fitted
(`logos_confidence.py`) on cards with other sets and another seed.
"""

from __future__ import annotations

import argparse
import itertools
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from benchmarks.logos_cards import Art, Card, Placed, compose
from benchmarks.logos_material import brand_arts, innocent_arts, set_of
from benchmarks.logos_peers import SiftPeer, TemplatePeer
from benchmarks.logos_stages import section as stages_section
from merchlint.geometry import bounds
from merchlint.observe.logos import LogoFinder
from merchlint.observe.model import Logo

Find = Callable[[np.ndarray], Sequence[Logo]]


@dataclass(frozen=True, slots=True)
class Sight:
    """What became of one thing on a card. `found` is the logo named there, if any."""

    card: int
    placed: Placed
    found: Logo | None
    fit: float

    @property
    def right(self) -> bool:
        return self.found is not None and self.found.brand == self.placed.art.brand


@dataclass(frozen=True, slots=True)
class Tally:
    sights: list[Sight]
    strays: int
    milliseconds: float
    found: list[tuple[float, bool]]


def overlap(box: tuple[float, float, float, float], logo: Logo) -> float:
    """Intersection over union."""
    left, top, right, bottom = bounds(logo.box)
    width, height = min(box[2], right) - max(box[0], left), min(box[3], bottom) - max(box[1], top)
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / ((box[2] - box[0]) * (box[3] - box[1]) + (right - left) * (bottom - top) - shared)


def measure(find: Find, cards: Sequence[Card]) -> Tally:
    sights, strays, spent, area, found = [], 0, 0.0, 0.0, []
    for number, card in enumerate(cards):
        start = time.process_time()
        logos = list(find(card.pixels))
        spent += time.process_time() - start
        area += card.pixels.shape[0] * card.pixels.shape[1] / 1e6
        for placed in card.placed:
            near = [logo for logo in logos if overlap(placed.box, logo) > 0.2]
            # The right name counts if it is among those given there; else the surest wrong one is kept.
            near.sort(key=lambda g: (g.brand != placed.art.brand, -g.confidence))
            best = near[0] if near else None
            sights.append(Sight(number, placed, best, overlap(placed.box, best) if best else 0.0))
        for logo in logos:
            owner = max(card.placed, key=lambda p: overlap(p.box, logo), default=None)
            on = owner is not None and overlap(owner.box, logo) > 0.05
            strays += not on
            found.append((logo.confidence, on and owner is not None and owner.art.brand == logo.brand))
    return Tally(sights, strays, 1000 * spent / area, found)


def cards_of(arts: list[Art], innocent: list[Art], fonts: list[Path], count: int, seed: int) -> list[Card]:
    """Cards with one to three marks each and two innocent icons on most; every mark comes up as often as the next."""
    rng = random.Random(seed)
    deck: list[Art] = []
    cards = []
    for number in range(count):
        while len(deck) < 3:
            deck.extend(rng.sample(arts, len(arts)))
        chosen = [deck.pop(0) for _ in range(rng.choice([1, 2, 3]))]
        if len(chosen) > 1 or rng.random() < 0.6:
            chosen += rng.sample(innocent, 2)
        rng.shuffle(chosen)
        cards.append(compose(seed + number, chosen, fonts))
    return cards


def share(sights: Sequence[Sight]) -> str:
    if not sights:
        return "none on the cards"
    return f"{100 * sum(s.right for s in sights) / len(sights):.1f} % of {len(sights)}"


def rows(tally: Tally) -> list[tuple[str, str, str]]:
    """(what, bar, figure)."""
    marks = [s for s in tally.sights if s.placed.art.brand is not None]
    innocent = [s for s in tally.sights if s.placed.art.brand is None]
    near = [s for s in marks if s.placed.art.group == "near"]
    new = [s for s in marks if s.placed.art.group == "new"]
    fits = [s.fit >= 0.7 for s in marks if s.right]
    wrong = [s for s in marks if s.found is not None and not s.right]
    named = [s for s in innocent if s.found is not None]
    return [
        ("near copies, 36 px and up", ">= 97 %", share([s for s in near if s.placed.side >= 36])),
        ("near copies, below 36 px", "", share([s for s in near if s.placed.side < 36])),
        ("new drawings, 48 px and up", ">= 80 %", share([s for s in new if s.placed.side >= 48])),
        ("new drawings, below 48 px", "", share([s for s in new if s.placed.side < 48])),
        ("marks named as another brand", "", f"{100 * len(wrong) / max(1, len(marks)):.1f} % of {len(marks)}"),
        ("innocent icons named", "<= 1 %", f"{100 * len(named) / max(1, len(innocent)):.1f} % of {len(innocent)}"),
        ("names where nothing was put", "", str(tally.strays)),
        ("boxes with IoU >= 0.7", "", f"{100 * sum(fits) / max(1, len(fits)):.1f} % of {len(fits)}"),
        ("processor time a megapixel", "<= 60 ms", f"{tally.milliseconds:.0f} ms"),
    ]


def reliability(found: Sequence[tuple[float, bool]]) -> list[str]:
    lines = ["| confidence | named | of these right |", "|---|---|---|"]
    edges = [0.0, 0.7, 0.8, 0.9, 0.95, 0.98, 1.01]
    for low, high in itertools.pairwise(edges):
        inside = [ok for confidence, ok in found if low <= confidence < high]
        if inside:
            lines.append(
                f"| {low:.2f} to {min(high, 1):.2f} | {len(inside)} | {100 * sum(inside) / len(inside):.1f} % |"
            )
    return lines


def misses_picture(tally: Tally, cards: Sequence[Card], shippable: Callable[[Art], bool]) -> np.ndarray:
    """(H, W, 3): the ten worst in a row: innocent icons named, marks misnamed, then marks missed, large ones first."""
    bad = [s for s in tally.sights if (s.placed.art.brand is None) == (s.found is not None) and shippable(s.placed.art)]
    wrong = [
        s
        for s in tally.sights
        if s.found is not None and not s.right and s.placed.art.brand and shippable(s.placed.art)
    ]
    bad = sorted([*bad, *wrong], key=lambda s: (s.found is None, -s.placed.side))[:10]
    tiles = []
    for sight in bad:
        left, top, right, bottom = sight.placed.box
        room = max(8, int(sight.placed.side * 0.4))
        pixels = cards[sight.card].pixels
        part = pixels[max(0, int(top) - room) : int(bottom) + room, max(0, int(left) - room) : int(right) + room]
        tile = cv2.resize(part, (160, 160), interpolation=cv2.INTER_AREA)
        label = f"{sight.placed.art.brand or 'innocent'} {sight.placed.side:.0f}px"
        said = f"said {sight.found.brand}" if sight.found else "missed"
        strip = np.full((34, 160, 3), 255, np.uint8)
        for line, words in enumerate((label, said)):
            cv2.putText(strip, words, (3, 13 + 15 * line), cv2.FONT_HERSHEY_SIMPLEX, 0.4, (0, 0, 0), 1, cv2.LINE_AA)
        tiles.append(np.vstack([strip, tile]))
    tiles += [np.full((194, 160, 3), 255, np.uint8)] * (10 - len(tiles))
    return np.vstack([np.hstack(tiles[:5]), np.hstack(tiles[5:])])


def paths_in(folder: Path) -> list[Path]:
    return sorted(p for p in folder.iterdir() if p.suffix in {".jpg", ".png"})


def named_on(find: Find, pictures: Path) -> list[str]:
    """What was named on pictures that show no mark."""
    lines: list[str] = []
    for path in paths_in(pictures):
        picture = cv2.imread(str(path))
        if picture is None:
            continue
        lines.extend(
            f"{path.name}: {g.brand} {g.confidence:.2f} {bounds(g.box)}" for g in find(picture[..., ::-1].copy())
        )
    return lines


def known_without(known: Path, sets: Sequence[str], into: Path) -> Path:
    for path in sorted(known.glob("*/*.*")):
        if set_of(path) not in sets and path.suffix in {".svg", ".png"}:
            (into / path.parent.name).mkdir(exist_ok=True)
            shutil.copy(path, into / path.parent.name / path.name)
    return into


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--known", type=Path, default=Path("rules/logos"))
    parser.add_argument("--drawings", type=Path, required=True)
    parser.add_argument("--sets", required=True, help="comma-separated; left out of --known")
    parser.add_argument("--alias", action="append", default=[], help="FOLDER=BRAND where a folder is named otherwise")
    parser.add_argument("--icons", type=Path, required=True, help="the unpacked npm package @iconify/json")
    parser.add_argument(
        "--pictures",
        type=Path,
        action="append",
        default=[],
        help="a folder of pictures without marks, named by what they are; the first is timed stage by stage",
    )
    parser.add_argument("--font", type=Path, action="append", required=True)
    parser.add_argument("--cards", type=int, default=300)
    parser.add_argument("--peer-cards", type=int, default=30)
    parser.add_argument("--seed", type=int, default=7_000_000)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/logos.md"))
    return parser.parse_args()


def main() -> None:
    options = arguments()
    cv2.setNumThreads(1)
    sets = options.sets.split(",")
    with tempfile.TemporaryDirectory() as folder:
        known = known_without(options.known, sets, Path(folder))
        arts = brand_arts(options.drawings, known, sets, dict(a.split("=") for a in options.alias))
        innocent = innocent_arts(options.icons, 900, options.seed)
        cards = cards_of(arts, innocent, options.font, options.cards, options.seed)
        finder = LogoFinder([known])
        finder.find(cards[0].pixels)
        tally = measure(finder.find, cards)
        some = cards[: options.peer_cards]
        ours = measure(finder.find, some)
        peers: dict[str, TemplatePeer | SiftPeer] = {
            "template matching": TemplatePeer(known),
            "SIFT and FLANN": SiftPeer(known),
        }
        other = {name: measure(peer.find, some) for name, peer in peers.items()}
        strays = {folder: named_on(finder.find, folder) for folder in options.pictures}
    lines = [
        "# Logos on composed cards",
        "",
        f"{len(cards)} cards with {len(arts)} drawings that built nothing, {sum(a.group == 'near' for a in arts)} "
        f"of them near copies of a known one, and {len(innocent)} innocent icons.",
        "",
        "| what | bar | figure |",
        "|---|---|---|",
        *(f"| {what} | {bar} | {figure} |" for what, bar, figure in rows(tally)),
        *(
            f"| names on {len(paths_in(folder))} {folder.name.replace('_', ' ')} | 0 | {len(names)} |"
            for folder, names in strays.items()
        ),
        "",
        f"## The first {len(some)} cards, against OpenCV alone",
        "",
        "| what | this | " + " | ".join(other) + " |",
        "|---" * (2 + len(other)) + "|",
    ]
    columns = [rows(ours), *(rows(t) for t in other.values())]
    lines += [f"| {row[0][0]} | " + " | ".join(cell[2] for cell in row) + " |" for row in zip(*columns, strict=True)]
    lines += ["", "## Confidence", "", *reliability(tally.found), ""]
    if options.pictures:
        lines += stages_section(options.known, options.pictures[0])
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text("\n".join(lines), encoding="utf-8")
    shippable = {p.name for p in options.known.glob("*/*.svg")}
    picture = misses_picture(tally, cards, lambda a: a.brand is None or a.name.split("/")[-1] in shippable)
    cv2.imwrite(str(options.out.with_suffix(".png")), picture[..., ::-1])
    print("\n".join([*lines, *(name for names in strays.values() for name in names)]))


if __name__ == "__main__":
    main()
