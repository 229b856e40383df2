"""Every sample comes to what its expectation file says, through the whole pipeline on the real rulebook."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from merchlint.judge.model import AssetStatus
from merchlint.language import load_lexicon
from merchlint.rulebook.folders import builtin_rules_folder
from merchlint.rulebook.load import load_rulebook
from merchlint.rulebook.model import Channel
from merchlint.run.config import load_config
from merchlint.run.outcome import AssetOutcome
from merchlint.run.pipeline import ScanRequest, scan

SAMPLES = Path(__file__).parent.parent / "samples"
ENDING = ".expect.yaml"
EXPECTED = sorted(str(file.relative_to(SAMPLES)).removesuffix(ENDING) for file in SAMPLES.glob(f"*/*{ENDING}"))


def sample_files() -> list[Path]:
    return [f for f in sorted(SAMPLES.glob("*/*")) if f.suffix in (".png", ".jpg", ".txt")]


@pytest.fixture(scope="module")
def examined() -> dict[str, AssetOutcome]:
    """Name of a sample without its suffix -> what it came to."""
    rules = builtin_rules_folder()
    outcome = scan(
        ScanRequest(
            paths=(SAMPLES,),
            config=load_config(SAMPLES / "merchlint.yaml", "merchlint.yaml"),
            rulebook=load_rulebook(None),
            lexicon=load_lexicon(rules / "lexicon"),
            logo_folders=(rules / "logos",),
            today=dt.date(2026, 11, 23),
            jobs=min(os.cpu_count() or 1, 4),
        )
    )
    assert not outcome.notices
    return {os.path.relpath(a.path, SAMPLES).rsplit(".", 1)[0]: a for a in outcome.assets}


def expected(name: str) -> dict[str, Any]:
    told = yaml.safe_load((SAMPLES / f"{name}{ENDING}").read_text(encoding="utf-8"))
    assert isinstance(told, dict)
    return told


@pytest.mark.parametrize("name", EXPECTED)
def test_sample(name: str, examined: dict[str, AssetOutcome]) -> None:
    asset, told = examined[name], expected(name)
    assert asset.status is AssetStatus.EXAMINED, asset.problem
    assert asset.channel is Channel(told["channel"])
    assert {p: asset.verdict_on(p) for p in asset.platforms} == told["platforms"]
    assert set(told.get("rules", ())) <= {f.finding.clause.id for f in asset.findings}


def test_every_sample_has_an_expectation() -> None:
    assert [str(f.relative_to(SAMPLES).with_suffix("")) for f in sample_files()] == EXPECTED


def test_samples_show_both_sides_for_each_platform() -> None:
    told = [expected(name) for name in EXPECTED]
    assert len(told) >= 24
    for platform in ("tmall", "pdd", "douyin"):
        cards = {t["platforms"][platform] for t in told if t["channel"] == "package_card"}
        assert {"clean", "violation"} <= cards
        # A card that only this platform allows: the same code is harmless here and a breach elsewhere.
        others = {"tmall", "pdd", "douyin"} - {platform}
        assert any(
            t["platforms"][platform] == "clean" and all(t["platforms"][o] == "violation" for o in others) for t in told
        )


def test_every_channel_of_the_samples_is_shown_clean_and_violating() -> None:
    for channel in {expected(name)["channel"] for name in EXPECTED}:
        verdicts = {v for n in EXPECTED if expected(n)["channel"] == channel for v in expected(n)["platforms"].values()}
        assert {"clean", "violation"} <= verdicts, channel
