from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from merchlint.observe.logo_drawings import looks
from merchlint.observe.logo_files import Drawing
from merchlint.observe.model import ObserveError

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" width="10" height="10">'
STAR = OPEN + '<path d="M5 1 9 9 1 4H9L1 9Z"/></svg>'


def test_a_plain_mark_is_also_expected_on_badges(tmp_path: Path) -> None:
    path = tmp_path / "mark.svg"
    path.write_text(STAR)
    seen = looks(Drawing("acme", path))
    assert len(seen) == 5
    assert all(piece.shape == (48, 48, 3) and piece.dtype == np.uint8 for piece in seen)
    assert seen[0][0, 0].tolist() == [255, 255, 255]
    assert len({piece.tobytes() for piece in seen}) == 5


def test_a_png_without_alpha_is_trimmed_to_what_differs_from_its_corners(tmp_path: Path) -> None:
    canvas = Image.new("RGB", (200, 100), (240, 240, 240))
    ImageDraw.Draw(canvas).ellipse((120, 30, 159, 69), fill=(200, 0, 0))
    path = tmp_path / "mark.png"
    canvas.save(path)
    piece = looks(Drawing("acme", path))[0]
    red = (piece[..., 0].astype(int) - piece[..., 1]) > 100
    across = np.nonzero(red.any(axis=0))[0]
    assert across[-1] - across[0] > 38


@pytest.mark.parametrize("mode", ["L", "LA", "P", "1", "RGBA"])
def test_every_usual_kind_of_png_is_a_drawing(tmp_path: Path, mode: str) -> None:
    canvas = Image.new("RGBA", (64, 64), (0, 0, 0, 255))
    ImageDraw.Draw(canvas).ellipse((8, 8, 55, 55), fill=(255, 255, 255, 255))
    path = tmp_path / "mark.png"
    canvas.convert(mode).save(path)
    assert looks(Drawing("acme", path))


@pytest.mark.parametrize(
    "text",
    ["", "<svg/>", "hello", '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>', "<svg" * 5000],
    ids=["empty", "bare", "prose", "blank", "deep"],
)
def test_an_svg_that_shows_nothing_is_a_named_problem(tmp_path: Path, text: str) -> None:
    path = tmp_path / "mark.svg"
    path.write_text(text)
    with pytest.raises(ObserveError):
        looks(Drawing("acme", path))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.sampled_from([".svg", ".png"]), st.booleans())
def test_hostile_bytes_never_raise_anything_else(tmp_path: Path, data: bytes, kind: str, dressed: bool) -> None:
    path = tmp_path / f"mark{kind}"
    head = b"\x89PNG\r\n\x1a\n" if kind == ".png" else b'<svg xmlns="http://www.w3.org/2000/svg">'
    path.write_bytes(head + data if dressed else data)
    with pytest.raises(ObserveError):
        looks(Drawing("acme", path))
