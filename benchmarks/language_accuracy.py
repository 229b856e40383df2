"""Recall and false alarms of the language stage on labelled texts, by family or channel, and alerts on ordinary lines.

    python benchmarks/language_accuracy.py [FOLDER] [--wrong]

Without FOLDER the texts beside this file are read: they were written for the purpose, in the words of cards, messages,
calls, chats and listings. The lexicon was written with sight of ``seen.tsv``, and the model of wording was fitted to it
and to ``ordinary.tsv``; ``unseen.tsv`` was neither read nor fitted to, and is not to be: whoever reads its rows to mend
something moves them to the other file.

Any folder of tables will do (tab-separated, unquoted, a first line with the names of the columns). One with a column
``label`` (1 is a lure, 0 is not) is counted, by its column ``channel`` or ``target``; in one without, each alert is
listed for judging by hand, by its column ``source``. In ``text``, the two characters ``\\n`` stand for a line break.
Lines of such a folder are split in two by a hash of their text, so that one half can be used for tuning and the other
reported.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from merchlint.language import Lexicon, Mention, Stance, find_mentions, load_lexicon
from merchlint.language.second_look import CONTEXT_ACTS

RULES = Path(__file__).parent.parent / "rules/lexicon"
OWN_TEXTS = Path(__file__).parent / "texts"


def half(text: str) -> str:
    """Which half a line belongs to; fixed for ever."""
    return "report" if hashlib.sha256(text.encode()).digest()[0] % 2 else "tune"


def rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def alerts(text: str, lexicon: Lexicon) -> list[Mention]:
    found = find_mentions(text.replace("\\n", "\n"), lexicon)
    return [m for m in found if m.stance is Stance.SOLICIT and m.act not in CONTEXT_ACTS]


def labelled(path: Path, lexicon: Lexicon, *, split: bool, wrong: bool) -> None:
    fired: Counter[tuple[str, str, str]] = Counter()
    total: Counter[tuple[str, str, str]] = Counter()
    for row in rows(path):
        part = half(row["text"]) if split else "all"
        hit = bool(alerts(row["text"], lexicon))
        for group in ("all", row.get("channel") or row["target"]):
            total[part, row["label"], group] += 1
            fired[part, row["label"], group] += hit
        if wrong and hit != (row["label"] == "1"):
            print(f"  {part}\t{row['label']}\t{row.get('family') or row['target']}\t{row['text']}")
    for part, label, group in sorted(total, key=lambda key: (key[0], -int(key[1]), key[2] != "all", key[2])):
        if group == "all":
            print(f"{path.name}, {part}: {'recall' if label == '1' else 'false alarms'}")
        count, among = fired[part, label, group], total[part, label, group]
        print(f"  {group:<18}{count:>4} / {among:<4}{count / among:>8.1%}")


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
    parser.add_argument("folder", type=Path, nargs="?", default=OWN_TEXTS)
    parser.add_argument("--wrong", action="store_true", help="list the labelled lines that are judged wrongly")
    chosen = parser.parse_args()
    lexicon = load_lexicon(RULES)
    files = sorted(chosen.folder.glob("*.tsv"))
    if not files:
        sys.exit(f"no .tsv file in {chosen.folder}")
    for path in files:
        columns: Mapping[str, str] = next(rows(path), {})
        if "label" in columns:
            labelled(path, lexicon, split=chosen.folder != OWN_TEXTS, wrong=chosen.wrong)
        elif "source" in columns:
            ordinary(path, lexicon)


if __name__ == "__main__":
    main()
