"""docs/coverage.md says where each fact went; it must say what the rulebook says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from merchlint.rulebook.load import load_rulebook
from merchlint.rulebook.model import Rulebook

DOCS = Path(__file__).parents[2] / "docs"
ROW = re.compile(r"^\| (?P<fact>[A-Z]{2}-\d{2}) \| [^|]+ \| (?P<where>[^|]+) \|$", re.MULTILINE)
CLAUSE = re.compile(r"\b[A-Z]{2}\d{3}\b")


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook()


def used(rulebook: Rulebook) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for platform in rulebook.platforms:
        for clause in platform.clauses:
            for fact in clause.facts:
                found.setdefault(fact, set()).add(clause.id)
    return found


@pytest.mark.parametrize("name", ["coverage.md", "coverage.en.md"])
def test_every_fact_of_a_clause_is_listed_with_all_its_clauses(name: str, rulebook: Rulebook) -> None:
    text = (DOCS / name).read_text(encoding="utf-8")
    rows = {m["fact"]: m["where"] for m in ROW.finditer(text)}
    for fact, clauses in used(rulebook).items():
        assert clauses <= set(CLAUSE.findall(rows[fact])), fact


@pytest.mark.parametrize("name", ["coverage.md", "coverage.en.md"])
def test_no_row_names_a_clause_that_does_not_exist(name: str, rulebook: Rulebook) -> None:
    text = (DOCS / name).read_text(encoding="utf-8")
    known = {c.id for p in rulebook.platforms for c in p.clauses}
    assert set(CLAUSE.findall(text)) <= known


def test_both_languages_list_the_same_facts_in_the_same_places() -> None:
    tables = [
        [(m["fact"], CLAUSE.findall(m["where"])) for m in ROW.finditer((DOCS / name).read_text(encoding="utf-8"))]
        for name in ("coverage.md", "coverage.en.md")
    ]
    assert tables[0] == tables[1]
    assert len(tables[0]) > 150


def test_totals_of_clauses_and_examples_are_current(rulebook: Rulebook) -> None:
    text = (DOCS / "coverage.en.md").read_text(encoding="utf-8")
    for platform in rulebook.platforms:
        found = sum(len(c.found) for c in platform.clauses)
        clean = sum(len(c.clean) for c in platform.clauses)
        assert f"| {platform.name.en} | {len(platform.clauses)} | {found} | {clean} |" in text
