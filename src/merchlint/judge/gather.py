"""From what was seen and said on a page to one list of evidence that clauses can be held against."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from merchlint.assets.model import Place
from merchlint.judge.destinations import Destination, destination, is_web_address
from merchlint.judge.model import Evidence
from merchlint.language.model import Act, Mention, Stance
from merchlint.language.page_text import PageText
from merchlint.observe.model import Code, Logo, PageObservation
from merchlint.rulebook.model import EvidenceKind, HostRule

_LINEAR = frozenset(
    {"ean_13", "ean_8", "upc_a", "upc_e", "code_128", "code_39", "code_93", "itf", "codabar", "databar"}
)
_ROUND = {
    "mini_program_code": ("mini_program", "mini_program"),
    "douyin_code": ("douyin", "profile"),
    "channels_code": ("channels", "profile"),
    "reward_code": ("wechat_pay", "payment"),
}
# GS1 element strings and serial numbers: printed for scanners and tracing, they open nothing.
_SERIAL = re.compile(r"^[\x1d()\d A-Z/+.-]{4,80}$")


@dataclass(frozen=True, slots=True)
class Seen:
    """One page, ready to be gathered.

    Attributes:
        mentions: mentions in the page's joined text, located by `where`.
        payload_mentions: index of a code -> mentions in its payload, for payloads that are plain text.
    """

    page: PageObservation
    mentions: tuple[Mention, ...]
    where: PageText
    payload_mentions: tuple[tuple[int, tuple[Mention, ...]], ...] = ()


def gather(seen: Seen, hosts: Sequence[HostRule], own_domains: Sequence[str]) -> tuple[Evidence, ...]:
    """All evidence of a page: mentions first, then codes, then logos, each in reading order."""
    page = seen.page
    found = [_from_mention(m, seen, hosts, own_domains) for m in seen.mentions]
    payloads = dict(seen.payload_mentions)
    for index, code in enumerate(page.codes):
        found.append(_from_code(code, page, hosts, own_domains))
        found.extend(_from_payload(m, code, page) for m in payloads.get(index, ()))
    found.extend(_from_logo(logo, page) for logo in page.logos)
    return tuple(found)


def _from_mention(mention: Mention, seen: Seen, hosts: Sequence[HostRule], own_domains: Sequence[str]) -> Evidence:
    target, leads_to = mention.target, None
    if mention.value and is_web_address(mention.value):
        there = destination(mention.value, hosts, own_domains)
        # An address the rulebook does not know keeps the word that language gave it.
        target = target if there.target in ("link", "unknown_code") else there.target
        leads_to = there.kind
    stands = seen.where.locate(mention.start, mention.end)
    lines = [seen.where.lines[i] for i in stands.lines]
    return Evidence(
        kind=EvidenceKind.TEXT,
        report_kind="text",
        target=target,
        page=seen.page.page,
        text=mention.text,
        act=mention.act,
        stance=mention.stance,
        value=mention.value,
        leads_to=leads_to,
        box=stands.box,
        place=_named(stands.place, seen.page),
        confidence=min(line.confidence for line in lines),
        parts=mention.parts,
        speaker=mention.speaker,
        disguised=mention.disguised,
        hidden=seen.page.hidden or any(line.place.hidden for line in lines),
    )


def _named(place: Place, page: PageObservation) -> Place:
    """A place with the name of its page (hidden layer, artboard, frame, slide), where nothing more exact is known."""
    if page.label is None or place.layer is not None or place.cell is not None:
        return place
    return replace(place, layer=page.label)


def _from_payload(mention: Mention, code: Code, page: PageObservation) -> Evidence:
    base = _code_evidence(code, page, Destination(mention.target))
    return replace(base, act=mention.act, stance=mention.stance, value=mention.value, disguised=mention.disguised)


def _from_code(code: Code, page: PageObservation, hosts: Sequence[HostRule], own_domains: Sequence[str]) -> Evidence:
    if code.symbology in _ROUND:
        return _code_evidence(code, page, Destination(*_ROUND[code.symbology]))
    if code.payload is None:
        # An unread linear barcode still leads nowhere a buyer's phone would go.
        act = Act.LABEL if code.symbology in _LINEAR else Act.VISIT
        return replace(_code_evidence(code, page, Destination("unknown_code")), act=act)
    there = destination(code.payload, hosts, own_domains)
    evidence = _code_evidence(code, page, there)
    if code.symbology in _LINEAR or (there.target == "unknown_code" and _SERIAL.match(code.payload)):
        return replace(evidence, act=Act.LABEL, stance=Stance.NAME)
    return evidence


def _code_evidence(code: Code, page: PageObservation, there: Destination) -> Evidence:
    is_link = code.symbology == "link"
    return Evidence(
        kind=EvidenceKind.TEXT if is_link else EvidenceKind.CODE,
        report_kind=_report_kind(code.symbology),
        target=there.target,
        page=page.page,
        text=code.payload or "",
        act=Act.VISIT,
        stance=Stance.SOLICIT,
        value=code.payload,
        leads_to=there.kind,
        read=code.payload is not None or code.symbology in _ROUND,
        box=code.box,
        place=_named(code.place, page),
        confidence=code.confidence,
        hidden=page.hidden or code.place.hidden,
    )


def _report_kind(symbology: str) -> str:
    """The evidence kind of the JSON contract."""
    if symbology == "link":
        return "text"
    if symbology in _ROUND:
        return "mini_program_code"
    return "barcode" if symbology in _LINEAR or symbology == "pdf417" else "qr_code"


def _from_logo(logo: Logo, page: PageObservation) -> Evidence:
    return Evidence(
        kind=EvidenceKind.LOGO,
        report_kind="logo",
        target=logo.brand,
        page=page.page,
        text="",
        act=Act.VISIT,
        stance=Stance.SOLICIT,
        value=logo.brand,
        box=logo.box,
        place=_named(Place(), page),
        confidence=logo.confidence,
        hidden=page.hidden,
    )
