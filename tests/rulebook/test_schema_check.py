"""What does not fit a schema is told in one sentence, at the right place, with what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from merchlint.rulebook.schema_check import SCHEMA_NAMES, schema_text
from tests.rulebook.books import DESTINATIONS, MANIFEST, MEASURES, PLATFORM, find_in, place, problems_of, write_book

_FILES = {
    "platform": ("platforms/shop.yaml", PLATFORM),
    "manifest": ("rulebook.yaml", MANIFEST),
    "destinations": ("destinations.yaml", DESTINATIONS),
    "measures": ("measures.yaml", MEASURES),
}


@pytest.mark.parametrize("name", SCHEMA_NAMES)
def test_schemas_are_schemas(name: str) -> None:
    Draft202012Validator.check_schema(json.loads(schema_text(name)))


# file, what is replaced, by what, code, the piece of the changed file that the place points at
_CASES = [
    (
        "platform",
        "degree: general\n    penalty",
        "degreee: general\n    penalty",
        "unknown-key",
        "degreee: general\n    p",
    ),
    ("platform", "    article: 第一条\n", "", "missing-key", "id: SH101"),
    ("platform", "verdict: violation", "verdict: violations", "not-one-of", "violations"),
    ("platform", "kind: [text]", "kind: [texts]", "not-one-of", "texts"),
    ("platform", "from: 2024-07-01}\n    channels", "from: 2024-13-01}\n    channels", "bad-date", "2024-13-01"),
    ("platform", "from: 2024-07-01}\n    channels", "from: 2024-7-1}\n    channels", "bad-date", "2024-7-1"),
    ("platform", "fine_cny: 2000", "fine_cny: about 2000", "wrong-type", "about 2000"),
    ("platform", "fine_cny: 2000", "fine_cny: -5", "out-of-range", "-5"),
    ("platform", "text: 加微信", "text: 12345", "wrong-type", "12345"),
    (
        "platform",
        "{channel: package_card, text: 谢谢}",
        "{channel: package_card}",
        "bad-value",
        "{channel: package_card}",
    ),
    ("platform", "kind: [text]", "kind: text", "wrong-type", "text, act"),
    ("platform", "kind: [text]", "kind: []", "empty-value", "[], act"),
    ("platform", "kind: [text]", "kind: [text, text]", "repeated-value", "[text, text]"),
    ("platform", "id: SH101", "id: sh-1", "bad-value", "sh-1"),
    ("platform", "    condition:\n", "    condition:\n      always: true\n", "too-many-keys", "always: true"),
    ("platform", "channels: [package_card, sms]", "channels: every", "not-one-of", "every"),
    ("platform", "        - {channel: package_card, text: 谢谢}", "        []", "empty-value", "[]"),
    ("platform", "points: 12, point_system: shop_a", "points: 12", "missing-key", "12, grade"),
    ("platform", "zh: 去掉。, en: Remove it.", "zh: 去掉。", "missing-key", "{zh: 去掉。"),
    ("platform", "platform: shop", "platform: [shop]", "wrong-type", "[shop]"),
    (
        "platform",
        "schema: merchlint-platform/1",
        "schema: merchlint-platform/2",
        "schema-newer",
        "merchlint-platform/2",
    ),
    ("platform", "schema: merchlint-platform/1", "schema: platform", "not-one-of", "platform"),
    ("manifest", "version: 1.0.0", "version: 1.0", "wrong-type", "1.0"),
    ("manifest", "version: 1.0.0", "version: one", "bad-value", "one"),
    ("destinations", "kind: profile", "kind: profile, note: x", "unknown-key", "note"),
    ("destinations", "u.wechat.com", "https://u.wechat.com", "bad-value", "https:"),
    ("measures", "removal:", "Removal Now:", "bad-value", "Removal Now"),
]


@pytest.mark.parametrize(("file", "old", "new", "code", "piece"), _CASES)
def test_problem_and_place(tmp_path: Path, file: str, old: str, new: str, code: str, piece: str) -> None:
    name, text = _FILES[file]
    assert text.count(old) >= 1
    changed = text.replace(old, new, 1)
    problems = problems_of(write_book(tmp_path, **{file: changed}))
    assert (code, name, *find_in(changed, piece)) in [place(p, tmp_path) for p in problems]


def test_all_problems_are_listed_in_file_order(tmp_path: Path) -> None:
    changed = PLATFORM.replace("kind: [text]", "kinds: [text]").replace("verdict: violation", "verdict: bad")
    problems = problems_of(write_book(tmp_path, platform=changed))
    assert [p.code for p in problems] == ["unknown-key", "not-one-of"]


def test_nearest_word_is_suggested(tmp_path: Path) -> None:
    changed = PLATFORM.replace("kind: [text]", "kinds: [text]")
    (problem,) = problems_of(write_book(tmp_path, platform=changed))
    assert problem.todo.en.startswith("Did you mean kind?")
    assert problem.todo.zh.startswith("是不是想写 kind？")


def test_a_file_that_holds_no_mapping(tmp_path: Path) -> None:
    problems = problems_of(write_book(tmp_path, platform="just words\n"))
    assert [place(p, tmp_path) for p in problems] == [("wrong-type", "platforms/shop.yaml", 1, 1)]


def test_an_empty_file(tmp_path: Path) -> None:
    problems = problems_of(write_book(tmp_path, destinations=""))
    assert [place(p, tmp_path) for p in problems] == [("wrong-type", "destinations.yaml", 1, 1)]


def test_keys_are_never_regular_expressions(tmp_path: Path) -> None:
    """A rulebook has no place for a regular expression, so none can blow up."""
    changed = PLATFORM.replace("kind: [text]", "regex: '(a+)+$'")
    problems = problems_of(write_book(tmp_path, platform=changed))
    assert [p.code for p in problems] == ["unknown-key"]
