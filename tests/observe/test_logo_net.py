from __future__ import annotations

import io

import numpy as np
import pytest

from merchlint.observe.logo_files import weights_file
from merchlint.observe.logo_net import BATCH, EMBEDDING, LogoNet, Products


@pytest.fixture(scope="module")
def net() -> LogoNet:
    return LogoNet(np.load(io.BytesIO(weights_file())))


def test_embeddings_have_length_one(net: LogoNet) -> None:
    crops = np.random.default_rng(3).random((5, 48, 48), np.float32)
    out = net.embed(crops)
    assert out.shape == (5, EMBEDDING)
    assert np.linalg.norm(out, axis=1) == pytest.approx(np.ones(5), abs=1e-5)


def test_neighbours_in_a_batch_do_not_matter(net: LogoNet) -> None:
    crops = np.random.default_rng(4).random((2 * BATCH + 5, 48, 48), np.float32)
    whole = net.embed(crops)
    assert np.array_equal(whole[BATCH + 3], net.embed(crops[BATCH + 3 : BATCH + 4])[0])
    assert whole[:BATCH] == pytest.approx(np.concatenate([net.embed(crops[i : i + 1]) for i in range(BATCH)]), abs=1e-4)
    assert np.array_equal(whole, net.embed(crops))


def test_products_are_products_also_by_groups() -> None:
    rng = np.random.default_rng(5)
    rows, asked = rng.random((21, 7), np.float32), rng.random((BATCH + 3, 7), np.float32)
    whole = asked @ rows.T
    assert Products(rows)(asked) == pytest.approx(whole, abs=1e-4)
    grouped = np.stack([whole[:, :4].max(axis=1), whole[:, 4:20].max(axis=1), whole[:, 20]], axis=1)
    assert Products(rows, [0, 4, 20])(asked) == pytest.approx(grouped, abs=1e-4)
    assert Products(rows, [0, 4, 20])(asked[:0]).shape == (0, 3)


def test_the_bank_of_innocent_things_is_of_the_same_kind() -> None:
    others = np.load(io.BytesIO(weights_file()))["others"]
    assert others.dtype == np.int8
    assert others.shape[1] == EMBEDDING
    lengths = np.linalg.norm(others.astype(np.float32) / 127, axis=1)
    assert lengths.min() > 0.95
    assert lengths.max() < 1.05
