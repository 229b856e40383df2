"""What a run came to: every report is a function of an `Outcome`, and the exit code is computed here alone."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from merchlint.judge.model import AssetStatus, Finding
from merchlint.message import Message, Problem
from merchlint.rulebook.model import Channel, Rulebook, Verdict

EXIT_CLEAN = 0
EXIT_FINDINGS = 1
EXIT_USAGE = 2
EXIT_INCOMPLETE = 3
EXIT_INTERRUPTED = 130

# Strictest first; `incomplete` outranks clean because an unexamined asset is never a pass.
STRICTNESS = (Verdict.VIOLATION, Verdict.NEEDS_PROOF, Verdict.ADVICE)


@dataclass(frozen=True, slots=True)
class Suppression:
    """A finding that the config sets aside, and who answers for it."""

    reason: str
    owner: str
    expires: dt.date


@dataclass(frozen=True, slots=True)
class ReportedFinding:
    """A finding of one asset, with the suppression that sets it aside, if any."""

    finding: Finding
    path: str
    suppressed: Suppression | None = None


@dataclass(frozen=True, slots=True)
class PagePreview:
    """A small picture of a page for the HTML report.

    Attributes:
        jpeg: the encoded picture.
        width, height: size in pixels of the page that boxes refer to.
    """

    page: int
    jpeg: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class AssetOutcome:
    """One asset after examination and judgement.

    Attributes:
        problem: why it is incomplete, else None.
        platforms: the platforms it was judged for, in rulebook order.
        findings: sorted by page, platform, clause, fingerprint.
    """

    path: str
    digest: str
    media_type: str
    channel: Channel
    pages: int
    status: AssetStatus
    platforms: tuple[str, ...]
    findings: tuple[ReportedFinding, ...] = ()
    problem: Problem | None = None
    notes: tuple[Message, ...] = ()
    previews: tuple[PagePreview, ...] = ()

    def verdict_on(self, platform: str) -> str:
        """violation, needs_proof, advice, incomplete or clean; suppressed findings do not count."""
        found = {f.finding.verdict for f in self.findings if f.finding.platform == platform and f.suppressed is None}
        for verdict in STRICTNESS:
            if verdict in found:
                return verdict.value
        return "incomplete" if self.status is AssetStatus.INCOMPLETE else "clean"

    def strictest(self) -> str:
        """The strictest of the platforms' verdicts."""
        order = [*(v.value for v in STRICTNESS[:1]), "incomplete", *(v.value for v in STRICTNESS[1:]), "clean"]
        verdicts = {self.verdict_on(p) for p in self.platforms}
        if self.status is AssetStatus.INCOMPLETE:
            verdicts.add("incomplete")
        return next((word for word in order if word in verdicts), "clean")


@dataclass(slots=True)
class Tally:
    """What a run counts. It is kept up as assets come in, so that nothing has to go through all of them for a number.

    Attributes:
        statuses: assets by status.
        with_findings: examined assets with findings that are not suppressed.
        verdicts: findings that are not suppressed, by verdict.
        platforms: every platform that some asset was judged for.
    """

    statuses: Counter[AssetStatus] = field(default_factory=Counter)
    with_findings: int = 0
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    suppressed: int = 0
    platforms: set[str] = field(default_factory=set)

    def add(self, asset: AssetOutcome) -> None:
        counted = [f.finding.verdict for f in asset.findings if f.suppressed is None]
        self.statuses[asset.status] += 1
        self.with_findings += bool(counted) and asset.status is AssetStatus.EXAMINED
        self.verdicts.update(counted)
        self.suppressed += len(asset.findings) - len(counted)
        self.platforms.update(asset.platforms)


@dataclass(frozen=True, slots=True)
class Engines:
    """Versions of the engines; None for one that is not present."""

    ocr: str | None
    codes: str | None
    logos: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A whole run.

    Attributes:
        assets: sorted by path. There may be a million: they are read one at a time, each time anew.
        tally: their counts.
        notices: things to say about the run itself (expired or unused suppressions, a stale source).
        nothing_matched: no asset was found although a folder or file was asked for.
    """

    version: str
    engines: Engines
    rulebook: Rulebook
    as_of: dt.date
    assets: Collection[AssetOutcome]
    tally: Tally
    notices: tuple[Problem, ...] = ()
    nothing_matched: bool = False

    def count(self, verdict: Verdict) -> int:
        """Findings with this verdict that are not suppressed."""
        return self.tally.verdicts[verdict]

    def incomplete(self) -> int:
        """Assets that were not examined in full."""
        return self.tally.statuses[AssetStatus.INCOMPLETE]

    def findings(self) -> Iterator[ReportedFinding]:
        """Every finding, suppressed ones too, in the order of the assets."""
        return (f for a in self.assets for f in a.findings)


def exit_code(outcome: Outcome, fail_on: Verdict) -> int:
    """The exit code of a run that ended: incomplete or nothing matched wins over findings."""
    if outcome.incomplete() or outcome.nothing_matched:
        return EXIT_INCOMPLETE
    failing = STRICTNESS[: STRICTNESS.index(fail_on) + 1]
    return EXIT_FINDINGS if any(outcome.count(v) for v in failing) else EXIT_CLEAN
