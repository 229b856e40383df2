"""Writes how the drawings in rules/logos look to the network, so that no process draws them again.

    python scripts/embed_logos.py [--check]

Run it when a drawing, the network or `merchlint.observe.logo_drawings` changes; with --check it only tells whether that
is due. Drawings that a user adds need none of this.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

import numpy as np

from merchlint.observe.logo_files import drawings, weights_file
from merchlint.observe.logo_known import packed, shipped
from merchlint.observe.logo_net import LogoNet

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "src" / "merchlint" / "observe" / "data" / "logo_marks.npz"


def current(kept: bytes, due: bytes) -> bool:
    """Whether both hold the same drawings. Processors differ in the last digits, so numbers need only be near."""
    ours, wanted = shipped(kept), shipped(due)
    return ours.keys() == wanted.keys() and all(
        len(ours[key].embeddings) == len(look.embeddings)
        and np.allclose(ours[key].embeddings.astype(np.float32), look.embeddings.astype(np.float32), atol=0.01)
        and np.abs(ours[key].pictures.astype(int) - look.pictures).max() <= 2
        for key, look in wanted.items()
    )


def main() -> int:
    due = packed(drawings([ROOT / "rules" / "logos"]), LogoNet(np.load(io.BytesIO(weights_file()))))
    if "--check" in sys.argv[1:]:
        if FILE.is_file() and current(FILE.read_bytes(), due):
            return 0
        print(f"{FILE.name} is out of date: run `python scripts/embed_logos.py`", file=sys.stderr)
        return 1
    FILE.write_bytes(due)
    print(f"{FILE.name}: {len(shipped(due))} drawings, {len(due)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
