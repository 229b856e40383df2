"""What the scanners hand to scoring: a place in one folded line that may be a mention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from merchlint.assets.model import Speaker
from merchlint.language.model import Act, ScorePart, Stance


class Line(NamedTuple):
    """One line of a text.

    Attributes:
        text: folded.
        start: original offset of its first character.
        origins: original offset of each folded character, and of the end.
        raw: the line as written.
        following: folded text of the next line, for an account that the layout put there.
        speaker: whose words; None in plain copy.
        at: offset of its first character in the folded text.
    """

    text: str
    start: int
    origins: Sequence[int]
    raw: str
    following: str = ""
    speaker: Speaker | None = None
    at: int = 0

    def written(self, start: int, end: int) -> str:
        """The original characters of a folded span."""
        return self.raw[self.origins[start] - self.start : self.origins[end - 1] + 1 - self.start]


@dataclass(slots=True)
class Candidate:
    """A possible mention; offsets are into the folded line.

    Attributes:
        fixed: a stance that the words themselves decide.
        answer: it counts only as an answer to the buyer.
        score: sum of the points of its parts.
    """

    start: int
    end: int
    target: str
    act: Act
    parts: list[ScorePart] = field(default_factory=list)
    fixed: Stance | None = None
    value: str | None = None
    disguised: bool = False
    plain: bool = False
    answer: bool = False
    score: int = 0

    def add(self, name: str, points: int) -> None:
        self.parts.append(ScorePart(name, points))
        self.score += points
