"""Plain text: one page, a line a line."""

from __future__ import annotations

from collections.abc import Iterator

from merchlint.assets.model import Page
from merchlint.assets.source import Source
from merchlint.assets.text import decode, lines


def plain_pages(source: Source) -> Iterator[Page]:
    """The one page of a text file."""
    yield Page(1, text=tuple(lines(decode(source.data, source.shown), source.shown, source.limits)))
