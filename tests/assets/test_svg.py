from __future__ import annotations

import base64
from pathlib import Path

import numpy as np
import pytest

from merchlint.assets.model import AssetError, Limits, Page
from merchlint.assets.opening import open_bytes
from tests.assets.pictures_made import drawing, encoded

LIMITS = Limits()
PICTURE = encoded(drawing(), "PNG")
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '


def pages_of(
    body: str, attributes: str = 'width="90mm" height="54mm" viewBox="0 0 90 54"', head: str = HEAD
) -> list[Page]:
    data = f"{head}{attributes}>{body}</svg>".encode()
    (asset,) = open_bytes(data, "card.svg", LIMITS)
    assert asset.media_type == "image/svg+xml"
    return list(asset.pages)


def code_of(body: str, **options: str) -> str:
    with pytest.raises(AssetError) as caught:
        pages_of(body, **options)
    assert caught.value.problem.path == "card.svg"
    return caught.value.problem.code


def data_address(data: bytes, kind: str = "image/png") -> str:
    return f"data:{kind};base64," + base64.b64encode(data).decode()


def test_it_is_drawn_on_white_at_print_resolution() -> None:
    (page,) = pages_of('<rect x="10" y="10" width="20" height="20" fill="#ff0000"/>')
    assert page.pixels is not None
    assert page.pixels.shape[1] == 1600
    scale = 1600 / 90
    assert tuple(page.pixels[int(20 * scale), int(20 * scale)]) == (255, 0, 0)
    assert tuple(page.pixels[int(50 * scale), int(80 * scale)]) == (255, 255, 255)
    assert page.dpi == pytest.approx(1600 / 90 * 25.4)


@pytest.mark.parametrize(
    "attributes", ["", 'viewBox="0 0 100 50"', 'width="100%" height="100%"', 'width="64" height="64"']
)
def test_it_is_drawn_without_print_size(attributes: str) -> None:
    (page,) = pages_of('<rect width="9" height="9"/>', attributes)
    assert page.pixels is not None
    assert max(page.pixels.shape) in (800, 1600)
    assert page.pixels.min() == 0


def test_text_links_and_hidden_parts() -> None:
    (page,) = pages_of(
        '<a xlink:href="https://u.wechat.com/x"><text id="t">加我<tspan fill="red">微信</tspan>'
        '<tspan x="5" y="20">领红包</tspan></text></a>'
        '<g display="none"><text>备用</text></g><g style="visibility:hidden"><text>旧</text></g><title>标题</title>'
    )
    assert [(line.text, line.place.hidden) for line in page.text] == [
        ("加我微信", False),
        ("领红包", False),
        ("备用", True),
        ("旧", True),
        ("标题", True),
    ]
    assert [link.address for link in page.links] == ["https://u.wechat.com/x"]


def test_embedded_pictures_are_drawn_and_hidden_ones_are_pages() -> None:
    image = f'<image x="0" y="0" width="64" height="40" xlink:href="{data_address(PICTURE)}"/>'
    first, second = pages_of(image + f'<g display="none">{image}</g>')
    assert first.pixels is not None
    assert len(np.unique(first.pixels[::20, ::20].reshape(-1, 3), axis=0)) > 2
    assert (second.number, second.hidden, second.label) == (2, True, "picture 2")


def test_a_picture_the_renderer_cannot_draw_is_a_page() -> None:
    bmp = data_address(encoded(drawing(), "BMP"), "image/bmp")
    assert len(pages_of(f'<image width="9" height="9" href="{bmp}"/>')) == 2


def test_a_broken_embedded_picture_makes_it_incomplete() -> None:
    assert code_of(f'<image width="9" height="9" href="{data_address(PICTURE[:50])}"/>') == "asset-damaged"


@pytest.mark.parametrize("scheme", ["", "file://"])
def test_nothing_outside_is_opened(scheme: str, tmp_path: Path) -> None:
    path = tmp_path / "secret.png"
    path.write_bytes(encoded(drawing(), "PNG"))
    data = f'{HEAD}><image width="300" height="150" href="{scheme}{path}"/></svg>'.encode()
    (asset,) = open_bytes(data, "card.svg", LIMITS)
    pages = iter(asset.pages)
    first = next(pages)
    assert first.pixels is not None
    assert first.pixels.min() == 255, "the picture was not drawn"
    with pytest.raises(AssetError) as caught:
        next(pages)
    assert caught.value.problem.code == "svg-picture-outside"


@pytest.mark.parametrize(
    "address", ["http://example.com/x.png", "//example.com/x.png", "x.png", "https://e.cn/a.svg#b"]
)
def test_references_outside_make_it_incomplete(address: str) -> None:
    name = "use" if "#" in address else "image"
    assert code_of(f'<{name} href="{address}"/>') == "svg-picture-outside"


def test_the_entities_of_drawing_programs_are_understood() -> None:
    head = '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY ns "http://www.w3.org/2000/svg">]><svg xmlns="&ns;" '
    (page,) = pages_of("<text>加微信</text>", head=head)
    assert page.text[0].text == "加微信"


@pytest.mark.parametrize(
    "entities",
    [
        '<!ENTITY x SYSTEM "file:///etc/passwd">',
        '<!ENTITY % x SYSTEM "http://example.com/x.dtd"> %x;',
        '<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">',
        '<!ENTITY a "' + "x" * 5000 + '">',
    ],
)
def test_entities_that_expand_or_reach_out_are_refused(entities: str) -> None:
    assert code_of("<text>&x;</text>", head=f"<!DOCTYPE svg [{entities}]>{HEAD}") == "xml-entities"


def test_limits_and_damage() -> None:
    assert code_of("", attributes='width="9000mm" height="9000mm"') == "picture-too-many-pixels"
    assert code_of("<g>" * 1000 + "</g>" * 1000) == "xml-too-deep"
    assert code_of("<g>") == "asset-damaged"
    assert code_of("", attributes='width="1e999" height="5"') == "asset-damaged"


def test_a_drawing_under_a_picture_name() -> None:
    (asset,) = open_bytes(f"{HEAD}></svg>".encode(), "card.png", LIMITS)
    assert asset.media_type == "image/svg+xml"
    assert asset.notes
