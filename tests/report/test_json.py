import json
from importlib import resources
from typing import Any

import jsonschema
import pytest

from merchlint.judge.model import AssetStatus
from merchlint.message import Lang
from merchlint.report.options import ReportOptions
from merchlint.run.outcome import Outcome
from tests.report import sample
from tests.report.rendered import render


def schema() -> dict[str, Any]:
    file = resources.files("merchlint.report") / "schemas" / "merchlint-report-1.schema.json"
    loaded: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return loaded


def report(outcome: Outcome, lang: Lang = Lang.EN, **options: Any) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(render("json", outcome, lang, options=ReportOptions(**options)))
    return loaded


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("redact", [False, True])
def test_report_fits_its_schema(lang: Lang, redact: bool) -> None:
    jsonschema.Draft202012Validator(schema()).validate(report(sample.whole_run(), lang, redact=redact))


def test_schema_is_itself_valid_and_refuses_unknown_keys() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    changed = report(sample.whole_run())
    changed["findings"][0]["surprise"] = 1
    assert not jsonschema.Draft202012Validator(schema()).is_valid(changed)


def test_summary_counts_each_asset_once_and_leaves_suppressed_out() -> None:
    assert report(sample.whole_run())["summary"] == {
        "assets": 7,
        "clean": 2,
        "with_findings": 4,
        "incomplete": 1,
        "findings": {"violation": 3, "needs_proof": 1, "advice": 2},
        "suppressed": 1,
    }


def test_incomplete_asset_with_findings_is_counted_as_incomplete() -> None:
    broken = sample.broken_card()
    bad = sample.bad_card()
    half_read = sample.asset("a.png", *(f.finding for f in bad.findings), status=broken.status, problem=broken.problem)
    told = report(sample.outcome(half_read))
    assert told["summary"]["incomplete"] == 1
    assert told["summary"]["with_findings"] == 0
    assert told["assets"][0]["reason_code"] == "picture-truncated"
    assert told["assets"][0]["verdicts"] == {"tmall": "violation", "pdd": "violation"}


def test_finding_answers_where_why_cost_and_what_to_do() -> None:
    told = report(sample.outcome(sample.bad_card()), Lang.ZH)
    first, unknown = told["findings"]
    assert first["clause"] == {
        "title": "包裹卡诱导第三方",
        "article": "《天猫市场管理规范》第二十八条",
        "effective": "2024-07-01",
        "grade": "reprint",
        "sources": ["mammonjew.cn/news/540.html"],
    }
    assert first["penalty"]["fine_cny"] == 2000
    assert first["penalty"]["note"] == "计次周期未公开。"
    assert [s["current"] for s in first["penalty"]["ladder"]] == [True, False, False]
    assert first["evidence"][1] == {
        "kind": "qr_code",
        "target": "wechat",
        "value": "https://u.wechat.com/EXAMPLEcode0001",
        "text": "https://u.wechat.com/EXAMPLEcode0001",
        "box": [[700, 300], [900.2, 300], [900.2, 500], [700, 500]],
        "line": None,
        "column": None,
        "confidence": 0.99,
        "place": None,
        "score": [],
    }
    assert unknown["penalty"]["known"] is False
    assert unknown["penalty"]["fine_cny"] is None
    assert unknown["penalty"]["note"] == "新规的金额没有公开。"


def test_place_and_score_are_given() -> None:
    told = report(sample.outcome(sample.chat()))
    line, cell = (f["evidence"][0] for f in told["findings"])
    assert (line["line"], line["column"], line["place"]) == (3, 5, None)
    assert cell["place"] == {"cell": "Sheet1!B3", "time": None, "layer": "备注", "hidden": True}
    assert line["score"][0] == {"name": "contact-word", "points": 4}


def test_a_penalty_that_is_not_known_says_so() -> None:
    none = sample.finding(sample.PD900)
    no_table = sample.finding(sample.TM101)
    told = report(sample.outcome(sample.asset("a.png", none, no_table)))
    assert told["findings"][0]["penalty"]["known"] is False
    assert "no penalty of its own" in told["findings"][0]["penalty"]["note"]
    assert told["findings"][1]["penalty"]["known"] is False


def test_suppression_names_who_answers_for_it() -> None:
    told = report(sample.whole_run())
    [finding] = [f for f in told["findings"] if f["suppressed"]]
    assert finding["suppressed"] == {"reason": "已换新卡，旧卡销毁中", "owner": "设计部 小林", "expires": "2026-12-31"}


def test_excluded_asset_is_listed_but_neither_counted_nor_judged() -> None:
    told = report(sample.outcome(sample.asset("old.png", status=AssetStatus.EXCLUDED, platforms=(), pages=0)))
    jsonschema.Draft202012Validator(schema()).validate(told)
    assert (told["assets"][0]["verdicts"], told["assets"][0]["strictest"]) == ({}, None)
    assert told["summary"]["assets"] == told["summary"]["clean"] == 0
