"""Files of every kind on the command line: where evidence stands, limits, and what goes wrong with a file."""

from __future__ import annotations

import io
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PIL import Image
from psd_tools import PSDImage

from merchlint.assets import opening
from merchlint.assets.model import Page
from merchlint.assets.source import Source
from merchlint.assets.text import decode
from merchlint.report.formats import FORMATS
from merchlint.run import workers
from tests.assets.documents_made import pdf
from tests.assets.pictures_made import animation, drawing, encoded
from tests.assets.sevenzip_made import sevenzipped
from tests.cli.conftest import Cli, write
from tests.cli.pictures import with_code
from tests.hostile.seeds import saved, zipped

LURE = "加微信 wx_demo888 领红包\n"
PAYLOAD = "https://u.wechat.com/MExample0001"


def scanned(cli: Cli, *paths: str, **limits: object) -> Any:
    """The JSON report of a scan, with these limits in the config."""
    lines = "".join(f"  {name}: {value}\n" for name, value in limits.items())
    write(Path(), "merchlint.yaml", "schema: merchlint-config/1\n" + (f"limits:\n{lines}" if limits else ""))
    run = cli("scan", *(paths or (".",)), "--platform", "tmall", "--format", "json", "--lang", "en", "--jobs", "2")
    assert run.code in (0, 1, 3), run.err
    return run.json()


def reasons(report: Any) -> dict[str, str | None]:
    """Path -> code of the reason for `incomplete`, None where it was examined."""
    return {asset["path"]: asset["reason_code"] for asset in report["assets"]}


def places(report: Any) -> set[tuple[Any, ...]]:
    """(path, page, whether there is a box, line, cell, time, layer, verdict) of all evidence."""
    found = set()
    for finding in report["findings"]:
        for e in finding["evidence"]:
            place = e["place"] or {"cell": None, "time": None, "layer": None}
            where = (finding["path"], finding["page"], e["box"] is not None, e["line"])
            found.add((*where, place["cell"], place["time"], place["layer"], finding["verdict"]))
    return found


def with_hidden_code() -> bytes:
    psd: Any = PSDImage.frompil(Image.new("RGB", (420, 420), "white"))
    layer = psd.create_pixel_layer(Image.open(io.BytesIO(with_code(PAYLOAD))).convert("RGB"), name="old code")
    layer.visible = False
    return saved(psd)


def test_evidence_keeps_its_place(cli: Cli, tmp_path: Path) -> None:
    book: Any = openpyxl.Workbook()
    book.active.title = "Script"
    book.active["B3"] = LURE.strip()
    write(tmp_path, "a.xlsx", saved(book))
    write(tmp_path, "a.csv", f"a,b\nc,{LURE}")
    write(tmp_path, "a.srt", f"1\n00:00:01,500 --> 00:00:02,000\n{LURE}")
    write(tmp_path, "a.txt", f"客服：您好\n客服：{LURE}")
    write(tmp_path, "a.pdf", pdf("BT /F1 9 Tf 9 9 Td (add WeChat wx_demo888 for cash) Tj ET", pages=2))
    write(tmp_path, "a.psd", with_hidden_code())
    write(tmp_path, "a.zip", zipped({"in/b.txt": LURE.encode()}))
    write(tmp_path, "a.7z", sevenzipped({"in/b.txt": LURE.encode()}))
    report = scanned(cli)
    assert set(reasons(report).values()) == {None}
    found = places(report)
    assert ("a.txt", 1, False, 2, None, None, None, "violation") in found
    assert ("a.zip!/in/b.txt", 1, False, 1, None, None, None, "violation") in found
    assert ("a.7z!/in/b.txt", 1, False, 1, None, None, None, "violation") in found
    # A hidden layer is named, and never more than advice.
    assert {f for f in found if f[0] == "a.psd"} == {("a.psd", 2, True, None, None, None, "old code", "advice")}
    assert {f[4] for f in found if f[0] == "a.xlsx"} == {"Script!B3"}
    assert {f[4] for f in found if f[0] == "a.csv"} == {"B2"}
    assert {f[5] for f in found if f[0] == "a.srt"} == {"00:00:01.500"}
    assert {f[1:3] for f in found if f[0] == "a.pdf"} == {(1, True), (2, True)}


