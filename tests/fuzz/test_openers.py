"""A short run of every fuzz target; `scripts/fuzz.py` runs them for longer."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from merchlint.assets.opening import MEMBERS, OPENERS
from tests.fuzz.targets import by_opener, examine, mutated, opener_of
from tests.hostile.seeds import seeds

SEEDS = seeds()


@pytest.mark.parametrize("name", sorted(SEEDS))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(seed=st.integers(0, 2**32), strength=st.integers(1, 12))
def test_a_mutated_file_ends_in_pages_or_a_problem(name: str, seed: int, strength: int) -> None:
    examine(mutated(SEEDS[name], seed, strength), name)


@pytest.mark.parametrize("name", ["a.png", "a.txt", "a.svg", "a.json", "a.pdf", "a.zip", "a.eml", "a"])
@settings(max_examples=25, deadline=None, derandomize=True)
@given(data=st.binary(max_size=400))
def test_any_bytes_end_in_pages_or_a_problem(name: str, data: bytes) -> None:
    examine(data, name)


@pytest.mark.parametrize("name", ["a.html", "a.md", "a.csv", "a.srt", "a.lrc", "a.json", "a.txt", "a.svg"])
@settings(max_examples=25, deadline=None, derandomize=True)
@given(text=st.text(alphabet=st.sampled_from("<>/!-[]()*_`\"'&;:=,|{}\\\n\r \u2028a微1"), max_size=200))
def test_any_markup_ends_in_pages_or_a_problem(name: str, text: str) -> None:
    examine(f"<html>{text}".encode() if name == "a.html" else text.encode(), name)


def test_unharmed_seeds_are_examined() -> None:
    assert all(examine(data, name) for name, data in SEEDS.items())


def test_every_opener_has_a_target() -> None:
    assert set(by_opener(SEEDS)) == {opener_of(media_type) for media_type in {**OPENERS, **MEMBERS}}
