"""A short run of the targets that are no openers."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.data_targets import TARGETS, sealed_members
from tests.fuzz.targets import examine, mutated

EXAMPLES = {"rulebook": 8, "config": 40, "language": 60, "sevenzip_directory": 100}


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_damaged_data_is_used_or_refused(name: str) -> None:
    target, seed_bytes = TARGETS[name]
    data = seed_bytes()

    @settings(max_examples=EXAMPLES[name], suppress_health_check=[HealthCheck.too_slow], derandomize=True)
    @given(seed=st.integers(0, 2**32), strength=st.integers(1, 12))
    def run(seed: int, strength: int) -> None:
        target(mutated(data, seed, strength))

    run()


@pytest.mark.parametrize("name", ["config", "language", "sevenzip_directory"])
@settings(max_examples=100, derandomize=True)
@given(data=st.binary(max_size=300))
def test_any_bytes_are_used_or_refused(name: str, data: bytes) -> None:
    TARGETS[name][0](data)


def test_an_unharmed_directory_leads_to_its_members() -> None:
    _, seed_bytes = TARGETS["sevenzip_directory"]
    assert examine(sealed_members(seed_bytes()), "a.7z") == 2
