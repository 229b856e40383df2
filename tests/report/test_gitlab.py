import json

from merchlint.message import Lang
from tests.report import sample
from tests.report.rendered import render


def test_issues_have_what_gitlab_asks_for() -> None:
    issues = json.loads(render("gitlab", sample.whole_run(), Lang.EN))
    assert all(
        set(i) == {"description", "check_name", "fingerprint", "severity", "location"} and i["description"]
        for i in issues
    )
    assert all(i["location"]["path"] and i["location"]["lines"]["begin"] >= 1 for i in issues)
    assert {i["severity"] for i in issues} == {"info", "minor", "major", "critical"}


def test_incomplete_asset_is_critical() -> None:
    [issue] = json.loads(render("gitlab", sample.outcome(sample.broken_card()), Lang.EN))
    assert (issue["check_name"], issue["severity"]) == ("picture-truncated", "critical")


def test_same_card_in_two_folders_gives_two_fingerprints() -> None:
    found = sample.finding(sample.TM101, sample.words("加微信"))
    issues = json.loads(
        render("gitlab", sample.outcome(sample.asset("a.png", found), sample.asset("b.png", found)), Lang.EN)
    )
    assert len({i["fingerprint"] for i in issues}) == 2


def test_text_finding_names_its_line() -> None:
    issues = json.loads(render("gitlab", sample.outcome(sample.chat()), Lang.EN))
    assert issues[0]["location"] == {"path": "chat/script.txt", "lines": {"begin": 3}}
