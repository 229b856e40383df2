import xml.etree.ElementTree as ET

import pytest

from merchlint.message import Lang
from merchlint.report.options import ReportOptions
from merchlint.rulebook.model import Verdict
from merchlint.run.outcome import Outcome
from tests.report import sample
from tests.report.rendered import render
from tests.report.test_formats import HOSTILE, hostile_run


def report(outcome: Outcome, fail_on: Verdict = Verdict.VIOLATION) -> ET.Element:
    return ET.fromstring(render("junit", outcome, Lang.EN, options=ReportOptions(fail_on=fail_on)))


def case(root: ET.Element, platform: str, path: str) -> ET.Element:
    [found] = root.findall(f"testsuite[@name='{platform}']/testcase[@name='{path}']")
    return found


def test_counts_agree_with_cases() -> None:
    root = report(sample.whole_run())
    assert root.get("tests") == str(len(root.findall("*/testcase"))) == "14"
    assert root.get("failures") == str(len(root.findall("*/testcase/failure"))) == "3"
    assert root.get("errors") == str(len(root.findall("*/testcase/error"))) == "2"


def test_verdicts_per_platform() -> None:
    root = report(sample.whole_run())
    assert case(root, "Tmall", "chat/script.txt").find("failure") is not None
    assert case(root, "Pinduoduo", "chat/script.txt").find("failure") is None
    assert case(root, "Tmall", "cards/broken.png").find("error") is not None


@pytest.mark.parametrize(
    ("fail_on", "failures"), [(Verdict.VIOLATION, 3), (Verdict.NEEDS_PROOF, 4), (Verdict.ADVICE, 5)]
)
def test_fail_on_decides_what_fails(fail_on: Verdict, failures: int) -> None:
    assert report(sample.whole_run(), fail_on).get("failures") == str(failures)


def test_weaker_findings_are_output() -> None:
    told = case(report(sample.whole_run()), "Tmall", "cards/unread.png").findtext("system-out")
    assert told is not None
    assert "TM201" in told


def test_half_read_asset_is_an_error_that_shows_what_was_found() -> None:
    broken, bad = sample.broken_card(), sample.bad_card()
    half = sample.asset("a.png", *(f.finding for f in bad.findings), status=broken.status, problem=broken.problem)
    found = case(report(sample.outcome(half)), "Tmall", "a.png")
    assert found.find("error") is not None
    assert found.find("failure") is None
    assert "TM101" in (found.findtext("system-out") or "")


def test_nothing_matched_is_an_error() -> None:
    assert report(sample.outcome(nothing_matched=True)).get("errors") == "1"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_adds_no_element(text: str) -> None:
    assert {element.tag for element in report(hostile_run(text)).iter()} == {
        "testsuites",
        "testsuite",
        "testcase",
        "failure",
        "error",
    }
