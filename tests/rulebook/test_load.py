"""A rulebook as loaded data."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from merchlint.language.model import Act, Stance
from merchlint.message import Message, Problem
from merchlint.rulebook.load import load_rulebook
from merchlint.rulebook.model import (
    AllOf,
    Always,
    AnyOf,
    Channel,
    Clause,
    Effective,
    EvidenceKind,
    Grade,
    MerchantIs,
    Not,
    Role,
    RulebookError,
    See,
    Verdict,
)
from tests.rulebook.books import PLATFORM, find_in, write_book


def only_clause(tmp_path: Path, old: str, new: str) -> Clause:
    assert old in PLATFORM
    return load_rulebook(write_book(tmp_path, platform=PLATFORM.replace(old, new, 1))).platforms[0].clauses[0]


def test_everything_arrives(tmp_path: Path) -> None:
    rulebook = load_rulebook(write_book(tmp_path))
    assert rulebook.version == "1.0.0"
    assert rulebook.digest.startswith("sha256:")
    shop = rulebook.platforms[0]
    assert shop.name == Message("商店", "Shop")
    assert shop.home == {"shop"}
    assert shop.source("notice").grade is Grade.REPRINT
    first, second, third = shop.penalties[0].steps
    assert (first.fine_cny, first.possible, second.points, second.point_system) == (2000, ("delist",), 12, "shop_a")
    assert third.measures == ("removal",)
    (clause,) = shop.clauses
    assert clause.channels == (Channel.PACKAGE_CARD, Channel.SMS)
    assert clause.effective == Effective(dt.date(2024, 7, 1), None)
    assert clause.condition == AnyOf(
        (
            See(kind=(EvidenceKind.TEXT,), act=(Act.CONTACT,), target=("third_party",)),
            See(kind=(EvidenceKind.CODE,), target=("social",)),
        )
    )
    assert (clause.file, clause.line) == ("platforms/shop.yaml", find_in(PLATFORM, "SH101")[0])
    assert (clause.found[0].line, clause.found[0].column) == find_in(PLATFORM, "{channel: package_card, text: 加微信}")


def test_all_channels(tmp_path: Path) -> None:
    assert only_clause(tmp_path, "channels: [package_card, sms]", "channels: all").channels == tuple(Channel)


def test_conditions(tmp_path: Path) -> None:
    start, end = PLATFORM.index("      any:"), PLATFORM.index("    verdict: violation")
    condition = """\
      all:
        - not: {see: {stance: [], beside: {act: [benefit]}, read: false}}
        - merchant: {role: [reseller]}
        - always: true
"""
    platform = PLATFORM[:start] + condition + PLATFORM[end:]
    clause = load_rulebook(write_book(tmp_path, platform=platform)).platforms[0].clauses[0]
    inner = See(stance=(), beside=See(act=(Act.BENEFIT,), stance=(Stance.SOLICIT,)), read=False)
    assert clause.condition == AllOf((Not(inner), MerchantIs((Role.RESELLER,)), Always()))


@pytest.mark.parametrize(("held", "verdict"), [("null", None), ("advice", Verdict.ADVICE)])
def test_entitlements(tmp_path: Path, held: str, verdict: Verdict | None) -> None:
    line = f"entitlements: [{{fact: ok, name: {{zh: 一, en: a}}, covers: {{target: [wechat]}}, held: {held}}}]"
    (entitlement,) = only_clause(tmp_path, "verdict: violation", f"{line}\n    verdict: violation").entitlements
    assert (entitlement.held, entitlement.missing) == (verdict, Verdict.NEEDS_PROOF)


def test_examples_with_codes_facts_and_dates(tmp_path: Path) -> None:
    new = (
        "codes: [{symbology: qr_code, payload: null}], as_of: 2025-01-01, verdict: advice, "
        "merchant: {role: reseller, facts: [{fact: ok, from: 2025-01-01}]}}"
    )
    (example,) = only_clause(tmp_path, "text: 加微信}", new).found
    assert example.codes == (("qr_code", None),)
    assert (example.as_of, example.verdict) == (dt.date(2025, 1, 1), Verdict.ADVICE)
    assert example.merchant == {"role": "reseller", "facts": [{"fact": "ok", "from": "2025-01-01"}]}


_WORDS = [
    "null",
    "true",
    "-1",
    "1.5",
    "{}",
    "[]",
    "[a, a]",
    "{a: 1}",
    "x",
    "2024-02-30",
    "all",
    "SH101",
    "override: true",
]


@given(st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
def test_a_broken_rulebook_is_an_error_and_nothing_else(tmp_path: Path, data: st.DataObject) -> None:
    """A line is dropped or doubled, or a value gives way to another: it loads, or every problem has its place."""
    lines = PLATFORM.splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        match data.draw(st.sampled_from(["drop", "double", "value", "insert"])):
            case "drop":
                del lines[at]
            case "double":
                lines.insert(at, lines[at])
            case "insert":
                lines.insert(at, " " * (len(lines[at]) - len(lines[at].lstrip())) + "override: true")
            case _:
                head, colon, _ = lines[at].rpartition(": ")
                lines[at] = head + colon + data.draw(st.sampled_from(_WORDS))
    folder = write_book(tmp_path, platform="\n".join(lines))
    problems: tuple[Problem, ...] = ()
    try:
        load_rulebook(folder)
    except RulebookError as error:
        problems = error.problems
    assert all(p.line is not None and p.column is not None for p in problems)


def test_the_builtin_rulebook_loads() -> None:
    rulebook = load_rulebook()
    assert {"tmall", "pdd", "douyin"} <= {p.id for p in rulebook.platforms}
    found = rulebook.clause("TM101")
    assert found is not None
    assert found.platform == "tmall"
