"""`merchlint observe`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from merchlint.cli.errors import UsageProblem, report_notices
from merchlint.cli.options import (
    choose_lang,
    config_option,
    lang_option,
    logo_folders,
    read_config,
    rule_folders,
    rulebook_option,
)
from merchlint.cli.output import cache_folder, progress_on_terminal, write_output
from merchlint.message import Message, Problem
from merchlint.report.observation import render_json, render_text
from merchlint.report.redact import redact_observation
from merchlint.run.failures import nothing_found
from merchlint.run.outcome import EXIT_CLEAN, EXIT_INCOMPLETE
from merchlint.run.seeing import ObserveRequest, observe


@click.command("observe")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
@click.option(
    "--annotate", type=click.Path(path_type=Path), help="把看到的内容画在图上，存入目录 / Draw what was seen."
)
@click.option("--jobs", type=click.IntRange(0, 256), default=0, help="进程数 / Processes, 0 = all cores.")
@click.option("--no-cache", is_flag=True, help="不用缓存 / Do not use the cache.")
@click.option("--redact", is_flag=True, help="遮盖号码与码内容 / Mask numbers, ids and payloads.")
@click.option("--stdin-filename", default="stdin", help="标准输入的名字 / Name for standard input.")
@config_option
@rulebook_option
@lang_option
def command(
    paths: tuple[Path, ...],
    format_: str,
    annotate: Path | None,
    jobs: int,
    no_cache: bool,
    redact: bool,
    stdin_filename: str,
    config_file: Path | None,
    rulebook_folder: Path | None,
    lang: str | None,
) -> int:
    """只看不判：列出读到的文字、码和标志 / What is seen, without judging."""
    if redact and annotate is not None:
        raise UsageProblem(
            Problem(
                "redact-annotate",
                Message(
                    "--redact 遮不住图片上的内容，不能和 --annotate 一起用。",
                    "--redact cannot mask what stands on a picture, so it does not go with --annotate.",
                ),
                Message("请去掉其中一个。", "Leave one of them out."),
            )
        )
    config = read_config(config_file)
    chosen = choose_lang(lang, config)
    given = tuple(p for p in paths if p != Path("-"))
    request = ObserveRequest(
        paths=given if paths else (Path(),),
        config=config,
        logo_folders=logo_folders(rule_folders(rulebook_folder or config.rulebook)),
        stdin=(sys.stdin.buffer.read(), stdin_filename) if Path("-") in paths else None,
        jobs=jobs,
        cache_folder=None if no_cache else cache_folder(),
        annotate=annotate,
    )
    with progress_on_terminal(chosen) as progress:
        seen = observe(request, progress)
    report_notices(seen.notices, chosen)
    if seen.nothing_matched:
        report_notices((nothing_found(", ".join(str(p) for p in request.paths)),), chosen)
    render = render_json if format_ == "json" else render_text
    shown = map(redact_observation, seen.observations) if redact else seen.observations
    write_output(render(shown, chosen), None)
    return EXIT_INCOMPLETE if seen.nothing_matched or seen.incomplete else EXIT_CLEAN
