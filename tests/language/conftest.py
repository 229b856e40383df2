"""The lexicon of the project, loaded once."""

from __future__ import annotations

from pathlib import Path

import pytest

from merchlint.language import Lexicon, load_lexicon

RULES = Path(__file__).parents[2] / "rules/lexicon"


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return load_lexicon(RULES)
