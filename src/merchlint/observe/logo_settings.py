"""The numbers that decide whether a logo is told. They are part of the version, so this imports nothing."""

from __future__ import annotations

SURE = 0.85
"""Least confidence of a logo that is told. On cards for tuning it leaves one innocent icon in 140; it lies just above
what is surest in 47 ordinary pictures (0.84, a paper plane on a card: the mark of a map)."""

WEIGHTS = (3.99, 11.89, 6.77, 7.1, 0.16, -10.24)
"""How the four signs of `compare`, smallness and a constant make a confidence: a logistic fit on composed cards and on
photographs and screenshots without marks, each of which counts twice (`benchmarks/logos_confidence.py`)."""

ROUGH = 0.55
"""Regions whose pixels, at 12 by 12, correlate less with every drawing are not shown to the network. On cards for
tuning this drops 55 % of the regions and one of 217 marks that would be named."""
