import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from merchlint.message import Lang
from merchlint.report.options import ReportOptions
from merchlint.run.outcome import Outcome
from tests.report import sample
from tests.report.rendered import render
from tests.report.test_formats import HOSTILE, hostile_run

# The schema of the standard as published; see the note beside it.
SCHEMA = Path(__file__).parent / "schemas" / "sarif-2.1.0-rtm.5.json"


@cache
def validator() -> jsonschema.Draft4Validator:
    checker = jsonschema.FormatChecker()
    return jsonschema.Draft4Validator(json.loads(SCHEMA.read_text(encoding="utf-8")), format_checker=checker)


def report(outcome: Outcome, lang: Lang = Lang.EN, **options: Any) -> dict[str, Any]:
    loaded = json.loads(render("sarif", outcome, lang, options=ReportOptions(**options)))
    validator().validate(loaded)
    [run] = loaded["runs"]
    assert isinstance(run, dict)
    return run


@pytest.mark.parametrize("lang", Lang)
def test_whole_run_is_valid(lang: Lang) -> None:
    assert len(report(sample.whole_run(), lang)["results"]) == 7


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_valid_and_makes_no_link(text: str) -> None:
    run = report(hostile_run(text))
    message = run["results"][0]["locations"][0]["message"]["text"]
    assert "[" not in message.replace("\\[", "")


def test_levels_follow_verdicts() -> None:
    levels = [(r["properties"]["verdict"], r["level"]) for r in report(sample.whole_run())["results"]]
    assert set(levels) == {("violation", "error"), ("needs_proof", "warning"), ("advice", "note")}


def test_picture_gets_line_one_and_its_box_as_property() -> None:
    location = report(sample.outcome(sample.bad_card()))["results"][0]["locations"][1]
    assert location["physicalLocation"]["region"]["startLine"] == 1
    assert location["properties"]["box"][0] == [700, 300]


def test_text_gets_its_line_column_and_snippet() -> None:
    region = report(sample.outcome(sample.chat()))["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region == {
        "startLine": 3,
        "startColumn": 5,
        "endColumn": 20,
        "snippet": {"text": "加薇❤：一三八零零一三八零零零"},
    }


def test_finding_without_evidence_points_at_its_asset() -> None:
    [result] = report(sample.outcome(sample.call()))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "call/hello.txt"


def test_rule_index_names_the_rule() -> None:
    run = report(sample.whole_run())
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in run["results"])
    assert all(rule["help"]["text"] and rule["help"]["markdown"] for rule in rules)


def test_incomplete_asset_is_a_notification_of_a_failed_run() -> None:
    [invocation] = report(sample.whole_run())["invocations"]
    assert invocation["executionSuccessful"] is False
    [told] = invocation["toolExecutionNotifications"]
    assert told["descriptor"]["id"] == "picture-truncated"
    assert told["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "cards/broken.png"
    assert report(sample.outcome(sample.bad_card()))["invocations"][0]["executionSuccessful"] is True
    assert report(sample.outcome(nothing_matched=True))["invocations"][0]["executionSuccessful"] is False


def test_suppression_and_fingerprint() -> None:
    results = report(sample.whole_run())["results"]
    [suppressed] = [r for r in results if "suppressions" in r]
    assert suppressed["suppressions"][0]["justification"].startswith("已换新卡")
    assert all(r["partialFingerprints"]["merchlint/v1"] for r in results)
