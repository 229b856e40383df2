from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
import pytest
import zxingcpp

from merchlint.observe.code_regions import Region
from merchlint.observe.code_regions import busy_regions as regions_of
from merchlint.observe.code_scale import halved


def busy_regions(page: npt.NDArray[np.uint8]) -> list[Region]:
    return regions_of(page, halved(page)).regions


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


def test_bars_on_their_side_are_marked() -> None:
    part = drawn("EAN13", 3)
    page = np.full((900, 900), 255, np.uint8)
    page[100 : 100 + part.shape[0], 100 : 100 + part.shape[1]] = part
    high, wide = part.shape
    for turns in (0, 1):
        turned = np.ascontiguousarray(np.rot90(page, turns))
        busy = regions_of(turned, halved(turned))
        (bars,), none = (busy.turned, busy.upright) if turns else (busy.upright, busy.turned)
        left, top = (100, 900 - 100 - wide) if turns else (100, 100)
        across, along = (high, wide) if turns else (wide, high)
        assert none == []
        assert bars.left <= left - 24
        assert bars.top <= top - 24
        assert bars.right >= left + across + 24
        assert bars.bottom >= top + along + 24


def test_a_line_of_text_has_no_bars() -> None:
    page = np.full((300, 900), 255, np.uint8)
    cv2.putText(page, "Thank you for shopping with us", (20, 100), 0, 1.2, 0, 2)
    busy = regions_of(page, halved(page))
    assert busy.upright == busy.turned == []


def test_a_page_that_is_busy_everywhere_is_one_region() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (300, 500), dtype=np.uint8)
    assert busy_regions(noise) == [Region(0, 0, 500, 300)]


def test_regions_stay_inside_the_page() -> None:
    for height, width in ((5, 5), (17, 333), (1000, 9)):
        page = np.random.default_rng(2).integers(0, 256, (height, width), dtype=np.uint8)
        page = cv2.resize(page, (width, height))
        for region in busy_regions(page):
            assert 0 <= region.left < region.right <= width
            assert 0 <= region.top < region.bottom <= height
