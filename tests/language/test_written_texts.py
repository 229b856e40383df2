"""The texts that the lexicon was mended by and the wording fitted to stay judged as well as they were."""

from __future__ import annotations

import csv
from pathlib import Path

from merchlint.language import Lexicon
from tests.language.test_tables import lures

TEXTS = Path(__file__).parents[2] / "benchmarks/texts"


def rows(name: str) -> list[dict[str, str]]:
    with (TEXTS / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_recall_and_false_alarms_do_not_slip(lexicon: Lexicon) -> None:
    alerts = {"1": [0, 0], "0": [0, 0]}
    for row in rows("seen.tsv"):
        alerts[row["label"]][bool(lures(row["text"].replace("\\n", "\n"), lexicon))] += 1
    missed, found = alerts["1"]
    silent, false = alerts["0"]
    assert found / (found + missed) >= 0.93
    assert false / (false + silent) <= 0.012


def test_ordinary_lines_stay_quiet(lexicon: Lexicon) -> None:
    found = [bool(lures(row["text"].replace("\\n", "\n"), lexicon)) for row in rows("ordinary.tsv")]
    assert sum(found) / len(found) <= 0.004
