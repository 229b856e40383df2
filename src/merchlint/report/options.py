"""What a caller may choose about a report, beside its format and language."""

from __future__ import annotations

from dataclasses import dataclass

from merchlint.rulebook.model import Verdict


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """Choices that several formats share; each format uses those that concern it.

    Attributes:
        color: ANSI colour in the text format.
        width: columns of the text format.
        redact: mask phones, ids and payloads, and leave page pictures out.
        fail_on: the weakest verdict that a test report (JUnit) counts as a failure.
    """

    color: bool = False
    width: int = 100
    redact: bool = False
    fail_on: Verdict = Verdict.VIOLATION
