from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merchlint.language.graphemes import GraphemeText

MIXED = st.text(alphabet=st.sampled_from("微v1é̂️‍\u20e3🇨🇳👨👩🏽한ᄒ\r\n "), max_size=30)


@pytest.mark.parametrize("cluster", ["❤️", "é", "🇨🇳", "👨‍👩", "👍🏽", "1️⃣", "\r\n", "한", "微͇̿"])
def test_a_cluster_is_not_cut(cluster: str) -> None:
    text = f"a{cluster}b"
    inner = GraphemeText(text)
    assert all(not inner.is_boundary(at) for at in range(2, len(cluster) + 1))
    assert inner.is_boundary(1)
    assert inner.is_boundary(len(cluster) + 1)


def test_flags_are_cut_in_pairs() -> None:
    flags = GraphemeText("🇨🇳🇯🇵")
    assert [flags.is_boundary(at) for at in range(5)] == [True, False, True, False, True]


def test_a_joiner_between_letters_joins_nothing() -> None:
    assert GraphemeText("微\u200d信").is_boundary(2)


@given(MIXED, st.data())
def test_widening_only_grows_and_ends_on_boundaries(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    clusters = GraphemeText(text)
    left, right = clusters.widen(start, end)
    assert left <= start <= end <= right
    assert clusters.is_boundary(left)
    assert clusters.is_boundary(right)


@given(MIXED)
def test_a_mark_never_begins_a_cluster(text: str) -> None:
    clusters = GraphemeText(text)
    for at in range(1, len(text)):
        if unicodedata.category(text[at]) in ("Mn", "Me") and text[at - 1] not in "\r\n":
            assert not clusters.is_boundary(at)
