from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from merchlint.language import LexiconError, Stance, find_mentions, load_lexicon
from tests.language.conftest import RULES

HEAD = "schema: merchlint-lexicon/1\n"


def own(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "own.yaml"
    path.write_text(HEAD + text, encoding="utf-8")
    return path


def test_a_users_own_target_gets_the_same_treatment(tmp_path: Path) -> None:
    extra = own(
        tmp_path,
        "nouns:\n  - {id: my-app, target: my_app, act: visit, points: 0, any: [暖家微铺], lead: {search_verbs: 2}}\n",
    )
    lexicon = load_lexicon(RULES, [extra])
    (found,) = [m for m in find_mentions("打开 暖 家·微 铺 看看", lexicon) if m.target == "my_app"]
    assert found.stance is Stance.SOLICIT
    assert found.disguised


def test_a_users_own_homophone_joins_the_class(tmp_path: Path) -> None:
    text = "加魑信领红包"
    assert not [m for m in find_mentions(text, load_lexicon(RULES)) if m.target == "wechat"]
    lexicon = load_lexicon(RULES, [own(tmp_path, "classes:\n  wei_odd: 魑\n")])
    assert [m.stance for m in find_mentions(text, lexicon) if m.target == "wechat"] == [Stance.SOLICIT]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("surprise: {}\n", "lexicon-unknown-key", 2),
        ("words:\n  a1: [x]\n  a1: [y]\n", "lexicon-duplicate-key", 4),
        ("nouns:\n  - {id: a, target: b, act: visit}\n", "lexicon-missing-key", 3),
        ("nouns:\n  - {id: a, target: b, act: fly, points: 1, any: [x]}\n", "lexicon-unknown-value", 3),
        ("nouns:\n  - {id: a, target: b, act: visit, points: one, any: [x]}\n", "lexicon-not-number", 3),
        ("harmless:\n  - (a\n", "lexicon-bad-pattern", 3),
        ("harmless:\n  - <_>a?\n", "lexicon-pattern-too-open", 3),
        ("nouns: {a: b}\n", "lexicon-not-list", 2),
        ("words: [a]\n", "lexicon-not-mapping", 2),
        ("nouns:\n  - {id: a, target: b, act: visit, points: 1, any: [x], plain: maybe}\n", "lexicon-not-flag", 3),
        ("words: {a: [[x]]}\n", "lexicon-not-text", 2),
        ("nouns: [\n", "lexicon-not-yaml", 3),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, text: str, code: str, line: int) -> None:
    path = own(tmp_path, text)
    with pytest.raises(LexiconError) as caught:
        load_lexicon(RULES, [path])
    problem = caught.value.problem
    assert (problem.code, problem.path, problem.line) == (code, str(path), line)
    assert problem.what.zh
    assert problem.what.en


def test_a_name_defined_twice_in_the_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "lexicon"
    shutil.copytree(RULES, folder)
    (folder / "zz.yaml").write_text(HEAD + "classes:\n  wei_core: 微\n", encoding="utf-8")
    with pytest.raises(LexiconError) as caught:
        load_lexicon(folder)
    assert caught.value.problem.code == "lexicon-duplicate-key"


def test_an_empty_folder_is_no_lexicon(tmp_path: Path) -> None:
    with pytest.raises(LexiconError) as caught:
        load_lexicon(tmp_path)
    assert caught.value.problem.code == "lexicon-missing"


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(LexiconError) as caught:
        load_lexicon(RULES, [path])
    assert caught.value.problem.code == "lexicon-unreadable"
