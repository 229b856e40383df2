"""Loads a rulebook: all of it, checked, or one error with everything that is wrong."""

from __future__ import annotations

from pathlib import Path

from merchlint.rulebook.cache import get_rulebook, put_rulebook
from merchlint.rulebook.folders import digest, rulebook_chain
from merchlint.rulebook.model import Rulebook, RulebookError


def load_rulebook(folder: Path | None = None, *, cache_folder: Path | None = None) -> Rulebook:
    """The rulebook in a folder, or the built-in one.

    Args:
        folder: a folder with a ``rulebook.yaml``; None is the built-in rulebook.
        cache_folder: where compiled rulebooks are kept; None keeps none.

    Raises:
        RulebookError: something is wrong with it; nothing is loaded. `problems` holds all that was found, each with
            file, line and column.
    """
    chain = rulebook_chain(folder)
    name = digest(chain)
    if cache_folder is not None:
        kept = get_rulebook(cache_folder, name)
        if kept is not None:
            return kept
    # Only a load that parses pays for these.
    from merchlint.rulebook.build import build_rulebook
    from merchlint.rulebook.crosscheck import cross_problems
    from merchlint.rulebook.parse import parse_chain

    book = parse_chain(chain)
    problems = cross_problems(book)
    if problems:
        raise RulebookError(*problems)
    rulebook = build_rulebook(book, name)
    if cache_folder is not None:
        put_rulebook(cache_folder, rulebook)
    return rulebook
