import dataclasses

from merchlint.judge.model import Penalty
from merchlint.message import Lang
from merchlint.report.penalty import ladder, sources
from merchlint.rulebook.model import Degree
from tests.report import sample

BOOK = sample.rulebook()


def test_marks_only_the_step_that_counts() -> None:
    steps = ladder(sample.finding(sample.TM101, penalty=sample.FIRST_STEP), BOOK, Lang.ZH)
    assert [rung.current for rung in steps.rungs] == [True, False, False]
    assert steps.rungs[0].text.startswith("违约金 ¥2,000")


def test_a_degree_without_a_published_step_is_named() -> None:
    some = Penalty(1, None, sample.STEPS[1:], None)
    steps = ladder(sample.finding(sample.TM101, penalty=some, degree=Degree.GENERAL), BOOK, Lang.EN)
    assert not [rung for rung in steps.rungs if rung.current]
    assert steps.notes == ("Not published for this degree (general).",)


def test_nothing_published_is_told_from_no_penalty_of_its_own() -> None:
    none = ladder(sample.finding(sample.PD900), BOOK, Lang.EN)
    unpublished = ladder(sample.finding(sample.TM101), BOOK, Lang.EN)
    assert none.notes == ("This clause carries no penalty of its own.",)
    assert unpublished.notes == ("penalty not published",)


def test_sources_are_cited_and_an_unknown_one_keeps_its_id() -> None:
    clause = dataclasses.replace(sample.TM101, sources=("notice", "lost"))
    assert sources(clause, BOOK) == ("mammonjew.cn/news/540.html", "lost")
