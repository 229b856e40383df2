"""Recall and false alarms of the language stage on labelled lines, by family and by half.

    python benchmarks/language_accuracy.py FOLDER [--misses]

FOLDER holds ``variants*.tsv`` (columns text, label, target, note; label 1 is a lure) and ``ordinary*.tsv`` (columns
source, text; no labels: each alert is listed for judging by hand). Lines are split in two by a hash of their text, so
that one half can be used for tuning and the other reported.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from merchlint.language import Act, Lexicon, Mention, Stance, find_mentions, load_lexicon

RULES = Path(__file__).parent.parent / "rules/lexicon"
CONTEXT = {Act.BENEFIT, Act.SERVICE, Act.LABEL, Act.IN_PLATFORM, Act.ASK_REVIEW}


def half(text: str) -> str:
    """Which half a line belongs to; fixed for ever."""
    return "report" if hashlib.sha256(text.encode()).digest()[0] % 2 else "tune"


def rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def alerts(text: str, lexicon: Lexicon) -> list[Mention]:
    return [m for m in find_mentions(text, lexicon) if m.stance is Stance.SOLICIT and m.act not in CONTEXT]


def labelled(path: Path, lexicon: Lexicon, *, misses: bool) -> None:
    counts: Counter[tuple[str, str, str, bool]] = Counter()
    for row in rows(path):
        fired = bool(alerts(row["text"], lexicon))
        counts[half(row["text"]), row["label"], row["target"], fired] += 1
        counts[half(row["text"]), row["label"], "all", fired] += 1
        if misses and fired != (row["label"] == "1"):
            print(f"  {half(row['text'])}\t{row['label']}\t{row['target']}\t{row['text']}")
    for part in ("tune", "report"):
        for label, what in (("1", "recall"), ("0", "false alarms")):
            print(f"{path.name} {part}: {what}")
            families = sorted({key[2] for key in counts if key[0] == part and key[1] == label})
            for family in families:
                hits = counts[part, label, family, True]
                total = hits + counts[part, label, family, False]
                print(f"  {family:<18}{hits:>4} / {total:<4}{hits / total:>8.1%}")


def ordinary(path: Path, lexicon: Lexicon) -> None:
    lines: Counter[tuple[str, str]] = Counter()
    found: Counter[tuple[str, str]] = Counter()
    for row in rows(path):
        key = half(row["text"]), row["source"]
        lines[key] += 1
        if hits := alerts(row["text"], lexicon):
            found[key] += 1
            shown = "; ".join(f"{m.target} {m.text!r}" for m in hits)
            print(f"  {key[0]}\t{row['source']}\t{shown}\t{row['text'][:200]}")
    for key, total in sorted(lines.items()):
        print(f"{path.name} {key[0]:<7}{key[1]:<18}{found[key]:>4} alerts in {total} lines")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--misses", action="store_true", help="list the labelled lines that are judged wrongly")
    chosen = parser.parse_args()
    lexicon = load_lexicon(RULES)
    files = sorted(chosen.folder.glob("*.tsv"))
    if not files:
        sys.exit(f"no .tsv file in {chosen.folder}")
    for path in files:
        if path.name.startswith("variants"):
            labelled(path, lexicon, misses=chosen.misses)
        elif path.name.startswith("ordinary"):
            ordinary(path, lexicon)


if __name__ == "__main__":
    main()
