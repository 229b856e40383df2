"""Runs an example of the rulebook as if it were an asset: real matcher, real judge, no pictures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, cast

from merchlint.assets.model import Place
from merchlint.geometry import upright
from merchlint.judge.judging import judge, make_docket
from merchlint.judge.model import Finding, Merchant
from merchlint.language import Lexicon
from merchlint.observe.model import Code, Logo, PageObservation, TextLine
from merchlint.rulebook.model import Channel, Clause, Example, Rulebook, Verdict
from merchlint.run.config import merchant_from
from merchlint.run.examining import page_evidence

_SOMEWHERE = upright(0, 0, 100, 100)


def described_page(
    text: str,
    codes: Collection[tuple[str, str | None]] = (),
    logos: Collection[str] = (),
    *,
    hidden: bool = False,
) -> PageObservation:
    """The observation of a page that is told in words: its text, its codes as (symbology, payload), its logos."""
    return PageObservation(
        page=1,
        width=None,
        height=None,
        text=tuple(
            TextLine(line, place=Place(line=number), from_file=True)
            for number, line in enumerate(text.splitlines(), start=1)
        ),
        codes=tuple(Code(symbology, payload, _SOMEWHERE) for symbology, payload in codes),
        logos=tuple(Logo(brand, _SOMEWHERE, 1.0) for brand in logos),
        hidden=hidden,
    )


def judge_described(
    page: PageObservation,
    rulebook: Rulebook,
    lexicon: Lexicon,
    *,
    platforms: Collection[str],
    channel: Channel,
    as_of: dt.date,
    merchant: Merchant,
) -> tuple[Finding, ...]:
    """Findings on one described page."""
    docket = make_docket(rulebook, platforms=tuple(platforms), channel=channel, as_of=as_of, merchant=merchant)
    return judge(docket, [(page.page, page_evidence(page, lexicon, rulebook, merchant))])


@dataclass(frozen=True, slots=True)
class ExampleMatcher:
    """The matcher that `rulebook.selftest.run_examples` asks for."""

    rulebook: Rulebook
    lexicon: Lexicon

    def __call__(self, example: Example, clause: Clause, as_of: dt.date) -> Collection[tuple[str, Verdict]]:
        findings = judge_described(
            described_page(example.text, example.codes, example.logos),
            self.rulebook,
            self.lexicon,
            platforms=(clause.platform,),
            channel=example.channel,
            as_of=as_of,
            merchant=merchant_from(cast("dict[str, Any]", example.merchant)),
        )
        return [(f.clause.id, f.verdict) for f in findings]
