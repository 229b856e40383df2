"""Write `rules/lexicon/words.txt`: everyday words that hold a character which lures use for another.

Needs the dictionary of jieba (MIT); it is used here only, not at run time:

    pip install jieba && python scripts/generate_lexicon_words.py

A word of the list that straddles the edge of a doubtful match (权威|信号) speaks against the match.
"""

from __future__ import annotations

import sys
from pathlib import Path

WORDS = Path(__file__).parent.parent / "rules/lexicon/words.txt"
LEAST_FREQUENCY = 60
LONGEST = 4
# The characters of rules/lexicon/classes.yaml that everyday words are full of.
CHARS = frozenset("微薇徽威卫维伟喂韦围危胃未蔚魏唯惟味位违为委尾畏慰伪苇巍信心新辛欣星加口扣球企鹅裙群号")
HEADER = """\
# Everyday words with a character that lures use for another; made by scripts/generate_lexicon_words.py
# from the dictionary of jieba, Copyright (c) 2013 Sun Junyi, MIT licence. Your own words go into words_own.txt.
"""


def main() -> None:
    try:
        import jieba
    except ImportError:
        sys.exit("pip install jieba")
    found = []
    with Path(jieba.__file__).with_name("dict.txt").open(encoding="utf-8") as lines:
        for line in lines:
            word, frequency, *_ = line.split()
            if 2 <= len(word) <= LONGEST and int(frequency) >= LEAST_FREQUENCY and not CHARS.isdisjoint(word):
                found.append(word)
    rows = [" ".join(found[at : at + 20]) for at in range(0, len(found), 20)]
    WORDS.write_text(HEADER + "\n".join(sorted(rows)) + "\n", encoding="utf-8", newline="\n")
    print(f"{len(found)} words, {WORDS.stat().st_size} bytes")


if __name__ == "__main__":
    main()
