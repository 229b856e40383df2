import re

import pytest

from merchlint.message import Lang
from tests.report import sample
from tests.report.rendered import render
from tests.report.test_formats import HOSTILE, hostile_run

COMMAND = re.compile(r"^::(error|warning|notice) ([^:]*)::(.*)$")


def test_each_finding_and_incomplete_asset_is_an_annotation() -> None:
    lines = render("github", sample.whole_run(), Lang.EN).splitlines()
    told = [m.group(1) for line in lines if (m := COMMAND.match(line))]
    # Findings: 3 violations and 1 incomplete; 1 needs proof and 1 notice of the run; 2 advice and the summary.
    assert (told.count("error"), told.count("warning"), told.count("notice")) == (4, 2, 3)


def test_text_evidence_gives_line_and_column() -> None:
    first = render("github", sample.outcome(sample.chat()), Lang.EN).splitlines()[0]
    assert first.startswith("::error file=chat/script.txt,line=3,col=5,title=TM101 Tmall")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_adds_no_command(text: str) -> None:
    lines = render("github", hostile_run(text), Lang.EN).splitlines()
    assert len(lines) == 4
    assert all(COMMAND.match(line) for line in lines)
