from __future__ import annotations

import builtins
import socket
from collections import Counter
from typing import Any, NoReturn

import pytest

from merchlint.assets.model import AssetError, Limits
from merchlint.assets.opening import open_bytes
from tests.hostile.corpus import Case, corpus

LIMITS = Limits()
CASES = list(corpus())


def status_of(case: Case) -> tuple[str, AssetError | None]:
    """How the report would call it, and the first problem."""
    first: AssetError | None = None
    try:
        for asset in open_bytes(case.data, case.name, LIMITS):
            try:
                for page in asset.pages:
                    assert page.pixels is None or page.pixels.ndim == 3
            except AssetError as error:
                first = first or error
    except AssetError as error:
        first = first or error
    return ("examined", None) if first is None else ("incomplete", first)


def test_the_corpus_is_large_and_its_names_are_unique() -> None:
    assert len(CASES) >= 200
    assert max(Counter(case.name for case in CASES).values()) == 1


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_ends_as_expected_without_touching_anything(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*arguments: Any, **options: Any) -> NoReturn:
        raise AssertionError(f"reached outside: {arguments}")

    def read_only(file: Any, mode: str = "r", *rest: Any, **options: Any) -> Any:
        assert not set(mode) & set("wax+"), f"writes {file}"
        return original(file, mode, *rest, **options)

    original = builtins.open
    monkeypatch.setattr(socket, "socket", forbidden)
    monkeypatch.setattr(builtins, "open", read_only)
    status, error = status_of(case)
    assert case.expected in (status, "either"), error
    if error is not None:
        problem = error.problem
        assert problem.code
        assert problem.path is not None
        assert problem.path.startswith(case.name)
        assert all((problem.what.zh, problem.what.en, problem.todo.zh, problem.todo.en))
