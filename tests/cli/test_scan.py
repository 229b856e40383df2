from __future__ import annotations

import io
import socket
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Cli, write
from tests.cli.pictures import blank, with_code

WECHAT = "https://u.wechat.com/MExample0001"
LURE = "客服：加微信领红包，微信号 example12345\n"
PLAIN = "客服：您好，您的订单已发货，请留意查收。\n"


def test_clean_text_is_0(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, "a.txt", PLAIN)
    run = cli("scan", "a.txt", "--platform", "tmall")
    assert run.code == 0
    assert "1 个未发现问题" in run.out


def test_a_lure_is_1_with_clause_penalty_and_remedy(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, "a.txt", LURE)
    run = cli("scan", "a.txt", "--platform", "tmall", "--format", "json", "--lang", "en")
    assert run.code == 1
    (finding, *_) = run.json()["findings"]
    assert finding["platform"] == "tmall"
    assert finding["penalty"]["fine_cny"] == 2000
    assert finding["clause"]["effective"] == "2024-07-01"
    assert finding["evidence"][0]["line"] == 1
    assert finding["remedy"]


def test_a_code_on_a_card_is_judged_for_the_platform(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, "card.png", with_code(WECHAT))
    report = cli("scan", "card.png", "--format", "json", "--platform", "tmall", "--platform", "douyin").json()
    assert report["assets"][0]["verdicts"] == {"douyin": "violation", "tmall": "violation"}
    assert report["assets"][0]["channel"] == "package_card"
    evidence = report["findings"][0]["evidence"][0]
    assert (evidence["kind"], evidence["target"], evidence["value"]) == ("qr_code", "wechat", WECHAT)
    assert len(evidence["box"]) == 4


def test_the_same_code_at_home_is_clean(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, "card.png", with_code("https://m.tb.cn/h.example"))
    assert cli("scan", "card.png", "--platform", "tmall").code == 0


def test_an_old_card_is_judged_by_the_old_rule(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, "card.png", with_code(WECHAT))
    options = ("--platform", "tmall", "--format", "json")
    old = cli("scan", "card.png", "--as-of", "2024-06-15", *options)
    new = cli("scan", "card.png", "--as-of", "2024-07-01", *options)
    assert new.json()["findings"][0]["penalty"]["fine_cny"] == 2000
    assert all(f["penalty"]["fine_cny"] is None for f in old.json()["findings"])
    assert not {f["rule"] for f in old.json()["findings"]} & {f["rule"] for f in new.json()["findings"]}


def test_the_gate_can_be_moved(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, "card.png", with_code("https://unknown.example/x"))
    options = ("scan", "card.png", "--platform", "tmall")
    assert cli(*options).code == 0
    assert cli(*options, "--fail-on", "needs_proof").code == 1


@pytest.mark.parametrize("jobs", ["1", "3"])
def test_any_number_of_jobs_gives_the_same_bytes(cli: Cli, tmp_path: Path, jobs: str) -> None:
    for n in range(6):
        write(tmp_path, f"in/{n}.txt", LURE if n % 2 else PLAIN)
    expected = cli("scan", "in", "--format", "json", "--jobs", "2").out
    assert cli("scan", "in", "--format", "json", "--jobs", jobs, "--no-cache").out == expected


def test_a_second_scan_reads_the_cache_and_says_the_same(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "card.png", with_code(WECHAT))
    first = cli("scan", "card.png", "--format", "json")

    def broken(*_: object) -> None:
        raise AssertionError("the picture was read again")

    monkeypatch.setattr("merchlint.observe.observer.Observer.observe", broken)
    assert cli("scan", "card.png", "--format", "json") == first


def test_several_reports_in_one_run(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, "a.txt", LURE)
    run = cli("scan", "a.txt", "--report", "json=out/r.json", "--report", "html=out/r.html", "--output", "out/r.txt")
    assert run.out == ""
    assert (tmp_path / "out/r.json").read_text(encoding="utf-8").startswith("{")
    assert "<html" in (tmp_path / "out/r.html").read_text(encoding="utf-8")


def test_standard_input(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(LURE.encode())))
    run = cli("scan", "-", "--stdin-filename", "script.txt", "--platform", "tmall", "--format", "json")
    assert run.code == 1
    assert run.json()["assets"][0]["path"] == "script.txt"


def test_select_and_ignore(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, "a.txt", LURE)
    rule = cli("scan", "a.txt", "--platform", "tmall", "--format", "json").json()["findings"][0]["rule"]
    assert cli("scan", "a.txt", "--platform", "tmall", "--select", rule).code == 1
    assert cli("scan", "a.txt", "--platform", "tmall", "--ignore", rule).code == 0


def test_config_maps_paths_to_channels_and_platforms(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, "merchlint.yaml", 'paths:\n  - {match: "sms/**", channel: sms, platforms: [tmall]}\n')
    write(tmp_path, "sms/a.txt", PLAIN)
    asset = cli("scan", "sms", "--format", "json").json()["assets"][0]
    assert asset["channel"] == "sms"
    assert list(asset["verdicts"]) == ["tmall"]


