from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from merchlint.judge.judging import judge, make_docket
from merchlint.judge.model import Evidence, Finding, HeldFact, Merchant, Offence
from merchlint.language.model import Act
from merchlint.message import Message
from merchlint.rulebook.model import (
    Always,
    Channel,
    Clause,
    Degree,
    Effective,
    Entitlement,
    Family,
    Grade,
    Lift,
    LiftCause,
    PenaltyTable,
    Role,
    Rulebook,
    See,
    Verdict,
)
from tests.judge.books import DAY, NOTHING, book, clause, code, evidence, step, table


def findings(
    *items: Evidence,
    rulebook: Rulebook | None = None,
    as_of: dt.date = DAY,
    merchant: Merchant | None = None,
    **options: Any,
) -> tuple[Finding, ...]:
    docket = make_docket(
        rulebook or book(),
        platforms=("tmall",),
        channel=options.pop("channel", Channel.PACKAGE_CARD),
        as_of=as_of,
        merchant=merchant or Merchant(),
        **options,
    )
    return judge(docket, [(1, items)])


def only(*items: Evidence, **options: Any) -> Finding:
    (finding,) = findings(*items, **options)
    return finding


def offence(day: dt.date, family: Family = Family.OFFSITE_LURE) -> Offence:
    return Offence("tmall", family, day)


def test_one_finding_a_clause_with_all_its_evidence() -> None:
    finding = only(evidence(), code("douyin"), evidence("taobao"))
    assert [e.target for e in finding.evidence] == ["wechat", "douyin"]
    assert finding.verdict is Verdict.VIOLATION


def test_no_evidence_no_finding() -> None:
    assert findings() == ()


def test_a_clause_counts_only_in_force_and_on_its_channels() -> None:
    assert findings(evidence(), as_of=dt.date(2024, 6, 30)) == ()
    assert len(findings(evidence(), as_of=dt.date(2024, 7, 1))) == 1
    assert findings(evidence(), channel=Channel.SMS) == ()


def test_select_and_ignore_take_ids_and_aliases() -> None:
    both = book(clause("XX101", aliases=("OLD1",)), clause("XX102"))
    assert {f.clause.id for f in findings(evidence(), rulebook=both, select=["OLD1"])} == {"XX101"}
    assert {f.clause.id for f in findings(evidence(), rulebook=both, ignore=["XX101"])} == {"XX102"}


def test_exempt_evidence_never_counts() -> None:
    spared = book(clause(exempt=(See(act=(Act.LABEL,)),)))
    assert findings(evidence("phone", act=Act.LABEL), rulebook=spared) == ()


def test_a_clause_about_the_channel_is_met_once() -> None:
    calls = book(clause(condition=Always(), verdict=Verdict.NEEDS_PROOF))
    docket = make_docket(calls, platforms=("tmall",), channel=Channel.PACKAGE_CARD, as_of=DAY, merchant=Merchant())
    (finding,) = judge(docket, [(1, ()), (2, ())])
    assert finding.evidence == ()


def test_what_a_buyer_cannot_see_is_advice() -> None:
    assert only(evidence(hidden=True)).verdict is Verdict.ADVICE


GROUP = Entitlement(
    fact="dingtalk_fan_group",
    covers=See(target=("dingtalk",)),
    name=Message("钉钉粉丝群", "DingTalk fan group"),
    lost_beside=See(act=(Act.BENEFIT,)),
)


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ((), Verdict.NEEDS_PROOF),
        ((HeldFact("dingtalk_fan_group"),), None),
        ((HeldFact("dingtalk_fan_group", holds=False),), Verdict.VIOLATION),
        ((HeldFact("dingtalk_fan_group", platform="pdd"),), Verdict.NEEDS_PROOF),
        ((HeldFact("dingtalk_fan_group", end=dt.date(2026, 11, 22)),), Verdict.NEEDS_PROOF),
        ((HeldFact("dingtalk_fan_group", end=DAY),), None),
        ((HeldFact("dingtalk_fan_group", start=dt.date(2026, 11, 24)),), Verdict.NEEDS_PROOF),
    ],
)
def test_an_entitlement_counts_only_when_held_on_the_day(facts: tuple[HeldFact, ...], verdict: Verdict | None) -> None:
    entitled = book(clause(entitlements=(GROUP,)))
    found = findings(code("dingtalk"), rulebook=entitled, merchant=Merchant(facts=facts))
    assert [f.verdict for f in found] == ([] if verdict is None else [verdict])


