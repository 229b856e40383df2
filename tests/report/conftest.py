"""Golden reports: `pytest --update-golden` rewrites them; the difference is then read by a person."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def same_as_golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a report with its golden file, or rewrites the file."""

    def compare(name: str, got: str) -> None:
        file = GOLDEN / name
        if request.config.getoption("--update-golden", default=False):
            file.write_text(got, encoding="utf-8")
        assert got == file.read_text(encoding="utf-8")

    return compare
