"""`merchlint scan`."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from merchlint.cli.errors import UsageProblem, report_notices
from merchlint.cli.options import (
    DateParam,
    Loaded,
    check_channel,
    check_words,
    config_option,
    lang_option,
    load_all,
    rule_ids,
    rulebook_option,
)
from merchlint.cli.output import cache_folder, progress_on_terminal, write_output
from merchlint.message import Message, Problem
from merchlint.report.formats import FORMATS, render
from merchlint.report.options import ReportOptions
from merchlint.rulebook.model import Verdict
from merchlint.run.outcome import Outcome, exit_code
from merchlint.run.pipeline import ScanRequest, scan


@click.command("scan")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--platform", "platforms", multiple=True, help="只按这些平台判断 / Judge for these platforms only.")
@click.option("--channel", help="物料的渠道 / Channel of the assets.")
@click.option("--as-of", type=DateParam(), help="按这一天的规则判断 / Judge by the rules of this day.")
@config_option
@rulebook_option
@click.option("--format", "format_", default="text", help=f"{', '.join(FORMATS)}.")
@click.option("--output", type=click.Path(path_type=Path), help="报告写入文件 / Write the report to a file.")
@click.option(
    "--report", "reports", multiple=True, metavar="F=FILE", help="再写一份报告 / One more report, e.g. html=r.html."
)
@click.option(
    "--fail-on",
    type=click.Choice([v.value for v in Verdict]),
    default=Verdict.VIOLATION.value,
    help="达到该级别即返回 1 / Exit 1 at or above this verdict.",
)
@click.option("--select", multiple=True, help="只用这些条款 / Only these rule ids.")
@click.option("--ignore", multiple=True, help="不用这些条款 / Not these rule ids.")
@click.option("--jobs", type=click.IntRange(0, 256), default=0, help="进程数，0 为全部核心 / Processes, 0 = all cores.")
@click.option("--no-cache", is_flag=True, help="不用缓存 / Do not use the cache.")
@click.option("--redact", is_flag=True, help="遮盖报告里的号码与码内容 / Mask numbers, ids and payloads in reports.")
@click.option("--stdin-filename", default="stdin", help="标准输入的名字 / Name for standard input.")
@lang_option
def command(
    paths: tuple[Path, ...],
    platforms: tuple[str, ...],
    channel: str | None,
    as_of: dt.date | None,
    config_file: Path | None,
    rulebook_folder: Path | None,
    format_: str,
    output: Path | None,
    reports: tuple[str, ...],
    fail_on: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    jobs: int,
    no_cache: bool,
    redact: bool,
    stdin_filename: str,
    lang: str | None,
) -> int:
    """检查文件或目录 / Examine files or folders ("-" is standard input)."""
    wanted = [(format_, output), *map(_parse_report, reports)]
    check_words([name for name, _ in wanted], FORMATS, Message("报告格式", "report format"))
    loaded = load_all(config_file, rulebook_folder, lang)
    _check_names(loaded, platforms, select, ignore)
    request = ScanRequest(
        paths=_files(paths),
        config=loaded.config,
        rulebook=loaded.rulebook,
        lexicon=loaded.lexicon,
        logo_folders=loaded.logo_folders,
        today=dt.date.today(),
        stdin=(sys.stdin.buffer.read(), stdin_filename) if Path("-") in paths else None,
        platforms=platforms,
        channel=check_channel(channel),
        as_of=as_of,
        select=select,
        ignore=ignore,
        jobs=jobs,
        cache_folder=None if no_cache else cache_folder(),
        previews=any(name == "html" for name, _ in wanted),
    )
    with progress_on_terminal(loaded.lang) as progress:
        outcome = scan(request, progress)
    report_notices(outcome.notices, loaded.lang)
    _write(outcome, wanted, loaded, ReportOptions(redact=redact, fail_on=Verdict(fail_on)))
    return exit_code(outcome, Verdict(fail_on))


def _files(paths: Sequence[Path]) -> tuple[Path, ...]:
    given = tuple(p for p in paths if p != Path("-"))
    return given if paths else (Path(),)


def _parse_report(text: str) -> tuple[str, Path | None]:
    name, separator, file = text.partition("=")
    if not separator or not file:
        raise UsageProblem(
            Problem(
                "bad-report",
                Message(f"--report {text} 写得不对。", f"--report {text} is not understood."),
                Message("请写成 格式=文件，例如 html=report.html。", "Write FORMAT=FILE, e.g. html=report.html."),
            )
        )
    return name, Path(file)


def _check_names(loaded: Loaded, platforms: Sequence[str], select: Sequence[str], ignore: Sequence[str]) -> None:
    config = loaded.config
    known = [p.id for p in loaded.rulebook.platforms]
    by_path = [p for rule in config.paths for p in rule.platforms or ()]
    check_words([*platforms, *config.platforms, *by_path], known, Message("平台", "platform"))
    ids = rule_ids(loaded.rulebook)
    check_words([*select, *ignore, *(s.rule for s in config.suppressions)], ids, Message("条款编号", "rule id"))


def _write(outcome: Outcome, wanted: Sequence[tuple[str, Path | None]], loaded: Loaded, options: ReportOptions) -> None:
    for name, file in wanted:
        shown = options
        if file is None and sys.stdout.isatty():
            width = shutil.get_terminal_size().columns
            shown = replace(options, color=not os.environ.get("NO_COLOR"), width=width)
        write_output(render(name, outcome, loaded.lang, options=shown), file)
