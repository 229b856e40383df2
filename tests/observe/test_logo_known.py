from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from merchlint.observe import logo_known
from merchlint.observe.logo_files import Drawing, drawings, marks_file, weights_file
from merchlint.observe.logo_known import apart, bank, content_digest, embedded, folded, gather, packed, shapes, shipped
from merchlint.observe.logo_net import LogoNet, Products
from tests.observe.logos.paint import LOGOS

ROOT = Path(__file__).parents[2]
RI = LOGOS / "wechat" / "ri__wechat-fill.svg"
STAR = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M5 1 9 9 1 4H9L1 9Z"/></svg>'


@pytest.fixture(scope="module")
def net() -> LogoNet:
    return LogoNet(np.load(io.BytesIO(weights_file())))


def test_what_ships_is_what_the_drawings_look_like_now() -> None:
    told = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "embed_logos.py"), "--check"], capture_output=True, text=True
    )
    assert told.returncode == 0, told.stderr


def test_no_drawing_that_ships_is_drawn_again(net: LogoNet, monkeypatch: pytest.MonkeyPatch) -> None:
    def drawn(drawing: Drawing) -> list[np.ndarray]:
        raise AssertionError(drawing.path)

    monkeypatch.setattr(logo_known, "looks", drawn)
    known = gather(drawings([LOGOS]), net)
    assert len(known.brands) == 22
    assert (np.diff(known.owner) >= 0).all()


def test_a_drawing_that_ships_looks_the_same_when_it_is_new(net: LogoNet, tmp_path: Path) -> None:
    drawing = Drawing("wechat", RI)
    kept, now = shipped(marks_file())[content_digest(drawing)], embedded(drawing, net, Products(bank()))
    assert kept.embeddings.astype(np.float32) == pytest.approx(now.embeddings.astype(np.float32), abs=0.01)
    assert np.abs(kept.pictures.astype(int) - now.pictures).max() <= 2
    assert kept.twins.tolist() == now.twins.tolist()


def test_what_is_packed_comes_back(net: LogoNet, tmp_path: Path) -> None:
    own = tmp_path / "mark.svg"
    own.write_text(STAR)
    both = [Drawing("wechat", RI), Drawing("acme", own)]
    back = shipped(packed(both, net))
    assert back.keys() == {content_digest(d) for d in both}
    for drawing in both:
        now = embedded(drawing, net, Products(bank()))
        assert back[content_digest(drawing)].embeddings.tolist() == now.embeddings.tolist()
        assert back[content_digest(drawing)].pictures.tolist() == now.pictures.tolist()


def test_looks_of_another_network_are_not_taken(net: LogoNet, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shipped(b"") == {}
    monkeypatch.setattr(logo_known, "weights_digest", lambda: "0" * 12)
    assert shipped(marks_file()) == {}


def test_an_own_drawing_stands_beside_those_that_ship(net: LogoNet, tmp_path: Path) -> None:
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "mark.svg").write_text(STAR)
    known = gather(drawings([LOGOS, tmp_path]), net)
    assert known.brands[0] == "acme"
    assert known.owner.tolist().count(0) == len(embedded(Drawing("acme", tmp_path / "acme" / "mark.svg"), net,
                                                         Products(bank())).embeddings)  # fmt: skip


def test_an_innocent_thing_that_is_a_known_mark_is_left_out(net: LogoNet) -> None:
    mark = embedded(Drawing("wechat", RI), net, Products(bank())).embeddings[:1].astype(np.float32)
    assert embedded(Drawing("wechat", RI), net, Products(mark)).twins.tolist() == [0]
    assert embedded(Drawing("wechat", RI), net, Products(-mark)).twins.tolist() == []


def test_folding_keeps_means() -> None:
    crops = np.random.default_rng(1).random((3, 8, 8), np.float32)
    assert folded(crops, 2)[1, 0, 1] == pytest.approx(crops[1, :4, 4:].mean(), abs=1e-6)


def test_shapes_are_correlations_and_repeats_fall_out() -> None:
    rows = shapes(np.random.default_rng(2).random((4, 48, 48), np.float32), 12)
    assert (rows**2).sum(axis=1) == pytest.approx(np.ones(4), abs=1e-4)
    assert np.array_equal(apart(np.concatenate([rows, rows[1:3]])), rows)
