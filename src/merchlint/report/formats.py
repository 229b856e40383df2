"""Which report formats exist. The one place to add a format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Protocol

from merchlint.message import Lang
from merchlint.report import github, gitlab, html, json, junit, markdown, sarif, text
from merchlint.report.options import ReportOptions
from merchlint.report.redact import redact
from merchlint.run.outcome import Outcome


class Render(Protocol):
    """A format: a pure function of the outcome, written piece by piece. Same outcome, same bytes."""

    def __call__(self, outcome: Outcome, lang: Lang, *, options: ReportOptions) -> Iterator[str]: ...


FORMATS: Mapping[str, Render] = MappingProxyType(
    {
        "text": text.render,
        "json": json.render,
        "sarif": sarif.render,
        "html": html.render,
        "junit": junit.render,
        "github": github.render,
        "gitlab": gitlab.render,
        "markdown": markdown.render,
    }
)


def render(name: str, outcome: Outcome, lang: Lang, *, options: ReportOptions | None = None) -> Iterator[str]:
    """The outcome in one format, in pieces of an asset or so: a report of a million assets is never whole in memory.

    Raises:
        KeyError: no format has this name; `cli` offers only those of `FORMATS`.
    """
    options = options or ReportOptions()
    return FORMATS[name](redact(outcome) if options.redact else outcome, lang, options=options)
