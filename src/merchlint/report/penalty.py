"""A finding's penalty ladder, rung by rung, in the words of the rulebook."""

from __future__ import annotations

from dataclasses import dataclass

from merchlint.judge.model import Finding, Penalty
from merchlint.message import Lang, Message
from merchlint.report import words
from merchlint.rulebook.ladder import step_label, step_text
from merchlint.rulebook.model import Clause, Rulebook
from merchlint.rulebook.words import DEGREES, UNPUBLISHED


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of a ladder, ready to print; `current` is the step this merchant stands on."""

    head: str
    text: str
    current: bool


@dataclass(frozen=True, slots=True)
class Ladder:
    """All steps, none where nothing reliable is published, and what is to be said with them."""

    rungs: tuple[Rung, ...]
    notes: tuple[str, ...]


def ladder(finding: Finding, rulebook: Rulebook, lang: Lang) -> Ladder:
    """The ladder of a finding. Where there is none, a note says whether the clause has none or none is published."""
    penalty = finding.penalty
    platform = rulebook.platform(finding.platform)
    if penalty is None or platform is None:
        note = words.NO_OWN_PENALTY if finding.clause.penalty is None else UNPUBLISHED
        return Ladder((), (note.in_(lang),))
    rungs = tuple(
        Rung(
            head=step_label(step).in_(lang),
            text=step_text(step, platform, rulebook).in_(lang),
            current=step == penalty.step,
        )
        for step in penalty.ladder
    )
    return Ladder(rungs, _notes(finding, penalty, lang))


def _notes(finding: Finding, penalty: Penalty, lang: Lang) -> tuple[str, ...]:
    notes = []
    if penalty.step is None:
        # Other degrees may be published: say which one is not.
        degree = DEGREES[finding.degree]
        unknown = Message(f"本次情节（{degree.zh}）的处罚未公布。", f"Not published for this degree ({degree.en}).")
        notes.append((unknown if penalty.ladder else UNPUBLISHED).in_(lang))
    if penalty.note is not None:
        notes.append(penalty.note.in_(lang))
    return tuple(notes)


def sources(clause: Clause, rulebook: Rulebook) -> tuple[str, ...]:
    """What the clause's sources are cited as, in the order the clause names them."""
    platform = rulebook.platform(clause.platform)
    if platform is None:
        return clause.sources
    cites = {source.id: source.cite for source in platform.sources}
    return tuple(cites.get(id_, id_) for id_ in clause.sources)