def test_a_suppression_is_shown_and_lowers_the_exit_code(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, "a.txt", LURE)
    rule = cli("scan", "a.txt", "--platform", "tmall", "--format", "json").json()["findings"][0]["rule"]
    entry = f"suppressions:\n  - {{rule: {rule}, path: a.txt, reason: in review, owner: Li, expires: 2999-01-01}}\n"
    write(tmp_path, "merchlint.yaml", entry)
    run = cli("scan", "a.txt", "--platform", "tmall", "--format", "json")
    assert run.code == 0
    assert run.json()["summary"]["suppressed"] == 1
    assert run.json()["findings"][0]["suppressed"]["owner"] == "Li"


def test_an_expired_suppression_is_told_and_no_longer_counts(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, "a.txt", LURE)
    rule = cli("scan", "a.txt", "--platform", "tmall", "--format", "json").json()["findings"][0]["rule"]
    entry = f"suppressions:\n  - {{rule: {rule}, path: a.txt, reason: in review, owner: Li, expires: 2020-01-01}}\n"
    write(tmp_path, "merchlint.yaml", entry)
    run = cli("scan", "a.txt", "--platform", "tmall")
    assert run.code == 1
    assert "2020-01-01" in run.err


def test_a_missing_path_is_3_and_the_rest_is_examined(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, "a.txt", LURE)
    run = cli("scan", "none.png", "a.txt", "--platform", "tmall", "--format", "json")
    assert run.code == 3
    assert {a["path"]: a["status"] for a in run.json()["assets"]} == {"a.txt": "examined", "none.png": "incomplete"}
    assert run.json()["findings"]


def test_an_empty_folder_is_3(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    run = cli("scan", "empty", "--lang", "en")
    assert run.code == 3
    assert "No file to examine" in run.err


def test_excluded_files_by_name_are_not_nothing(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, "merchlint.yaml", 'exclude: ["drafts/**"]\n')
    write(tmp_path, "drafts/a.txt", LURE)
    assert cli("scan", "drafts/a.txt").code == 0
    assert cli("scan", "drafts").code == 3


BAD_PICTURES = {
    "truncated.png": with_code(WECHAT)[:900],
    "text.png": b"this is no picture\n",
    "empty.jpg": b"",
    "pointer.png": b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 12345\n",
}


@pytest.mark.parametrize("name", BAD_PICTURES)
def test_a_picture_that_is_none_is_incomplete(cli: Cli, tmp_path: Path, name: str) -> None:
    write(tmp_path, name, BAD_PICTURES[name])
    write(tmp_path, "good.png", blank())
    run = cli("scan", ".", "--format", "json", "--lang", "en")
    by_path = {a["path"]: a for a in run.json()["assets"]}
    assert run.code == 3
    assert by_path["good.png"]["status"] == "examined"
    assert by_path[name]["status"] == "incomplete"
    assert by_path[name]["reason"]
    assert set(by_path[name]["verdicts"].values()) == {"incomplete"}


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--platform", "tmal"), "Did you mean tmall?"),
        (("--channel", "package"), "package_card"),
        (("--select", "TM9999"), "TM9999"),
        (("--format", "jsn"), "json"),
        (("--report", "html"), "FORMAT=FILE"),
        (("--as-of", "yesterday"), "2026-11-23"),
        (("--config", "none.yaml"), "none.yaml"),
        (("--rulebook", "none"), "none"),
        (("--no-such-option",), "no-such-option"),
    ],
)
def test_a_wrong_command_line_is_2_and_says_what_to_do(
    cli: Cli, tmp_path: Path, args: tuple[str, ...], says: str
) -> None:
    write(tmp_path, "a.txt", PLAIN)
    run = cli("scan", "a.txt", "--lang", "en", *args)
    assert run.code == 2
    assert says in run.err
    assert run.out == ""


def test_a_broken_config_is_2_with_line_and_column(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, "merchlint.yaml", "platform: [tmall]\n")
    run = cli("scan", ".", "--lang", "en")
    assert run.code == 2
    assert "merchlint.yaml:1:1" in run.err
    assert "platforms" in run.err


def test_a_report_that_cannot_be_written_is_2(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, "a.txt", PLAIN)
    write(tmp_path, "file", "")
    assert cli("scan", "a.txt", "--output", "file/report.txt").code == 2


def test_messages_are_chinese_unless_asked_otherwise(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "没有" in cli("scan", "none.png").out
    monkeypatch.setenv("MERCHLINT_LANG", "en")
    assert "没有" not in cli("scan", "none.png").out


def test_nothing_is_opened_over_a_network(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    for name in ("connect", "connect_ex", "bind", "sendto"):
        monkeypatch.setattr(socket.socket, name, forbidden, raising=False)
    monkeypatch.setattr(socket, "getaddrinfo", forbidden)
    write(tmp_path, "card.png", with_code("https://u.wechat.com/MExample0001"))
    write(tmp_path, "a.txt", "https://u.wechat.com/MExample0001\n")
    run = cli("scan", "card.png", "a.txt", "--no-cache", "--format", "json")
    assert run.code == 1
    assert run.json()["summary"]["incomplete"] == 0
