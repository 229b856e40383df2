import json
import unicodedata
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from merchlint.report import safe

# Any code point at all, lone surrogates included: file names can hold them.
ANYTHING = st.text(alphabet=st.characters(codec=None, exclude_categories=()), max_size=40)
NASTY = ["\x1b[31mred\x1b[0m", "a\nb", "\u202egnp.exe", "a\u200bb", "\udc80", "\x9b2J", "\u2028", "\U000e0041", "\x00"]


@pytest.mark.parametrize("text", NASTY)
def test_plain_shows_what_is_invisible(text: str) -> None:
    shown = safe.plain(text)
    assert "\\" in shown
    assert all(unicodedata.category(c)[0] != "C" for c in shown)


def test_plain_leaves_readable_text_alone() -> None:
    text = "加微信 wx_888 领红包 👨‍👩‍👧 ❤️ ½ Ａ"
    assert safe.plain(text) == text


def test_plain_shows_a_joiner_that_splits_a_word() -> None:
    assert safe.plain("微\u200d信") == "微\\u200d信"


@given(ANYTHING)
def test_plain_is_one_printable_line(text: str) -> None:
    shown = safe.plain(text)
    assert len(shown.splitlines()) <= 1
    assert not [c for c in shown if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")]
    shown.encode()


@given(ANYTHING)
def test_json_reads_back_unchanged_and_is_harmless_to_look_at(text: str) -> None:
    written = safe.json_text({"text": text})
    assert json.loads(written)["text"] == text
    written.encode()
    assert not [c for c in written if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") and c != "\n"]


@given(ANYTHING)
def test_xml_keeps_its_shape(text: str) -> None:
    document = ET.fromstring(f'<a b="{safe.xml_text(text)}">{safe.xml_text(text)}</a>')
    assert document.text == (safe.plain(text) or None)
    assert not list(document)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[click](https://evil.test)",
        "![x](https://evil.test/a.png)",
        "https://evil.test",
        "www.evil.test",
        "# head",
        "1. list",
        "- list",
        "| a | b |",
        "`code`",
        "**bold** _it_",
        "<https://evil.test>",
        "&lt;b&gt;",
        "a\n\n# head",
        "> quote",
        "    code",
        "---",
        "===",
    ],
)
def test_markdown_text_stays_words(text: str) -> None:
    reader = MarkdownIt("gfm-like", {"linkify": False}).enable(["table", "strikethrough"])
    written = safe.markdown_text(text)
    tokens = reader.parse(f"- {written}")
    inline = [child.type for token in tokens if token.children for child in token.children]
    assert set(inline) <= {"text", "html_inline", "text_special"}
    assert not [t for t in tokens if t.type in ("heading_open", "html_block", "table_open", "hr", "blockquote_open")]
    assert "<script" not in written
    assert "://" not in written


def test_markdown_text_mentions_nobody() -> None:
    assert "@team" not in safe.markdown_text("@team")
    assert "#123" not in safe.markdown_text("#123")


@given(st.text(alphabet="`| a\\<>\n[]()", max_size=20))
def test_markdown_code_holds_everything_inside_one_span(text: str) -> None:
    tokens = MarkdownIt("commonmark").parse(f"x {safe.markdown_code(text)} y")
    [inline] = [t for t in tokens if t.type == "inline"]
    assert inline.children is not None
    assert [c.type for c in inline.children] == ["text", "code_inline", "text"]


@pytest.mark.parametrize("text", ["a\n::error::boo", "a%0A::error::boo", "a\r::stop-commands::x", "\x1b]8;;x"])
def test_github_data_cannot_start_a_command(text: str) -> None:
    written = safe.github_data(text)
    assert "\n" not in written
    assert "\r" not in written
    assert "%0A" not in written.replace("%250A", "")


def test_github_property_cannot_add_a_property() -> None:
    assert safe.github_property("a,line=1::x") == "a%2Cline=1%3A%3Ax"


def test_sarif_text_makes_no_link() -> None:
    assert safe.sarif_text("[x](https://evil.test)") == "\\[x\\](https://evil.test)"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("cards/a b.png", "cards/a%20b.png"),
        ("卡.png", "%E5%8D%A1.png"),
        ("/abs/a.png", "file:///abs/a.png"),
        ("javascript:alert(1)", "javascript%3Aalert%281%29"),
        ("a.zip!/b#c?.png", "a.zip!/b%23c%3F.png"),
        ("bad\udcff.png", "bad%FF.png"),
    ],
)
def test_uri(path: str, expected: str) -> None:
    assert safe.uri(path) == expected


@given(ANYTHING)
def test_uri_takes_any_path(path: str) -> None:
    assert safe.uri(path).isascii()
