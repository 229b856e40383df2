"""Reports and observations as whole texts."""

from __future__ import annotations

from collections.abc import Sequence

from merchlint.message import Lang
from merchlint.observe.model import AssetObservation
from merchlint.report import formats, observation
from merchlint.report.options import ReportOptions
from merchlint.run.outcome import Outcome


def render(name: str, outcome: Outcome, lang: Lang, *, options: ReportOptions | None = None) -> str:
    """All pieces of a report."""
    return "".join(formats.render(name, outcome, lang, options=options))


def render_json(observations: Sequence[AssetObservation], lang: Lang) -> str:
    """All pieces of the JSON observations."""
    return "".join(observation.render_json(observations, lang))


def render_text(observations: Sequence[AssetObservation], lang: Lang) -> str:
    """All pieces of the observations for a reader."""
    return "".join(observation.render_text(observations, lang))
