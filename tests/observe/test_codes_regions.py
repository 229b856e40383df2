from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
import pytest
import zxingcpp

from merchlint.geometry import upright
from merchlint.observe.code_regions import Blocks, Region, blocks_of
from merchlint.observe.code_scale import halved


def blocks(page: npt.NDArray[np.uint8]) -> Blocks:
    return blocks_of(page, halved(page))


def busy_regions(page: npt.NDArray[np.uint8]) -> list[Region]:
    return blocks(page).regions()


def test_an_empty_page_has_no_busy_part() -> None:
    assert busy_regions(np.full((400, 600), 230, np.uint8)) == []
    slow = np.tile(np.linspace(0, 255, 600).astype(np.uint8), (400, 1))
    assert busy_regions(slow) == []


def drawn(form: str, scale: int) -> npt.NDArray[np.uint8]:
    text = "6901234567892" if form == "EAN13" else "https://example.com/a"
    code = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, form))
    return np.array(code.to_image(scale=scale, add_quiet_zones=False), np.uint8)


@pytest.mark.parametrize("scale", [2, 3])
@pytest.mark.parametrize("form", ["QRCode", "DataMatrix", "EAN13", "PDF417"])
def test_a_small_code_lies_in_one_region_with_its_quiet_zone(form: str, scale: int) -> None:
    part = drawn(form, scale)
    high, wide = part.shape
    page = np.full((900, 1600), 255, np.uint8)
    page[200 : 200 + high, 101 : 101 + wide] = part
    (region,) = busy_regions(page)
    assert region.left <= 101 - scale
    assert region.top <= 200
    assert region.right >= 101 + wide + scale
    assert region.bottom >= 200 + high
    assert (region.right - region.left) * (region.bottom - region.top) < 0.5 * page.size


@pytest.mark.parametrize(("scale", "coarse"), [(2, False), (3, False), (5, False), (5, True), (9, True)])
@pytest.mark.parametrize("form", ["EAN13", "PDF417"])
def test_bars_are_marked_as_they_lie_with_room_around(form: str, scale: int, coarse: bool) -> None:
    part = drawn(form, scale)
    high, wide = part.shape
    page = np.full((high + 300, wide + 400), 255, np.uint8)
    page[150 : 150 + high, 200 : 200 + wide] = part
    for turns in (0, 1):
        seen = blocks(np.ascontiguousarray(np.rot90(page, turns)))
        bars = seen.coarse_bars() if coarse else seen.bars()
        (place,), none = (bars.turned, bars.upright) if turns else (bars.upright, bars.turned)
        left, top, across, along = (150, 200, high, wide) if turns else (200, 150, wide, high)
        assert none == []
        assert place.left <= left - 16
        assert place.top <= top - 16
        assert place.right >= left + across + 16
        assert place.bottom >= top + along + 16


def test_a_line_of_text_has_no_bars() -> None:
    page = np.full((300, 900), 255, np.uint8)
    cv2.putText(page, "Thank you for shopping with us", (20, 100), 0, 1.2, 0, 2)
    for bars in (blocks(page).bars(), blocks(page).coarse_bars()):
        assert bars.upright == bars.turned == []


def test_nothing_is_left_to_look_for_where_a_code_is_known() -> None:
    page = np.full((600, 1000), 255, np.uint8)
    for left, form in ((100, "QRCode"), (400, "EAN13"), (800, "QRCode")):
        part = drawn(form, 3)
        page[200 : 200 + part.shape[0], left : left + part.shape[1]] = part
    seen = blocks(page)
    assert [region.left // 100 for region in seen.regions()] == [0, 3, 7]
    side = drawn("QRCode", 3).shape[0]
    bars = drawn("EAN13", 3).shape
    rest = seen.without([upright(100, 200, 100 + side, 200 + side), upright(400, 200, 400 + bars[1], 200 + bars[0])])
    (region,) = rest.regions()
    assert region.left > 600
    assert rest.bars().upright == []


def test_a_page_that_is_busy_everywhere_is_one_region() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (300, 500), dtype=np.uint8)
    assert busy_regions(noise) == [Region(0, 0, 500, 300)]


def test_grain_with_a_few_sparks_is_busy_and_not_dense() -> None:
    rng = np.random.default_rng(3)
    page = np.clip(rng.normal(128, 20, (400, 600)), 0, 255).astype(np.uint8)
    page[::16, ::16] = page[1::16, ::16] = page[::16, 1::16] = page[1::16, 1::16] = 255
    seen = blocks(page)
    assert seen.busy.mean() > 0.9
    assert seen.dense.mean() < 0.3
    assert blocks(drawn("QRCode", 3)).dense.mean() > 0.9


def test_regions_stay_inside_the_page() -> None:
    for height, width in ((5, 5), (17, 333), (1000, 9)):
        page = np.random.default_rng(2).integers(0, 256, (height, width), dtype=np.uint8)
        page = cv2.resize(page, (width, height))
        for region in busy_regions(page):
            assert 0 <= region.left < region.right <= width
            assert 0 <= region.top < region.bottom <= height
