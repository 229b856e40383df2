"""Lists and differences by date, and sources that have grown old."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from merchlint.message import Lang
from merchlint.rulebook.age import stale_sources
from merchlint.rulebook.diff import ChangeKind, diff
from merchlint.rulebook.listing import clauses_on, tables_of, versions
from merchlint.rulebook.load import load_rulebook
from merchlint.rulebook.model import Channel, Rulebook
from tests.rulebook.books import PLATFORM, write_book

BEFORE, AFTER = dt.date(2024, 6, 30), dt.date(2024, 7, 1)
_CLAUSE = PLATFORM[PLATFORM.index("  - id: SH101") :]
_TABLE = PLATFORM[PLATFORM.index("  - id: ladder") : PLATFORM.index("clauses:")]


def two_ages(tmp_path: Path) -> Rulebook:
    """SH101 grows graver and SH100 gives way to SH102 on 2024-07-01; the ladder loses its number."""
    older = _CLAUSE.replace("{from: 2024-07-01}", "{to: 2024-06-30}").replace("degree: general", "degree: minor")
    ended = older.replace("SH101", "SH100")
    started = _CLAUSE.replace("SH101", "SH102\n    aliases: [SH100A]".replace("SH100A", "SH099")).replace(
        "[package_card, sms]", "all"
    )
    table = _TABLE.replace("{from: 2024-07-01}", "{to: 2024-06-30}").replace("fine_cny: 2000", "fine_cny: 1000")
    platform = PLATFORM.replace("clauses:", table + "clauses:") + older + ended + started
    return load_rulebook(write_book(tmp_path, platform=platform))


def test_clauses_in_force(tmp_path: Path) -> None:
    rulebook = two_ages(tmp_path)
    assert [c.id for c in clauses_on(rulebook, BEFORE)] == ["SH101", "SH100"]
    assert [c.id for c in clauses_on(rulebook, AFTER)] == ["SH101", "SH102"]
    assert [c.id for c in clauses_on(rulebook, AFTER, channel=Channel.VIDEO)] == ["SH102"]
    assert clauses_on(rulebook, AFTER, platform="other") == ()


def test_versions_and_tables_oldest_first(tmp_path: Path) -> None:
    rulebook = two_ages(tmp_path)
    found = versions(rulebook, "SH101")
    assert [c.effective.end for _, c in found] == [BEFORE, None]
    assert [c.id for _, c in versions(rulebook, "SH099")] == ["SH102"]
    assert versions(rulebook, "SH999") == ()
    platform, clause = found[0]
    assert [t.steps[0].fine_cny for t in tables_of(platform, clause)] == [1000, 2000]


def test_what_changed(tmp_path: Path) -> None:
    changes = diff(two_ages(tmp_path), BEFORE, AFTER)
    assert [(c.kind, c.id, c.fields) for c in changes] == [
        (ChangeKind.CHANGES, "SH101", ("degree",)),
        (ChangeKind.ENDS, "SH100", ()),
        (ChangeKind.STARTS, "SH102", ()),
        (ChangeKind.CHANGES, "ladder", ("steps",)),
    ]


def test_nothing_changed(tmp_path: Path) -> None:
    assert diff(two_ages(tmp_path), AFTER, dt.date(2030, 1, 1)) == ()


def test_stale_sources_oldest_first(tmp_path: Path) -> None:
    rulebook = load_rulebook(write_book(tmp_path))
    today = dt.date(2026, 1, 31)
    stale = stale_sources(rulebook, today, 29)
    assert [(s.source.id, s.days) for s in stale] == [("rumour", 395), ("notice", 30)]
    assert [s.source.id for s in stale_sources(rulebook, today, 30)] == ["rumour"]
    assert "395 days ago" in stale[0].problem().render(Lang.EN)
