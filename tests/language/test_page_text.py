from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merchlint.assets.model import Place, Speaker
from merchlint.geometry import bounds, upright
from merchlint.language import Lexicon, Stance, find_mentions, join_lines
from merchlint.observe.model import TextLine

WORDS = st.text(alphabet="加微信领v1 abc，", max_size=8)


def layout(text: str, top: float, block: int = 0) -> TextLine:
    return TextLine(text, box=upright(0, top, 100, top + 20), block=block)


def test_a_lure_broken_by_the_layout_is_found_on_both_lines(lexicon: Lexicon) -> None:
    page = join_lines([layout("快来加微", 0), layout("信领红包", 30)])
    lure = next(m for m in find_mentions(page.text, lexicon) if m.stance is Stance.SOLICIT and m.target == "wechat")
    located = page.locate(lure.start, lure.end)
    assert located.lines == (0, 1)
    assert located.box is not None
    assert bounds(located.box)[1] == 0
    assert bounds(located.box)[3] == 50


def test_other_blocks_are_not_glued(lexicon: Lexicon) -> None:
    page = join_lines([layout("更多加微", 0, block=1), layout("信封一个", 30, block=2)])
    assert "\n" in page.text


def test_lines_of_a_file_are_not_glued() -> None:
    page = join_lines([TextLine("加微", place=Place(line=1)), TextLine("信", place=Place(line=2))])
    assert page.text == "加微\n信"


def test_the_column_counts_from_the_start_of_the_line() -> None:
    page = join_lines([TextLine("你好", place=Place(line=1)), TextLine("请加微信", place=Place(line=2))])
    at = page.text.index("加")
    place = page.locate(at, at + 3).place
    assert (place.line, place.column) == (2, 2)


def test_a_part_of_a_line_gets_its_share_of_the_box() -> None:
    page = join_lines([TextLine("一二三四", box=upright(0, 0, 100, 20))])
    assert page.locate(1, 3).box == upright(25, 0, 75, 20)


def test_a_column_is_shared_from_top_to_bottom() -> None:
    page = join_lines([TextLine("一二三四", box=upright(0, 0, 20, 100), vertical=True)])
    assert page.locate(2, 4).box == upright(0, 50, 20, 100)


def test_boxes_of_single_characters_win() -> None:
    boxes = tuple(upright(x, 0, x + 5, 9) for x in (3.0, 11.0, 40.0))
    page = join_lines([TextLine("加微信", box=upright(0, 0, 100, 20), char_boxes=boxes)])
    box = page.locate(0, 2).box
    assert box is not None
    assert bounds(box) == (3, 0, 16, 9)


def test_speakers_of_the_lines_are_kept() -> None:
    page = join_lines([TextLine("好", speaker=Speaker.BUYER), TextLine("行", speaker=Speaker.MERCHANT)])
    assert [(s.start, s.speaker) for s in page.speakers] == [(0, Speaker.BUYER), (2, Speaker.MERCHANT)]


def test_a_span_outside_the_text_is_refused() -> None:
    with pytest.raises(ValueError, match="no span"):
        join_lines([TextLine("a")]).locate(1, 3)


@given(st.lists(WORDS, min_size=1, max_size=6), st.booleans(), st.data())
def test_every_span_leads_back_to_its_lines(words: list[str], laid_out: bool, data: st.DataObject) -> None:
    lines = [layout(w, i * 30.0) if laid_out else TextLine(w) for i, w in enumerate(words)]
    page = join_lines(lines)
    assert all(page.text[s : s + len(line.text)] == line.text for s, line in zip(page.starts, lines, strict=True))
    if page.text:
        start = data.draw(st.integers(0, len(page.text) - 1))
        end = data.draw(st.integers(start + 1, len(page.text)))
        located = page.locate(start, end)
        assert list(located.lines) == sorted(set(located.lines))
        assert (located.box is not None) <= laid_out
