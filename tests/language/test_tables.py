"""The tables of lures and of their innocent look-alikes, by the kind of asset they stand on."""

from __future__ import annotations

from pathlib import Path

import pytest

from merchlint.language import Act, Lexicon, Mention, Stance, find_mentions

TABLES = sorted((Path(__file__).parent / "tables").glob("*.tsv"))
LURING = frozenset(
    {
        Act.CONTACT,
        Act.ASK_CONTACT,
        Act.GRANT_CONTACT,
        Act.VISIT,
        Act.TRADE,
        Act.STORE,
        Act.REWARD_REVIEW,
        Act.REWARD_ANY_REVIEW,
    }
)
# Lines that are still judged wrongly, so that a change for the better shows.
KNOWN_MISSES = frozenset((Path(__file__).parent / "tables/known_misses.txt").read_text(encoding="utf-8").splitlines())


def lures(text: str, lexicon: Lexicon) -> list[Mention]:
    found = find_mentions(text, lexicon)
    return [mention for mention in found if mention.stance is Stance.SOLICIT and mention.act in LURING]


def rows() -> list[object]:
    params: list[object] = []
    for table in TABLES:
        for number, row in enumerate(table.read_text(encoding="utf-8").split("\n"), 1):
            if row:
                verdict, family, text = row.split("\t")
                marks = [pytest.mark.xfail(strict=True)] if text in KNOWN_MISSES else []
                params.append(pytest.param(verdict, family, text, id=f"{table.stem}-{number}", marks=marks))
    return params


@pytest.mark.parametrize(("verdict", "family", "text"), rows())
def test_row(verdict: str, family: str, text: str, lexicon: Lexicon) -> None:
    found = lures(text.replace("⏎", "\n"), lexicon)
    assert bool(found) == (verdict == "lure"), (family, found)


def test_tables_are_broad() -> None:
    verdicts = [
        row.split("\t")[0] for table in TABLES for row in table.read_text(encoding="utf-8").split("\n") if row.strip()
    ]
    assert verdicts.count("lure") >= 200
    assert verdicts.count("clean") >= 200
