"""The numbers that decide whether a logo is told. They are part of the version, so this imports nothing."""

from __future__ import annotations

SURE = 0.885
"""Least confidence of a logo that is told: above everything that is seen in 47 ordinary pictures (0.88 at most)."""

WEIGHTS = (8.16, 9.99, 2.8, 9.99, 3.48, -14.52)
"""How the four signs of `compare`, smallness and a constant make a confidence: a logistic fit on composed cards and on
photographs without marks, each of which counts four times (`benchmarks/logos_confidence.py`)."""

ROUGH = 0.55
"""Regions whose pixels, at 12 by 12, correlate less with every drawing are not shown to the network. On cards for
tuning this drops 62 % of the regions and no mark that would be named."""
