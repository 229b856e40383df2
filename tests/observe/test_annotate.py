from __future__ import annotations

import numpy as np

from merchlint.geometry import upright
from merchlint.observe.annotate import annotate
from merchlint.observe.model import Code, Logo, PageObservation, TextLine


def test_boxes_are_drawn_on_a_copy() -> None:
    pixels = np.full((200, 300, 3), 255, np.uint8)
    seen = PageObservation(
        1,
        300,
        200,
        (TextLine("字", upright(20, 20, 80, 50)), TextLine("no place")),
        (Code("qr_code", None, upright(120, 60, 180, 120)), Code("link", "https://example.com", None)),
        (Logo("wechat", upright(220, 100, 260, 140), 0.9),),
    )
    drawn = annotate(pixels, seen)
    assert (pixels == 255).all()
    assert drawn.shape == pixels.shape
    for x, y in ((20, 35), (120, 90), (220, 120)):
        assert (drawn[y, x] != 255).any()
    assert (drawn[160:, :, :] == 255).all()


def test_boxes_beyond_the_picture_are_harmless() -> None:
    pixels = np.full((20, 20, 3), 255, np.uint8)
    seen = PageObservation(1, 20, 20, codes=(Code("qr_code", "x", upright(-50, -50, 900, 900)),))
    assert annotate(pixels, seen).shape == (20, 20, 3)
    empty = PageObservation(1, 20, 20)
    assert (annotate(pixels, empty) == pixels).all()
