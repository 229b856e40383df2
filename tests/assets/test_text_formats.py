"""Text that has a structure: tables, JSON, captions, HTML, Markdown, mail."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
from dataclasses import replace
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merchlint.assets.model import Asset, AssetError, Limits, Page, Place, Speaker
from merchlint.assets.opening import open_bytes
from merchlint.assets.tables import cell_name
from tests.assets.pictures_made import drawing, encoded

LIMITS = Limits()
PICTURE = encoded(drawing(), "PNG")
DATA_ADDRESS = "data:image/png;base64," + base64.b64encode(PICTURE).decode()


def opened(text: str | bytes, name: str, limits: Limits = LIMITS) -> list[tuple[Asset, list[Page]]]:
    data = text if isinstance(text, bytes) else text.encode()
    return [(asset, list(asset.pages)) for asset in open_bytes(data, name, limits)]


def page(text: str | bytes, name: str) -> Page:
    ((_, (first, *_rest)),) = opened(text, name)
    return first


def said(text: str | bytes, name: str) -> list[str]:
    return [line.text for line in page(text, name).text]


def code_of(text: str | bytes, name: str, limits: Limits = LIMITS) -> str:
    with pytest.raises(AssetError) as caught:
        opened(text, name, limits)
    assert caught.value.problem.path == name
    return caught.value.problem.code


class TestTables:
    def test_cells_lines_and_speakers(self) -> None:
        found = page('角色,内容\n客服1,"亲,加微信"\n买家,"好的\n谢谢"\n系统,已接入\n', "a.csv").text
        assert [(line.text, line.place.cell, line.place.line, line.speaker) for line in found] == [
            ("角色", "A1", 1, None),
            ("内容", "B1", 1, None),
            ("亲,加微信", "B2", 2, Speaker.MERCHANT),
            ("好的", "B3", 3, Speaker.BUYER),
            ("谢谢", "B3", 3, Speaker.BUYER),
            ("已接入", "B4", 5, Speaker.SYSTEM),
        ]

    def test_roles_without_a_heading(self) -> None:
        found = page("客服\t加微信\n买家\t好\n", "a.tsv").text
        assert [(line.text, line.speaker) for line in found] == [("加微信", Speaker.MERCHANT), ("好", Speaker.BUYER)]

    @pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
    def test_the_delimiter_is_found(self, mark: str) -> None:
        assert said(f"a{mark}b\nc{mark}d\n", "a.csv") == ["a", "b", "c", "d"]

    def test_an_open_quote_loses_nothing(self) -> None:
        assert "".join(said('a,"b\nc,加微信\n', "a.csv")) == "abc,加微信"

    def test_legacy_encoding(self) -> None:
        assert said("内容\n加微信领红包\n".encode("gbk"), "a.csv") == ["内容", "加微信领红包"]

    @pytest.mark.parametrize(("column", "name"), [(0, "A1"), (25, "Z1"), (26, "AA1"), (701, "ZZ1"), (702, "AAA1")])
    def test_cell_names(self, column: int, name: str) -> None:
        assert cell_name(column, 1) == name


class TestJson:
    def test_strings_numbers_places_and_speakers(self) -> None:
        text = (
            '{"messages": [\n {"role": "客服", "text": "\\u52a0微信"},\n'
            ' {"role": "user", "phone": 13800138000, "n": 3}]}'
        )
        found = page(text, "a.json").text
        assert [(line.text, line.place.line, line.place.column, line.place.layer, line.speaker) for line in found] == [
            ("客服", 2, 11, "messages[0].role", Speaker.MERCHANT),
            ("加微信", 2, 25, "messages[0].text", Speaker.MERCHANT),
            ("user", 3, 11, "messages[1].role", Speaker.BUYER),
            ("13800138000", 3, 28, "messages[1].phone", Speaker.BUYER),
        ]

    def test_double_keys_are_both_read(self) -> None:
        assert said('{"a": "加微信", "a": "好"}', "a.json") == ["加微信", "好"]

    @pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
    def test_a_document_a_line(self, name: str) -> None:
        found = page('{"t": "一"}\n\n{"t": "二"}\n', name).text
        assert [(line.text, line.place.line) for line in found] == [("一", 1), ("二", 3)]

    def test_odd_values(self) -> None:
        text = '[NaN, Infinity, -1.5e300, 1e400, true, null, "x\\ny", ' + "9" * 5000 + "]"
        assert said(text, "a.json") == ["x", "y", "9" * 5000]

    @pytest.mark.parametrize("text", ['{"a": ', "[1,]", '"\\ud83d', "[" * 100_000, "plain"])
    def test_broken(self, text: str) -> None:
        assert code_of(text, "a.json") == "asset-damaged"


_WORDS = st.text(alphabet=st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=12)
_JSON = st.recursive(
    _WORDS | st.integers() | st.floats() | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_WORDS, inner, max_size=4),
    max_leaves=20,
)


def _strings(value: object) -> list[str]:
    if isinstance(value, dict):
        return [found for inner in value.values() for found in _strings(inner)]
    if isinstance(value, list):
        return [found for inner in value for found in _strings(inner)]
    return [value] if isinstance(value, str) and value.strip() else []


@given(document=_JSON, ascii_only=st.booleans(), indent=st.sampled_from([None, 1]))
def test_every_string_of_any_json_is_found_where_it_stands(
    document: object, ascii_only: bool, indent: int | None
) -> None:
    text = json.dumps({"head": "行头", "body": document}, ensure_ascii=ascii_only, indent=indent)
    found = page(text, "a.json").text
    wanted = ["行头", *_strings(document)]
    assert [line.text for line in found if not _is_number(line.text)] == [w for w in wanted if not _is_number(w)]
    for line in found:
        assert line.place.line is not None
        assert line.place.column is not None
        assert text.split("\n")[line.place.line - 1][line.place.column - 1] in '"-0123456789'


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[-+.e\d]+", text) is not None


@given(st.lists(st.lists(_WORDS, min_size=2, max_size=4), min_size=1, max_size=6))
def test_every_cell_of_any_csv_is_found(rows: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(rows)
    found = {line.place.cell: line.text for line in page("编号,内容,备注\r\n" + out.getvalue(), "a.csv").text}
    for number, row in enumerate(rows, start=2):
        for column, value in enumerate(row):
            assert found.get(cell_name(column, number), "") == (value if value.strip() else "")


class TestCaptions:
    def test_srt(self) -> None:
        text = (
            "1\n00:00:01,000 --> 00:00:02,500\n<i>加微信</i>\n{\\an8}领红包\n\n"
            "2\n00:01:03,5 --> 00:01:04,000\n12345678\n"
        )
        found = page(text, "a.srt").text
        assert [(line.text, line.place.time, line.place.line) for line in found] == [
            ("加微信", "00:00:01.000", 3),
            ("领红包", "00:00:01.000", 4),
            ("12345678", "00:01:03.500", 8),
        ]

    def test_vtt_by_its_mark_with_voices(self) -> None:
        ((asset, (first,)),) = opened("WEBVTT\n\n01:02.000 --> 01:03.000\n<v 客服>加<b>微</b>信\n", "captions.txt")
        assert asset.media_type == "text/vtt"
        assert first.text[-1].text == "加微信"
        assert first.text[-1].speaker is Speaker.MERCHANT
        assert first.text[-1].place.time == "00:01:02.000"

    def test_lrc(self) -> None:
        found = page("[ti:带货]\n[00:01.50][00:10.00]加微信\n", "a.lrc").text
        assert [(line.text, line.place.time) for line in found] == [("带货", None), ("加微信", "00:00:01.500")]

    def test_text_without_times_is_kept(self) -> None:
        assert said("加微信\n123\n", "a.srt") == ["加微信", "123"]


class TestHtml:
    def test_blocks_are_lines_and_inline_marks_do_not_split_words(self) -> None:
        text = (
            "<!doctype html><title>店铺</title><p>加<b>微</b>信\n领&nbsp;红包<br>下一行</p>"
            "<script>var a='no'</script><style>x{}</style>"
        )
        assert said(text, "a.html") == ["店铺", "加微信 领 红包", "下一行"]

    def test_hidden_parts_are_marked(self) -> None:
        text = (
            "<html><div style='display: none'>一<span>二</span></div><p hidden>三</p><p>四</p>"
            "<span style='font-size:0'>五</span>六<noscript>七</noscript>"
        )
        found = page(text, "a.html").text
        assert [(line.text, line.place.hidden) for line in found] == [
            ("一二", True),
            ("三", True),
            ("四", False),
            ("五", True),
            ("六", False),
            ("七", True),
        ]

    def test_links_alternatives_and_values(self) -> None:
        text = (
            "<html><meta http-equiv=refresh content='0; url=https://r.cn'><a href='https://u.wechat.com/x'>点</a>"
            "<img alt='二维码' src='a.png'><input placeholder='微信号' value='abc'><form action='https://f.cn'></form>"
        )
        found = page(text, "a.html")
        assert [link.address for link in found.links] == ["https://r.cn", "https://u.wechat.com/x", "https://f.cn"]
        assert {line.place.layer: line.text for line in found.text} == {
            None: "点",
            "img@alt": "二维码",
            "input@placeholder": "微信号",
            "input@value": "abc",
        }

    def test_places(self) -> None:
        found = page("<html>\n<p>\n  加微信</p>", "a.html").text
        assert found[0].place == Place(line=3, column=3)

    def test_pictures_inside_are_pages(self) -> None:
        ((_, pages),) = opened(f"<html><img src='{DATA_ADDRESS}'><p hidden><img src='{DATA_ADDRESS}'></p>", "a.html")
        assert [(p.number, p.hidden, p.pixels is not None) for p in pages] == [
            (1, False, False),
            (2, False, True),
            (3, True, True),
        ]

    def test_a_broken_picture_inside_makes_it_incomplete(self) -> None:
        cut = "data:image/png;base64," + base64.b64encode(PICTURE[:50]).decode()
        assert code_of(f"<html><img src='{cut}'>", "a.html") == "asset-damaged"
        assert code_of("<html><img src='data:image/png;base64,@@@'>", "a.html") in ("asset-damaged", "asset-empty")

    def test_markup_that_never_closes(self) -> None:
        assert said("<html>" + "<div>" * 20_000 + "加微信", "a.html") == ["加微信"]


class TestMarkdown:
    def test_marks_are_taken_off_and_links_kept(self) -> None:
        text = (
            "# 标题\n\n加**微**信 [点我](https://u.wechat.com/a) ![码](qr.png)\n<https://a.cn>\n"
            "[r]: http://b.cn\nsnake_case_name \\*\n"
        )
        found = page(text, "a.md")
        assert [line.text for line in found.text] == ["# 标题", "加微信 点我 码", "https://a.cn", "snake_case_name *"]
        assert [link.address for link in found.links] == ["https://u.wechat.com/a", "https://a.cn", "http://b.cn"]
        assert found.text[1].place.line == 3

    def test_pictures_inside_are_pages(self) -> None:
        ((_, pages),) = opened(f"看图 ![码]({DATA_ADDRESS})\n", "a.md")
        assert [line.text for line in pages[0].text] == ["看图 码"]
        assert pages[1].pixels is not None

    @pytest.mark.parametrize("text", ["[" * 50_000, "[a](" * 20_000, "*" * 50_000, "<a" * 50_000])
    def test_costly_lines_end(self, text: str) -> None:
        assert said("字" + text, "a.md")


class TestMail:
    def message(self) -> EmailMessage:
        message = EmailMessage()
        message["Subject"] = "加微信领红包"
        message["From"] = "shop@example.com"
        message["To"] = "a@example.com"
        message.set_content("正文: 加微信\n", charset="gb18030")
        message.add_alternative("<p>加<b>微</b>信 <a href='https://u.wechat.com/x'>点</a></p>", subtype="html")
        message.add_attachment(PICTURE, maintype="image", subtype="png", filename="二维码.png")
        message.add_attachment(b"tool", maintype="application", subtype="x-python", filename="a.py")
        return message

    def test_bodies_are_pages_and_attachments_are_assets(self) -> None:
        mail, attached = opened(self.message().as_bytes(), "a.eml")
        assert mail[0].media_type == "message/rfc822"
        assert [[line.text for line in p.text] for p in mail[1]] == [
            ["加微信领红包", "shop@example.com"],
            ["正文: 加微信"],
            ["加微信 点"],
        ]
        assert mail[1][2].links[0].address == "https://u.wechat.com/x"
        assert attached[0].path == "a.eml!/二维码.png"
        assert attached[1][0].pixels is not None

    def test_unknown_charset_falls_back_to_looking(self) -> None:
        data = "From: a\nTo: b\nContent-Type: text/plain; charset=nonsense\n\n加微信\n".encode()
        ((_, pages),) = opened(data, "a.eml")
        assert pages[1].text[0].text == "加微信"

    def test_a_mail_name_over_plain_text(self) -> None:
        ((asset, _),) = opened("加微信\n", "a.eml")
        assert asset.media_type == "message/rfc822" or asset.notes


@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.srt", "a.html", "a.md", "a.txt", "a.lrc", "a.eml"])
def test_text_length_is_limited(name: str) -> None:
    text = 'From: a\nTo: b\n\n["' + "加微信" * 100 + '"]' if name == "a.eml" else '["' + "加微信" * 100 + '"]'
    assert code_of(text, name, replace(LIMITS, max_text=50)) == "text-too-long"
