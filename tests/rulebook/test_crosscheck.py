"""Contradictions between the files of a rulebook: each an error with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from merchlint.rulebook.load import load_rulebook
from tests.rulebook.books import DESTINATIONS, PLATFORM, place, problems_of, write_book

_CLAUSE = PLATFORM[PLATFORM.index("  - id: SH101") :]


def test_hosts_need_targets_and_stand_once(tmp_path: Path) -> None:
    line = "  - {host: u.wechat.com, target: wechat, kind: profile}\n"
    destinations = DESTINATIONS + line + "  - {host: a.example, target: nobody, kind: profile}\n"
    codes = [p.code for p in problems_of(write_book(tmp_path, destinations=destinations))]
    assert codes == ["duplicate-host", "unknown-target"]


def test_duplicate_clause_in_one_platform(tmp_path: Path) -> None:
    problems = problems_of(write_book(tmp_path, platform=PLATFORM + _CLAUSE))
    line = PLATFORM.count("\n") + 1
    assert [place(p, tmp_path) for p in problems] == [("duplicate-id", "platforms/shop.yaml", line, 9)]


def test_versions_of_a_clause_follow_each_other(tmp_path: Path) -> None:
    older = _CLAUSE.replace("{from: 2024-07-01}", "{to: 2024-06-30}").replace("    penalty: ladder\n", "")
    rulebook = load_rulebook(write_book(tmp_path / "good", platform=PLATFORM + older))
    assert [c.id for c in rulebook.platforms[0].clauses] == ["SH101", "SH101"]
    overlapping = older.replace("2024-06-30", "2024-07-01")
    (problem,) = problems_of(write_book(tmp_path / "bad", platform=PLATFORM + overlapping))
    assert problem.code == "duplicate-id"
    assert "without overlap" in problem.todo.en


def test_clause_id_of_another_platform(tmp_path: Path) -> None:
    folder = write_book(tmp_path)
    other = PLATFORM.replace("platform: shop", "platform: wechat")
    (folder / "platforms" / "wechat.yaml").write_text(other, encoding="utf-8")
    assert [p.code for p in problems_of(folder)] == ["duplicate-id"]


def test_the_same_platform_in_two_files(tmp_path: Path) -> None:
    folder = write_book(tmp_path)
    (folder / "platforms" / "zzz.yaml").write_text(PLATFORM, encoding="utf-8")
    assert [place(p, tmp_path) for p in problems_of(folder)] == [("duplicate-platform", "platforms/zzz.yaml", 2, 11)]


@pytest.mark.parametrize("alias", ["SH101", "SH900"])
def test_an_alias_is_nobody_elses_name(tmp_path: Path, alias: str) -> None:
    first = PLATFORM.replace("    family:", "    aliases: [SH900]\n    family:")
    second = _CLAUSE.replace("id: SH101", f"id: SH102\n    aliases: [{alias}]")
    problems = problems_of(write_book(tmp_path, platform=first + second))
    assert [p.code for p in problems] == ["duplicate-id"]
