from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from merchlint.message import Lang
from merchlint.report.options import ReportOptions
from tests.report import sample
from tests.report.rendered import render
from tests.report.test_formats import HOSTILE, hostile_run

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


class Elements(HTMLParser):
    """Collects every element and its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def elements(page: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Elements()
    parser.feed(page)
    return parser.seen


@pytest.mark.parametrize("lang", Lang)
def test_golden(lang: Lang, same_as_golden: Callable[[str, str], None]) -> None:
    same_as_golden(f"report.{lang.value}.html", render("html", sample.whole_run(), lang))


@pytest.mark.parametrize("lang", Lang)
def test_page_refers_to_nothing_outside_itself(lang: Lang) -> None:
    for tag, attributes in elements(render("html", sample.whole_run(), lang)):
        assert tag not in ("link", "iframe", "object", "embed", "base")
        for name in ("src", "href", "action", "srcset", "data", "poster"):
            value = attributes.get(name)
            assert value is None or value.startswith(("#", "data:image/jpeg;base64,")), (tag, name, value)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_adds_no_element_or_handler(text: str) -> None:
    seen = elements(render("html", hostile_run(text), Lang.EN))
    harmless = elements(render("html", hostile_run("harmless"), Lang.EN))
    assert [tag for tag, _ in seen] == [tag for tag, _ in harmless]
    assert not [name for _, attributes in seen for name in attributes if name.startswith("on")]


def test_evidence_is_outlined_with_the_number_the_finding_uses() -> None:
    page = render("html", sample.outcome(sample.bad_card()), Lang.EN)
    assert 'points="700.0,300.0 900.2,300.0 900.2,500.0 700.0,500.0"' in page
    numbers = re.findall(r'<span class="number mark-\w+">(\d+)</span>', page)
    # Both platforms rest on the same two pieces of evidence.
    assert numbers == ["1", "2", "1", "2"]
    assert len(re.findall(r'<text class="digit"', page)) == 2


def test_current_step_is_marked() -> None:
    page = render("html", sample.outcome(sample.chat()), Lang.EN)
    [current] = re.findall(r'<li aria-current="step">([^<]*)</li>', page)
    assert current.startswith("second (serious): ")


def test_redacted_page_has_no_picture() -> None:
    page = render("html", sample.whole_run(), Lang.ZH, options=ReportOptions(redact=True))
    assert "data:image" not in page


def test_policy_allows_only_what_ships() -> None:
    page = render("html", sample.whole_run(), Lang.ZH)
    [policy] = [a["content"] or "" for _, a in elements(page) if a.get("http-equiv") == "Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; img-src data:;")
    assert "unsafe" not in policy


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_browser_reports_no_error_and_runs_nothing_hostile(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    page.write_text(render("html", hostile_run(" ".join(HOSTILE)), Lang.EN), encoding="utf-8")
    dom, log = browse(page, tmp_path)
    assert "<title>Asset compliance report</title>" in dom
    assert "CONSOLE" not in log
    # The shipped script passed the policy and ran: it shows the filter.
    assert "<form>" in dom


def browse(page: Path, profile: Path) -> tuple[str, str]:
    """(document after scripts, browser log) of a page in a headless browser."""
    assert CHROMIUM is not None
    flags = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile / 'profile'}"]
    done = subprocess.run(
        [CHROMIUM, *flags, "--enable-logging=stderr", "--virtual-time-budget=2000", "--dump-dom", page.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return done.stdout, done.stderr
