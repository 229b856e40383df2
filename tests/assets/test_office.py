from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import Any

import docx
import openpyxl
import pptx
import pytest
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image as SheetPicture
from pptx.util import Inches

from merchlint.assets.model import Asset, AssetError, Limits, Page, Speaker
from merchlint.assets.opening import open_bytes
from tests.assets.pictures_made import drawing, encoded

LIMITS = Limits()
PICTURE = encoded(drawing(), "PNG")


def saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def opened(data: bytes, name: str, limits: Limits = LIMITS) -> tuple[Asset, list[Page]]:
    (asset,) = open_bytes(data, name, limits)
    return asset, list(asset.pages)


def code_of(data: bytes, name: str, limits: Limits = LIMITS) -> str:
    with pytest.raises(AssetError) as caught:
        opened(data, name, limits)
    assert caught.value.problem.path == name
    return caught.value.problem.code


def texts(page: Page) -> list[tuple[str, bool]]:
    return [(line.text, line.place.hidden) for line in page.text]


def repacked(data: bytes, changes: dict[str, bytes | None]) -> bytes:
    """The same package with parts replaced, or left out where None."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            body = changes.get(info.filename, old.read(info))
            if body is not None:
                new.writestr(info.filename, body)
    return out.getvalue()


def a_docx() -> Any:
    document = docx.Document()
    paragraph = document.add_paragraph("加")
    paragraph.add_run("微").bold = True
    paragraph.add_run("信 abc123")
    vanished = document.add_paragraph("看得见").add_run("看不见")
    vanished.font.hidden = True
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text = "好评"
    table.cell(0, 1).text = "返现5元"
    document.sections[0].header.paragraphs[0].text = "页眉文字"
    document.add_picture(io.BytesIO(PICTURE))
    document.inline_shapes[0]._inline.docPr.set("descr", "客服二维码")
    return document


def link(document: Any, address: str) -> None:
    identity = document.part.relate_to(
        address, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink", is_external=True
    )
    element = OxmlElement("w:hyperlink")
    element.set(qn("r:id"), identity)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "点我"
    run.append(text)
    element.append(run)
    document.paragraphs[0]._p.append(element)


def test_docx_text_links_and_pictures() -> None:
    document = a_docx()
    link(document, "https://u.wechat.com/x")
    asset, pages = opened(saved(document), "script.docx")
    assert asset.media_type.endswith("wordprocessingml.document")
    assert texts(pages[0]) == [
        ("加微信 abc123点我", False),
        ("看得见", False),
        ("看不见", True),
        ("好评", False),
        ("返现5元", False),
        ("客服二维码", False),
        ("页眉文字", False),
    ]
    assert [line.place.layer for line in pages[0].text][-2:] == ["alt text", "header1"]
    assert [found.address for found in pages[0].links] == ["https://u.wechat.com/x"]
    assert pages[1].label == "image1.png"
    assert pages[1].pixels is not None
    assert pages[1].pixels.shape == (40, 64, 3)


def an_xlsx() -> Any:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "话术"
    sheet.append(["角色", "内容", "电话"])
    sheet.append(["客服", "亲, 加微信领红包\n第二行", 13800138000])
    sheet.append(["买家", "好的", None])
    sheet["B5"] = "链接"
    sheet["B5"].hyperlink = "https://u.wechat.com/x"
    sheet["B6"].comment = Comment("批注里的微信", "me")
    sheet.row_dimensions[3].hidden = True
    sheet.add_image(SheetPicture(io.BytesIO(PICTURE)), "D1")
    secret = book.create_sheet("隐藏表")
    secret["A1"] = "旧话术"
    secret.sheet_state = "hidden"
    return book


def test_xlsx_names_cells_and_speakers() -> None:
    _, pages = opened(saved(an_xlsx()), "script.xlsx")
    first = {(line.place.cell, line.text): line for line in pages[0].text}
    assert first["话术!B2", "亲, 加微信领红包"].speaker is Speaker.MERCHANT
    assert first["话术!B2", "第二行"].speaker is Speaker.MERCHANT
    assert first["话术!C2", "13800138000"].speaker is Speaker.MERCHANT
    assert first["话术!B3", "好的"].speaker is Speaker.BUYER
    assert first["话术!B3", "好的"].place.hidden
    assert first["话术!B6", "批注里的微信"].place.hidden
    assert [(found.address, found.place.cell) for found in pages[0].links] == [("https://u.wechat.com/x", "话术!B5")]
    assert (pages[1].label, pages[1].hidden, pages[1].text[0].text) == ("隐藏表", True, "旧话术")
    assert pages[2].pixels is not None


def test_xlsx_long_number_in_scientific_form() -> None:
    data = saved(an_xlsx())
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").replace(b"13800138000", b"1.3800138E10")
    _, pages = opened(repacked(data, {"xl/worksheets/sheet1.xml": sheet}), "s.xlsx")
    assert "13800138000" in [line.text for line in pages[0].text]


def a_pptx() -> Any:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "新人福利"
    box = slide.shapes.add_textbox(Inches(1), Inches(1), Inches(3), Inches(1))
    run = box.text_frame.paragraphs[0].add_run()
    run.text = "扫码加微信"
    run.hyperlink.address = "https://u.wechat.com/x"
    slide.notes_slide.notes_text_frame.text = "口播: 加我微信"
    picture = slide.shapes.add_picture(io.BytesIO(PICTURE), 0, 0)
    picture._element.nvPicPr.cNvPr.set("descr", "群二维码")
    deck.slides.add_slide(deck.slide_layouts[5])._element.set("show", "0")
    return deck


def test_pptx_slides_notes_alternatives_and_pictures() -> None:
    _, pages = opened(saved(a_pptx()), "live.pptx")
    said = texts(pages[0])
    assert ("新人福利", False) in said
    assert ("扫码加微信", False) in said
    assert ("群二维码", False) in said
    assert ("口播: 加我微信", True) in said
    assert not any("Click to edit" in text for text, _ in said)
    assert [found.address for found in pages[0].links] == ["https://u.wechat.com/x"]
    assert [page.hidden for page in pages] == [False, True, False]
    assert pages[2].pixels is not None


@pytest.mark.parametrize(
    ("make", "name", "part"),
    [
        (a_docx, "a.docx", "word/document.xml"),
        (an_xlsx, "a.xlsx", "xl/worksheets/sheet1.xml"),
        (a_pptx, "a.pptx", "ppt/slides/slide1.xml"),
    ],
)
class TestDamage:
    def test_truncated(self, make: Any, name: str, part: str) -> None:
        data = saved(make())
        assert code_of(data[: len(data) // 2], name) == "asset-damaged"

    def test_missing_part(self, make: Any, name: str, part: str) -> None:
        assert code_of(repacked(saved(make()), {part: None}), name) == "asset-damaged"

    def test_broken_xml(self, make: Any, name: str, part: str) -> None:
        assert code_of(repacked(saved(make()), {part: b"<a><b></a>"}), name) == "asset-damaged"

    def test_billion_laughs(self, make: Any, name: str, part: str) -> None:
        bomb = (
            b'<!DOCTYPE a [<!ENTITY l "lol"><!ENTITY m "&l;&l;&l;&l;&l;&l;&l;&l;&l;&l;">'
            b'<!ENTITY n "&m;&m;&m;&m;&m;&m;&m;&m;&m;&m;">]><a>&n;</a>'
        )
        assert code_of(repacked(saved(make()), {part: bomb}), name) == "xml-entities"

    def test_external_entity(self, make: Any, name: str, part: str) -> None:
        bomb = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
        assert code_of(repacked(saved(make()), {part: bomb}), name) == "xml-entities"

    def test_deep_nesting(self, make: Any, name: str, part: str) -> None:
        bomb = b"<a>" * 3000 + b"</a>" * 3000
        assert code_of(repacked(saved(make()), {part: bomb}), name) == "xml-too-deep"

    def test_a_broken_picture_inside(self, make: Any, name: str, part: str) -> None:
        data = saved(make())
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            (media,) = [entry for entry in package.namelist() if "/media/" in entry]
        assert code_of(repacked(data, {media: PICTURE[:60]}), name) == "asset-damaged"
        assert code_of(repacked(data, {media: b"\x01\x00\x00\x00emf"}), name) == "embedded-picture-not-examined"

    def test_limits(self, make: Any, name: str, part: str) -> None:
        data = saved(make())
        assert code_of(data, name, replace(LIMITS, max_text=8)) == "text-too-long"
        huge = repacked(data, {part: b"<a>" + b" " * 90_000_000 + b"</a>"})
        assert code_of(huge, name) == "archive-ratio"
