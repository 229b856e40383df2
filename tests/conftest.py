"""What all tests share: the switch for golden files, and no deadline for properties, which would time the machine."""

from __future__ import annotations

import hypothesis
import pytest

hypothesis.settings.register_profile("merchlint", deadline=None)
hypothesis.settings.load_profile("merchlint")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the golden reports")
