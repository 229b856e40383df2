from __future__ import annotations

import copy

from merchlint.run.packing import OutcomePacking
from tests.report import sample


def test_every_kind_of_outcome_comes_back_equal() -> None:
    run = sample.whole_run()
    packing = OutcomePacking(run.rulebook)
    assert [packing.unpack(packing.pack(asset)) for asset in run.assets] == list(run.assets)


def test_a_clause_of_the_rulebook_is_only_referred_to() -> None:
    run = sample.whole_run()
    packing = OutcomePacking(run.rulebook)
    (clause,) = (c for p in run.rulebook.platforms for c in p.clauses if c.id == "TM101")
    asset = sample.asset("a.png", sample.finding(clause, sample.words("加微信")))
    packed = packing.pack(asset)
    assert clause.article.encode() not in packed
    assert packing.unpack(packed).findings[0].finding.clause is clause


def test_a_process_with_an_equal_rulebook_reads_it() -> None:
    run = sample.whole_run()
    other = copy.deepcopy(run.rulebook)
    for asset in run.assets:
        assert OutcomePacking(other).unpack(OutcomePacking(run.rulebook).pack(asset)) == asset
