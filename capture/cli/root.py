"""The group of verbs and the one door through which every failure leaves.

Exit codes: 0 done; 1 nothing found, or a check failed; 2 the request makes no sense; 3 refused,
nothing changed; 130 stopped by the user.
"""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import click

from data.errors import SaysoError

if TYPE_CHECKING:
    from collections.abc import Sequence

# Verb -> (module below capture.cli, what `sayso --help` says of it).  The functions are named after
# the verbs; the help stands here so that listing the verbs imports none of them.
VERBS: dict[str, tuple[str, str]] = {
    "new": ("new", "Make a project."),
    "log": ("log", "Log one note, or one a line from standard input."),
    "import": ("importing", "Add notes from spreadsheets, text and Markdown files."),
    "notes": ("notes", "Find and print notes."),
    "participants": ("participants", "List, add, change and remove who spoke."),
    "personas": ("personas", "List, add, change, order and remove personas."),
    "stages": ("stages", "List, add, change, order and remove stages."),
    "sessions": ("sessions", "List, add, change and remove meetings and interviews."),
    "synthesize": ("synthesis", "Group notes into points and draft touchpoints."),
    "map": ("synthesis", "Print or write the journey map."),
    "why": ("synthesis", "Say why a note is where it is."),
    "draft": ("draft", "From files to a map in one go."),
    "group": ("group", "Group any spreadsheet of short texts, without a project."),
    "undo": ("history", "Take back the last change."),
    "redo": ("history", "Make again what was taken back."),
    "history": ("history", "List the changes."),
    "templates": ("templates", "List the ready-made sets of stages."),
    "check": ("check", "Verify a project."),
    "demo": ("demo", "See it work on a sample project."),
}

_EPILOG = """\b
Examples:
  sayso new clinic --stages "Find out, Book, Wait, Visit, After"
  sayso log "ma: phones ring out all morning ,,p--3"
  sayso import interviews.md survey.csv
  sayso map

The project is the one named with -s, else SAYSO_PROJECT, else the only *.sayso file in this folder.
"""


class Verbs(click.Group):
    """A click group that imports a verb's module when the verb is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the order in which people need them."""
        del ctx
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a verb's command, or None where there is no such verb."""
        del ctx
        if cmd_name not in VERBS:
            return None
        module = import_module(f"capture.cli.{VERBS[cmd_name][0]}")
        command = getattr(module, f"{cmd_name}_verb")
        if not isinstance(command, click.Command):
            raise TypeError(f"{cmd_name}: not a command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs from the table above, importing none of them."""
        del ctx
        with formatter.section("Verbs"):
            formatter.write_dl([(verb, text) for verb, (_, text) in VERBS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb; a file's name in its place gets an answer that helps."""
        if args and args[0].endswith(".sayso"):
            raise click.UsageError(f"To use a project, write: sayso -s {args[0]} VERB …", ctx)
        return super().resolve_command(ctx, args)


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    del param
    if not value or ctx.resilient_parsing:
        return
    from importlib.metadata import version

    click.echo(f"sayso {version('sayso')}")
    ctx.exit()


@click.group(
    cls=Verbs,
    epilog=_EPILOG,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("-s", "--project", "project", metavar="FILE", help="The project to work on.")
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version,
    help="Print the version.",
)  # fmt: skip
@click.pass_context
def sayso(ctx: click.Context, project: str | None) -> None:
    """From interview notes to an assumptive journey map: a first map that shows, for every claim,
    on whose say-so it stands.
    """  # noqa: D205 - click shows the whole of it
    ctx.obj = project
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main(argv: Sequence[str] | None = None) -> None:
    """Run one verb and leave with its exit code; nobody is ever shown a traceback.

    ``SAYSO_DEBUG=1`` lets an internal error through as it is, for those who mend sayso.
    """
    sys.exit(run(argv))


def run(argv: Sequence[str] | None = None) -> int:
    """Run one verb and return its exit code."""
    try:
        code = sayso.main(
            args=list(argv) if argv is not None else None,
            prog_name="sayso",
            standalone_mode=False,
        )
        sys.stdout.flush()
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.UsageError as error:
        return _usage(error)
    except SaysoError as error:
        _say(str(error))
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        _say("Stopped; nothing more was changed.")
        return 130
    except BrokenPipeError:
        return _hang_up()
    except OSError as error:
        return _system(error)
    except Exception as error:  # the last door: whatever it is, a sentence and no traceback
        if os.environ.get("SAYSO_DEBUG"):
            raise
        return _internal(error)
    return code if isinstance(code, int) else 0


def _say(sentence: str) -> None:
    """Print one sentence to standard error, with whatever somebody typed in it made visible."""
    from data.text import visible

    click.echo(f"sayso: {visible(sentence, keep_newlines=True)}", err=True)


def _usage(error: click.UsageError) -> int:
    _say(error.format_message())
    if error.ctx is not None:
        click.echo(f"Help: {error.ctx.command_path} --help", err=True)
    return 2


def _hang_up() -> int:
    """Leave quietly when whoever reads our output has gone (``sayso notes | head``)."""
    # Python would complain when it flushes standard output at exit.
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    return 128 + signal.SIGPIPE if hasattr(signal, "SIGPIPE") else 1


def _system(error: OSError) -> int:
    place = f" ({error.filename})" if error.filename else ""
    _say(f"The system refused: {error.strerror or error}{place}. Nothing was changed.")
    return 3


def _internal(error: Exception) -> int:
    """Own up to a fault of sayso's, naming the place in its code but no note's text."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_name}:{place.tb_lineno}" if place else "?"
    _say(
        f"This is a fault in sayso ({type(error).__name__} in {where}); what was stored before is "
        "safe. Run it again with SAYSO_DEBUG=1 to see the whole story, and please report it."
    )
    return 70
