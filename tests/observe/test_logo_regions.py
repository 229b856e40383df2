from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from merchlint.observe.logo_regions import SMALLEST, distinct, propose, pyramid
from tests.observe.logos.paint import LOGOS, badge, page, silhouette, stamp

WECHAT = LOGOS / "wechat" / "ri__wechat-fill.svg"


def best_overlap(boxes: np.ndarray, truth: tuple[int, int, int, int]) -> float:
    best = 0.0
    for left, top, right, bottom in boxes.tolist():
        width, height = min(right, truth[2]) - max(left, truth[0]), min(bottom, truth[3]) - max(top, truth[1])
        shared = max(0.0, width) * max(0.0, height)
        whole = (right - left) * (bottom - top) + (truth[2] - truth[0]) * (truth[3] - truth[1]) - shared
        best = max(best, shared / whole)
    return best


@pytest.mark.parametrize("side", [28, 40, 80, 200, 320])
def test_a_mark_of_two_parts_is_one_region(side: int) -> None:
    shape = silhouette(WECHAT, side)
    boxes = propose(pyramid(stamp(page(), WECHAT, (21, 17), side)))
    assert best_overlap(boxes, (21, 17, 21 + shape.width, 17 + shape.height)) > 0.7


def test_a_badge_and_the_mark_in_it_are_two_regions() -> None:
    boxes = propose(pyramid(badge(page(), WECHAT, (100, 100), 120, (7, 193, 96))))
    inner = silhouette(WECHAT, 72)
    left, top = 100 + (120 - inner.width) // 2, 100 + (120 - inner.height) // 2
    assert best_overlap(boxes, (100, 100, 220, 220)) > 0.8
    assert best_overlap(boxes, (left, top, left + inner.width, top + inner.height)) > 0.8


def test_a_white_mark_on_a_busy_photograph_is_found() -> None:
    noise = np.random.default_rng(5).integers(30, 170, (90, 120, 3)).astype(np.uint8)
    busy = np.asarray(Image.fromarray(noise).resize((480, 360), Image.Resampling.BICUBIC))
    shape = silhouette(WECHAT, 90)
    boxes = propose(pyramid(stamp(busy, WECHAT, (200, 150), 90, (255, 255, 255))))
    assert best_overlap(boxes, (200, 150, 200 + shape.width, 150 + shape.height)) > 0.7


def test_a_line_of_print_is_no_region() -> None:
    canvas = Image.new("RGB", (480, 120), "white")
    ImageDraw.Draw(canvas).rectangle((20, 40, 420, 70), fill="black")
    assert len(propose(pyramid(np.asarray(canvas)))) == 0


@settings(max_examples=30, deadline=None)
@given(st.integers(8, 300), st.integers(8, 300), st.integers(0, 2**32 - 1))
def test_regions_lie_on_the_page_and_are_large_enough(height: int, width: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    picture = np.kron(rng.integers(0, 256, (height // 8, width // 8, 3)), np.ones((8, 8, 1))).astype(np.uint8)
    levels = pyramid(picture)
    for left, top, right, bottom in propose(levels).tolist():
        assert 0 <= left < right <= picture.shape[1] * 1.03 + 1
        assert 0 <= top < bottom <= picture.shape[0] * 1.03 + 1
        assert max(right - left, bottom - top) >= SMALLEST


def test_distinct_keeps_the_first_of_boxes_that_nearly_coincide() -> None:
    boxes = np.array([[10, 10, 110, 110], [10.5, 10, 110, 110.5], [10, 10, 60, 60]], np.float32)
    assert distinct(boxes).tolist() == [[10, 10, 110, 110], [10, 10, 60, 60]]
