"""Models of wording made by hand, so that tests do not hang on what the shipped one was fitted to."""

from __future__ import annotations

import numpy as np

from merchlint.language.wording import BUCKETS, KIND_BUCKETS, KINDS, SCALE, Wording, units


def wording(everyday: int = -SCALE, **weights: int) -> Wording:
    """A model that knows only some runs, and takes everything else for everyday talk, by one unit if not told."""
    table = np.zeros(BUCKETS, np.int8)
    for run, weight in weights.items():
        # The run itself stands for the longest of the runs in it; the shorter ones weigh nothing.
        shorter = {int(found) for size in range(1, len(run)) for found in np.concatenate(units(run[:size]))}
        shorter |= {int(found) for size in range(1, len(run)) for found in np.concatenate(units(run[-size:]))}
        (own,) = {int(found) for found in np.concatenate(units(run))} - shorter
        table[own] = weight
    return Wording(table, everyday, np.zeros((len(KINDS), KIND_BUCKETS), np.int8), np.zeros(len(KINDS), np.int64))
