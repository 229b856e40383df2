"""Where the time of the logo finder goes: processor time of each stage on real pictures, best of three passes."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from merchlint.observe.logo_crops import CROP, Crops, cut, stand_out
from merchlint.observe.logo_known import Known
from merchlint.observe.logo_regions import Boxes, Level, propose, pyramid
from merchlint.observe.logo_settings import SURE
from merchlint.observe.logos import FIRST_LOOK, PLATE, LogoFinder, compare, resembling

PASSES = 3
T = TypeVar("T")


class Clock:
    """Adds up the processor time of named calls."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)

    def time(self, name: str, call: Callable[[], T]) -> T:
        start = time.process_time()
        out = call()
        self.spent[name] += time.process_time() - start
        return out


def crops_of(levels: list[Level], boxes: Boxes, side: int) -> Crops:
    return stand_out(cut(levels, boxes, side))


def look(levels: list[Level], boxes: Boxes, known: Known) -> NDArray[np.bool_]:
    return resembling(crops_of(levels, boxes, FIRST_LOOK), known)


def one_pass(finder: LogoFinder, pictures: Sequence[NDArray[np.uint8]]) -> tuple[Clock, int, int]:
    """(times, regions found, regions shown to the network)."""
    net, known = finder._load()
    clock, found, left = Clock(), 0, 0
    for pixels in pictures:
        levels = clock.time("sizes of the page", partial(pyramid, pixels))
        boxes = clock.time("regions", partial(propose, levels))
        found += len(boxes)
        if not len(boxes):
            continue
        boxes = boxes[clock.time("first look", partial(look, levels, boxes, known))]
        left += len(boxes)
        if not len(boxes):
            continue
        crops = clock.time("crops", partial(crops_of, levels, boxes, CROP))
        embeddings = clock.time("network", partial(net.embed, crops))
        clock.time("comparison", partial(compare, embeddings, crops, known, SURE / PLATE))
    return clock, found, left


def start_up(known: Path) -> float:
    """Seconds of processor time for drawings and network of a fresh finder, engines already imported."""
    LogoFinder([known])._load()
    start = time.process_time()
    LogoFinder([known])._load()
    return time.process_time() - start


def section(known: Path, folder: Path) -> list[str]:
    """Lines of Markdown."""
    finder = LogoFinder([known])
    read = [cv2.imread(str(p)) for p in sorted(folder.iterdir()) if p.suffix in {".jpg", ".png"}]
    pictures = [np.ascontiguousarray(p[..., ::-1]) for p in read if p is not None]
    area = sum(p.shape[0] * p.shape[1] for p in pictures) / 1e6
    passes = [one_pass(finder, pictures) for _ in range(PASSES)]
    _, found, left = passes[0]
    stages = {name: 1000 * min(p[0].spent[name] for p in passes) / area for name in passes[0][0].spent}
    extra = {"regions": f", {found / area:.0f} a megapixel", "crops": f" of the {left / area:.0f} that are left"}
    return [
        "## By stage",
        "",
        f"{len(pictures)} ordinary pictures, {area:.1f} megapixels, one thread: {sum(stages.values()):.0f} ms of "
        f"processor time a megapixel. Loading drawings and network, once a process, is not in it: "
        f"{start_up(known):.2f} s.",
        "",
        "| stage | ms a megapixel |",
        "|---|---|",
        *(f"| {name}{extra.get(name, '')} | {spent:.1f} |" for name, spent in stages.items()),
        "",
    ]
