import dataclasses
from collections.abc import Callable

import pytest

from merchlint.judge.model import AssetStatus
from merchlint.message import Lang
from merchlint.report import words
from merchlint.report.options import ReportOptions
from tests.report import sample
from tests.report.rendered import render


@pytest.mark.parametrize("lang", Lang)
def test_golden(lang: Lang, same_as_golden: Callable[[str, str], None]) -> None:
    same_as_golden(f"report.{lang.value}.txt", render("text", sample.whole_run(), lang))


def test_color_only_when_asked() -> None:
    run = sample.whole_run()
    assert "\x1b" not in render("text", run, Lang.EN)
    assert "\x1b[" in render("text", run, Lang.EN, options=ReportOptions(color=True))


def test_environment_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    before = render("text", sample.whole_run(), Lang.ZH)
    for name, value in {"COLUMNS": "40", "NO_COLOR": "1", "FORCE_COLOR": "1", "TERM": "dumb"}.items():
        monkeypatch.setenv(name, value)
    assert render("text", sample.whole_run(), Lang.ZH) == before


def test_marks_the_step_this_merchant_stands_on() -> None:
    lines = render("text", sample.outcome(sample.chat()), Lang.EN).splitlines()
    [marked] = [line for line in lines if "▶" in line]
    assert "second (serious)  12 Tmall class A points, ¥20,000" in marked


def test_says_once_that_no_complaint_is_needed() -> None:
    told = render("text", sample.whole_run(), Lang.ZH)
    assert told.count(words.NO_COMPLAINT.zh) == 1
    assert words.NO_COMPLAINT.zh not in render("text", sample.outcome(sample.asset("good.png")), Lang.ZH)


def test_incomplete_asset_gives_reason_and_what_to_do() -> None:
    told = render("text", sample.outcome(sample.broken_card()), Lang.EN)
    assert "The picture is cut short." in told
    assert "Export the picture again." in told
    assert words.INCOMPLETE_MEANS.en.split(";")[0] in told


def test_nothing_matched_is_not_called_a_pass() -> None:
    told = render("text", sample.outcome(nothing_matched=True), Lang.EN)
    assert "this is not a pass" in told.replace("\n", " ")


def test_matrix_only_for_several_platforms() -> None:
    one = sample.asset("good.png", platforms=("tmall",))
    assert "strictest" not in render("text", sample.outcome(one), Lang.EN)
    assert "strictest" in render("text", sample.outcome(sample.asset("good.png")), Lang.EN)


def test_long_matrix_leaves_clean_rows_out() -> None:
    many = [sample.asset(f"{n:03}.png") for n in range(300)]
    told = render("text", sample.outcome(*many, sample.broken_card()), Lang.EN)
    assert "000.png" not in told
    assert "cards/broken.png" in told


def test_markup_in_evidence_is_not_interpreted() -> None:
    line = sample.words("[red]加微信[/red] :smile:\x1b[2J")
    told = render("text", sample.outcome(sample.asset("[bold]a.png", sample.finding(sample.TM101, line))), Lang.EN)
    assert "[red]加微信[/red] :smile:\\x1b[2J" in told
    assert "[bold]a.png" in told
    assert "\x1b" not in told


def test_excluded_files_are_counted_but_not_listed() -> None:
    excluded = sample.asset("old.png", status=AssetStatus.EXCLUDED, platforms=())
    told = render("text", sample.outcome(sample.asset("good.png"), excluded), Lang.EN)
    assert "1 file excluded by the config" in told.replace("\n", " ")
    assert "old.png" not in told


def test_whole_ladder_is_told_once_and_the_step_that_counts_each_time() -> None:
    bad = sample.bad_card()
    again = dataclasses.replace(bad, path="cards/bad2.png")
    told = render("text", sample.outcome(bad, again), Lang.EN)
    assert told.count("third (severe)") == 1
    assert told.count("▶ first offence (general)") == 2
    assert told.count("whole ladder: see TM101 above") == 1
    assert told.count("penalty not published") == 2
