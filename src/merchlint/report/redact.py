"""Masking of phones, accounts and payloads, so that a report can be passed on.

The outcome itself is masked before any format sees it; no format can forget to.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Collection, Iterator

from merchlint.assets.model import Place
from merchlint.judge.model import Evidence, Finding
from merchlint.observe.model import AssetObservation, Code, PageObservation, TextLine
from merchlint.rulebook.model import EvidenceKind
from merchlint.run.outcome import AssetOutcome, Outcome, ReportedFinding

_KEEP = 2
_STARS = "***"
# Shorter runs are prices, sizes and counts, not accounts.
_SHORTEST = 5
_CHINESE_DIGITS = frozenset("〇零一二三四五六七八九十幺两壹贰叁肆伍陆柒捌玖拾")
_BETWEEN = frozenset(" \u00a0\u3000\u200b\u200c\u200d\u2060\ufeff-_.·•—–~,，、/\\|*()（）")
_ACCOUNT = re.compile(r"[A-Za-z0-9@._%+\-:/?=&#~]{" + str(_SHORTEST) + ",}")


def mask(text: str) -> str:
    """First and last two characters with stars between; shorter texts become stars."""
    return f"{text[:_KEEP]}{_STARS}{text[-_KEEP:]}" if len(text) > 2 * _KEEP else _STARS


def mask_in_text(text: str, value: str | None = None) -> str:
    """A text with every run masked that looks like a number, an account or an address.

    Args:
        value: what the text is known to refer to. Where no run looks like it (a number spelt with look-alikes), the
            whole text is masked.
    """
    masked = _mask_numbers(text)
    masked = _ACCOUNT.sub(lambda m: mask(m.group()) if _STARS not in m.group() else m.group(), masked)
    if value and value in masked:
        masked = masked.replace(value, mask(value))
    return mask(text) if value and masked == text else masked


def mask_in_name(name: str) -> str:
    """The name of a layer or page: as a text, but plain words stay. Design programs name a text layer by its text."""
    masked = _mask_numbers(name)
    return _ACCOUNT.sub(lambda m: mask(m.group()) if any(map(_is_digit, m.group())) else m.group(), masked)


def _mask_numbers(text: str) -> str:
    """Masks runs of at least five digits of any script, also when spaces or dashes stand between them."""
    out: list[str] = []
    run = ""
    for char in text:
        if _is_digit(char) or (run and char in _BETWEEN):
            run += char
            continue
        out.append(_mask_run(run))
        run = ""
        out.append(char)
    return "".join(out) + _mask_run(run)


def _mask_run(run: str) -> str:
    core = run.rstrip("".join(_BETWEEN))
    digits = sum(map(_is_digit, core))
    return (mask(core) if digits >= _SHORTEST else core) + run[len(core) :]


def _is_digit(char: str) -> bool:
    return char in _CHINESE_DIGITS or unicodedata.numeric(char, None) is not None


def redact(outcome: Outcome) -> Outcome:
    """The outcome with evidence masked and page pictures left out; counts, places and verdicts stay."""
    return dataclasses.replace(outcome, assets=_Masked(outcome.assets))


@dataclasses.dataclass(frozen=True, slots=True)
class _Masked(Collection[AssetOutcome]):
    """Assets that are masked when they are read."""

    assets: Collection[AssetOutcome]

    def __iter__(self) -> Iterator[AssetOutcome]:
        return map(_asset, self.assets)

    def __len__(self) -> int:
        return len(self.assets)

    def __contains__(self, asset: object) -> bool:
        return any(asset == other for other in self)


def _asset(asset: AssetOutcome) -> AssetOutcome:
    return dataclasses.replace(asset, findings=tuple(_reported(f) for f in asset.findings), previews=())


def _reported(reported: ReportedFinding) -> ReportedFinding:
    finding: Finding = dataclasses.replace(
        reported.finding, evidence=tuple(_evidence(e) for e in reported.finding.evidence)
    )
    return dataclasses.replace(reported, finding=finding)


def _evidence(evidence: Evidence) -> Evidence:
    if evidence.kind is EvidenceKind.LOGO:
        return evidence
    value = None if evidence.value is None else mask(evidence.value)
    if evidence.kind is EvidenceKind.CODE:
        text = mask(evidence.text) if evidence.text else evidence.text
    else:
        text = mask_in_text(evidence.text, evidence.value)
    return dataclasses.replace(evidence, value=value, text=text, place=_place(evidence.place))


def _place(place: Place) -> Place:
    return place if place.layer is None else dataclasses.replace(place, layer=mask_in_name(place.layer))


def redact_observation(asset: AssetObservation) -> AssetObservation:
    """The observation with numbers, accounts and payloads masked."""
    return dataclasses.replace(asset, pages=tuple(_page(p) for p in asset.pages))


def _page(page: PageObservation) -> PageObservation:
    return dataclasses.replace(
        page,
        text=tuple(_line(line) for line in page.text),
        codes=tuple(_code(c) for c in page.codes),
        label=None if page.label is None else mask_in_name(page.label),
    )


def _line(line: TextLine) -> TextLine:
    return dataclasses.replace(line, text=mask_in_text(line.text), place=_place(line.place), char_boxes=())


def _code(code: Code) -> Code:
    payload = None if code.payload is None else mask(code.payload)
    return dataclasses.replace(code, payload=payload, place=_place(code.place))
