"""What a file is, what is said when it cannot be examined, and archives."""

from __future__ import annotations

import io
import struct
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from merchlint.assets.model import Asset, AssetError, Limits, Page
from merchlint.assets.opening import MEMBERS, OPENERS, open_assets, open_bytes
from merchlint.assets.unreadable import UNREADABLE_KINDS
from tests.assets.pictures_made import drawing, encoded

LIMITS = Limits()
PNG = encoded(drawing(), "PNG")
LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"a" * 64 + b"\nsize 12345\n"


def code_of(data: bytes, name: str, limits: Limits = LIMITS) -> str:
    with pytest.raises(AssetError) as caught:
        _ = [list(asset.pages) for asset in open_bytes(data, name, limits)]
    return caught.value.problem.code


def results(data: bytes, name: str = "cards.zip", limits: Limits = LIMITS) -> dict[str, str]:
    """Path of each asset -> how its examination ended."""
    found = {}
    for asset in open_bytes(data, name, limits):
        try:
            found[asset.path] = f"{len(list(asset.pages))} pages"
        except AssetError as error:
            found[asset.path] = error.problem.code if error.problem.path == asset.path else "wrong path"
    return found


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def test_a_file_is_opened_from_disk_with_its_digest(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(PNG)
    (asset,) = open_assets(tmp_path / "a.png", "cards/a.png", LIMITS)
    assert (asset.path, asset.media_type, asset.digest[:7], asset.notes) == ("cards/a.png", "image/png", "sha256:", ())


def test_content_decides_and_a_disagreement_is_said() -> None:
    (asset,) = open_bytes(PNG, "card.jpg", LIMITS)
    assert asset.media_type == "image/png"
    assert ".jpg" in asset.notes[0].zh
    assert "image/png" in asset.notes[0].en
    (asset,) = open_bytes(PNG, "notes.txt", LIMITS)
    assert asset.media_type == "image/png"


def test_nothing_is_said_where_name_and_content_agree_or_the_name_promises_nothing() -> None:
    for name in ("a.png", "a", "a.xyz"):
        (asset,) = open_bytes(PNG, name, LIMITS)
        assert asset.notes == ()


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.png", "asset-empty"),
        ("加微信".encode(), "a.png", "asset-is-text"),
        (b"<html><body>404 not found</body></html>", "a.jpg", "asset-is-text"),
        (b"plain words", "a.pdf", "asset-is-text"),
        (b"plain words", "a.docx", "asset-is-text"),
        (LFS, "a.png", "git-lfs-pointer"),
        (LFS, "a.txt", "git-lfs-pointer"),
        (LFS, "a.psd", "git-lfs-pointer"),
        (b"\x00\x01\x02\x03" * 100, "a.png", "asset-damaged"),
        (b"\x00" * 5000, "a.bin", "asset-kind-unknown"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "a.eps", "asset-kind-not-examined"),
        (b"%!PS-Adobe-3.0\n", "a.ai", "asset-kind-not-examined"),
        (b"RIFF\x10\x00\x00\x00CDR9vrsn", "a.cdr", "asset-kind-not-examined"),
        (b"Rar!\x1a\x07\x01\x00", "a.rar", "asset-kind-not-examined"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "a.doc", "asset-kind-not-examined"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.docx", "asset-encrypted"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "a.heic", "asset-kind-not-examined"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif", "a.avif", "asset-damaged"),
        (b"{\\rtf1 x}", "a.rtf", "asset-kind-not-examined"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "a.heic", "asset-kind-not-examined"),
        (b"\0\0\0\x18ftypisom\0\0\0\0", "a.mp4", "asset-kind-not-examined"),
        (b"\x06\x06\xed\xf5\xd8\x1dF\xe5\xbd1\xef\xe7\xfet\xb7\x1d", "a.indd", "asset-kind-not-examined"),
        (zipped({"document.json": b"{}", "meta.json": b"{}"}), "a.sketch", "asset-kind-not-examined"),
        (zipped({"canvas.fig": b"x"}), "a.fig", "asset-kind-not-examined"),
        (zipped({"mimetype": b"x", "content.xml": b"x"}), "a.odt", "asset-kind-not-examined"),
    ],
)
def test_what_cannot_be_examined_says_why(data: bytes, name: str, code: str) -> None:
    assert code_of(data, name) == code


