"""Contradictions inside one platform: each an error with its place."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merchlint.rulebook.load import load_rulebook
from merchlint.rulebook.model import Effective
from merchlint.rulebook.platform_check import overlap
from tests.rulebook.books import PLATFORM, find_in, place, problems_of, write_book

_TABLE = PLATFORM[PLATFORM.index("  - id: ladder") : PLATFORM.index("clauses:")]

# what is replaced in the platform file, by what, code, the piece that the place points at
_CASES = [
    ("home: [shop]", "home: [shopp]", "unknown-target", "shopp]"),
    ("target: [social]", "target: [socail]", "unknown-target", "socail"),
    ("target: [social]", "leads_to: [profil]", "unknown-kind", "profil]"),
    ("penalty: ladder", "penalty: ladders", "unknown-penalty", "ladders"),
    ("possible: [delist]", "possible: [delete]", "unknown-measure", "delete"),
    ("point_system: shop_a", "point_system: shop_b", "unknown-point-system", "shop_b"),
    ("    sources: [notice]\n    grade", "    sources: [news]\n    grade", "unknown-source", "news"),
    ("id: rumour", "id: notice", "duplicate-id", "notice, cite: example.com/rumour"),
    ("        sources: [notice]", "        sources: [rumour]", "weak-number", "2000\n        possible"),
    ("        grade: reprint\n", "        grade: weak\n", "weak-number", "2000\n        possible"),
    ("        grade: reprint\n", "        grade: official\n", "grade-too-good", "official"),
    ("grade: reprint\n    effective", "grade: official\n    effective", "grade-too-good", "official"),
    ("degree: serious, offence: 2", "degree: general, offence: 1", "duplicate-step", "{degree: general, offence: 1"),
    ("fine_cny: 2000", "fine_cny: 2000\n        fine_cny_max: 1000", "out-of-range", "1000\n"),
    (
        "from: 2024-07-01}\n    channels",
        "from: 2024-07-01, to: 2024-06-30}\n    channels",
        "dates-reversed",
        "{from: 2024-07-01, ",
    ),
    ("{channel: package_card, text: 加微信}", "{channel: video, text: 加微信}", "example-never-found", "video"),
    ("text: 加微信}", "text: 加微信, as_of: 2024-06-30}", "example-never-found", "2024-06-30"),
    ("text: 加微信}", "logos: [weixin]}", "unknown-target", "weixin"),
    ("verdict: violation", "exempt: [{target: [nobody]}]\n    verdict: violation", "unknown-target", "nobody"),
    (
        "verdict: violation",
        "lifts: [{cause: volume, degree: serious, grade: press, sources: [news]}]\n    verdict: violation",
        "unknown-source",
        "news",
    ),
    (
        "verdict: violation",
        "entitlements:\n      - {fact: ok, name: {zh: 一, en: a}, covers: {beside: {target: [nobody]}}}\n"
        "    verdict: violation",
        "unknown-target",
        "nobody",
    ),
]


@pytest.mark.parametrize(("old", "new", "code", "piece"), _CASES)
def test_problem_and_place(tmp_path: Path, old: str, new: str, code: str, piece: str) -> None:
    assert old in PLATFORM
    changed = PLATFORM.replace(old, new, 1)
    problems = problems_of(write_book(tmp_path, platform=changed))
    assert (code, "platforms/shop.yaml", *find_in(changed, piece)) in [place(p, tmp_path) for p in problems]
    assert {p.code for p in problems} <= {code, "grade-too-good"}


def test_conditions_are_checked_at_every_depth(tmp_path: Path) -> None:
    start, end = PLATFORM.index("      any:"), PLATFORM.index("    verdict: violation")
    changed = PLATFORM[:start] + "      not: {all: [{see: {target: [nobody]}}]}\n" + PLATFORM[end:]
    (problem,) = problems_of(write_book(tmp_path, platform=changed))
    assert place(problem, tmp_path) == ("unknown-target", "platforms/shop.yaml", *find_in(changed, "nobody"))


def test_penalty_tables_of_one_id_do_not_overlap(tmp_path: Path) -> None:
    older = _TABLE.replace("{from: 2024-07-01}", "{from: 2020-01-01, to: 2024-06-30}")
    good = PLATFORM.replace("clauses:", older + "clauses:")
    assert len(load_rulebook(write_book(tmp_path / "good", platform=good)).platforms[0].penalties) == 2
    bad = good.replace("2024-06-30", "2024-07-01")
    problems = problems_of(write_book(tmp_path / "bad", platform=bad))
    expected = ("overlapping-dates", "platforms/shop.yaml", *find_in(bad, "{from: 2020-01-01"))
    assert [place(p, tmp_path / "bad") for p in problems] == [expected]


_DAYS = st.none() | st.dates(dt.date(2024, 1, 1), dt.date(2024, 1, 9))
_SPANS = st.builds(Effective, _DAYS, _DAYS)


@given(_SPANS, _SPANS)
def test_overlap_is_a_shared_day(one: Effective, other: Effective) -> None:
    days = [dt.date(2023, 12, 31) + dt.timedelta(n) for n in range(12)]
    for span in (one, other):
        if span.start and span.end and span.end < span.start:
            return
    assert overlap(one, other) == any(one.covers(d) and other.covers(d) for d in days)
