"""The rulebook as frozen data: platforms, clauses, penalties, sources. Built by `load`, read by `judge`."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass, field

from merchlint.assets.model import Speaker
from merchlint.language.model import Act, Stance
from merchlint.message import MerchlintError, Message, Problem


class RulebookError(MerchlintError):
    """A rulebook that cannot be used; nothing of it is loaded.

    `problems` holds everything that was found, in file order; `problem` is the first.
    """

    def __init__(self, problem: Problem, *more: Problem) -> None:
        super().__init__(problem)
        self.problems = (problem, *more)


class Channel(enum.StrEnum):
    """How an asset reaches the buyer."""

    PACKAGE_CARD = "package_card"
    PACKAGING = "packaging"
    GIFT_ITEM = "gift_item"
    OUTBOUND_CALL = "outbound_call"
    SMS = "sms"
    CUSTOMER_CHAT = "customer_chat"
    STORE_PAGE = "store_page"
    PRODUCT_PAGE = "product_page"
    LIVESTREAM = "livestream"
    VIDEO = "video"
    NOTE = "note"


class Family(enum.StrEnum):
    """What kind of rule a clause is."""

    OFFSITE_LURE = "offsite_lure"
    REVIEW_INCENTIVE = "review_incentive"


class Verdict(enum.StrEnum):
    """What a finding says. Order of strictness: see `STRICTNESS`."""

    VIOLATION = "violation"
    NEEDS_PROOF = "needs_proof"
    ADVICE = "advice"


class Degree(enum.StrEnum):
    """How grave a breach is, in the platforms' own four words."""

    MINOR = "minor"
    GENERAL = "general"
    SERIOUS = "serious"
    SEVERE = "severe"


DEGREE_ORDER = (Degree.MINOR, Degree.GENERAL, Degree.SERIOUS, Degree.SEVERE)


class Grade(enum.StrEnum):
    """How good the evidence for a fact is."""

    OFFICIAL = "official"
    """The platform's or regulator's own page."""
    REPRINT = "reprint"
    """A third party's copy of the notice."""
    PRESS = "press"
    """Reported by media or an industry blog."""
    WEAK = "weak"
    """A hint only; never the sole basis of a number."""


class Role(enum.StrEnum):
    """What the merchant is to the brand."""

    BRAND_OWNER = "brand_owner"
    RESELLER = "reseller"


class LiftCause(enum.StrEnum):
    """What lifts the degree above the one that the offence count gives."""

    DISGUISE = "disguise"
    """The lure is written so as to evade detection."""
    VOLUME = "volume"
    """Large volume (merchant fact)."""
    COMPLAINTS = "complaints"
    """Several buyers complained (merchant fact)."""
    TRADE = "trade"
    """The trade itself is led away from the platform."""


class EvidenceKind(enum.StrEnum):
    """What kind of thing a matcher looks at."""

    TEXT = "text"
    CODE = "code"
    LOGO = "logo"


