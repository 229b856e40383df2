"""What the judge weighs and what it finds."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass

from merchlint.assets.model import Place, Speaker
from merchlint.geometry import Box
from merchlint.language.model import Act, ScorePart, Stance
from merchlint.message import Message
from merchlint.rulebook.model import (
    Channel,
    Clause,
    Degree,
    EvidenceKind,
    Family,
    PenaltyStep,
    Role,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something on a page that refers to something: a mention in text, a code, or a logo.

    Attributes:
        report_kind: the word of the JSON contract: qr_code, barcode, mini_program_code, logo or text.
        value: account, number, address or payload in plain form.
        text: as it stands on the asset.
        leads_to: destination kind of a code or link, e.g. group, payment; None for text without a link.
        read: False for a code that was found but not read.
    """

    kind: EvidenceKind
    report_kind: str
    target: str
    page: int
    text: str
    act: Act
    stance: Stance
    value: str | None = None
    leads_to: str | None = None
    read: bool = True
    box: Box | None = None
    place: Place = Place()
    confidence: float = 1.0
    parts: tuple[ScorePart, ...] = ()
    speaker: Speaker | None = None
    disguised: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class HeldFact:
    """A fact the merchant states about itself; `holds` False denies it."""

    fact: str
    holds: bool = True
    platform: str | None = None
    start: dt.date | None = None
    end: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Offence:
    """A past offence, for the penalty ladder."""

    platform: str
    family: Family
    date: dt.date


@dataclass(frozen=True, slots=True)
class Merchant:
    """What the config says about the merchant.

    Attributes:
        own_domains: sites of the merchant's own brand.
        large_volume, several_complaints: facts that lift the degree.
        windows: platform -> months in which offences count, where the platform does not publish it.
    """

    role: Role | None = None
    facts: tuple[HeldFact, ...] = ()
    offences: tuple[Offence, ...] = ()
    own_domains: tuple[str, ...] = ()
    large_volume: bool = False
    several_complaints: bool = False
    windows: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Penalty:
    """The step this merchant stands on, and the whole ladder.

    Attributes:
        step: None when nothing reliable is published for this degree and date.
        offence: which offence this would be, counting those in the config.
    """

    offence: int
    step: PenaltyStep | None
    ladder: tuple[PenaltyStep, ...]
    note: Message | None


@dataclass(frozen=True, slots=True)
class Finding:
    """A clause met by evidence on a page.

    Attributes:
        fingerprint: stable over reruns, moved files and other pages' edits.
        needs: the facts that would have to be proved (needs_proof), as text.
    """

    fingerprint: str
    clause: Clause
    platform: str
    channel: Channel
    verdict: Verdict
    degree: Degree
    confidence: float
    page: int
    evidence: tuple[Evidence, ...]
    penalty: Penalty | None
    lifted_by: tuple[str, ...] = ()
    needs: tuple[Message, ...] = ()


class AssetStatus(enum.StrEnum):
    """Whether an asset was examined in full."""

    EXAMINED = "examined"
    INCOMPLETE = "incomplete"
    EXCLUDED = "excluded"
