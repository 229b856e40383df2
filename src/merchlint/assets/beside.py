"""Picture files that a named HTML or Markdown file shows from its own folder: they are found along with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from merchlint.assets.kinds import PICTURE_SUFFIXES
from merchlint.assets.model import AssetError, Limits
from merchlint.assets.source import read_file
from merchlint.assets.text import decode

PAGE_SUFFIXES = frozenset({".htm", ".html", ".xhtml", ".md", ".markdown"})
"""Files that show other files."""

# An address is at most a path long; bounded repeats keep hostile text cheap.
_ADDRESS = re.compile(
    r"(?:src|href|poster)\s*=\s*(?:\"([^\"]{1,1000})\"|'([^']{1,1000})'|([^\s\"'>]{1,1000}))"
    r"|!\[[^\]]{0,500}\]\(\s*<?([^)\s>]{1,1000})"
    r"|url\(\s*[\"']?([^)\"']{1,1000})",
    re.IGNORECASE,
)
# Enough for any page that a person wrote.
_LARGEST = 5_000_000


def pictures_beside(page: Path) -> Iterator[PurePosixPath]:
    """Paths, relative to the folder of `page`, of the pictures it shows from that folder or below.

    Addresses, absolute paths and paths that lead out of the folder are passed over. A page that cannot be read gives
    none; it says so itself when it is opened.
    """
    try:
        text = decode(read_file(page, page.name, Limits(max_bytes=_LARGEST)), page.name)
    except AssetError:
        return
    seen = set()
    for match in _ADDRESS.finditer(text):
        address = next(group for group in match.groups() if group is not None)
        path = PurePosixPath(unquote(re.split(r"[?#]", address)[0]))
        inside = not path.is_absolute() and ".." not in path.parts and ":" not in address and "\0" not in str(path)
        if inside and path.suffix.lower() in PICTURE_SUFFIXES and path not in seen:
            seen.add(path)
            yield path
