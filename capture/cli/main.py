"""The group of verbs, the app without one, and the one door through which failures leave."""

from __future__ import annotations

import errno
import gc
import os
import shlex
import signal
import stat
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from capture.cli.input import drop_output, mind_the_words, open_streams
from capture.cli.output import at_terminal, say
from data.errors import SaysoError, WouldOverwrite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from click.shell_completion import CompletionItem

# Verb -> (module below capture.cli, what `sayso --help` says of it).  The functions are named after
# the verbs; the help stands here so that listing the verbs imports none of them.
VERBS: dict[str, tuple[str, str]] = {
    "new": ("project", "Make a project."),
    "log": ("log", "Log one note, or one a line from standard input."),
    "import": ("import_", "Add notes from spreadsheets, text and Markdown files."),
    "notes": ("notes", "Find and print notes."),
    "filters": ("lists", "List, rename, order and remove saved filters."),
    "crosstab": ("notes", "Count notes or people, any facet by any facet."),
    "tag": ("tagging", "Give notes tags, many at once."),
    "suggest": ("tagging", "Suggest stages for notes that have none, and take them."),
    "participants": ("lists", "List, add, change and remove who spoke."),
    "personas": ("lists", "List, add, change, order and remove personas."),
    "stages": ("lists", "List, add, change, order and remove stages."),
    "channels": ("lists", "List channels; rename, merge, split, order and remove them."),
    "tags": ("lists", "List free tags; rename, merge, split, order and remove them."),
    "sessions": ("sessions", "List, add, change and remove meetings and interviews."),
    "journeys": ("lists", "List, add, change and remove what the maps show."),
    "split": ("notes", "Split a note into several."),
    "join": ("notes", "Join notes into one."),
    "replace": ("notes", "Replace a word in every note."),
    "duplicates": ("notes", "Find notes that may be one remark."),
    "about": ("project", "Show or change what the project is for."),
    "settings": ("project", "Show or change the numbers of the standing rule."),
    "synthesize": ("drafts", "Group notes into claims and draft touchpoints."),
    "touchpoints": ("touchpoints", "Decide about touchpoints: accept, merge, split, move …"),
    "identifiers": ("identifiers", "List names, numbers and addresses, and keep or hide them."),
    "claims": ("claims", "List claims; put remarks and claims for and against them."),
    "queue": ("queue", "Answer what needs an eye, best first."),
    "map": ("map", "Print or write the journey map."),
    "export": ("outputs", "Write the map in every form into a folder."),
    "formats": ("outputs", "List the forms of a map, and what each cannot carry."),
    "guide": ("map", "Print or write what to ask next, as one page of open questions."),
    "schema": ("outputs", "Print the JSON Schema of the map's JSON."),
    "workshop": ("workshop", "Key back in what a room wrote on the printed map."),
    "freeze": ("history", "Keep the map as it stands, under a name."),
    "versions": ("history", "List and remove frozen maps."),
    "diff": ("history", "Show what is different between two maps, and by which notes."),
    "why": ("map", "Say why a note is where it is."),
    "draft": ("drafts", "From files to a map in one go."),
    "group": ("drafts", "Group any spreadsheet of short texts, without a project."),
    "undo": ("history", "Take back the last change."),
    "redo": ("history", "Make again what was taken back."),
    "history": ("history", "List the changes."),
    "backups": ("backups", "List the backups, or make one."),
    "restore": ("backups", "Go back to a backup; nothing is deleted."),
    "templates": ("project", "List the ready-made sets of stages."),
    "check": ("project", "Verify a project."),
    "demo": ("project", "See it work on a sample project."),
}

_EPILOG = """\b
Examples:
  sayso                                 open the app
  sayso clinic.sayso                    open the app on a project
  sayso new clinic --stages "Find out, Book, Wait, Visit, After"
  sayso log "ma: phones ring out all morning ,,p--3"
  sayso import interviews.md survey.csv
  sayso map

The project is the one named with -s, else SAYSO_PROJECT, else the only *.sayso file in this folder.
"""

_BEFORE_GARBAGE = 50_000  # objects that are made and kept before garbage is looked for


