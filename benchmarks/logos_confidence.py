"""Fit what makes a confidence out of what the finder compares: a logistic regression on the regions of composed cards.

    python -m benchmarks.logos_confidence --drawings DIR --sets la,teenyicons --icons package --font FILE --pictures DIR

Use sets here, and pictures without marks, that `logos_accuracy.py` does not report on. Prints the six numbers of
`merchlint.observe.logo_settings.WEIGHTS`, and at which confidence how many of the regions that show no brand would be
named.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.logos_accuracy import cards_of, known_without
from benchmarks.logos_cards import Card
from benchmarks.logos_material import brand_arts, innocent_arts
from merchlint.observe.logo_crops import cut, stand_out
from merchlint.observe.logo_regions import propose, pyramid
from merchlint.observe.logos import FIRST_LOOK, HOPELESS, LogoFinder, compare, resembling, smallness

Rows = NDArray[np.float64]
PICTURES_COUNT = 2


def read(path: Path) -> NDArray[np.uint8]:
    """(H, W, 3) RGB, at most 1,400 pixels a side."""
    picture = cv2.imread(str(path))
    if picture is None:
        raise SystemExit(f"no picture: {path}")
    zoom = min(1.0, 1400 / max(picture.shape[:2]))
    return np.ascontiguousarray(cv2.resize(picture, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA)[..., ::-1])


def verdict(box: Sequence[float], brand: str, card: Card) -> bool | None:
    """Whether naming that region so is right; None for parts of marks, where neither answer is wrong."""
    left, top, right, bottom = box
    for placed in card.placed:
        x0, y0, x1, y1 = placed.box
        shared = max(0.0, min(right, x1) - max(left, x0)) * max(0.0, min(bottom, y1) - max(top, y0))
        inside, covered = shared / ((right - left) * (bottom - top)), shared / ((x1 - x0) * (y1 - y0))
        if shared == 0 or (inside < 0.3 and covered < 0.1):
            continue
        if placed.art.brand is None:
            return False
        whole = (inside > 0.5 and covered > 0.5) or (inside > 0.9 and covered > 0.2)
        if not whole:
            return None
        return brand == placed.art.brand or (False if covered > 0.5 else None)
    return False


def regions(finder: LogoFinder, cards: Sequence[Card]) -> tuple[Rows, NDArray[np.bool_]]:
    """((N, 6) signs, smallness and a one, (N,) whether that is the brand) of every region that is like some drawing."""
    net, known = finder._load()
    signs, right = [], []
    for card in cards:
        levels = pyramid(card.pixels)
        boxes = propose(levels)
        boxes = boxes[resembling(stand_out(cut(levels, boxes, FIRST_LOOK)), known)]
        crops = stand_out(cut(levels, boxes))
        brand, told = compare(net.embed(crops), crops, known, 0)
        small = smallness(boxes)
        for i in np.nonzero(told[:, 0] >= HOPELESS)[0].tolist():
            said = verdict(boxes[i].tolist(), known.brands[brand[i]], card)
            if said is not None:
                signs.append([*told[i].tolist(), float(small[i]), 1.0])
                right.append(said)
    return np.array(signs), np.array(right)


def logistic(rows: Rows, right: NDArray[np.bool_]) -> Rows:
    """Weights by Newton's method, with a light ridge."""
    weights = np.zeros(rows.shape[1])
    for _ in range(60):
        p = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        slope = rows.T @ (p - right) + 0.01 * weights
        bend = (rows * (p * (1 - p))[:, None]).T @ rows + 0.01 * np.eye(len(weights))
        weights -= np.linalg.solve(bend, slope)
    return weights


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--known", type=Path, default=Path("rules/logos"))
    parser.add_argument("--drawings", type=Path, required=True)
    parser.add_argument("--sets", required=True)
    parser.add_argument("--without", default="", help="more sets to leave out of --known")
    parser.add_argument("--alias", action="append", default=[])
    parser.add_argument("--pictures", type=Path, help="photographs without marks; each region of them counts twice")
    parser.add_argument("--icons", type=Path, required=True)
    parser.add_argument("--font", type=Path, action="append", required=True)
    parser.add_argument("--cards", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1_000_000)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    sets = options.sets.split(",")
    with tempfile.TemporaryDirectory() as folder:
        known = known_without(options.known, [*sets, *options.without.split(",")], Path(folder))
        arts = brand_arts(options.drawings, known, sets, dict(a.split("=") for a in options.alias))
        innocent = innocent_arts(options.icons, 600, options.seed)
        cards = cards_of(arts, innocent, options.font, options.cards, options.seed)
        plain = [Card(read(path)) for path in sorted(options.pictures.iterdir())] if options.pictures else []
        rows, right = regions(LogoFinder([known]), [*cards, *plain * PICTURES_COUNT])
    weights = logistic(rows, right)
    print(
        "WEIGHTS =",
        tuple(round(float(w), 2) for w in weights),
        f"from {len(rows)} regions, {right.sum()} of them marks",
    )
    told = 1 / (1 + np.exp(-rows @ weights))
    for least in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        wrong, kept = (told[~right] >= least).mean(), (told[right] >= least).mean()
        print(f"at {least}: {100 * wrong:.2f} % of other regions named, {100 * kept:.1f} % of marks kept")


if __name__ == "__main__":
    main()
