from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from merchlint.assets.model import Asset, AssetError, Limits, Page
from merchlint.assets.opening import open_bytes
from merchlint.geometry import bounds
from tests.assets.documents_made import pdf, stream

LIMITS = Limits()


def pages_of(data: bytes, limits: Limits = LIMITS) -> list[Page]:
    (asset,) = open_bytes(data, "card.pdf", limits)
    assert asset.media_type == "application/pdf"
    return list(asset.pages)


def code_of(data: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(AssetError) as caught:
        pages_of(data, limits)
    return caught.value.problem.code


def said(page: Page) -> dict[str, bool]:
    """Text -> hidden."""
    return {line.text.strip(): line.place.hidden for line in page.text}


def test_text_layer_and_rendering_agree_on_the_place() -> None:
    (page,) = pages_of(pdf("BT /F1 20 Tf 30 100 Td (WeChat abc123) Tj ET"))
    assert page.pixels is not None
    assert page.pixels.shape[1] >= 1600
    (line,) = page.text
    assert line.text == "WeChat abc123"
    assert not line.place.hidden
    assert line.box is not None
    left, top, right, bottom = bounds(line.box)
    dark = np.argwhere(page.pixels.min(axis=2) < 128)
    assert (top, left) == pytest.approx(tuple(dark.min(axis=0)), abs=4)
    assert (bottom, right) == pytest.approx(tuple(dark.max(axis=0)), abs=4)


def test_a_rotated_page_is_upright_and_its_boxes_follow() -> None:
    (page,) = pages_of(pdf("BT /F1 20 Tf 30 100 Td (WeChat) Tj ET", page="/Rotate 90"))
    assert page.pixels is not None
    height, width = page.pixels.shape[:2]
    assert height > width
    assert page.text[0].box is not None
    left, top, right, bottom = bounds(page.text[0].box)
    assert page.pixels[int(top) : int(bottom), int(left) : int(right)].min() < 128


@pytest.mark.parametrize(
    ("content", "hidden"),
    [
        ("BT /F1 20 Tf 30 100 Td (seen) Tj ET", False),
        ("1 1 1 rg BT /F1 20 Tf 30 100 Td (white on white) Tj ET", True),
        ("0 0 0 rg 0 0 255 153 re f 1 1 1 rg BT /F1 20 Tf 30 100 Td (white on black) Tj ET", False),
        ("BT /F1 20 Tf 3 Tr 30 100 Td (invisible mode) Tj ET", True),
        ("BT /F1 20 Tf 900 900 Td (off the page) Tj ET", True),
        ("BT /F1 20 Tf 30 100 Td (covered) Tj ET 1 1 1 rg 0 0 255 153 re f", True),
        ("BT /F1 0.2 Tf 30 100 Td (dust) Tj ET", True),
        ("0.6 0.6 0.6 rg BT /F1 8 Tf 30 100 Td (grey and small) Tj ET", False),
    ],
)
def test_hidden_text_is_told_from_visible(content: str, hidden: bool) -> None:
    (page,) = pages_of(pdf(content))
    assert list(said(page).values()) == [hidden]


def test_link_annotations_are_links_with_boxes() -> None:
    link = b"<< /Type /Annot /Subtype /Link /Rect [30 90 130 120] /A << /S /URI /URI (https://u.wechat.com/x) >> >>"
    (page,) = pages_of(pdf("", annotations="20 0 R", extra={20: link}))
    (found,) = page.links
    assert found.address == "https://u.wechat.com/x"
    assert found.box is not None
    assert page.pixels is not None
    scale = page.pixels.shape[1] / 255
    assert bounds(found.box) == pytest.approx((30 * scale, 33 * scale, 130 * scale, 63 * scale), abs=2)


def test_form_fields_and_comments_are_text() -> None:
    field = (
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (wx) /V (vx: abc123) /TU (add me) /F 4 /Rect [30 90 200 120] "
        b"/DA (/F1 12 Tf 0 g) >>"
    )
    comment = b"<< /Type /Annot /Subtype /Text /Contents (secret note) /Rect [0 0 10 10] >>"
    form = "/AcroForm << /Fields [20 0 R] /DR << /Font << /F1 4 0 R >> >> /NeedAppearances true >>"
    (page,) = pages_of(pdf("", annotations="20 0 R 21 0 R", extra={20: field, 21: comment}, catalog=form))
    assert said(page) == {"vx: abc123": False, "add me": True, "secret note": True}
    assert page.pixels is not None
    assert page.pixels.min() < 128, "the value of the field is drawn"


def test_attachments_are_named_and_are_assets() -> None:
    extra = {
        20: b"<< /Type /Filespec /F (chat.txt) /UF (chat.txt) /EF << /F 21 0 R >> >>",
        21: stream("加微信".encode(), "/Type /EmbeddedFile"),
    }
    names = "/Names << /EmbeddedFiles << /Names [(chat.txt) 20 0 R] >> >>"
    opened: list[tuple[Asset, list[Page]]] = [
        (asset, list(asset.pages)) for asset in open_bytes(pdf("", extra=extra, catalog=names), "card.pdf", LIMITS)
    ]
    assert [asset.path for asset, _ in opened] == ["card.pdf", "card.pdf!/chat.txt"]
    assert [(page.hidden, page.label) for page in opened[0][1]] == [(False, None), (True, "attachments")]
    assert opened[0][1][1].text[0].text == "chat.txt"
    assert opened[1][1][0].text[0].text == "加微信"


def test_a_name_of_an_attachment_with_a_line_break_is_two_texts() -> None:
    extra = {20: b"<< /Type /Filespec /F (a\\nb.txt) /EF << /F 21 0 R >> >>", 21: stream(b"x", "/Type /EmbeddedFile")}
    names = "/Names << /EmbeddedFiles << /Names [(a) 20 0 R] >> >>"
    card, _ = open_bytes(pdf("", extra=extra, catalog=names), "card.pdf", LIMITS)
    assert [line.text for line in list(card.pages)[1].text] == ["a", "b.txt"]


def test_every_page_is_a_page() -> None:
    assert [page.number for page in pages_of(pdf("", pages=3))] == [1, 2, 3]
    assert code_of(pdf("", pages=3), replace(LIMITS, max_pages=2)) == "too-many-pages"


def test_limits_on_pixels_and_text() -> None:
    assert code_of(pdf("", size=(14_000, 14_000))) == "picture-too-many-pixels"
    assert code_of(pdf("BT /F1 9 Tf 9 9 Td (twelve chars) Tj ET"), replace(LIMITS, max_text=5)) == "text-too-long"


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_truncated_pdf_is_an_error(share: float) -> None:
    data = pdf("BT /F1 20 Tf 30 100 Td (seen) Tj ET", pages=3)
    assert code_of(data[: int(len(data) * share)]) == "asset-damaged"


def test_an_encrypted_pdf_says_so() -> None:
    locked = b"<< /Filter /Standard /V 1 /R 2 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> /P -4 >>"
    data = pdf("", extra={20: locked}).replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 20 0 R /ID [<00><00>]")
    assert code_of(data) == "asset-encrypted"


def test_a_dynamic_form_says_so() -> None:
    form = {20: stream(b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'/>")}
    catalog = "/NeedsRendering true /AcroForm << /Fields [] /XFA 20 0 R >>"
    assert code_of(pdf("", extra=form, catalog=catalog)) == "pdf-dynamic-form"


def test_illustrator_file_without_pdf_content() -> None:
    message = "BT /F1 9 Tf 9 90 Td (This is an Adobe Illustrator File that was saved without PDF Content.) Tj ET"
    assert code_of(pdf(message)) == "illustrator-without-pdf"
