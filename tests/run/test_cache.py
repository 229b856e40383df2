from __future__ import annotations

import json
import os
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merchlint.assets.model import Place, Speaker
from merchlint.geometry import upright
from merchlint.message import Message, Problem
from merchlint.observe.model import AssetObservation, Code, Logo, PageObservation, TextLine
from merchlint.run.cache import ObservationCache
from merchlint.run.codec import CodecError, decode, encode

BOX = upright(1, 2, 3, 4.5)
SEEN = AssetObservation(
    "a/card.png",
    "sha256:1",
    "image/png",
    (
        PageObservation(
            1,
            10,
            20,
            (
                TextLine("加微信", BOX, 0.5, Place(3, 4, "A1", "00:01", "图层", True), Speaker.BUYER, 2, True, (BOX,)),
                TextLine("plain", from_file=True),
            ),
            (Code("qr_code", None, BOX), Code("link", "https://a.example", None, 0.9, Place(cell="B2"))),
            (Logo("wechat", BOX, 0.8),),
            "画板",
            True,
        ),
        PageObservation(2, None, None),
    ),
    notes=(Message("说明", "note"),),
)
MEMBER = replace(SEEN, path="a/card.png!/b.png")


def cache(folder: Path, context: str = "engines") -> ObservationCache:
    return ObservationCache(folder, context)


def test_what_is_put_comes_back(tmp_path: Path) -> None:
    assert cache(tmp_path).put("sha256:1", "a/card.png", (SEEN, MEMBER)) is None
    assert cache(tmp_path).get("sha256:1", "a/card.png") == (SEEN, MEMBER)


def test_a_moved_file_still_hits_and_has_its_new_name(tmp_path: Path) -> None:
    cache(tmp_path).put("sha256:1", "a/card.png", (SEEN, MEMBER))
    found = cache(tmp_path).get("sha256:1", "else/new.png")
    assert found is not None
    assert [o.path for o in found] == ["else/new.png", "else/new.png!/b.png"]


@pytest.mark.parametrize(
    ("digest", "name", "context"),
    [("sha256:2", "a.png", "engines"), ("sha256:1", "a.txt", "engines"), ("sha256:1", "a.png", "newer engines")],
)
def test_other_bytes_kind_or_engines_miss(tmp_path: Path, digest: str, name: str, context: str) -> None:
    cache(tmp_path).put("sha256:1", "a.png", (SEEN,))
    assert cache(tmp_path, context).get(digest, name) is None


def test_incomplete_observations_are_not_kept(tmp_path: Path) -> None:
    failed = replace(SEEN, problem=Problem("x", Message("", ""), Message("", "")))
    cache(tmp_path).put("sha256:1", "a.png", (failed,))
    assert cache(tmp_path).get("sha256:1", "a.png") is None


@pytest.mark.parametrize("damage", [b"", b"rubbish", zlib.compress(b"{"), zlib.compress(b'[{"member": 1}]')])
def test_a_damaged_entry_is_no_entry(tmp_path: Path, damage: bytes) -> None:
    cache(tmp_path).put("sha256:1", "a.png", (SEEN,))
    (entry,) = tmp_path.rglob("*.json.z")
    entry.write_bytes(damage)
    assert cache(tmp_path).get("sha256:1", "a.png") is None


def test_a_folder_that_cannot_be_written_is_a_warning(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    warning = cache(blocked / "cache").put("sha256:1", "a.png", (SEEN,))
    assert warning is not None
    assert warning.code == "cache-unwritable"


def test_nothing_half_written_is_left_when_the_disk_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: Path, __: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Path, "replace", full)
    warning = cache(tmp_path).put("sha256:1", "a.png", (SEEN,))
    assert warning is not None
    assert not [f for f in tmp_path.rglob("*") if f.is_file()]


@given(
    st.recursive(
        st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_data_that_is_no_observation_is_a_codec_error(data: object) -> None:
    with pytest.raises(CodecError):
        decode(data, "a.png")


def test_the_codec_survives_json() -> None:
    assert decode(json.loads(json.dumps(encode((SEEN,), "a/card.png"))), "a/card.png") == (SEEN,)