def test_a_missing_fact_is_named() -> None:
    finding = only(code("dingtalk"), rulebook=book(clause(entitlements=(GROUP,))))
    assert finding.needs == (GROUP.name,)


def test_an_entitlement_is_lost_beside_an_incentive() -> None:
    held = Merchant(facts=(HeldFact("dingtalk_fan_group"),))
    found = findings(
        code("dingtalk"),
        evidence("benefit", act=Act.BENEFIT),
        rulebook=book(clause(entitlements=(GROUP,))),
        merchant=held,
    )
    assert [f.verdict for f in found] == [Verdict.VIOLATION]


def test_one_permission_is_enough() -> None:
    other = Entitlement(fact="market_agreement", covers=See(), name=NOTHING, missing=Verdict.VIOLATION)
    rule = book(clause(entitlements=(other, GROUP)))
    held = Merchant(facts=(HeldFact("dingtalk_fan_group"),))
    assert findings(code("dingtalk"), rulebook=rule, merchant=held) == ()
    assert only(code("dingtalk"), rulebook=rule).verdict is Verdict.NEEDS_PROOF


def test_an_entitlement_covers_only_its_own_evidence() -> None:
    found = findings(code("dingtalk"), evidence("wechat"), rulebook=book(clause(entitlements=(GROUP,))))
    assert {f.verdict: [e.target for e in f.evidence] for f in found} == {
        Verdict.NEEDS_PROOF: ["dingtalk"],
        Verdict.VIOLATION: ["wechat"],
    }


@pytest.mark.parametrize(
    ("role", "verdict"),
    [(None, Verdict.NEEDS_PROOF), (Role.BRAND_OWNER, Verdict.ADVICE), (Role.RESELLER, Verdict.VIOLATION)],
)
def test_a_permission_for_brand_owners_is_none_for_resellers(role: Role | None, verdict: Verdict) -> None:
    own_pack = Entitlement(
        fact="brand_owner",
        covers=See(),
        name=NOTHING,
        roles=(Role.BRAND_OWNER,),
        held=Verdict.ADVICE,
    )
    finding = only(code("wechat"), rulebook=book(clause(entitlements=(own_pack,))), merchant=Merchant(role=role))
    assert finding.verdict is verdict


@pytest.mark.parametrize(
    ("days", "number", "degree", "fine"),
    [
        ((), 1, Degree.GENERAL, 2000),
        ((dt.date(2026, 1, 1),), 2, Degree.SERIOUS, 20000),
        ((dt.date(2026, 1, 1), dt.date(2026, 2, 1)), 3, Degree.SEVERE, None),
        ((dt.date(2026, 1, 1),) * 5, 6, Degree.SEVERE, None),
        ((dt.date(2026, 12, 1),), 1, Degree.GENERAL, 2000),
    ],
)
def test_past_offences_climb_the_ladder(
    days: tuple[dt.date, ...], number: int, degree: Degree, fine: int | None
) -> None:
    finding = only(evidence(), merchant=Merchant(offences=tuple(offence(d) for d in days)))
    assert finding.penalty is not None
    assert finding.penalty.step is not None
    assert (finding.penalty.offence, finding.degree, finding.penalty.step.fine_cny) == (number, degree, fine)


