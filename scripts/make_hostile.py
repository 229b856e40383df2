"""Writes the hostile corpus to a folder, with `expected.json`: file name -> status its examination must end in.

Usage: python scripts/make_hostile.py FOLDER
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.hostile.corpus import corpus


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="made if it is missing; files in it are overwritten")
    folder: Path = parser.parse_args().folder
    files = folder / "files"
    files.mkdir(parents=True, exist_ok=True)
    expected = {}
    for case in corpus():
        (files / case.name).write_bytes(case.data)
        expected[case.name] = case.expected
    expected |= _special_files(files)
    (folder / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=1), encoding="utf-8")
    print(f"{len(expected)} files in {files}")
    return 0


def _special_files(folder: Path) -> dict[str, str]:
    """What only a file system can hold: a pipe, links that lead nowhere or in a circle, names that bite."""
    for name, target in {"dead.png": "gone.png", "circle.png": "circle.png", "loop": "."}.items():
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(target)
    if not (folder / "pipe.png").exists():
        os.mkfifo(folder / "pipe.png")
    names = {"new\nline.txt": "examined", "\u202etxt.gnp.txt": "examined", "::error::.txt": "examined"}
    for name in names:
        (folder / name).write_text("加微信\n", encoding="utf-8")
    return {"dead.png": "incomplete", "circle.png": "incomplete", "pipe.png": "incomplete", **names}


if __name__ == "__main__":
    sys.exit(main())
