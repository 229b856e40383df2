"""Loads a rulebook: all of it, checked, or one error with everything that is wrong."""

from __future__ import annotations

from pathlib import Path

from merchlint.rulebook.build import build_rulebook
from merchlint.rulebook.crosscheck import cross_problems
from merchlint.rulebook.folders import digest, rulebook_chain
from merchlint.rulebook.model import Rulebook, RulebookError
from merchlint.rulebook.parse import parse_chain


def load_rulebook(folder: Path | None = None) -> Rulebook:
    """The rulebook in a folder, or the built-in one.

    Args:
        folder: a folder with a ``rulebook.yaml``; None is the built-in rulebook.

    Raises:
        RulebookError: something is wrong with it; nothing is loaded. `problems` holds all that was found, each with
            file, line and column.
    """
    chain = rulebook_chain(folder)
    book = parse_chain(chain)
    problems = cross_problems(book)
    if problems:
        raise RulebookError(*problems)
    return build_rulebook(book, digest(chain))
