"""Path patterns of the config: ``*`` and ``?`` stay inside one name, ``**`` crosses folders."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable


def matches_any(patterns: Iterable[str], path: str) -> bool:
    """Whether any pattern covers `path` (relative, with ``/``).

    A pattern without a slash matches a name at any depth; one that names a folder covers everything in it; a leading
    slash is taken as the root of the path.
    """
    return any(_compiled(pattern).match(path) for pattern in patterns)


@functools.lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    body = pattern.strip("/")
    anchored = pattern.startswith("/") or "/" in body
    expression = "" if anchored else "(?:.*/)?"
    index = 0
    while index < len(body):
        if body.startswith("**/", index):
            expression += "(?:.*/)?"
            index += 3
        elif body.startswith("**", index):
            expression += ".*"
            index += 2
        else:
            expression += {"*": "[^/]*", "?": "[^/]"}.get(body[index], re.escape(body[index]))
            index += 1
    return re.compile(f"{expression}(?:/.*)?\\Z", re.DOTALL)
