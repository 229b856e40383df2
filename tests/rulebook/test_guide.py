"""The YAML in docs/writing-rules is what the loader takes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from merchlint.rulebook.load import load_rulebook
from merchlint.rulebook.model import Degree
from tests.rulebook.books import PLATFORM, write_book

_DOCS = Path(__file__).resolve().parents[2] / "docs"


def blocks(name: str) -> list[str]:
    """The YAML blocks of a guide: clause, ladder, own manifest, own platform."""
    return re.findall(r"```yaml\n(.*?)```", (_DOCS / name).read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("name", ["writing-rules.md", "writing-rules.en.md"])
def test_clause_and_ladder_load(tmp_path: Path, name: str) -> None:
    clause, ladder, _, _ = blocks(name)
    head = PLATFORM[: PLATFORM.index("penalties:")]
    shop = load_rulebook(write_book(tmp_path, platform=head + ladder + clause)).platforms[0]
    assert [c.id for c in shop.clauses] == ["AB101"]
    assert [s.offence for s in shop.penalties[0].steps] == [1, 3]


@pytest.mark.parametrize("name", ["writing-rules.md", "writing-rules.en.md"])
def test_own_rulebook_loads(tmp_path: Path, name: str) -> None:
    _, _, manifest, platform = blocks(name)
    (tmp_path / "platforms").mkdir()
    (tmp_path / "rulebook.yaml").write_text(manifest, encoding="utf-8")
    (tmp_path / "platforms" / "tmall.yaml").write_text(platform, encoding="utf-8")
    changed = load_rulebook(tmp_path).clause("TM101")
    assert changed is not None
    assert changed.degree is Degree.SERIOUS
