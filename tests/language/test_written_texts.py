"""The texts that were written to mend the lexicon by stay judged as well as they were."""

from __future__ import annotations

import csv
from pathlib import Path

from merchlint.language import Lexicon
from tests.language.test_tables import lures

SEEN = Path(__file__).parents[2] / "benchmarks/texts/seen.tsv"


def test_recall_and_false_alarms_do_not_slip(lexicon: Lexicon) -> None:
    with SEEN.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    alerts = {"1": [0, 0], "0": [0, 0]}
    for row in rows:
        alerts[row["label"]][bool(lures(row["text"].replace("\\n", "\n"), lexicon))] += 1
    missed, found = alerts["1"]
    silent, false = alerts["0"]
    assert found / (found + missed) >= 0.96
    assert false / (false + silent) <= 0.015
