from __future__ import annotations

import json
from pathlib import Path

import pytest

from merchlint import __version__
from tests.cli.conftest import Cli, write
from tests.cli.pictures import with_code


def test_observe_tells_what_is_seen_without_judging(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, "card.png", with_code("https://u.wechat.com/MExample0001"))
    run = cli("observe", "card.png", "--format", "json")
    assert run.code == 0
    told = run.json()
    assert told["schema"] == "merchlint-observation/1"
    (page,) = told["assets"][0]["pages"]
    assert (page["width"], page["height"]) == (400, 400)
    (code,) = page["codes"]
    assert (code["symbology"], code["payload"]) == ("qr_code", "https://u.wechat.com/MExample0001")


def test_observe_draws_what_it_saw(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, "a b/card.png", with_code("https://u.wechat.com/MExample0001"))
    assert cli("observe", "a b", "--annotate", "seen").code == 0
    (picture,) = (tmp_path / "seen").iterdir()
    assert picture.read_bytes() != (tmp_path / "a b/card.png").read_bytes()


def test_observe_masks_when_asked(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "客服：加我 wx_demo888 或 13800138000\n")
    for options in ((), ("--format", "json")):
        shown = cli("observe", "a.txt", *options).out
        masked = cli("observe", "a.txt", "--redact", *options).out
        assert "wx_demo888" in shown
        assert "wx***88" in masked
        assert not [secret for secret in ("wx_demo888", "13800138000") if secret in masked]
    refused = cli("observe", "a.txt", "--redact", "--annotate", "seen")
    assert refused.code == 2
    assert "--annotate" in refused.err


def test_observe_of_a_broken_picture_is_3(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, "card.png", with_code("x")[:300])
    run = cli("observe", "card.png", "--format", "json", "--lang", "en")
    assert run.code == 3
    assert run.json()["assets"][0]["status"] == "incomplete"


@pytest.mark.parametrize("command", [("explain", "TM101"), ("rules", "show", "TM101")])
def test_a_clause_is_explained(cli: Cli, command: tuple[str, ...]) -> None:
    run = cli(*command)
    assert run.code == 0
    for part in ("TM101", "天猫", "2024-07-01", "¥2,000", "清退", "转载", "怎么改"):
        assert part in run.out
    assert "third party" in cli(*command, "--lang", "en").out


def test_an_unknown_clause_is_2(cli: Cli) -> None:
    run = cli("explain", "TM1O1", "--lang", "en")
    assert run.code == 2
    assert "Did you mean TM101?" in run.err


def test_rules_are_listed_by_day_platform_and_channel(cli: Cli) -> None:
    now = cli("rules", "list", "--as-of", "2026-11-23", "--platform", "tmall", "--channel", "package_card").out
    before = cli("rules", "list", "--as-of", "2024-06-15", "--platform", "tmall", "--channel", "package_card").out
    assert "TM101" in now
    assert "TM101" not in before
    assert before.strip()
    assert len(cli("rules", "list").out.splitlines()) > len(now.splitlines())


def test_rules_test_runs_the_examples(cli: Cli) -> None:
    run = cli("rules", "test", "--select", "TM101", "--lang", "en")
    assert run.code == 0, run.err
    assert "0 failed" in run.out


def test_rules_test_fails_on_an_example_that_does_not_hold(cli: Cli, tmp_path: Path) -> None:
    write(
        tmp_path,
        "book/rulebook.yaml",
        'schema: merchlint-rulebook/1\nversion: "2026.1"\nrequires_merchlint: "0.1.0"\nextends: builtin\n',
    )
    source = "{id: own, cite: our own handbook, grade: official, checked: 2026-11-23}"
    clause = (
        "schema: merchlint-platform/1\nplatform: ours\nname: {zh: 自营, en: Ours}\nhome: [taobao]\n"
        f"sources: [{source}]\npenalties: []\nclauses:\n"
        "  - id: OW101\n    family: offsite_lure\n    title: {zh: 甲, en: A}\n    article: handbook 1\n"
        "    sources: [own]\n    grade: official\n    effective: {from: 2026-01-01}\n    channels: [package_card]\n"
        "    condition: {see: {target: [wechat]}}\n    verdict: violation\n    degree: general\n"
        "    message: {zh: 甲, en: A}\n    remedy: {zh: 甲, en: A}\n    examples:\n"
        "      found: [{channel: package_card, text: 感谢惠顾}]\n"
        "      clean: [{channel: package_card, text: 谢谢}]\n"
    )
    write(tmp_path, "book/platforms/ours.yaml", clause)
    run = cli("rules", "test", "--rulebook", "book", "--select", "OW101", "--lang", "en")
    assert run.code == 1
    assert "OW101" in run.err
    assert "ours.yaml:22:" in run.err
    assert "1 passed, 1 failed" in run.out


@pytest.mark.parametrize("name", ["platform", "rulebook", "config"])
def test_schemas_are_json(cli: Cli, name: str) -> None:
    run = cli("rules", "schema", name)
    assert run.code == 0
    assert "$schema" in json.loads(run.out)


def test_rules_diff_tells_the_change_of_july_2024(cli: Cli) -> None:
    run = cli("rules", "diff", "2024-06-30", "2024-07-01", "--lang", "en")
    assert run.code == 0
    assert any("TM101" in line and line.startswith("started") for line in run.out.splitlines())
    assert cli("rules", "diff", "2024-07-01", "2024-07-01").out == ""


def test_rules_check_age(cli: Cli) -> None:
    assert cli("rules", "check-age", "--as-of", "2026-11-24").code == 0
    old = cli("rules", "check-age", "--as-of", "2028-01-01")
    assert old.code == 1
    assert old.out


def test_rules_docs_are_written_and_checked(cli: Cli, tmp_path: Path) -> None:
    assert cli("rules", "docs", "pages").code == 0
    assert cli("rules", "docs", "pages", "--check").code == 0
    page = next((tmp_path / "pages").rglob("*.md"))
    page.write_text("edited", encoding="utf-8")
    run = cli("rules", "docs", "pages", "--check")
    assert run.code == 1
    assert page.name in run.err


def test_doctor(cli: Cli) -> None:
    run = cli("doctor", "--lang", "en")
    assert run.code == 0
    assert f"merchlint {__version__}" in run.out
    assert "openvino" in run.out


def test_help_and_version(cli: Cli) -> None:
    assert __version__ in cli("--version").out
    for command in ("scan", "observe", "explain", "rules", "doctor"):
        assert command in cli("--help").out
        assert cli(command, "--help").code == 0


def test_an_unknown_command_is_2(cli: Cli) -> None:
    assert cli("scna").code == 2
