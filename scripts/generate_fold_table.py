"""Write `src/merchlint/language/data/fold.tsv`, the character table of the language stage.

Needs OpenCC (Apache-2.0) for traditional to simplified; it is used here only, not at run time:

    pip install opencc && python scripts/generate_fold_table.py

Each line of the table is ``folded form<TAB>characters that fold to it``; the first line, with an empty form, lists
what is dropped (format characters, combining marks). Forms: simplified, lower case, ASCII digits and letters for
styled ones. The exceptions that people edit are in ``rules/lexicon/fold.yaml`` and are applied on top.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

TABLE = Path(__file__).parent.parent / "src/merchlint/language/data/fold.tsv"
LONGEST_FORM = 4
DROPPED = {"Cf", "Mn", "Me"}
# Kept although a format or mark category says otherwise: none of these is invisible noise.
LINE_BREAKS = "\t\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029"
STYLED_LETTER = re.compile(
    r"(?:LATIN|REGIONAL INDICATOR SYMBOL)\b.*\bLETTER (?:SMALL CAPITAL |SMALL |CAPITAL )?([A-Z])(?: WITH .*)?$"
)


def number_form(char: str) -> str | None:
    """ASCII digits for any character that is a digit or an enclosed number up to 20."""
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    name = unicodedata.name(char, "")
    value = unicodedata.numeric(char, None)
    enclosed = "CJK" not in name and any(word in name for word in ("CIRCLED", "PARENTHESIZED", "FULL STOP"))
    return str(int(value)) if enclosed and value is not None and value == int(value) and 0 <= value <= 50 else None


def letter_form(char: str) -> str | None:
    """ASCII letter for a styled, enclosed, accented or small-capital Latin letter."""
    match = STYLED_LETTER.search(unicodedata.name(char, ""))
    return match[1].lower() if match else None


def form(char: str, simplified: dict[str, str]) -> str:
    """What one character folds to."""
    if char in LINE_BREAKS:
        return char
    if unicodedata.category(char) in DROPPED:
        return ""
    found = number_form(char) or letter_form(char)
    if found is not None:
        return found
    folded = "".join(c for c in unicodedata.normalize("NFKC", char).lower() if unicodedata.category(c) not in DROPPED)
    if len(folded) == 3 and folded[0] == "(" and folded[2] == ")":
        folded = folded[1]
    if not folded or len(folded) > LONGEST_FORM:
        return char
    return simplified.get(folded, folded)


def main() -> None:
    try:
        import opencc
    except ImportError:
        sys.exit("pip install opencc")
    convert = opencc.OpenCC("t2s").convert
    ideographs = [*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000), *range(0xF900, 0xFB00), *range(0x20000, 0x2FA20)]
    simplified = {}
    for code in ideographs:
        char = unicodedata.normalize("NFKC", chr(code))
        new = convert(char)
        if len(new) == 1 and new != char:
            simplified[char] = new
    table = defaultdict(list)
    for code in range(0x80, 0x110000):
        char = chr(code)
        if 0xD800 <= code <= 0xDFFF or unicodedata.category(char) == "Cn":
            continue
        new = form(char, simplified)
        if new != char:
            table[new].append(char)
    lines = []
    for new, chars in sorted(table.items()):
        lines.append(f"{new}\t{''.join(chars)}\n")
    TABLE.write_text("".join(lines), encoding="utf-8", newline="\n")
    print(f"{sum(map(len, table.values()))} characters, {TABLE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
