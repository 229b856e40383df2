from collections.abc import Callable

import pytest
from markdown_it import MarkdownIt

from merchlint.message import Lang
from tests.report import sample
from tests.report.rendered import render
from tests.report.test_formats import HOSTILE, hostile_run


@pytest.mark.parametrize("lang", Lang)
def test_golden(lang: Lang, same_as_golden: Callable[[str, str], None]) -> None:
    same_as_golden(f"report.{lang.value}.md", render("markdown", sample.whole_run(), lang))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_makes_no_link_html_or_heading(text: str) -> None:
    reader = MarkdownIt("commonmark", {"html": True}).enable("table")
    tokens = reader.parse(render("markdown", hostile_run(text), Lang.EN))
    inline = [child for token in tokens for child in token.children or ()]
    assert not [t for t in [*tokens, *inline] if t.type in ("link_open", "image", "html_block")]
    assert {t.content for t in inline if t.type == "html_inline"} <= {"<sub>", "</sub>", "<!-- -->"}
    assert len([t for t in tokens if t.type == "heading_open"]) == 3
    assert len([t for t in tokens if t.type == "tr_open"]) == 3
    assert len([t for t in tokens if t.type == "td_open"]) == 8


def test_table_shows_each_platform_and_the_strictest() -> None:
    told = render("markdown", sample.whole_run(), Lang.EN)
    assert "| `chat/script.txt` | ❌ violation | ✅ clean | ❌ violation |" in told
