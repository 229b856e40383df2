"""The `merchlint` command: a group that loads only the command asked for."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

import click

from merchlint import __version__
from merchlint.cli.errors import UsageProblem, report_problems, wants_lang
from merchlint.message import MerchlintError
from merchlint.rulebook.model import RulebookError
from merchlint.run.outcome import EXIT_INTERRUPTED, EXIT_USAGE

# name -> module; a text-only scan must not pay for the imports of the others.
_COMMANDS = {
    "scan": "merchlint.cli.scan",
    "observe": "merchlint.cli.observe",
    "explain": "merchlint.cli.explain",
    "rules": "merchlint.cli.rules",
    "doctor": "merchlint.cli.doctor",
}


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = _COMMANDS.get(cmd_name)
        if module is None:
            return None
        command: click.Command = import_module(module).command
        return command


@click.command(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="merchlint")
def cli() -> None:
    """检查电商商家物料是否违反平台规则 / Lint merchants' assets against the rules of Chinese platforms."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command line and returns its exit code; the only place where problems become output."""
    args = list(sys.argv[1:] if argv is None else argv)
    lang = wants_lang(args)
    try:
        code = cli.main(args=args, prog_name="merchlint", standalone_mode=False)
    except UsageProblem as error:
        report_problems(error.problems, lang)
        return EXIT_USAGE
    except RulebookError as error:
        report_problems(error.problems, lang)
        return EXIT_USAGE
    except MerchlintError as error:
        report_problems((error.problem,), lang)
        return EXIT_USAGE
    except click.ClickException as error:
        error.show()
        return EXIT_USAGE
    except (KeyboardInterrupt, click.Abort):
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # The reader of stdout went away (`| head`): not an error of the scan, and nobody is left to tell.
        sys.stderr.close()
        return EXIT_INTERRUPTED
    return code if isinstance(code, int) else 0