def test_a_pointer_says_what_to_run_and_a_design_what_to_export() -> None:
    with pytest.raises(AssetError) as caught:
        list(open_bytes(LFS, "a.png", LIMITS))
    assert "git lfs pull" in caught.value.problem.todo.zh
    with pytest.raises(AssetError) as caught:
        list(open_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n", "a.eps", LIMITS))
    assert "PDF" in caught.value.problem.todo.zh
    assert "EPS" in caught.value.problem.what.en


def test_no_kind_is_both_opened_and_unreadable() -> None:
    assert not (set(OPENERS) | set(MEMBERS)) & set(UNREADABLE_KINDS)


def test_bytes_are_limited() -> None:
    assert code_of(PNG, "a.png", replace(LIMITS, max_bytes=10)) == "asset-too-large"


class TestArchives:
    def test_members_are_assets_by_the_rules_of_a_folder(self) -> None:
        members = {
            "a.png": PNG,
            "子/话术.txt": "加微信".encode(),
            "tool.py": b"x",
            "__MACOSX/._a.png": b"x",
            ".hid.png": PNG,
        }
        data = zipped({**members, "photo.xyz": PNG, "notes.xyz": b"plain", "empty/": b""})
        assert results(data) == {
            "cards.zip!/a.png": "1 pages",
            "cards.zip!/子/话术.txt": "1 pages",
            "cards.zip!/photo.xyz": "1 pages",
        }

    def test_a_bad_member_does_not_stop_the_others(self) -> None:
        data = zipped({"bad.png": PNG[:50], "empty.png": b"", "c.eps": b"%!PS-Adobe", "ok.png": PNG})
        assert results(data) == {
            "cards.zip!/bad.png": "asset-damaged",
            "cards.zip!/empty.png": "asset-empty",
            "cards.zip!/c.eps": "asset-kind-not-examined",
            "cards.zip!/ok.png": "1 pages",
        }

    def test_names_in_the_local_encoding(self) -> None:
        data = zipped({"xxxx.txt": b"plain"}).replace(b"xxxx.txt", "名片".encode("gbk") + b".txt")
        assert list(results(data)) == ["cards.zip!/名片.txt"]

    def test_nested_once_is_opened_and_twice_is_refused(self) -> None:
        inner = zipped({"a.png": PNG})
        assert results(zipped({"in.zip": inner})) == {"cards.zip!/in.zip!/a.png": "1 pages"}
        twice = results(zipped({"b.zip": zipped({"in.zip": inner})}))
        assert list(twice.values()) == ["archive-too-deep"]

    def test_paths_that_lead_out_are_only_names(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        found = results(zipped({"../../evil.png": PNG, "/abs.png": PNG, "C:\\x.png": PNG}))
        assert list(found.values()) == ["1 pages"] * 3
        assert list(tmp_path.iterdir()) == []

    def test_encrypted(self) -> None:
        data = bytearray(zipped({"a.png": PNG}))
        data[6] |= 1
        data[data.rindex(b"PK\x01\x02") + 8] |= 1
        assert results(bytes(data)) == {"cards.zip!/a.png": "asset-encrypted"}

    def test_flipped_content(self) -> None:
        data = bytearray(zipped({"a.txt": b"plain text " * 9}, zipfile.ZIP_STORED))
        data[data.index(b"plain")] ^= 1
        assert results(bytes(data)) == {"cards.zip!/a.txt": "asset-damaged"}

    def test_truncated_and_empty(self) -> None:
        data = zipped({"a.png": PNG})
        assert code_of(data[: len(data) // 2], "a.zip") == "asset-damaged"
        assert code_of(zipped({}), "a.zip") == "archive-without-assets"
        assert code_of(zipped({"a.py": b"x"}), "a.zip") == "archive-without-assets"

    def test_bombs(self) -> None:
        bomb = zipped({"a.txt": b"0" * 100_000_000})
        assert code_of(bomb, "a.zip") == "archive-ratio"
        assert results(bomb, limits=replace(LIMITS, max_archive_ratio=10_000, max_bytes=10_000_000)) == {
            "cards.zip!/a.txt": "asset-too-large"
        }
        assert code_of(zipped({f"{n}.txt": b"x" for n in range(9)}), "a.zip", replace(LIMITS, max_pages=8)) == (
            "archive-too-many-members"
        )

    def test_a_size_that_lies_never_unpacks_more_than_it_says(self) -> None:
        data = bytearray(zipped({"a.txt": b"0" * 1_000_000}))
        at = data.rindex(b"PK\x01\x02")
        data[at + 24 : at + 28] = struct.pack("<I", 10)
        assert results(bytes(data)) == {"cards.zip!/a.txt": "asset-damaged"}

    def test_one_member_at_a_time(self) -> None:
        """Pages of a member can be read before the next member is opened."""
        assets = open_bytes(zipped({"a.png": PNG, "b.png": PNG}), "c.zip", LIMITS)
        first: Asset = next(assets)
        pages: list[Page] = list(first.pages)
        assert pages[0].pixels is not None
        assert next(assets).path == "c.zip!/b.png"