@dataclass(frozen=True, slots=True)
class Effective:
    """Days on which something holds, both ends included; None is open."""

    start: dt.date | None = None
    end: dt.date | None = None

    def covers(self, day: dt.date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact was read. `checked` is the day it was last seen; `cite` is what reports print."""

    id: str
    cite: str
    grade: Grade
    checked: dt.date


@dataclass(frozen=True, slots=True)
class See:
    """Matches single pieces of evidence on a page; an empty field does not restrict.

    Attributes:
        target: target words or group words of `destinations.yaml`; ``third_party`` is every target that is not at
            home on the platform.
        stance: for text; solicit when the rulebook says nothing.
        leads_to: destination kinds (profile, group, shop, payment, short_link …), for codes and links.
        read: True only codes that were read, False only codes found but not read.
        beside, not_beside: another matcher that must (not) match something on the same page.
    """

    kind: tuple[EvidenceKind, ...] = ()
    act: tuple[Act, ...] = ()
    target: tuple[str, ...] = ()
    stance: tuple[Stance, ...] = (Stance.SOLICIT,)
    leads_to: tuple[str, ...] = ()
    read: bool | None = None
    disguised: bool | None = None
    speaker: tuple[Speaker, ...] = ()
    beside: See | None = None
    not_beside: See | None = None


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Condition


@dataclass(frozen=True, slots=True)
class MerchantIs:
    """Met when the config states one of these roles."""

    role: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Always:
    """Met by every asset of the clause's channels: the channel itself is the risk."""


Condition = AnyOf | AllOf | Not | See | MerchantIs | Always


@dataclass(frozen=True, slots=True)
class Entitlement:
    """Evidence that is lawful when the merchant holds a fact on the date.

    Attributes:
        fact: name of the fact in the config (``dingtalk_fan_group``).
        covers: the evidence it speaks about.
        roles: merchants who may hold it at all; empty for all.
        held: verdict when held; None is clean.
        missing: verdict when the config does not say.
        lost_beside: it does not count when this is on the same page (an incentive beside a service code).
    """

    fact: str
    covers: See
    name: Message
    channels: tuple[Channel, ...] = ()
    roles: tuple[Role, ...] = ()
    held: Verdict | None = None
    missing: Verdict = Verdict.NEEDS_PROOF
    lost_beside: See | None = None


@dataclass(frozen=True, slots=True)
class Lift:
    """A cause that lifts the degree to at least `degree`."""

    cause: LiftCause
    degree: Degree
    grade: Grade
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PenaltyStep:
    """What one degree costs at one offence count.

    Attributes:
        offence: 1 for the first; None where the platform does not count.
        fine_cny: yuan, None when unknown or none.
        points: points with their `point_system`; never added across systems.
        measures: ids of `measures.yaml` that follow; `possible` ones may follow.
        deposit_rise_cny, settlement_delay_days: as named, None when not stated.
    """

    degree: Degree
    grade: Grade
    sources: tuple[str, ...]
    offence: int | None = None
    fine_cny: int | None = None
    fine_cny_max: int | None = None
    points: float | None = None
    points_max: float | None = None
    point_system: str | None = None
    measures: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()
    deposit_rise_cny: int | None = None
    settlement_delay_days: int | None = None
    note: Message | None = None


@dataclass(frozen=True, slots=True)
class PenaltyTable:
    """The ladder of one rule over one span of days; no steps means that nothing reliable is published.

    Attributes:
        window_months: offences older than this no longer count; None where unpublished (config may set it).
        note: said with every penalty of the table, e.g. what is not known.
    """

    id: str
    effective: Effective
    steps: tuple[PenaltyStep, ...]
    note: Message
    window_months: int | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A test of a clause that lives in the rulebook: what is on the asset, and whether the clause must be found."""

    channel: Channel
    text: str = ""
    codes: tuple[tuple[str, str | None], ...] = ()
    logos: tuple[str, ...] = ()
    as_of: dt.date | None = None
    merchant: dict[str, object] = field(default_factory=dict)
    verdict: Verdict | None = None
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Clause:
    """One rule of one platform.

    Attributes:
        facts: ids of the fact base that the clause rests on, for people who check it.
        grade: grade of the evidence for the clause itself (its penalty has its own).
        penalty: id of the platform's penalty table, None when the clause has no penalty of its own.
        degree: degree of a first offence.
    """

    id: str
    platform: str
    family: Family
    title: Message
    article: str
    channels: tuple[Channel, ...]
    effective: Effective
    condition: Condition
    verdict: Verdict
    degree: Degree
    grade: Grade
    sources: tuple[str, ...]
    message: Message
    remedy: Message
    found: tuple[Example, ...]
    clean: tuple[Example, ...]
    penalty: str | None = None
    aliases: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    exempt: tuple[See, ...] = ()
    entitlements: tuple[Entitlement, ...] = ()
    lifts: tuple[Lift, ...] = ()
    law: tuple[str, ...] = ()
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Platform:
    """A selling platform with its clauses.

    Attributes:
        home: targets that are not a third party here.
        point_systems: id -> what its points are.
    """

    id: str
    name: Message
    home: frozenset[str]
    clauses: tuple[Clause, ...]
    penalties: tuple[PenaltyTable, ...]
    sources: tuple[Source, ...]
    point_systems: tuple[tuple[str, Message], ...] = ()

    def source(self, id_: str) -> Source:
        return next(s for s in self.sources if s.id == id_)


@dataclass(frozen=True, slots=True)
class HostRule:
    """Where a link or payload leads.

    Attributes:
        host: exact host, or ``*.example.com`` for its subdomains; for other schemes, the scheme (``wxp``).
        path: prefix of the path, or empty.
        target: target word; `kind` is profile, group, shop, payment, short_link, mini_program, service, app …
    """

    host: str
    path: str
    target: str
    kind: str


@dataclass(frozen=True, slots=True)
class Target:
    """A word for something a buyer may be led to. `groups` are words that clauses use for several targets at once."""

    id: str
    name: Message
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Everything that is data: what `judge` needs beside the evidence, the merchant and the date.

    Attributes:
        digest: ``sha256:<hex>`` of the rule files.
        measures: id -> name of a measure a platform takes.
    """

    version: str
    digest: str
    platforms: tuple[Platform, ...]
    targets: tuple[Target, ...]
    hosts: tuple[HostRule, ...]
    measures: tuple[tuple[str, Message], ...]

    def platform(self, id_: str) -> Platform | None:
        return next((p for p in self.platforms if p.id == id_), None)

    def clause(self, id_: str) -> Clause | None:
        """The clause with this id or alias."""
        return next(
            (c for p in self.platforms for c in p.clauses if c.id == id_ or id_ in c.aliases),
            None,
        )
