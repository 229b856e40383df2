from __future__ import annotations

import numpy as np
import pytest

from merchlint.observe.logo_crops import CROP, FILL, cut, stand_out, tightened
from merchlint.observe.logo_regions import pyramid
from tests.observe.logos.paint import LOGOS, Colour, page, silhouette, stamp

DRAWING = LOGOS / "zhihu" / "ri__zhihu-fill.svg"


def crop(ground: Colour, ink: Colour, side: int) -> np.ndarray:
    shape = silhouette(DRAWING, side)
    box = np.array([[60, 50, 60 + shape.width, 50 + shape.height]], np.float32)
    return np.asarray(stand_out(cut(pyramid(stamp(page(ground), DRAWING, (60, 50), side, ink)), box))[0])


@pytest.mark.parametrize(("ground", "ink"), [((0, 0, 0), (255, 255, 255)), ((200, 40, 40), (250, 250, 90))])
def test_only_the_distance_in_colour_counts(ground: Colour, ink: Colour) -> None:
    usual = crop((255, 255, 255), (0, 0, 0), 120)
    assert np.abs(crop(ground, ink, 120) - usual).mean() < 0.02


@pytest.mark.parametrize("side", [48, 96, 190])
def test_size_does_not_count(side: int) -> None:
    assert np.abs(crop((255, 255, 255), (0, 0, 0), side) - crop((255, 255, 255), (0, 0, 0), 280)).mean() < 0.06


def test_the_region_fills_its_share_of_the_crop() -> None:
    shown = crop((255, 255, 255), (0, 0, 0), 160) > 0.5
    across = np.nonzero(shown.any(axis=0))[0]
    assert across[-1] - across[0] + 1 == pytest.approx(CROP * FILL, abs=2)


def test_noise_on_paper_is_not_blown_up() -> None:
    paper = np.random.default_rng(2).integers(248, 252, (1, CROP, CROP, 3)).astype(np.uint8)
    assert stand_out(paper).max() < 0.4


def test_no_boxes_no_crops() -> None:
    assert stand_out(cut(pyramid(page()), np.zeros((0, 4), np.float32))).shape == (0, CROP, CROP)


def test_a_region_at_the_corner_is_filled_up_with_the_ground() -> None:
    picture = page((9, 120, 200))
    picture[:40, :40] = 255
    seen = stand_out(cut(pyramid(picture), np.array([[0, 0, 40, 40]], np.float32)))
    assert np.isfinite(seen).all()
    assert seen.max() <= 1


def test_a_box_is_drawn_in_to_the_mark_and_no_further() -> None:
    canvas = page()
    canvas[80:120, 60:140] = (10, 20, 30)
    wide, exact = np.array([44, 68, 152, 128], np.float32), np.array([60, 80, 140, 120], np.float32)
    levels = pyramid(canvas)
    for box in (wide, exact):
        drawn_in = tightened(box, stand_out(cut(levels, box[None]))[0])
        assert drawn_in == pytest.approx(exact, abs=1.5)
    flat = stand_out(cut(pyramid(page()), wide[None]))[0]
    assert tightened(wide, flat) == tuple(wide.tolist())
