"""Pages that people read: complete, escaped, the same every time."""

from __future__ import annotations

from pathlib import Path

from merchlint.rulebook.condition_words import condition_lines
from merchlint.rulebook.docs import rule_pages
from merchlint.rulebook.load import load_rulebook
from tests.rulebook.books import PLATFORM, write_book


def test_a_page_a_platform_in_both_forms_and_languages(tmp_path: Path) -> None:
    pages = rule_pages(load_rulebook(write_book(tmp_path)))
    assert sorted(pages) == sorted(
        f"{lang}/{page}.{kind}" for lang in ("zh", "en") for page in ("index", "shop") for kind in ("md", "html")
    )


def test_the_page_says_what_the_clause_says(tmp_path: Path) -> None:
    pages = rule_pages(load_rulebook(write_book(tmp_path)))
    chinese = (
        "SH101 标题",
        "第一条",
        "2024-07-01 起",
        "example.com/notice",
        "转载",
        "¥2,000",
        "加微信",
        "谢谢",
        "去掉。",
    )
    english = ("SH101 Title", "from 2024-07-01", "example.com/notice", "reprint", "¥2,000", "加微信", "Remove it.")
    for lang, pieces in (("zh", chinese), ("en", english)):
        for kind in ("md", "html"):
            assert [piece for piece in pieces if piece not in pages[f"{lang}/shop.{kind}"]] == []


def test_hostile_text_is_shown_as_it_stands(tmp_path: Path) -> None:
    platform = PLATFORM.replace("text: 加微信}", "text: '<script>alert(1)</script> [x](javascript:1) | `y`'}")
    pages = rule_pages(load_rulebook(write_book(tmp_path, platform=platform)))
    assert "<script>" not in pages["zh/shop.html"]
    assert "&lt;script&gt;" in pages["zh/shop.html"]
    assert r"\<script\>" in pages["zh/shop.md"]
    assert r"\[x\](javascript:1) \| \`y\`" in pages["zh/shop.md"]


def test_pages_are_the_same_every_time(tmp_path: Path) -> None:
    rulebook = load_rulebook(write_book(tmp_path))
    assert rule_pages(rulebook) == rule_pages(rulebook)


def test_facts_of_an_example_are_shown(tmp_path: Path) -> None:
    facts = (
        "merchant: {role: reseller, facts: [{fact: fan_group}, {fact: white_list, holds: false}], large_volume: true}"
    )
    platform = PLATFORM.replace("text: 加微信}", f"text: 加微信, as_of: 2025-02-03, {facts}}}")
    page = rule_pages(load_rulebook(write_book(tmp_path, platform=platform)))["zh/shop.html"]
    assert "加微信 (2025-02-03、经销商、有 fan_group、没有 white_list、large_volume)" in page


def test_the_law_behind_a_clause_names_the_clause_of_the_law(tmp_path: Path) -> None:
    clause = PLATFORM[PLATFORM.index("  - id: SH101") :]
    law = clause.replace("SH101", "LA101\n    facts: [LW-01]")
    platform = PLATFORM.replace("id: SH101", "id: SH101\n    law: [LW-01, LW-02]") + law
    page = rule_pages(load_rulebook(write_book(tmp_path, platform=platform)))["en/shop.md"]
    assert "**Law**: LW-01 (LA101), LW-02" in page


def test_conditions_in_words(tmp_path: Path) -> None:
    rulebook = load_rulebook(write_book(tmp_path))
    lines = condition_lines(rulebook.platforms[0].clauses[0].condition, rulebook)
    assert [(depth, said.zh) for depth, said in lines] == [
        (0, "任一："),
        (1, "文字；含义：给出联系方式；去向：第三方（本平台以外的去向）"),
        (1, "码；去向：微信"),
    ]


def test_the_builtin_rulebook_makes_pages() -> None:
    rulebook = load_rulebook()
    pages = rule_pages(rulebook)
    for platform in rulebook.platforms:
        for clause in platform.clauses:
            assert clause.message.en in pages[f"en/{platform.id}.html"].replace("&#39;", "'").replace("&#34;", '"')
