from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from merchlint.report.pieces import json_pieces
from merchlint.report.safe import json_text

Make = Callable[[Callable[[list[Any]], Any]], Any]


@pytest.mark.parametrize(
    "make",
    [
        lambda stream: stream([]),
        lambda stream: stream([1, "a\nb", None]),
        lambda stream: {"a": stream([]), "b": {}, "c": []},
        lambda stream: {"a": [1, {"b": stream([{"c": [1, 2]}, stream([3]), "\u202e"])}], "d": {"e": {"f": 1}}},
        lambda stream: [stream([stream([stream([])])])],
    ],
)
def test_pieces_are_what_would_be_written_at_once(make: Make) -> None:
    assert "".join(json_pieces(make(iter))) == json_text(make(list))


def test_items_are_made_when_they_are_written() -> None:
    made: list[int] = []
    pieces = json_pieces({"items": (made.append(n) or n for n in range(3))})  # type: ignore[func-returns-value]
    next(pieces)
    assert made == []
    list(pieces)
    assert made == [0, 1, 2]