class _HungUp(Exception):  # noqa: N818 - nothing is wrong
    """Whoever read the output has gone; click would take the error itself for a failure."""


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
        return mind_the_words(command)

    def invoke(self, ctx: click.Context) -> object:
        """Run the verb; a failure that should not be may be the project's, which is said then."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise _HungUp from error
        except (SaysoError, OSError, click.exceptions.Exit, click.Abort, click.ClickException):
            raise
        except Exception as error:
            damaged = None if os.environ.get("SAYSO_DEBUG") else _damage(ctx, error)
            if damaged is None:
                raise
            raise damaged from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs from the table above, importing none of them."""
        del ctx
        with formatter.section("Verbs"):
            formatter.write_dl([(verb, text) for verb, (_, text) in VERBS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb; a project's name in its place opens the app, a slip gets an answer."""
        if len(args) == 1 and args[0].endswith(".sayso"):
            return "open", opening(args[0]), []
        if args and args[0].endswith(".sayso"):
            file = shlex.quote(args[0])
            raise click.UsageError(f"To use a verb on a project: sayso -s {file} VERB …", ctx)
        if args and not ctx.resilient_parsing and args[0] not in VERBS and args[0][:1] != "-":
            raise click.UsageError(_no_such_verb(args[0]), ctx)
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete a verb from the table above, importing none of them."""
        from click.shell_completion import CompletionItem

        verbs = [
            CompletionItem(verb, help=text)
            for verb, (_, text) in VERBS.items()
            if verb.startswith(incomplete)
        ]
        return [*verbs, *click.Command.shell_complete(self, ctx, incomplete)]


def _damage(ctx: click.Context, failed: Exception) -> SaysoError | None:
    from capture.cli.context import OPENED
    from capture.jobs.file import damage

    path = ctx.meta.get(OPENED)
    return damage(path, failed) if path is not None else None


def _no_such_verb(typed: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(typed.casefold(), VERBS, n=1, cutoff=0.5)
    advice = f"Did you mean “{near[0]}”?" if near else f"The verbs are: {', '.join(VERBS)}."
    return f"There is no verb “{typed}”. {advice}"


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    del param
    if not value or ctx.resilient_parsing:
        return
    from capture.faults import version

    click.echo(f"sayso {version('(not installed: run from its source)')}")
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
def sayso(ctx: click.Context, project: str | None) -> int | None:
    """From interview notes to an assumptive journey map: a first map that shows, for every claim,
    on whose say-so it stands.
    """  # noqa: D205 - click shows the whole of it
    ctx.obj = project
    if ctx.invoked_subcommand is not None:
        return None
    from capture.cli.context import found_project

    if at_terminal():
        return open_app(found_project(ctx))
    click.echo(ctx.get_help())
    return None


def main(argv: Sequence[str] | None = None) -> None:
    """Run one verb and leave with its exit code; nobody is ever shown a traceback.

    ``SAYSO_DEBUG=1`` lets an internal error through as it is, for those who mend sayso.
    """
    # Looking for garbage among what is imported, which stays, and once more at the exit, would be a
    # sixth of what a logged note takes.
    gc.set_threshold(_BEFORE_GARBAGE)
    open_streams()
    code = run(argv) if _streams_spare_research() else 3
    gc.freeze()
    sys.exit(code)


def _streams_spare_research() -> bool:
    """Whether what is printed goes nowhere into a project: ``>>`` would add it to the file."""
    for number in (2, 1):
        try:
            if not stat.S_ISREG(os.fstat(number).st_mode):
                continue
            from data.outputs import spare

            spare(Path(f"/dev/fd/{number}"))
        except WouldOverwrite as error:
            if number == 1:
                where = os.path.realpath(f"/dev/fd/{number}")
                _say(str(error).replace(f"/dev/fd/{number}", where))
            return False
        except OSError:
            continue
    return True


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
    except (_HungUp, BrokenPipeError):
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
    say(f"sayso: {sentence}")


def _usage(error: click.UsageError) -> int:
    # click lists choices over several lines.
    _say(" ".join(error.format_message().split()))
    if error.ctx is not None:
        takes_filter = any(param.name == "filter_" for param in error.ctx.command.params)
        if isinstance(error, click.NoSuchOption) and takes_filter:
            say("To leave out what holds a word, in a shell: 'NOT word'")
        say(f"Help: {error.ctx.command_path} --help")
    return 2


def _hang_up() -> int:
    """Leave quietly when whoever reads our output has gone (``sayso notes | head``)."""
    drop_output()
    return 128 + signal.SIGPIPE if hasattr(signal, "SIGPIPE") else 1


def _system(error: OSError) -> int:
    """Say what the system refused; a change that was under way then is gone as a whole."""
    why = error.strerror or str(error)
    if error.filename:
        _say(f"The system refused: {why} ({os.fsdecode(error.filename)}). Nothing was changed.")
    elif error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EBADF, errno.EFBIG, errno.EIO):
        drop_output()
        _say(
            f"The output could not be written ({why}); what was stored before is safe. "
            "Send it elsewhere and run this again."
        )
    else:
        _say(f"The system refused: {why}. What was stored before is safe.")
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


def open_app(path: Path | None) -> int:
    """Open the app on a project, or on its first form; return the exit code.

    Raises:
        UsageError: there is no terminal.
    """
    if not at_terminal():
        file = shlex.quote(str(path)) if path else "FILE"
        raise click.UsageError(
            f"The app needs a terminal. To use a verb, write: sayso -s {file} VERB …"
        )
    # A fifth of the time to the first picture would go to looking for garbage among what is being
    # imported and stays; the app turns it on again once it is painted.
    gc.disable()
    from capture.app import run_app

    return run_app(path)


def opening(path: str) -> click.Command:
    """Return the command that a project's name in the place of a verb stands for."""
    return click.Command("open", callback=lambda: open_app(Path(path)))
