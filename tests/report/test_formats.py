"""What holds for every format: same input same bytes, hostile text stays text, incomplete is never a pass."""

from __future__ import annotations

import dataclasses
import json
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from merchlint.assets.model import Place
from merchlint.message import Lang, Message, Problem
from merchlint.report.formats import FORMATS
from merchlint.report.options import ReportOptions
from merchlint.run.outcome import Outcome
from tests.report import sample
from tests.report.rendered import render

HOSTILE = [
    "\x1b[2J\x1b]0;owned\x07",
    "a\n::error file=x::boo",
    "\r\n::stop-commands::x",
    "<script>document.title='owned'</script>",
    '"><img src=x onerror="document.title=\'owned\'">',
    "{{ 7*7 }}{% raw %}",
    "[x](javascript:alert(1)) @everyone #1 `a` | b",
    '=HYPERLINK("https://evil.test")',
    "\u202egnp.drac\u2066",
    "]]>&lt;!--",
    "bad\udcffbytes\ud800",
    "\x00\x08\x9b31m\u2028\ufeff",
]


def hostile_run(text: str) -> Outcome:
    """A run in which everything a stranger writes is this text."""
    line = sample.words(text, text, place=Place(line=1, column=1, cell=text, layer=text, time=text))
    found = sample.finding(sample.TM101, line, sample.code(text), penalty=sample.FIRST_STEP)
    problem = Problem("broken", Message(text, text), Message(text, text), path=text)
    bad = sample.bad_card()
    return sample.outcome(
        dataclasses.replace(sample.asset(text, found), notes=(Message(text, text),), previews=bad.previews),
        dataclasses.replace(sample.broken_card(), path=text, problem=problem),
        notices=(problem,),
    )


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("text", HOSTILE)
def test_no_raw_control_character_comes_out(name: str, text: str) -> None:
    shown = render(name, hostile_run(text), Lang.ZH)
    raw = {c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")}
    assert raw <= {"\n"}
    shown.encode()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet=st.characters(codec=None, exclude_categories=()), max_size=30))
def test_any_text_can_be_reported(text: str) -> None:
    run = hostile_run(text)
    for name in FORMATS:
        render(name, run, Lang.EN).encode()
        render(name, run, Lang.EN, options=ReportOptions(redact=True)).encode()


@pytest.mark.parametrize("name", FORMATS)
def test_same_outcome_same_bytes(name: str) -> None:
    assert render(name, sample.whole_run(), Lang.ZH) == render(name, sample.whole_run(), Lang.ZH)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("lang", Lang)
def test_every_format_names_the_incomplete_asset_and_why(name: str, lang: Lang) -> None:
    shown = render(name, sample.outcome(sample.broken_card()), lang)
    assert "cards/broken.png" in shown
    assert "图片不完整，只读到一半。" in shown if lang is Lang.ZH else "The picture is cut short." in shown


@pytest.mark.parametrize("name", [n for n in FORMATS if n != "json"])
def test_every_format_says_when_nothing_was_found_to_examine(name: str) -> None:
    shown = render(name, sample.outcome(nothing_matched=True), Lang.EN).replace("\n", " ")
    assert "this is not a pass" in shown


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_rule_and_remedy(name: str) -> None:
    shown = render(name, sample.outcome(sample.bad_card()), Lang.ZH)
    assert "TM101" in shown
    assert "去掉第三方的联系方式" in shown.replace("\n", "")


@pytest.mark.parametrize("name", [n for n in FORMATS if n not in ("json", "sarif", "text", "html")])
def test_suppressed_findings_are_not_reported_as_open(name: str) -> None:
    old = [a for a in sample.whole_run().assets if a.path == "cards/old.png"]
    assert "TM101" not in render(name, sample.outcome(*old), Lang.EN)


def test_unknown_format_is_refused() -> None:
    with pytest.raises(KeyError):
        render("pdf", sample.outcome(), Lang.EN)


@pytest.mark.parametrize("text", HOSTILE)
def test_json_keeps_hostile_text_as_it_stands(text: str) -> None:
    told = json.loads(render("json", hostile_run(text), Lang.EN))
    assert told["findings"][0]["evidence"][0]["value"] == text
    assert told["assets"][0]["path"] == text


def test_evidence_over_two_lines_reads_as_two_lines() -> None:
    line = sample.words("五星好评\u2028返现三元")
    run = sample.outcome(sample.asset("a.png", sample.finding(sample.TM101, line)))
    assert json.loads(render("json", run, Lang.ZH))["findings"][0]["evidence"][0]["text"] == "五星好评\n返现三元"
    for name in ("text", "html", "markdown", "github"):
        assert "五星好评 / 返现三元" in render(name, run, Lang.ZH)