def test_offences_of_another_family_or_outside_the_window_do_not_count() -> None:
    past = (offence(dt.date(2026, 1, 1), Family.REVIEW_INCENTIVE), offence(dt.date(2025, 11, 22)))
    finding = only(evidence(), merchant=Merchant(offences=past, windows=(("tmall", 12),)))
    assert finding.penalty is not None
    assert finding.penalty.offence == 1


def test_the_published_window_outranks_the_configured_one() -> None:
    rulebook = book(tables=(table(window_months=24),))
    merchant = Merchant(offences=(offence(dt.date(2025, 1, 1)),), windows=(("tmall", 12),))
    finding = only(evidence(), rulebook=rulebook, merchant=merchant)
    assert finding.penalty is not None
    assert finding.penalty.offence == 2


def lifted(cause: LiftCause, **merchant: Any) -> Finding:
    rule = clause(lifts=(Lift(cause, Degree.SERIOUS, Grade.REPRINT, ("s",)),))
    item = evidence(disguised=cause is LiftCause.DISGUISE, act=Act.TRADE if cause is LiftCause.TRADE else Act.CONTACT)
    return only(item, rulebook=book(rule), merchant=Merchant(**merchant))


@pytest.mark.parametrize(
    ("cause", "merchant"),
    [
        (LiftCause.DISGUISE, {}),
        (LiftCause.TRADE, {}),
        (LiftCause.VOLUME, {"large_volume": True}),
        (LiftCause.COMPLAINTS, {"several_complaints": True}),
    ],
)
def test_a_cause_lifts_a_first_offence(cause: LiftCause, merchant: dict[str, bool]) -> None:
    finding = lifted(cause, **merchant)
    assert finding.degree is Degree.SERIOUS
    assert finding.lifted_by == (cause.value,)
    assert finding.penalty is not None
    assert finding.penalty.step is not None
    assert finding.penalty.step.fine_cny == 20000


def test_nothing_lifts_without_a_cause() -> None:
    assert lifted(LiftCause.VOLUME).degree is Degree.GENERAL


def test_a_ladder_of_degrees_is_not_climbed_by_count() -> None:
    steps = (
        step(Degree.GENERAL, points=2),
        step(Degree.SEVERE, 1, points=12),
        step(Degree.SEVERE, 2, points=48),
    )
    finding = only(
        evidence(),
        rulebook=book(tables=(table(steps),)),
        merchant=Merchant(offences=(offence(DAY),)),
    )
    assert finding.degree is Degree.GENERAL
    assert finding.penalty is not None
    assert finding.penalty.step == steps[0]


@pytest.mark.parametrize("tables", [(table(()),), (table(effective=Effective(end=dt.date(2025, 1, 1))),), ()])
def test_what_is_not_published_is_unknown(tables: tuple[PenaltyTable, ...]) -> None:
    penalty = only(evidence(), rulebook=book(tables=tables)).penalty
    assert penalty is None or penalty.step is None


def test_fingerprints_follow_the_content_not_the_place() -> None:
    here = only(evidence(value="abc123"))
    there = only(evidence(value="ABC 123", page=7, text="加 微信"))
    other = only(evidence(value="xyz"))
    assert here.fingerprint == there.fingerprint != other.fingerprint


def test_the_same_breach_on_two_pages_gets_two_fingerprints() -> None:
    docket = make_docket(book(), platforms=("tmall",), channel=Channel.PACKAGE_CARD, as_of=DAY, merchant=Merchant())
    first, second = judge(docket, [(1, (evidence(),)), (2, (evidence(page=2),))])
    assert first.fingerprint != second.fingerprint


def test_two_clauses_two_findings() -> None:
    rules: tuple[Clause, ...] = (clause("XX101"), clause("XX102", family=Family.REVIEW_INCENTIVE))
    assert [f.clause.id for f in findings(evidence(), rulebook=book(*rules))] == ["XX101", "XX102"]
