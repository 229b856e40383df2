"""What a rulebook adds to and changes in the one it extends."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from merchlint.rulebook.load import load_rulebook
from merchlint.rulebook.model import Degree, Rulebook
from tests.rulebook.books import PLATFORM, find_in, place, problems_of, write_book, write_extension

_HEAD = "schema: merchlint-platform/1\nplatform: shop\noverride: true\n"
_CLAUSE = PLATFORM[PLATFORM.index("  - id: SH101") :]


def extended(tmp_path: Path, platform: str | None = None, **others: str) -> Rulebook:
    write_book(tmp_path / "base")
    return load_rulebook(write_extension(tmp_path / "own", "../base", platform, **others))


def test_nothing_added_is_the_base(tmp_path: Path) -> None:
    base = load_rulebook(write_book(tmp_path / "base"))
    own = extended(tmp_path)
    assert own.platforms == base.platforms
    assert own.digest != base.digest


def test_extends_builtin(tmp_path: Path) -> None:
    own = load_rulebook(write_extension(tmp_path, "builtin"))
    assert own.platforms == load_rulebook().platforms


def test_one_key_of_a_clause_is_changed(tmp_path: Path) -> None:
    own = extended(tmp_path, _HEAD + "clauses:\n  - {id: SH101, override: true, degree: severe}\n")
    base = load_rulebook(tmp_path / "base").platforms[0].clauses[0]
    (clause,) = own.platforms[0].clauses
    assert (clause.degree, clause.found, clause.title) == (Degree.SEVERE, base.found, base.title)


def test_every_version_of_a_clause_is_changed(tmp_path: Path) -> None:
    older = _CLAUSE.replace("{from: 2024-07-01}", "{to: 2024-06-30}")
    write_book(tmp_path / "base", platform=PLATFORM + older)
    folder = write_extension(
        tmp_path / "own", "../base", _HEAD + "clauses:\n  - {id: SH101, override: true, degree: minor}\n"
    )
    assert [c.degree for c in load_rulebook(folder).platforms[0].clauses] == [Degree.MINOR, Degree.MINOR]


def test_own_dates_replace_every_version(tmp_path: Path) -> None:
    older = _CLAUSE.replace("{from: 2024-07-01}", "{to: 2024-06-30}")
    third = _CLAUSE.replace("SH101", "SH102")
    write_book(tmp_path / "base", platform=PLATFORM + older + third)
    text = _HEAD + "clauses:\n  - {id: SH101, override: true, effective: {from: 2020-01-01}}\n"
    clauses = load_rulebook(write_extension(tmp_path / "own", "../base", text)).platforms[0].clauses
    assert [(c.id, c.effective.start, c.effective.end) for c in clauses] == [
        ("SH101", dt.date(2020, 1, 1), None),
        ("SH102", dt.date(2024, 7, 1), None),
    ]


def test_a_clause_is_added(tmp_path: Path) -> None:
    own = extended(tmp_path, _HEAD + "clauses:\n" + _CLAUSE.replace("SH101", "OW101"))
    assert [c.id for c in own.platforms[0].clauses] == ["SH101", "OW101"]
    added = own.platforms[0].clauses[1]
    assert (added.file, added.line) == ("platforms/own.yaml", 5)
    assert added.found[0].line == find_in(_HEAD + "clauses:\n" + _CLAUSE, "{channel: package_card, text: 加微信}")[0]


def test_a_platform_is_added(tmp_path: Path) -> None:
    own = extended(tmp_path, PLATFORM.replace("platform: shop", "platform: market").replace("SH101", "MK101"))
    assert [p.id for p in own.platforms] == ["shop", "market"]


def test_sources_tables_words_and_hosts_are_added_and_replaced(tmp_path: Path) -> None:
    platform = _HEAD + (
        "home: [shop, wechat]\n"
        "point_systems: {shop_b: {zh: B, en: B}}\n"
        "sources:\n  - {id: notice, cite: own.example, grade: official, checked: 2026-02-02}\n"
        "penalties:\n  - {id: ladder, effective: {}, note: {zh: 无, en: none}, steps: []}\n"
    )
    own = extended(
        tmp_path,
        platform,
        destinations="targets:\n  brand: {zh: 品牌, en: brand}\n"
        "hosts:\n  - {host: u.wechat.com, target: brand, kind: shop}\n",
        measures="delist: {zh: 下架, en: taken down}\n",
    )
    shop = own.platforms[0]
    assert shop.home == {"shop", "wechat"}
    assert [s for s, _ in shop.point_systems] == ["shop_a", "shop_b"]
    assert [(s.id, s.cite) for s in shop.sources] == [("rumour", "example.com/rumour"), ("notice", "own.example")]
    assert [(t.id, t.steps) for t in shop.penalties] == [("ladder", ())]
    assert [(h.host, h.target) for h in own.hosts] == [("u.wechat.com", "brand")]
    assert dict(own.measures)["delist"].en == "taken down"
    assert [t.id for t in own.targets] == ["shop", "wechat", "brand"]


_MISMATCHES = [
    (_HEAD.replace("override: true\n", "") + PLATFORM[PLATFORM.index("name:") :], (2, 11)),
    (_HEAD.replace("platform: shop", "platform: nobody"), (2, 11)),
    (_HEAD + "clauses:\n  - {id: SH999, override: true, degree: minor}\n", (5, 10)),
    (_HEAD + "clauses:\n" + _CLAUSE, (5, 9)),
]


@pytest.mark.parametrize(("platform", "where"), _MISMATCHES)
def test_overriding_is_said_aloud(tmp_path: Path, platform: str, where: tuple[int, int]) -> None:
    write_book(tmp_path / "base")
    folder = write_extension(tmp_path / "own", "../base", platform)
    assert [place(p, folder) for p in problems_of(folder)] == [("override-mismatch", "platforms/own.yaml", *where)]


@pytest.mark.parametrize("extends", [False, True])
@pytest.mark.parametrize(("piece", "where"), [("platform: shop", (2, 11)), ("id: SH101", (25, 9))])
def test_nothing_is_overridden_where_nothing_was(
    tmp_path: Path, piece: str, where: tuple[int, int], extends: bool
) -> None:
    platform = PLATFORM.replace(
        piece, f"{piece}\noverride: true" if "platform" in piece else f"{piece}\n    override: true"
    )
    if extends:
        write_book(tmp_path / "base")
        platform = platform.replace("platform: shop", "platform: market").replace("SH101", "MK101")
        folder = write_extension(tmp_path / "own", "../base", platform)
    else:
        folder = write_book(tmp_path, platform=platform)
    (problem,) = problems_of(folder)
    assert (problem.code, problem.line, problem.column) == ("override-mismatch", *where)


def test_a_broken_override_points_into_its_own_file(tmp_path: Path) -> None:
    write_book(tmp_path / "base")
    text = _HEAD + "clauses:\n  - {id: SH101, override: true, penalty: nothing}\n"
    folder = write_extension(tmp_path / "own", "../base", text)
    expected = ("unknown-penalty", "platforms/own.yaml", *find_in(text, "nothing"))
    assert [place(p, folder) for p in problems_of(folder)] == [expected]


def test_what_follows_a_removed_entry_keeps_its_place(tmp_path: Path) -> None:
    """Marks move along when an entry before them is replaced."""
    platform = PLATFORM + _CLAUSE.replace("SH101", "SH102")
    write_book(tmp_path / "base", platform=platform)
    text = _HEAD + "sources:\n  - {id: notice, cite: own.example, grade: weak, checked: 2026-02-02}\n"
    folder = write_extension(tmp_path / "own", "../base", text)
    problems = problems_of(folder)
    assert {(p.code, p.path) for p in problems} == {
        (code, str(folder / "../base/platforms/shop.yaml")) for code in ("grade-too-good", "weak-number")
    }
    lines = [p.line for p in problems if p.code == "grade-too-good"]
    reprints = [
        n for n, line in enumerate(platform.splitlines(), 1) if "grade: reprint" in line and "id: notice" not in line
    ]
    assert lines == reprints
