"""Ladders as people read them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from merchlint.message import Message
from merchlint.rulebook.ladder import step_label, step_text
from merchlint.rulebook.load import load_rulebook
from merchlint.rulebook.model import Degree, Grade, PenaltyStep, Platform, Rulebook
from tests.rulebook.books import write_book


@pytest.fixture
def book(tmp_path: Path) -> tuple[Platform, Rulebook]:
    rulebook = load_rulebook(write_book(tmp_path))
    return rulebook.platforms[0], rulebook


def test_whole_ladder(book: tuple[Platform, Rulebook]) -> None:
    platform, rulebook = book
    told = [(step_label(s), step_text(s, platform, rulebook)) for s in platform.penalties[0].steps]
    assert [(label.zh, text.zh) for label, text in told] == [
        ("首次（一般）", "违约金 ¥2,000，可能下架商品〔转载〕"),
        ("第二次（严重）", "A类扣分 12 分〔转载〕"),
        ("第三次（特别严重）", "清退店铺〔转载〕"),
    ]
    assert [(label.en, text.en) for label, text in told] == [
        ("first offence (general)", "¥2,000, possible: goods delisted [reprint]"),
        ("second (serious)", "12 class A points [reprint]"),
        ("third (severe)", "shop removed [reprint]"),
    ]


def test_nothing_published_is_said(book: tuple[Platform, Rulebook]) -> None:
    bare = PenaltyStep(Degree.SERIOUS, Grade.PRESS, ("notice",))
    assert step_text(bare, *book) == Message("处罚未公布", "penalty not published")
    said = Message("视情况", "depends")
    assert step_text(replace(bare, note=said), *book) == said


@pytest.mark.parametrize(
    ("offence", "label"),
    [
        (None, Message("严重", "serious")),
        (1, Message("首次（严重）", "first offence (serious)")),
        (10, Message("第十次（严重）", "tenth (serious)")),
        (11, Message("第 11 次（严重）", "offence 11 (serious)")),
    ],
)
def test_labels(offence: int | None, label: Message) -> None:
    assert step_label(PenaltyStep(Degree.SERIOUS, Grade.PRESS, ("notice",), offence=offence)) == label


def test_every_number_with_its_unit(book: tuple[Platform, Rulebook]) -> None:
    step = PenaltyStep(
        Degree.SEVERE,
        Grade.PRESS,
        ("notice",),
        fine_cny=1_000_000,
        fine_cny_max=2_000_000,
        points=2.5,
        points_max=10,
        point_system="shop_a",
        deposit_rise_cny=100_000,
        settlement_delay_days=21,
    )
    assert step_text(step, *book) == Message(
        "A类扣分 2.5–10 分，违约金 ¥1,000,000–¥2,000,000，保证金上调 ¥100,000，结算延迟 21 天〔媒体〕",
        "2.5–10 class A points, ¥1,000,000–¥2,000,000, deposit raised by ¥100,000, settlement delayed 21 days [press]",
    )
