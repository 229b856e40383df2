"""JSON written piece by piece, byte for byte as `json_text` would write it whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from merchlint.report.safe import json_text


def json_pieces(value: object) -> Iterator[str]:
    """A document in which any array may be an iterator: its items are then made one at a time.

    Args:
        value: mappings and lists around the iterators, anything that JSON knows elsewhere.
    """
    return _pieces(value, 0)


def _pieces(value: object, depth: int) -> Iterator[str]:
    if isinstance(value, Mapping) and _streams(value):
        yield from _block("{", ((f"{json_text(key)}: ", item) for key, item in value.items()), "}", depth)
    elif isinstance(value, Iterator) or (isinstance(value, list) and _streams(value)):
        yield from _block("[", (("", item) for item in value), "]", depth)
    else:
        yield json_text(value).replace("\n", "\n" + "  " * depth)


def _block(opening: str, items: Iterable[tuple[str, object]], closing: str, depth: int) -> Iterator[str]:
    """Items on lines of their own, two spaces further in; nothing between the brackets when there is none."""
    following = iter(items)
    first = next(following, None)
    if first is None:
        yield opening + closing
        return
    inside = "\n" + "  " * (depth + 1)
    between = opening
    for head, item in chain([first], following):
        yield between + inside + head
        yield from _pieces(item, depth + 1)
        between = ","
    yield "\n" + "  " * depth + closing


def _streams(value: object) -> bool:
    """Whether an iterator is anywhere inside."""
    if isinstance(value, Mapping):
        return any(map(_streams, value.values()))
    return isinstance(value, Iterator) or (isinstance(value, list) and any(map(_streams, value)))
