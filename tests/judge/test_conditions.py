from __future__ import annotations

from merchlint.judge.conditions import PageView, evaluate, sees
from merchlint.judge.model import Evidence
from merchlint.language.model import Act, Stance
from merchlint.rulebook.model import AllOf, Always, AnyOf, EvidenceKind, MerchantIs, Not, Role, See
from tests.judge.books import buyer, code, evidence

GROUPS = {
    "wechat": frozenset({"social"}),
    "taobao": frozenset({"shopping"}),
    "jd": frozenset({"shopping"}),
    "benefit": frozenset({"context"}),
    "unknown_code": frozenset({"unknown"}),
}
BENEFIT = evidence("benefit", act=Act.BENEFIT)


def view(*items: Evidence, role: Role | None = None) -> PageView:
    return PageView(items, items, frozenset({"tmall", "taobao"}), GROUPS, role)


def test_third_party_is_every_place_that_is_not_at_home() -> None:
    see = See(target=("third_party",))
    assert sees(see, evidence("wechat"), view())
    assert sees(see, evidence("a_users_own_logo"), view())
    assert not sees(see, evidence("taobao"), view())
    assert not sees(see, BENEFIT, view())
    assert not sees(see, evidence("unknown_code"), view())


def test_a_group_stands_for_its_targets() -> None:
    assert sees(See(target=("social",)), evidence("wechat"), view())
    assert not sees(See(target=("social",)), evidence("phone"), view())


def test_what_is_at_home_matches_only_when_named() -> None:
    assert sees(See(target=("shopping",)), evidence("jd"), view())
    assert not sees(See(target=("shopping",)), evidence("taobao"), view())
    assert sees(See(target=("taobao",)), evidence("taobao"), view())


def test_text_must_solicit_unless_the_clause_says_else() -> None:
    forbids = evidence(stance=Stance.FORBID)
    assert not sees(See(), forbids, view())
    assert sees(See(stance=(Stance.FORBID,)), forbids, view())


def test_what_the_buyer_says_breaks_no_rule_unless_asked_for() -> None:
    said = buyer(evidence())
    assert said.speaker is not None
    assert not sees(See(), said, view())
    assert sees(See(speaker=(said.speaker,)), said, view())


def test_beside_looks_at_the_rest_of_the_page() -> None:
    see = See(kind=(EvidenceKind.CODE,), beside=See(act=(Act.BENEFIT,)))
    unknown = code("unknown_code", read=False)
    assert sees(see, unknown, view(unknown, BENEFIT))
    assert not sees(see, unknown, view(unknown))
    assert sees(See(not_beside=See(act=(Act.BENEFIT,))), unknown, view(unknown))


def test_evidence_is_not_beside_itself() -> None:
    assert not sees(See(beside=See(act=(Act.BENEFIT,))), BENEFIT, view(BENEFIT))


def test_any_collects_and_all_needs_every_part() -> None:
    wechat, qr = evidence(), code("douyin")
    text, codes = See(kind=(EvidenceKind.TEXT,)), See(kind=(EvidenceKind.CODE,))
    assert evaluate(AnyOf((codes, text)), view(wechat, qr)) == (wechat, qr)
    assert evaluate(AllOf((text, codes)), view(wechat, qr)) == (wechat, qr)
    assert evaluate(AllOf((text, codes)), view(wechat)) is None
    assert evaluate(AnyOf((codes,)), view(wechat)) is None


def test_not_always_and_role() -> None:
    assert evaluate(Not(See()), view()) == ()
    assert evaluate(Not(See()), view(evidence())) is None
    assert evaluate(Always(), view()) == ()
    assert evaluate(MerchantIs((Role.RESELLER,)), view(role=Role.RESELLER)) == ()
    assert evaluate(MerchantIs((Role.RESELLER,)), view()) is None
