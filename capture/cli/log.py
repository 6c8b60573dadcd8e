"""``sayso log``: one note from the shell, or one a line from standard input."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from capture.cli.context import open_project
from capture.cli.output import say
from data.errors import SaysoError, UsageError

if TYPE_CHECKING:
    from capture.jobs.notetaking import Desk, Logged
    from data.store import Project

_EPILOG = """\b
Examples:
  sayso log "ma: phones ring out all morning ,,p--3 tou ph"
  sayso log ",,p-"                      tag the last note
  sayso log "jo:"                       Jon agrees with the last note
  sayso log - < notes.txt               one note a line; stage, persona and channel stick

After ,, come tags: a letter for the kind (p pain point, n need, a activity, q question, g gain,
i idea, m memo, k ask), -- - 0 + ++ for the emotion, a number for the stage, and names of stages,
personas and channels by two letters or more.  Quote the line, so that the shell leaves it alone.
"""


@click.command(
    "log",
    epilog=_EPILOG,
    # A note may begin with a dash: whatever is no option of ours is text.
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": True},
)
@click.argument("text", nargs=-1, type=click.UNPROCESSED)
@click.option("--session", metavar="TITLE", default="", help="The session; made where new.")
@click.option(
    "--kind",
    "session_kind",
    type=click.Choice(["staff meeting", "customer interview", "observation"]),
    default="staff meeting",
    help="What a new session is.",
)
@click.option("--participant", metavar="NAME/TEAM", default="", help="Who says it.")
@click.pass_context
def log_verb(
    ctx: click.Context, text: tuple[str, ...], session: str, session_kind: str, participant: str
) -> None:
    """Log one note: text, with a speaker before it and tags after ,, if you like."""
    if not text:
        raise click.UsageError('Say what to log: sayso log "phones ring out ,,p-"', ctx)
    if len(text) > 1:
        quoted = " ".join(text).replace('"', '\\"')
        raise click.UsageError(f'Put the note in quotes: sayso log "{quoted}"', ctx)
    from capture.jobs.notetaking import Desk
    from data.records import SessionKind

    desk = Desk(session_title=session, session_kind=SessionKind(session_kind), speaker=participant)
    with open_project(ctx) as project:
        if text[0] == "-":
            _read_lines(project, desk)
        else:
            _report(project, _log(project, text[0], desk))


def _log(project: Project, line: str, desk: Desk) -> Logged:
    from capture.jobs.notetaking import log
    from data.text import clean

    line, replaced = clean(line)
    if replaced:
        say(f"{replaced} broken character{'s' * (replaced > 1)} became � in: {line}")
    return log(project, line, desk)


def _read_lines(project: Project, desk: Desk) -> None:
    """Store standard input line by line; a line that is refused is named, the others are kept.

    Raises:
        UsageError: some line was refused, after all others were stored.
    """
    stream = sys.stdin
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(encoding="utf-8", errors="replace")
    stored, refused = 0, []
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        try:
            logged = _log(project, line.rstrip("\r\n"), desk)
        except SaysoError as error:
            if error.exit_code == 3:
                raise
            refused.append(f"line {number}: {error}")
            continue
        stored += 1
        _report(project, logged)
    if refused:
        listed = "\n".join(refused[:10])
        raise UsageError(f"{len(refused)} of {stored + len(refused)} lines refused:\n{listed}")


def _report(project: Project, logged: Logged) -> None:
    """Say what was understood, on one line, and what was not, on another."""
    from data.shorthand import describe

    reading = describe(logged.reading, project.vocabulary(None))
    session = f"{logged.session.title}, continued" if logged.continued else logged.session.title
    words = [logged.act.value, reading, f"[{session}]"]
    say("  ".join(word for word in words if word))
    if logged.reading.left_over:
        say(f"  not understood, kept beside the note: {logged.reading.left_over}")
    for hint in logged.reading.hints:
        say(f"  {hint.message}")
