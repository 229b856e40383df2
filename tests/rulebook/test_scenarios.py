"""Scenarios: an asset told in words, a platform, a date, a merchant, and what must come of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from merchlint.judge.model import Finding
from merchlint.language import Lexicon, load_lexicon
from merchlint.rulebook.folders import builtin_rules_folder
from merchlint.rulebook.load import load_rulebook
from merchlint.rulebook.model import Channel, PenaltyStep, Rulebook
from merchlint.run.config import merchant_from
from merchlint.run.examples import described_page, judge_described
from merchlint.run.outcome import STRICTNESS

FOLDER = Path(__file__).parent / "scenarios"
TODAY = dt.date(2026, 11, 23)
NUANCES = 31
STEP_KEYS = {
    "fine_cny",
    "fine_cny_max",
    "points",
    "points_max",
    "point_system",
    "measures",
    "possible",
    "deposit_rise_cny",
    "settlement_delay_days",
    "grade",
}
KEYS = STEP_KEYS | {"verdict", "clauses", "absent", "degree", "offence", "lifted_by", "penalty"}


@dataclass(frozen=True)
class Case:
    scenario: Mapping[str, Any]
    platform: str
    expect: Mapping[str, Any]


def scenarios() -> list[Mapping[str, Any]]:
    return [s for file in sorted(FOLDER.glob("*.yaml")) for s in yaml.safe_load(file.read_text(encoding="utf-8"))]


def cases() -> list[Any]:
    return [
        pytest.param(Case(s, platform, expect), id=f"{s['nuance']}-{s['name']}-{platform}")
        for s in scenarios()
        for platform, expect in s["expect"].items()
    ]


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook()


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(builtin_rules_folder() / "lexicon")


def judged(case: Case, rulebook: Rulebook, lexicon: Lexicon) -> tuple[Finding, ...]:
    said = case.scenario
    text = said.get("text", "")
    codes = [(c["symbology"], c.get("payload")) for c in said.get("codes", ())]
    page = described_page(
        text if isinstance(text, str) else "\n".join(text),
        codes,
        said.get("logos", ()),
        hidden=said.get("hidden", False),
    )
    return judge_described(
        page,
        rulebook,
        lexicon,
        platforms=(case.platform,),
        channel=Channel(said["channel"]),
        as_of=day(said.get("as_of", TODAY)),
        merchant=merchant_from(plain(said.get("merchant", {}))),
    )


def day(value: object) -> dt.date:
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))


def plain(value: Any) -> Any:
    """YAML dates as text, as the config reader gives them."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    return [plain(v) for v in value] if isinstance(value, list) else value


@pytest.mark.parametrize("case", cases())
def test_scenario(case: Case, rulebook: Rulebook, lexicon: Lexicon) -> None:
    expect = case.expect
    assert set(expect) <= KEYS
    found = judged(case, rulebook, lexicon)
    verdicts = {f.verdict for f in found}
    strictest = next((v.value for v in STRICTNESS if v in verdicts), "clean")
    told = [(f.clause.id, f.verdict.value, [(e.act.value, e.target, e.text) for e in f.evidence]) for f in found]
    assert strictest == expect["verdict"], told
    by_clause = {f.clause.id: f for f in found if f.verdict.value == expect["verdict"]}
    assert set(expect.get("clauses", ())) <= set(by_clause), told
    assert not {f.clause.id for f in found} & set(expect.get("absent", ())), told
    if expect.get("clauses"):
        check_penalty(by_clause[expect["clauses"][0]], expect)


def check_penalty(finding: Finding, expect: Mapping[str, Any]) -> None:
    if "degree" in expect:
        assert finding.degree.value == expect["degree"]
    if "lifted_by" in expect:
        assert set(finding.lifted_by) == set(expect["lifted_by"])
    penalty = finding.penalty
    if expect.get("penalty") == "none":
        assert finding.clause.penalty is None
        return
    if expect.get("penalty") == "unknown":
        assert penalty is None or penalty.step is None
        return
    if "offence" in expect:
        assert penalty is not None
        assert penalty.offence == expect["offence"]
    for key in STEP_KEYS & set(expect):
        assert penalty is not None
        assert penalty.step is not None
        assert step_value(penalty.step, key) == expect[key], key


def step_value(step: PenaltyStep, key: str) -> object:
    value = getattr(step, key)
    return list(value) if isinstance(value, tuple) else value


def test_every_nuance_has_a_scenario_and_there_are_enough() -> None:
    all_ = scenarios()
    assert len(all_) >= 120
    assert {s["nuance"] for s in all_} == set(range(1, NUANCES + 1))
    assert len({s["name"] for s in all_}) == len(all_)
