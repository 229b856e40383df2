from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PIL import Image
from psd_tools import PSDImage

from merchlint.assets.model import AssetError, Limits, Page
from merchlint.assets.opening import open_bytes
from tests.assets.pictures_made import BLUE, RED, WHITE, drawing

LIMITS = Limits()


def saved(psd: Any) -> bytes:
    stream = io.BytesIO()
    psd.save(stream)
    return stream.getvalue()


def layered(mode: str = "RGB") -> Any:
    """A merged picture with one visible and one hidden layer."""
    psd: Any = PSDImage.frompil(drawing(mode))
    psd.create_pixel_layer(drawing().convert(mode), name="card")
    hidden = psd.create_pixel_layer(Image.new("RGB", (30, 30), BLUE).convert(mode), name="spare code")
    hidden.visible = False
    return psd


def pages_of(data: bytes, limits: Limits = LIMITS, name: str = "card.psd") -> list[Page]:
    (asset,) = open_bytes(data, name, limits)
    assert asset.media_type == "image/vnd.adobe.photoshop"
    return list(asset.pages)


def code_of(data: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(AssetError) as caught:
        pages_of(data, limits)
    return caught.value.problem.code


@pytest.mark.parametrize("mode", ["RGB", "CMYK", "L"])
def test_the_merged_picture_and_each_hidden_layer_are_pages(mode: str) -> None:
    first, second = pages_of(saved(layered(mode)))
    assert first.pixels is not None
    assert not first.hidden
    assert first.pixels.shape == (40, 64, 3)
    assert tuple(first.pixels[9, 54]) == pytest.approx(WHITE, abs=3)
    if mode != "L":
        assert np.abs(first.pixels[9, 9].astype(int) - np.array(RED)).max() < 40
    assert second.hidden
    assert second.label == "spare code"
    assert second.pixels is not None
    assert second.pixels.shape == (30, 30, 3)


def test_a_white_hidden_layer_is_shown_on_black() -> None:
    psd: Any = PSDImage.frompil(drawing("RGBA"))
    glyph = Image.new("RGBA", (30, 30), (255, 255, 255, 0))
    glyph.paste((255, 255, 255, 255), (10, 10, 20, 20))
    psd.create_pixel_layer(glyph, name="white").visible = False
    page = pages_of(saved(psd))[-1]
    assert page.pixels is not None
    assert page.hidden
    assert (int(page.pixels.min()), int(page.pixels.max())) == (0, 255)


def test_a_layer_in_a_hidden_group_is_hidden() -> None:
    psd = layered()
    group = psd.create_group([psd[0]], name="old")
    group.visible = False
    assert {page.label for page in pages_of(saved(psd)) if page.hidden} == {"card", "spare code"}


def test_limits() -> None:
    data = saved(layered())
    assert code_of(data, replace(LIMITS, max_pixels=1000)) == "picture-too-many-pixels"
    assert code_of(data, replace(LIMITS, max_pages=1)) == "too-many-pages"


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
def test_a_truncated_psd_is_an_error(share: float) -> None:
    noise = Image.fromarray(np.random.default_rng(3).integers(0, 255, (60, 60, 3), dtype=np.uint8))
    psd: Any = PSDImage.frompil(noise)
    psd.create_pixel_layer(noise, name="noise")
    data = saved(psd)
    assert code_of(data[: int(len(data) * share)]) == "asset-damaged"


def test_a_psd_under_another_name_is_noted() -> None:
    (asset,) = open_bytes(saved(layered()), "card.png", LIMITS)
    assert "image/vnd.adobe.photoshop" in asset.notes[0].en
    assert len(list(asset.pages)) == 2
