"""A penalty ladder as short sentences, one for each step."""

from __future__ import annotations

from dataclasses import dataclass

from merchlint.judge.model import Finding, Penalty
from merchlint.message import Lang, Message
from merchlint.report import words
from merchlint.rulebook.model import Clause, PenaltyStep, Platform, Rulebook


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of a ladder, ready to print; `current` is the step this merchant stands on."""

    head: str
    text: str
    grade: str
    current: bool


@dataclass(frozen=True, slots=True)
class Ladder:
    """All steps, and what is to be said with them.

    Attributes:
        rungs: empty where nothing reliable is published.
        known: whether the current step is among the rungs.
    """

    rungs: tuple[Rung, ...]
    notes: tuple[str, ...]
    known: bool


def ladder(finding: Finding, rulebook: Rulebook, lang: Lang) -> Ladder:
    """The ladder of a finding. Where there is none, a note says whether the clause has none or none is published."""
    penalty = finding.penalty
    if penalty is None:
        note = words.NO_OWN_PENALTY if finding.clause.penalty is None else words.NOT_PUBLISHED
        return Ladder((), (note.in_(lang),), known=False)
    platform = rulebook.platform(finding.platform)
    rungs = tuple(
        Rung(
            head=_head(step, lang),
            text=_cost(step, platform, rulebook, lang),
            grade=words.word(words.GRADES, step.grade.value, lang),
            current=step == penalty.step,
        )
        for step in penalty.ladder
    )
    return Ladder(rungs, tuple(_notes(penalty, lang)), known=penalty.step is not None)


def _notes(penalty: Penalty, lang: Lang) -> list[str]:
    notes = []
    if penalty.step is None:
        notes.append(words.NOT_PUBLISHED.in_(lang))
    elif penalty.step.note is not None:
        notes.append(penalty.step.note.in_(lang))
    if penalty.note is not None:
        notes.append(penalty.note.in_(lang))
    return list(dict.fromkeys(note for note in notes if note))


def _head(step: PenaltyStep, lang: Lang) -> str:
    degree = words.word(words.DEGREES, step.degree.value, lang)
    if step.offence is None:
        return degree
    return f"第 {step.offence} 次（{degree}）" if lang is Lang.ZH else f"offence {step.offence} ({degree})"


def _cost(step: PenaltyStep, platform: Platform | None, rulebook: Rulebook, lang: Lang) -> str:
    zh = lang is Lang.ZH
    parts: list[str] = []
    if step.fine_cny is not None:
        amount = _span(step.fine_cny, step.fine_cny_max)
        parts.append(f"违约金 {amount} 元" if zh else f"fine CNY {amount}")
    if step.points is not None:
        system = next((m.in_(lang) for id_, m in _systems(platform) if id_ == step.point_system), "")
        amount = _span(step.points, step.points_max)
        parts.append(f"{system or '扣分'} {amount} 分" if zh else f"{amount} {system or 'points'}")
    if step.deposit_rise_cny is not None:
        amount = _span(step.deposit_rise_cny, None)
        parts.append(f"保证金标准上调 {amount} 元" if zh else f"deposit raised by CNY {amount}")
    if step.settlement_delay_days is not None:
        days = step.settlement_delay_days
        parts.append(f"货款延迟 {days} 天结算" if zh else f"settlement delayed by {days} days")
    parts.extend(_measures(step.measures, rulebook, lang))
    if step.possible:
        listed = words.join(_measures(step.possible, rulebook, lang), lang)
        parts.append(f"视情况：{listed}" if zh else f"possibly: {listed}")
    if not parts:
        return "未写明金额或措施" if zh else "no amount or measure stated"
    return ("；" if zh else "; ").join(parts)


def _systems(platform: Platform | None) -> tuple[tuple[str, Message], ...]:
    return platform.point_systems if platform else ()


def _measures(ids: tuple[str, ...], rulebook: Rulebook, lang: Lang) -> list[str]:
    names = {id_: message.in_(lang) for id_, message in rulebook.measures}
    return [names.get(id_, id_) for id_ in ids]


def _span(low: float, high: float | None) -> str:
    return f"{low:,g}" if high is None or high == low else f"{low:,g}–{high:,g}"


def sources(clause: Clause, rulebook: Rulebook) -> tuple[str, ...]:
    """What the clause's sources are cited as, in the order the clause names them."""
    platform = rulebook.platform(clause.platform)
    if platform is None:
        return clause.sources
    cites = {source.id: source.cite for source in platform.sources}
    return tuple(cites.get(id_, id_) for id_ in clause.sources)
