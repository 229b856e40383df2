from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merchlint.language.fold import FoldTable, load_fold_table
from merchlint.language.pattern_index import Frequency, PatternIndex
from merchlint.language.patterns import Names, PatternError, compile_pattern

TABLE: FoldTable = load_fold_table({})
NAMES = Names({"wei": "微薇"}, {"verb": ["加", "添加"], "loop": ["<loop>"]})


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("<wei>信", "加薇信"),
        ("(加|扫)我", "扫我"),
        ("加我?微", "加微"),
        ("加<..3>群", "加我们的群"),
        ("微<_>信", "微~·信"),
        ("返<#>元", "返３元".translate(TABLE.forms)),
        ("<verb>好友", "添加好友"),
        ("微<->信", "微.信"),
        ("ＶＸ", "vx"),
    ],
)
def test_matches(pattern: str, text: str) -> None:
    assert compile_pattern(pattern, NAMES, TABLE).regex.search(text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [("加<..3>群", "加你。进群"), ("加<..3>群", "加我们大家的群"), ("vx", "avx"), ("微<->信", "微信"), ("qq", "qqq")],
)
def test_does_not_match(pattern: str, text: str) -> None:
    assert not compile_pattern(pattern, NAMES, TABLE).regex.search(text)


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("(加微信|加微|扫)", "先扫,再加微信", ["扫", "加微信"]),
        ("(gift|礼品|送<#>)", "送50 gifts agift gift", ["送50", "gift"]),
        ("(加|添?扫)(微|群)", "添扫微,加群,添群", ["添扫微", "加群"]),
        ("添?加?微", "添加微 加微 添微 微", ["添加微", "加微", "添微", "微"]),
        ("<#>折", "八.5折", ["八.5折"]),
        ("(<wei>信?|<wei>我)", "薇我微信", ["薇", "微信"]),
        ("(加|加我|加)群", "加我群", ["加我群"]),
        ("qq<_>群", "13800qq群 aqq群", ["qq群"]),
    ],
)
def test_finds_the_same_wherever_the_search_begins(pattern: str, text: str, found: list[str]) -> None:
    spans = compile_pattern(pattern, NAMES, TABLE).spans(text)
    assert [text[start:end] for start, end in spans] == found


def test_a_spaced_word_may_lack_its_first_character() -> None:
    spaced = compile_pattern("添?加?群", NAMES, TABLE, spaced=True)
    text = "添-加-群 添-群 加 群"
    assert [text[start:end] for start, end in spaced.spans(text)] == ["添-加-群", "添-群", "加 群"]


def test_spaced_words_may_be_split() -> None:
    spaced = compile_pattern("公众号", NAMES, TABLE, spaced=True)
    assert spaced.regex.search("公~众 号")
    assert not spaced.regex.search("公益大众号")


@pytest.mark.parametrize("pattern", ["(加", "加)", "<none>", "<wei", "a||b", "?", "<..99>加", "<loop>", "()"])
def test_what_means_nothing_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        compile_pattern(pattern, NAMES, TABLE)


SOURCES = [
    "<wei>信",
    "加<..3>群",
    "<verb>好友",
    "加我?微",
    "(微|薇)信(群|好友)",
    "群",
    "(加|+)<wei>",
    "♥信?",
    "<wei><->信",
    "加<..2>(微|群<#>)",
    "(<verb><..2>群|返<#>元|vx|♥)",
    "we chat",
]
PATTERNS = [compile_pattern(source, NAMES, TABLE, spaced=spaced) for source in SOURCES for spaced in (False, True)]


@given(st.text(alphabet="加微薇信我群添好友~ +♥vxwechat返3元\n", max_size=40))
def test_the_index_never_hides_a_match(text: str) -> None:
    possible = PatternIndex(dict(enumerate(PATTERNS)), Frequency("加我", ())).by_line(text)
    for number, line in enumerate(text.split("\n")):
        matching = {index for index, pattern in enumerate(PATTERNS) if pattern.regex.search(line)}
        assert matching <= set(possible.get(number, ()))


def test_the_index_leaves_out_lines_that_hold_nothing() -> None:
    index = PatternIndex(dict(enumerate(PATTERNS)), Frequency("加我", ()))
    assert list(index.by_line("我好\n薇信\n\n元\n")) == [1]


def test_what_matters_beside_others_makes_no_line_worth_a_look() -> None:
    patterns = {n: compile_pattern(source, NAMES, TABLE) for n, source in enumerate(("群", "微信群"))}
    index = PatternIndex(patterns, Frequency("", ()), beside=frozenset({0}))
    assert index.by_line("群\n微信群") == {1: [0, 1]}
