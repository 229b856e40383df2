"""The built-in rulebook as a whole: examples enough, and every one of them holds with the real matcher and judge."""

from __future__ import annotations

from dataclasses import replace

import pytest

from merchlint.language import load_lexicon
from merchlint.message import Lang
from merchlint.rulebook.folders import builtin_rules_folder
from merchlint.rulebook.load import load_rulebook
from merchlint.rulebook.model import Clause, Platform
from merchlint.rulebook.selftest import run_examples
from merchlint.run.examples import ExampleMatcher

RULEBOOK = load_rulebook()
_CLAUSES = [c for p in RULEBOOK.platforms for c in p.clauses]


@pytest.fixture(scope="module")
def matcher() -> ExampleMatcher:
    return ExampleMatcher(RULEBOOK, load_lexicon(builtin_rules_folder() / "lexicon"))


def test_eight_platforms_and_the_law() -> None:
    platforms = {"tmall", "taobao", "pdd", "douyin", "jd", "kuaishou", "xiaohongshu", "wechat_shop", "cn_law"}
    assert {p.id for p in RULEBOOK.platforms} == platforms


@pytest.mark.parametrize("clause", _CLAUSES, ids=lambda c: f"{c.id}-{c.effective.start}")
def test_three_examples_of_each_side(clause: Clause) -> None:
    assert len(set(map(repr, clause.found))) >= 3
    assert len(set(map(repr, clause.clean))) >= 3


@pytest.mark.parametrize("platform", RULEBOOK.platforms, ids=lambda p: p.id)
def test_every_example_holds(platform: Platform, matcher: ExampleMatcher) -> None:
    results = run_examples(replace(RULEBOOK, platforms=(platform,)), matcher)
    assert [r.problem.render(Lang.EN) for r in results if r.problem is not None] == []


def test_a_remedy_never_teaches_a_dodge() -> None:
    dodges = ("谐音", "拆字", "换个写法", "火星文", "homophone", "split the")
    said = {c.id: c.remedy.zh + c.remedy.en for c in _CLAUSES}
    assert [id_ for id_, text in said.items() if any(d in text for d in dodges) and "不要" not in text] == []


def test_whatever_the_lexicon_finds_has_a_name() -> None:
    lexicon = load_lexicon(builtin_rules_folder() / "lexicon")
    found = {noun.target for noun in lexicon.nouns} | {phrase.target for phrase in lexicon.phrases}
    found |= {target for target, _ in lexicon.hosts}
    assert found - {target.id for target in RULEBOOK.targets} == set()
