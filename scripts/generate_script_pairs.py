"""Write `src/merchlint/observe/data/script_pairs.txt`: traditional characters, and under them their simplified forms.

Needs OpenCC (Apache-2.0), here only:  pip install opencc && python scripts/generate_script_pairs.py

Only characters that the recogniser can read, and only those that simplified text does not use, are listed.
"""

from __future__ import annotations

from pathlib import Path

from merchlint.observe.text_models import RECOGNITION, Network

TARGET = Path(__file__).parent.parent / "src/merchlint/observe/data/script_pairs.txt"
ALSO_SIMPLIFIED = "乾著藉瞭覆餘徵鍾"
"""Listed by OpenCC, and yet correct in simplified text too."""


def main() -> None:
    from opencc import OpenCC

    simplify = OpenCC("t2s")
    characters = set(Network(RECOGNITION).characters())
    pairs = []
    for character in sorted(c for c in characters if "\u3400" <= c <= "\u9fff"):
        simple = simplify.convert(character)
        if simple != character and simple in characters and character not in ALSO_SIMPLIFIED:
            pairs.append((character, simple))
    TARGET.parent.mkdir(exist_ok=True)
    lines = ("".join(p[0] for p in pairs), "".join(p[1] for p in pairs))
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
