from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from merchlint.geometry import bounds
from merchlint.observe.logo_crops import cut, stand_out
from merchlint.observe.logo_regions import pyramid
from merchlint.observe.logos import FIRST_LOOK, LogoFinder, confidence, resembling, smallness
from merchlint.observe.model import Logo, ObserveError
from tests.observe.logos.paint import LOGOS, WHITE, Colour, badge, page, stamp

WECHAT = LOGOS / "wechat" / "ri__wechat-fill.svg"
ALIPAY = LOGOS / "alipay" / "ri__alipay-fill.svg"


@pytest.fixture(scope="module")
def finder() -> LogoFinder:
    return LogoFinder([LOGOS])


def overlap(logo: Logo, box: tuple[float, float, float, float]) -> float:
    left, top, right, bottom = bounds(logo.box)
    width, height = min(right, box[2]) - max(left, box[0]), min(bottom, box[3]) - max(top, box[1])
    shared = max(0.0, width) * max(0.0, height)
    return shared / ((right - left) * (bottom - top) + (box[2] - box[0]) * (box[3] - box[1]) - shared)


@pytest.mark.parametrize(
    "drawing",
    [
        sorted((LOGOS / brand).glob("*__*.svg"))[0]
        for brand in sorted(p.name for p in LOGOS.iterdir() if p.name.islower())
    ],
    ids=lambda p: p.parent.name,
)
def test_every_brand_is_named_from_its_own_drawing(finder: LogoFinder, drawing: Path, tmp_path: Path) -> None:
    import resvg_py

    png = tmp_path / "mark.png"
    png.write_bytes(bytes(resvg_py.svg_to_bytes(svg_string=drawing.read_text(), width=96, background="white")))
    canvas = Image.new("RGB", (480, 360), "white")
    canvas.paste(Image.open(png).convert("RGB"), (140, 90))
    assert [logo.brand for logo in finder.find(np.asarray(canvas))] == [drawing.parent.name]


@pytest.mark.parametrize(
    ("ground", "ink"),
    [(WHITE, (0, 0, 0)), (WHITE, (7, 193, 96)), ((20, 20, 20), WHITE), ((200, 30, 40), (255, 230, 120))],
)
def test_colours_do_not_matter(finder: LogoFinder, ground: Colour, ink: Colour) -> None:
    found = finder.find(stamp(page(ground), WECHAT, (150, 120), 80, ink))
    assert [logo.brand for logo in found] == ["wechat"]
    assert 0.5 < found[0].confidence <= 1


@pytest.mark.parametrize("side", [36, 64, 128, 300])
def test_the_box_fits_at_every_size(finder: LogoFinder, side: int) -> None:
    found = finder.find(stamp(page(), ALIPAY, (30, 20), side))
    assert [logo.brand for logo in found] == ["alipay"]
    assert overlap(found[0], (30, 20, 30 + side, 20 + side)) > 0.8


@pytest.mark.parametrize("turn", [-8, 8])
def test_slightly_turned(finder: LogoFinder, turn: float) -> None:
    assert [logo.brand for logo in finder.find(stamp(page(), WECHAT, (150, 100), 96, turn=turn))] == ["wechat"]


def test_the_box_of_a_mark_on_a_badge_is_the_badge(finder: LogoFinder) -> None:
    found = finder.find(badge(page(), WECHAT, (100, 100), 96, (7, 193, 96)))
    assert [logo.brand for logo in found] == ["wechat"]
    assert overlap(found[0], (100, 100, 196, 196)) > 0.7


def test_two_marks_come_from_top_to_bottom(finder: LogoFinder) -> None:
    both = stamp(stamp(page(), ALIPAY, (300, 220), 72), WECHAT, (40, 40), 72)
    assert [logo.brand for logo in finder.find(both)] == ["wechat", "alipay"]


def test_shapes_that_are_no_mark_are_not_named(finder: LogoFinder) -> None:
    canvas = Image.new("RGB", (600, 400), "white")
    pen = ImageDraw.Draw(canvas)
    pen.ellipse((20, 20, 120, 120), fill="black")
    pen.rounded_rectangle((160, 20, 260, 120), 20, fill="green")
    pen.polygon([(300, 120), (350, 20), (400, 120)], fill="red")
    pen.rectangle((20, 200, 120, 300), outline="black", width=6)
    pen.line((200, 200, 300, 300), fill="black", width=12)
    pen.line((300, 200, 200, 300), fill="black", width=12)
    assert finder.find(np.asarray(canvas)) == ()


@pytest.mark.parametrize("shape", [(1, 1), (1, 400), (400, 1), (7, 7), (9, 2000), (60, 60)])
def test_odd_pages_hold_nothing(finder: LogoFinder, shape: tuple[int, int]) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (*shape, 3)).astype(np.uint8)
    assert finder.find(noise) == ()


def test_same_page_same_answer() -> None:
    picture = badge(stamp(page(), ALIPAY, (300, 220), 72), WECHAT, (40, 40), 90, (7, 193, 96))
    assert LogoFinder([LOGOS]).find(picture) == LogoFinder([LOGOS]).find(picture)


def test_a_mark_of_ones_own_needs_one_drawing(tmp_path: Path) -> None:
    own = tmp_path / "logos" / "acme"
    own.mkdir(parents=True)
    mark = '<path d="M10 90 30 10 50 60 70 10 90 90H74L66 50 50 84 34 50 26 90Z"/><circle cx="50" cy="22" r="10"/>'
    drawing = own / "mark.svg"
    drawing.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="100" height="100">{mark}</svg>'
    )
    picture = stamp(page((30, 60, 120)), drawing, (200, 100), 90, WHITE)
    assert [logo.brand for logo in LogoFinder([LOGOS, tmp_path / "logos"]).find(picture)] == ["acme"]
    assert "acme" not in [logo.brand for logo in LogoFinder([LOGOS]).find(picture)]


def test_no_drawings_no_logos(tmp_path: Path) -> None:
    finder = LogoFinder([tmp_path / "missing", tmp_path])
    assert finder.find(stamp(page(), WECHAT, (40, 40), 90)) == ()


def test_a_broken_drawing_is_named(tmp_path: Path) -> None:
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "mark.svg").write_text("<svg")
    with pytest.raises(ObserveError) as caught:
        LogoFinder([tmp_path]).find(page())
    assert caught.value.problem.code == "logo-drawing-unreadable"
    assert caught.value.problem.path is not None
    assert caught.value.problem.path.endswith("mark.svg")


def test_the_first_look_keeps_marks_and_drops_print(finder: LogoFinder) -> None:
    _, known = finder._load()
    marked = stamp(page(), WECHAT, (60, 50), 96)
    words = Image.new("RGB", (400, 300), "white")
    ImageDraw.Draw(words).line((60, 60, 150, 140), fill="black", width=9)
    box = np.array([[60, 50, 156, 128]], np.float32)
    seen = [
        bool(resembling(stand_out(cut(pyramid(p), box, FIRST_LOOK)), known)[0]) for p in (marked, np.asarray(words))
    ]
    assert seen == [True, False]


def test_a_small_region_needs_more_to_be_as_sure() -> None:
    signs = np.full((3, 4), 0.6, np.float32)
    boxes = np.array([[0, 0, 24, 20], [0, 0, 48, 40], [0, 0, 400, 300]], np.float32)
    small, middle, large = confidence(signs, smallness(boxes)).tolist()
    assert small < middle == large
