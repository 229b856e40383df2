"""`merchlint doctor`."""

from __future__ import annotations

import platform
import sys

import click

from merchlint import __version__
from merchlint.cli.errors import plain
from merchlint.cli.options import choose_lang, config_option, lang_option, read_config
from merchlint.message import Lang
from merchlint.observe.engines import EngineState, engine_report
from merchlint.rulebook.load import load_rulebook
from merchlint.run.outcome import EXIT_CLEAN, EXIT_INCOMPLETE

_STATES = {
    EngineState.PRESENT: ("正常", "ok"),
    EngineState.MISSING: ("缺少", "missing"),
    EngineState.BROKEN: ("不能用", "broken"),
}


@click.command("doctor")
@config_option
@lang_option
def command(config_file: object, lang: str | None) -> int:
    """检查引擎和系统库是否齐全 / Which engines and libraries are present, and how to get what is missing."""
    from pathlib import Path

    chosen = choose_lang(lang, read_config(config_file if isinstance(config_file, Path) else None))
    zh = chosen is Lang.ZH
    rulebook = load_rulebook()
    click.echo(f"merchlint {__version__}  Python {platform.python_version()}  {sys.platform} {platform.machine()}")
    label = "规则库" if zh else "rulebook"
    click.echo(f"{label} {rulebook.version}  {rulebook.digest}")
    broken = False
    for engine in engine_report():
        state = _STATES[engine.state][0 if zh else 1]
        need = "" if not engine.required else ("（必需）" if zh else " (required)")
        click.echo(f"  {state:<8}{engine.name}{need} {engine.version or ''}".rstrip())
        if engine.state is not EngineState.PRESENT:
            broken = broken or engine.required
            click.echo(f"          {plain(engine.remedy.in_(chosen))}")
    return EXIT_INCOMPLETE if broken else EXIT_CLEAN