@pytest.mark.parametrize(
    ("limit", "value", "name", "data", "code"),
    [
        ("max_bytes", 10, "a.txt", b"x" * 11, "asset-too-large"),
        ("max_pixels", 100, "a.png", encoded(drawing(), "PNG"), "picture-too-many-pixels"),
        ("max_pages", 1, "a.pdf", pdf("", pages=2), "too-many-pages"),
        ("max_frames", 1, "a.gif", animation("GIF", [drawing(), drawing().rotate(180)]), "too-many-frames"),
        ("max_archive_depth", 0, "a.zip", zipped({"b.zip": zipped({"c.txt": b"x"})}), "archive-too-deep"),
        ("max_archive_ratio", 2, "a.7z", sevenzipped({"c.txt": bytes(70_000_000)}), "archive-ratio"),
        ("max_text", 5, "a.txt", b"six of", "text-too-long"),
    ],
)
def test_past_a_limit_of_the_config_is_incomplete(
    cli: Cli, tmp_path: Path, limit: str, value: int, name: str, data: bytes, code: str
) -> None:
    write(tmp_path, name, data)
    report = scanned(cli, name, **{limit: value})
    assert code in reasons(report).values()
    assert scanned(cli, name)["summary"]["incomplete"] == 0 or limit == "max_archive_ratio"


def test_a_crash_a_hang_and_a_hunger_cost_their_own_file_only(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def misbehaving(source: Source) -> Iterator[Page]:
        word = decode(source.data, source.shown).strip()
        if word == "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        if word == "hang":
            time.sleep(3600)
        if word == "eat":
            bytearray(1 << 40)
        yield from plain(source)

    plain = opening.OPENERS["text/plain"]
    monkeypatch.setattr(opening, "OPENERS", {**opening.OPENERS, "text/plain": misbehaving})
    monkeypatch.setattr(workers, "_START_GRACE_SECONDS", 0.0)
    for word in ("crash", "hang", "eat"):
        for n in range(2):
            write(tmp_path, f"{word}-{n}.txt", word)
    for n in range(20):
        write(tmp_path, f"good-{n:02}.txt", "客服：您好\n")
    told = reasons(scanned(cli, max_seconds=2, max_memory=2_000_000_000))
    codes = {"crash": "worker-crashed", "hang": "timed-out", "eat": "out-of-memory", "good": None}
    assert told == {path: codes[path.partition("-")[0]] for path in told}
    assert len(told) == 26
    assert not Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()


def test_what_is_no_file_to_read_is_told_and_the_rest_is_examined(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, "in/good.txt", "客服：您好\n")
    write(tmp_path, "in/empty.txt", "")
    os.mkfifo(tmp_path / "in/pipe.png")
    (tmp_path / "in/loop").symlink_to(tmp_path / "in")
    (tmp_path / "in/self.png").symlink_to("self.png")
    (tmp_path / "in/gone.png").symlink_to("nowhere.png")
    (tmp_path / "in/zero.png").symlink_to("/dev/zero")
    report = scanned(cli, "in")
    told = reasons(report)
    assert set(told) == {f"in/{n}" for n in ("good.txt", "empty.txt", "pipe.png", "self.png", "gone.png", "zero.png")}
    assert [path for path, reason in told.items() if reason is None] == ["in/good.txt"]
    assert all(a["reason"] for a in report["assets"] if a["status"] == "incomplete")


@pytest.mark.parametrize("format_", FORMATS)
def test_a_name_cannot_break_out_of_a_report(cli: Cli, tmp_path: Path, format_: str) -> None:
    for name in (
        "a\n::error file=x::boo.txt",
        "b\u202etxt.exe.txt",
        "c\x1b[2J.txt",
        "d<img src=x onerror=alert(1)>.txt",
    ):
        write(tmp_path, name.replace("/", "_"), LURE)
    shown = cli("scan", ".", "--platform", "tmall", "--format", format_, "--lang", "en").out
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert not [line for line in shown.splitlines() if line.startswith("::error file=x")]
    if format_ == "html":
        assert "<img src=x" not in shown
