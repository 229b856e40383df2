"""Small rulebooks and evidence for the judge's tests."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from merchlint.assets.model import Speaker
from merchlint.judge.model import Evidence
from merchlint.language.model import Act, Stance
from merchlint.message import Message
from merchlint.rulebook.model import (
    Channel,
    Clause,
    Degree,
    Effective,
    EvidenceKind,
    Family,
    Grade,
    HostRule,
    PenaltyStep,
    PenaltyTable,
    Platform,
    Rulebook,
    See,
    Source,
    Target,
    Verdict,
)

DAY = dt.date(2026, 11, 23)
NOTHING = Message("", "")


def evidence(target: str = "wechat", **changes: Any) -> Evidence:
    """A text that solicits contact on a target, changed as asked."""
    base = Evidence(EvidenceKind.TEXT, "text", target, 1, f"加{target}", Act.CONTACT, Stance.SOLICIT)
    return replace(base, **changes)


def code(target: str, **changes: Any) -> Evidence:
    return evidence(target, kind=EvidenceKind.CODE, report_kind="qr_code", act=Act.VISIT, **changes)


def buyer(item: Evidence) -> Evidence:
    return replace(item, speaker=Speaker.BUYER)


def clause(id_: str = "XX101", **changes: Any) -> Clause:
    """A clause against third-party contacts and codes on a parcel card."""
    base = Clause(
        id=id_,
        platform="tmall",
        family=Family.OFFSITE_LURE,
        title=NOTHING,
        article="",
        channels=(Channel.PACKAGE_CARD,),
        effective=Effective(dt.date(2024, 7, 1)),
        condition=See(target=("third_party",)),
        verdict=Verdict.VIOLATION,
        degree=Degree.GENERAL,
        grade=Grade.REPRINT,
        sources=("s",),
        message=NOTHING,
        remedy=NOTHING,
        found=(),
        clean=(),
        penalty="ladder",
    )
    return replace(base, **changes)


def step(degree: Degree, offence: int | None = None, **changes: Any) -> PenaltyStep:
    return replace(PenaltyStep(degree, Grade.REPRINT, ("s",), offence), **changes)


COUNTED = (
    step(Degree.GENERAL, 1, fine_cny=2000),
    step(Degree.SERIOUS, 2, fine_cny=20000, points=12, point_system="a"),
    step(Degree.SEVERE, 3, measures=("removal",)),
)


def table(steps: tuple[PenaltyStep, ...] = COUNTED, **changes: Any) -> PenaltyTable:
    return replace(PenaltyTable("ladder", Effective(), steps, NOTHING), **changes)


def book(*clauses: Clause, tables: tuple[PenaltyTable, ...] = (table(),), home: str = "tmall taobao") -> Rulebook:
    """A rulebook of one platform, tmall."""
    platform = Platform(
        id="tmall",
        name=NOTHING,
        home=frozenset(home.split()),
        clauses=clauses or (clause(),),
        penalties=tables,
        sources=(Source("s", "s", Grade.REPRINT, DAY),),
    )
    return Rulebook(
        version="1",
        digest="sha256:0",
        platforms=(platform,),
        targets=(
            Target("wechat", NOTHING, ("social",)),
            Target("unknown_code", NOTHING, ("unknown",)),
            Target("benefit", NOTHING, ("context",)),
            Target("own_site", NOTHING, ("own",)),
        ),
        hosts=HOSTS,
        measures=(),
    )


HOSTS = (
    HostRule("u.wechat.com", "", "wechat", "profile"),
    HostRule("weixin.qq.com", "/g/", "wechat", "group"),
    HostRule("weixin.qq.com", "/r/", "official_account", "profile"),
    HostRule("*.taobao.com", "", "taobao", "shop"),
    HostRule("wxp:", "", "wechat_pay", "payment"),
)
