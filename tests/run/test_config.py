from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from merchlint.message import Lang
from merchlint.rulebook.model import Channel, Family, Role
from merchlint.run.config import ConfigError, find_config, load_config

FULL = """\
schema: merchlint-config/1
language: en
platforms: [tmall, pdd]
paths:
  - {match: "cards/**", channel: package_card, platforms: [tmall], as_of: 2024-06-15}
  - {match: "*.sms.txt", channel: sms}
exclude: ["drafts/**"]
merchant:
  role: reseller
  facts:
    - {fact: dingtalk_fan_group, platform: tmall, from: 2024-07-01, to: 2025-07-01, proof: contract 7}
    - {fact: official_400_line, holds: false}
  offences:
    - {platform: tmall, family: offsite_lure, date: 2026-03-01}
  own_domains: [brand.example]
  windows: {tmall: 12}
suppressions:
  - {rule: TM101, path: "cards/old.png", reason: printed before, owner: Li, expires: 2026-12-31}
limits: {max_pages: 3}
"""


def write(folder: Path, text: str) -> Path:
    file = folder / "merchlint.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_full_config(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, FULL), "merchlint.yaml")
    assert config.language is Lang.EN
    assert config.platforms == ("tmall", "pdd")
    rule = config.rule_for("cards/x/a.png")
    assert rule is not None
    assert (rule.channel, rule.platforms, rule.as_of) == (Channel.PACKAGE_CARD, ("tmall",), dt.date(2024, 6, 15))
    sms = config.rule_for("deep/down/a.sms.txt")
    assert sms is not None
    assert sms.channel is Channel.SMS
    assert config.rule_for("else.png") is None
    merchant = config.merchant
    assert merchant.role is Role.RESELLER
    assert merchant.facts[0].end == dt.date(2025, 7, 1)
    assert merchant.facts[1].holds is False
    assert merchant.offences[0].family is Family.OFFSITE_LURE
    assert merchant.windows == (("tmall", 12),)
    assert config.suppressions[0].line == 18
    assert config.limits.max_pages == 3


def test_an_empty_config_is_the_defaults(tmp_path: Path) -> None:
    assert load_config(write(tmp_path, "# nothing yet\n"), "merchlint.yaml").platforms == ()


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("platform: [tmall]\n", 1, 1),
        ("language: fr\n", 1, 11),
        ("platforms: tmall\n", 1, 12),
        ("merchant:\n  role: owner\n", 2, 9),
        ("merchant:\n  role: reseller\n  role: reseller\n", 3, 3),
        ("suppressions:\n  - {rule: TM101, path: a, owner: me, expires: 2026-01-01}\n", 2, 5),
        ("suppressions:\n  - {rule: TM101, path: a, reason: because, owner: me, expires: soon}\n", 2, 65),
        ("limits: {max_pages: 0}\n", 1, 21),
        ("as_of: 2026-02-30\n", 1, 8),
        ("paths:\n  - {channel: sms}\n", 2, 5),
        ("paths: [\n", 2, 1),
        ("- a\n", 1, 1),
    ],
)
def test_a_broken_config_is_told_with_its_place(tmp_path: Path, text: str, line: int, column: int) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(write(tmp_path, text), "merchlint.yaml")
    problem = caught.value.problem
    assert (problem.path, problem.line, problem.column) == ("merchlint.yaml", line, column)
    assert all((problem.what.zh, problem.what.en, problem.todo.zh, problem.todo.en))


def test_a_missing_config_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="config file cannot be read"):
        load_config(tmp_path / "none.yaml", "none.yaml")


def test_the_nearest_config_upward_is_found(tmp_path: Path) -> None:
    outer = write(tmp_path, "")
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    assert find_config(inner) == outer
    nearer = write(tmp_path / "a", "")
    assert find_config(inner) == nearer
