"""Examples are run, and one that fails is told with its place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from pathlib import Path

import pytest

from merchlint.rulebook.load import load_rulebook
from merchlint.rulebook.model import Clause, Example, Verdict
from merchlint.rulebook.selftest import example_day, run_examples
from tests.rulebook.books import PLATFORM, find_in, write_book


def by_word(example: Example, clause: Clause, as_of: dt.date) -> Collection[tuple[str, Verdict]]:
    """Finds 微信 and nothing else."""
    return [(clause.id, Verdict.VIOLATION)] if "微信" in example.text else [("SH999", Verdict.ADVICE)]


def test_examples_that_pass(tmp_path: Path) -> None:
    results = run_examples(load_rulebook(write_book(tmp_path)), by_word)
    assert [(r.expected, r.got, r.passed) for r in results] == [
        (Verdict.VIOLATION, (Verdict.VIOLATION,), True),
        (None, (), True),
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("text: 加微信", "text: 加薇信", "expected violation, got no finding (others found: SH999)"),
        ("text: 谢谢", "text: 谢谢微信", "expected no finding, got violation"),
        ("text: 加微信}", "text: 加微信, verdict: needs_proof}", "expected needs_proof, got violation"),
    ],
)
def test_an_example_that_fails(tmp_path: Path, old: str, new: str, said: str) -> None:
    platform = PLATFORM.replace(old, new)
    results = run_examples(load_rulebook(write_book(tmp_path, platform=platform)), by_word)
    (problem,) = [r.problem for r in results if r.problem is not None]
    line, _ = find_in(platform, new)
    assert (problem.path, problem.line, problem.column) == ("platforms/shop.yaml", line, 11)
    assert said in problem.what.en


def test_only_what_is_selected(tmp_path: Path) -> None:
    platform = PLATFORM.replace("    family:", "    aliases: [SH001]\n    family:")
    rulebook = load_rulebook(write_book(tmp_path, platform=platform))
    assert run_examples(rulebook, by_word, select=["SH102"]) == ()
    assert len(run_examples(rulebook, by_word, select=["SH001"])) == 2


@pytest.mark.parametrize(
    ("span", "example", "day"),
    [
        ("{from: 2024-07-01}", "", dt.date(2026, 1, 1)),
        ("{from: 2026-07-01}", "", dt.date(2026, 7, 1)),
        ("{to: 2024-06-30}", "", dt.date(2024, 6, 30)),
        ("{from: 2024-07-01}", ", as_of: 2024-08-01", dt.date(2024, 8, 1)),
    ],
)
def test_the_day_of_an_example(tmp_path: Path, span: str, example: str, day: dt.date) -> None:
    platform = PLATFORM.replace("{from: 2024-07-01}\n    channels", f"{span}\n    channels")
    platform = platform.replace("text: 加微信}", f"text: 加微信{example}}}")
    shop = load_rulebook(write_book(tmp_path, platform=platform)).platforms[0]
    assert example_day(shop, shop.clauses[0], shop.clauses[0].found[0]) == day
