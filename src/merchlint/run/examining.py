"""What a worker does with a file: observe it, find mentions, judge it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from merchlint.assets.model import Limits
from merchlint.judge.destinations import is_address
from merchlint.judge.gather import Seen, gather
from merchlint.judge.judging import Docket, judge, make_docket
from merchlint.judge.model import AssetStatus, Evidence, Finding, Merchant
from merchlint.language import Lexicon, find_mentions, join_lines
from merchlint.language.model import Mention
from merchlint.message import Problem
from merchlint.observe.model import AssetObservation, PageObservation
from merchlint.observe.observer import Observer
from merchlint.rulebook.model import Channel, Rulebook
from merchlint.run.cache import ObservationCache
from merchlint.run.observing import FileTask, observe_file
from merchlint.run.outcome import AssetOutcome, PagePreview, ReportedFinding
from merchlint.run.packing import OutcomePacking
from merchlint.run.previews import make_previews
from merchlint.run.suppress import Suppressor


@dataclass(frozen=True, slots=True)
class ScanTask:
    """A file with what the config says about it. `channel` None lets the kind of the asset decide."""

    file: FileTask
    channel: Channel | None
    platforms: tuple[str, ...]
    as_of: dt.date


@dataclass(frozen=True, slots=True)
class Examined:
    """Attributes: assets: what came of one file, packed. warnings: about the run."""

    assets: tuple[bytes, ...]
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class ExaminerPlan:
    """Everything a worker needs; handed to it once. Calling it makes the examiner inside the worker."""

    rulebook: Rulebook
    lexicon: Lexicon
    logo_folders: tuple[Path, ...]
    limits: Limits
    merchant: Merchant
    suppress: Suppressor
    cache: ObservationCache | None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    previews: bool = False

    def __call__(self) -> Examiner:
        return Examiner(self, Observer(self.logo_folders), OutcomePacking(self.rulebook))


@dataclass(slots=True)
class Examiner:
    """Examines files one after another, keeping the loaded engines and the dockets it made."""

    plan: ExaminerPlan
    observer: Observer
    packing: OutcomePacking
    dockets: dict[tuple[Channel, tuple[str, ...], dt.date], Docket] = field(default_factory=dict)

    def __call__(self, task: ScanTask, beat: Callable[[], None]) -> Examined:
        plan = self.plan
        observed = observe_file(task.file, self.observer, plan.limits, plan.cache, beat)
        judged = [(o, self._judge(o, task)) for o in observed.observations]
        previews: dict[str, tuple[PagePreview, ...]] = {}
        if plan.previews:
            wanted = {(o.path, f.page) for o, (_, findings) in judged for f in findings}
            wanted |= {(o.path, 1) for o in observed.observations}
            previews = make_previews(task.file, wanted, plan.limits, beat)
        outcomes = (
            _outcome(o, channel, findings, task.platforms, previews.get(o.path, ()))
            for o, (channel, findings) in judged
        )
        return Examined(tuple(self.packing.pack(plan.suppress(o)) for o in outcomes), observed.warnings)

    def _judge(self, observation: AssetObservation, task: ScanTask) -> tuple[Channel, tuple[Finding, ...]]:
        channel = task.channel or default_channel(observation)
        plan = self.plan
        docket = self._docket(channel, task)
        pages = [(p.page, page_evidence(p, plan.lexicon, plan.rulebook, plan.merchant)) for p in observation.pages]
        return channel, judge(docket, pages) if pages else ()

    def _docket(self, channel: Channel, task: ScanTask) -> Docket:
        key = (channel, task.platforms, task.as_of)
        if key not in self.dockets:
            self.dockets[key] = make_docket(
                self.plan.rulebook,
                platforms=task.platforms,
                channel=channel,
                as_of=task.as_of,
                merchant=self.plan.merchant,
                select=self.plan.select,
                ignore=self.plan.ignore,
            )
        return self.dockets[key]


def default_channel(observation: AssetObservation) -> Channel:
    """A picture or a document with pages is a package card unless the config says more; text is a chat script."""
    text_only = observation.pages and all(p.width is None for p in observation.pages)
    if text_only or observation.media_type.startswith("text/"):
        return Channel.CUSTOMER_CHAT
    return Channel.PACKAGE_CARD


def page_evidence(
    page: PageObservation, lexicon: Lexicon, rulebook: Rulebook, merchant: Merchant
) -> tuple[Evidence, ...]:
    """All evidence on a page: what its text mentions, where its codes lead, which marks it shows."""
    text = join_lines(page.text)
    mentions = find_mentions(text.text, lexicon, speakers=text.speakers) if text.text else ()
    payloads: list[tuple[int, tuple[Mention, ...]]] = [
        (index, find_mentions(code.payload, lexicon))
        for index, code in enumerate(page.codes)
        if code.payload and not is_address(code.payload)
    ]
    return gather(Seen(page, mentions, text, tuple(payloads)), rulebook.hosts, merchant.own_domains)


def _outcome(
    observation: AssetObservation,
    channel: Channel,
    findings: tuple[Finding, ...],
    platforms: tuple[str, ...],
    previews: tuple[PagePreview, ...],
) -> AssetOutcome:
    return AssetOutcome(
        path=observation.path,
        digest=observation.digest,
        media_type=observation.media_type,
        channel=channel,
        pages=len(observation.pages),
        status=AssetStatus.EXAMINED if observation.problem is None else AssetStatus.INCOMPLETE,
        platforms=platforms,
        findings=tuple(ReportedFinding(f, observation.path) for f in findings),
        problem=observation.problem,
        notes=observation.notes,
        previews=previews,
    )
