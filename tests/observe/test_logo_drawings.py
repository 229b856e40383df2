from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from merchlint.observe.logo_drawings import Drawing, drawings, drawings_digest, looks
from merchlint.observe.model import ObserveError
from tests.observe.logos.paint import LOGOS

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" width="10" height="10">'
STAR = OPEN + '<path d="M5 1 9 9 1 4H9L1 9Z"/></svg>'
BRANDS = (
    "alipay bilibili channels dingtalk douban douyin jd kuaishou line mini_program pdd qq taobao telegram tmall wechat "
    "wechat_pay wecom weibo whatsapp xiaohongshu zhihu"
)


def test_every_brand_of_the_product_has_a_drawing() -> None:
    assert " ".join(sorted({d.brand for d in drawings([LOGOS])})) == BRANDS


def test_every_set_has_its_licence_beside_it() -> None:
    sets = {d.path.name.split("__")[0] for d in drawings([LOGOS])}
    assert sets == {p.stem for p in (LOGOS / "LICENSES").glob("*.txt")}


def test_folders_are_read_in_order_and_may_be_missing(tmp_path: Path) -> None:
    for name in ("b/zeta", "b/acme", "a/acme", "a/LICENSES"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "mark.svg").write_text(STAR)
    (tmp_path / "a" / "acme" / "notes.txt").write_text("not a drawing")
    found = drawings([tmp_path / "none", tmp_path / "b", tmp_path / "a"])
    assert [(d.brand, d.path.parent.parent.name) for d in found] == [("acme", "b"), ("zeta", "b"), ("acme", "a")]


def test_the_digest_follows_content_name_and_brand(tmp_path: Path) -> None:
    seen = set()
    for brand, name, text in (
        ("a", "m", STAR),
        ("a", "n", STAR),
        ("b", "m", STAR),
        ("a", "m", STAR.replace("9Z", "8Z")),
    ):
        path = tmp_path / f"{name}.svg"
        path.write_text(text)
        seen.add(drawings_digest([Drawing(brand, path)]))
    assert len(seen) == 4


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
