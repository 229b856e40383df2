"""Penalty ladders in plain words: every number with the grade of its evidence, and what is unknown said as such."""

from __future__ import annotations

from merchlint.message import Message
from merchlint.rulebook.model import PenaltyStep, Platform, Rulebook
from merchlint.rulebook.words import DEGREES, GRADES, UNPUBLISHED

_ORDINALS_ZH = "零一二三四五六七八九十"
_ORDINALS_EN = (
    "",
    "first offence",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
)


def step_label(step: PenaltyStep) -> Message:
    """When a step applies: the offence count with its degree, or the degree alone where the platform does not count."""
    degree = DEGREES[step.degree]
    if step.offence is None:
        return degree
    n = step.offence
    zh = "首次" if n == 1 else f"第{_ORDINALS_ZH[n]}次" if n <= 10 else f"第 {n} 次"
    en = _ORDINALS_EN[n] if n <= 10 else f"offence {n}"
    return Message(f"{zh}（{degree.zh}）", f"{en} ({degree.en})")


def step_text(step: PenaltyStep, platform: Platform, rulebook: Rulebook) -> Message:
    """What a step costs, then the grade of its evidence; "not published" when the step names nothing."""
    measures = dict(rulebook.measures)
    costs = [*_numbers(step, platform), *(measures[m] for m in step.measures)]
    if step.possible:
        names = [measures[m] for m in step.possible]
        costs.append(
            Message("可能" + "、".join(n.zh for n in names), "possible: " + ", ".join(n.en for n in names)),
        )
    if not costs:
        return step.note or UNPUBLISHED
    grade = GRADES[step.grade]
    note = step.note
    return Message(
        "，".join(c.zh for c in costs) + f"〔{grade.zh}〕" + (f"（{note.zh}）" if note else ""),
        ", ".join(c.en for c in costs) + f" [{grade.en}]" + (f" ({note.en})" if note else ""),
    )


def _numbers(step: PenaltyStep, platform: Platform) -> list[Message]:
    """The step's numbers, each with its own unit; points name their system, for they never add up across systems."""
    numbers = []
    if step.points is not None:
        system = dict(platform.point_systems)[step.point_system or ""]
        amount = _range(step.points, step.points_max)
        numbers.append(Message(f"{system.zh} {amount} 分", f"{amount} {system.en}"))
    if step.fine_cny is not None:
        amount = _range(step.fine_cny, step.fine_cny_max, "¥")
        numbers.append(Message(f"违约金 {amount}", amount))
    if step.deposit_rise_cny is not None:
        rise = f"¥{step.deposit_rise_cny:,}"
        numbers.append(Message(f"保证金上调 {rise}", f"deposit raised by {rise}"))
    if step.settlement_delay_days is not None:
        days = step.settlement_delay_days
        numbers.append(Message(f"结算延迟 {days} 天", f"settlement delayed {days} days"))
    return numbers


def _range(low: float, high: float | None, sign: str = "") -> str:
    text = f"{sign}{low:,g}" if abs(low) < 1e6 else f"{sign}{int(low):,}"
    return text if high is None or high == low else f"{text}–{_range(high, None, sign)}"
