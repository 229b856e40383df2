"""Evidence across line breaks: on a card a code stands on one line and what it brings on the next."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from merchlint.assets.model import Speaker
from merchlint.language.candidate import Candidate, Line
from merchlint.language.lexicon import Lexicon
from merchlint.language.model import Act

# Longer lines are prose and speak for themselves.
_SHORT = 32
# How many characters may stand between two lines that belong together.
_REACH = 48
_REMEMBERED = 3


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a line above holds that matters below it."""

    end: int
    benefit: bool
    reward: bool
    review: bool
    label: bool


class Neighbours:
    """Weighs the candidates of each line with the lines around it; lines come in the order of the text."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._above: deque[_Seen] = deque(maxlen=_REMEMBERED)

    def weigh(self, line: Line, found: list[Candidate]) -> list[Candidate]:
        """Add what neighbouring lines say to the candidates of a line, and candidates that two lines make together."""
        if line.speaker is Speaker.BUYER:
            return found
        above = [seen for seen in self._above if 0 <= line.start - seen.end <= _REACH]
        short = len(line.text) <= _SHORT
        benefit = short and any(candidate.act is Act.BENEFIT for candidate in found)
        review = [c for c in found if c.act in (Act.REWARD_REVIEW, Act.REWARD_ANY_REVIEW, Act.ASK_REVIEW)]
        if short:
            self._weigh_codes(line, found, any(seen.benefit for seen in above))
            if any(seen.label for seen in above):
                self._weigh_makers_number(found)
            found = found + self._rewards(line, found, review, above)
        label = any(candidate.act is Act.LABEL for candidate in found)
        if short or label:
            end = line.start + len(line.raw)
            self._above.append(_Seen(end, benefit, benefit and self._pays(line), short and bool(review), label))
        return found

    def _pays(self, line: Line) -> bool:
        """Whether a line gives what a review can be paid with, and not what every customer of the shop gets."""
        cues = self._lexicon.cues
        paid = cues["reward_line"].regex.search(line.text)
        return paid is not None and cues["in_shop_benefit"].regex.search(line.text) is None

    def _weigh_codes(self, line: Line, found: list[Candidate], benefit_above: bool) -> None:
        cues, weights = self._lexicon.cues, self._lexicon.weights
        below = line.following if len(line.following) <= _SHORT else ""
        for candidate in found:
            if candidate.target != "unknown_code":
                continue
            if cues["scan_service"].regex.search(below) and not cues["reward_line"].regex.search(below):
                candidate.add("service-words-below", weights["service"])
            elif benefit_above or cues["benefit"].regex.search(below):
                candidate.add("benefit-on-next-line", weights["benefit"])

    def _weigh_makers_number(self, found: list[Candidate]) -> None:
        for candidate in found:
            if candidate.target == "phone" and candidate.parts[0].name == "landline":
                candidate.add("service-words", self._lexicon.weights["service"])

    def _rewards(
        self, line: Line, found: list[Candidate], review: list[Candidate], above: list[_Seen]
    ) -> list[Candidate]:
        """A good review asked for on one line and paid for on another."""
        if review and any(seen.reward for seen in above):
            places = [] if self._lexicon.cues["in_shop_benefit"].regex.search(line.text) else review
        elif any(seen.review for seen in above) and self._pays(line):
            places = [candidate for candidate in found if candidate.act is Act.BENEFIT]
        else:
            return []
        made: list[Candidate] = []
        for place in places[:1]:
            reward = Candidate(place.start, place.end, "review_reward", Act.REWARD_REVIEW)
            reward.add("reward-on-next-line", self._lexicon.weights["fire"])
            made.append(reward)
        return made
