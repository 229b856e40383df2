from __future__ import annotations

import bz2
import stat
import zlib
from dataclasses import replace

import pytest

from merchlint.assets.model import AssetError, Limits
from merchlint.assets.opening import open_bytes
from tests.assets.pictures_made import drawing, encoded
from tests.assets.sevenzip_made import BY_SEVENZIP, CONTENT, directory, number, sealed, sevenzipped

LIMITS = Limits()
ALL_ZERO = {"a.txt": "好".encode() * 100_000}


def seen(data: bytes, limits: Limits = LIMITS) -> dict[str, str]:
    """Path -> the text of a member, or the code of its problem."""
    told = {}
    try:
        for asset in open_bytes(data, "in.7z", limits):
            try:
                told[asset.path] = "".join(f"{line.text}\n" for page in asset.pages for line in page.text)
            except AssetError as error:
                told[asset.path] = error.problem.code
    except AssetError as error:
        told["in.7z"] = error.problem.code
    return told


@pytest.mark.parametrize("method", ["LZMA", "LZMA2", "BZip2", "Deflate", "Copy", "BCJ", "Delta", "each-alone"])
def test_members_are_assets_whatever_packed_them(method: str) -> None:
    expected = {f"in.7z!/{name}": text for name, text in CONTENT.items()} | {"in.7z!/cards/none.txt": "asset-empty"}
    assert seen(BY_SEVENZIP[method]) == expected


def test_a_packed_directory_is_read() -> None:
    told = seen(BY_SEVENZIP["packed-header"])
    assert len(told) == 40
    assert told["in.7z!/m/name-that-is-long-40.txt"] == "line 40\n"


def test_what_cannot_be_read_is_said_of_each_member() -> None:
    assert seen(BY_SEVENZIP["PPMd"])["in.7z!/cards/a.txt"] == "archive-method"
    assert seen(BY_SEVENZIP["locked"])["in.7z!/cards/a.txt"] == "asset-encrypted"
    assert seen(BY_SEVENZIP["locked-names"]) == {"in.7z": "asset-encrypted"}


def test_a_link_is_no_asset_of_its_own() -> None:
    told = seen(BY_SEVENZIP["link"])
    assert told["in.7z!/cards/link.txt"] == "archive-link"
    assert told["in.7z!/cards/a.txt"] == CONTENT["cards/a.txt"]
    link = {"a.png": (stat.S_IFLNK | 0o777) << 16 | 0x8000}
    assert seen(sevenzipped({"a.png": b"/etc/passwd"}, link)) == {"in.7z!/a.png": "archive-link"}


def test_a_name_leads_nowhere_and_a_picture_is_examined() -> None:
    (asset,) = open_bytes(sevenzipped({"../../etc/a.png": encoded(drawing(), "PNG")}), "in.7z", LIMITS)
    assert (asset.path, asset.media_type, len(list(asset.pages))) == ("in.7z!/../../etc/a.png", "image/png", 1)


def test_the_packer_of_these_tests_packs_what_is_read() -> None:
    assert seen(sevenzipped({"a.txt": b"one\n", "b.txt": b"two\n"})) == {
        "in.7z!/a.txt": "one\n",
        "in.7z!/b.txt": "two\n",
    }


def test_a_member_that_nobody_asks_for_is_passed_over() -> None:
    told = seen(sevenzipped({"a.py": b"x" * 300_000, "b.txt": b"two\n"}))
    assert told == {"in.7z!/b.txt": "two\n"}


def test_limits() -> None:
    many = sevenzipped({f"{n}.txt": b"a" for n in range(6)})
    assert seen(many, replace(LIMITS, max_pages=5)) == {"in.7z": "archive-too-many-members"}
    assert seen(sevenzipped(ALL_ZERO), replace(LIMITS, max_bytes=10_000)) == {"in.7z!/a.txt": "asset-too-large"}
    inner = sevenzipped({"in.7z": sevenzipped({"a.txt": b"one\n"})})
    assert seen(inner) == {"in.7z!/in.7z!/a.txt": "one\n"}
    assert seen(inner, replace(LIMITS, max_archive_depth=0)) == {"in.7z!/in.7z!/a.txt": "archive-too-deep"}


def test_a_bomb_is_refused_by_what_it_claims() -> None:
    header = directory({"a.txt": b"x"}, 9, claimed=90_000_000_000)
    assert seen(sealed(b"x" * 9, header)) == {"in.7z": "archive-ratio"}


def test_members_that_end_early_or_are_changed_are_damaged() -> None:
    whole = sevenzipped(ALL_ZERO)
    for data in (whole[:-9], whole[:40] + b"\xff" + whole[41:], whole[:20]):
        assert set(seen(data).values()) == {"asset-damaged"}
    packed = zlib.compressobj(wbits=-15)
    body = packed.compress(b"short") + packed.flush()
    for coder, data in (
        (b"\x03\x04\x01\x08", body),
        (b"\x03\x04\x02\x02", bz2.compress(b"short")),
        (b"\x01\x00", b"short"),
    ):
        header = directory({"a.txt": b"much longer than that"}, len(data), coder=coder)
        assert seen(sealed(data, header)) == {"in.7z!/a.txt": "asset-damaged"}


@pytest.mark.parametrize("value", [0, 127, 128, 16_383, 16_384, 2**28, 2**35 - 1, 2**56, 2**64 - 1])
def test_a_size_of_any_length_is_read(value: int) -> None:
    # Whatever it claims, nothing is set aside for it.
    header = directory({"a.txt": b"x"}, 1, claimed=value)
    assert number(value) in header
    assert set(seen(sealed(b"x", header)).values()) <= {"archive-ratio", "asset-damaged"}


def test_an_empty_archive_says_so() -> None:
    assert seen(sealed(b"", b"")) == {"in.7z": "archive-without-assets"}
