"""``sayso log``: one note from the shell, or one a line from standard input."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import click

from capture.cli.context import open_project
from capture.cli.output import at_terminal, say
from data.errors import NotFound, SaysoError, UsageError

if TYPE_CHECKING:
    from capture.jobs.file import Project
    from capture.jobs.notes import Logged, Place

_EPILOG = """\b
Examples:
  sayso log "ma: phones ring out all morning ,,p--3 tou ph"
  sayso log ",,p-"                      tag the last note
  sayso log "jo:"                       Jon agrees with the last note
  sayso log                             asks for notes, one a line, until Ctrl+D
  sayso log - < notes.txt               one note a line; a stage sticks until the next one

In log -, a first line of nothing but tags (",,tou ph") sticks to all that follow.

After ,, come tags: a letter for the kind (p pain point, n need, a activity, q question, g gain,
i idea, m memo, k ask), -- - 0 + ++ (or -2 to +2) for the emotion, a number for the stage, and names
of stages, personas, channels and longer kinds by two letters or more.  "no" after words of somebody
puts them against the remark before.  Quote the line, so that the shell leaves it alone.
"""


_VALUED = ("--session", "--kind", "--participant")


class _Line(click.Command):
    """A command whose text may begin with a dash: whatever is no option of its own is text.

    click would take "-ha, they say" for three short options, and "-h" for the wish for help.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put what is text behind ``--``, where click leaves it alone."""
        options: list[str] = []
        text: list[str] = []
        rest = iter(args)
        for arg in rest:
            name, glued, _ = arg.partition("=")
            if arg == "--":
                text.extend(rest)
            elif arg in ("-h", "--help"):
                options.append(arg)
            elif name not in _VALUED:
                text.append(arg)
            elif glued or (value := next(rest, None)) is None:
                options.append(arg)
            else:
                options.append(f"{arg}={value}")
        if options and options[-1] in _VALUED:
            raise click.UsageError(f"{options[-1]} needs something after it.", ctx)
        return super().parse_args(ctx, [*options, "--", *text])


@click.command("log", cls=_Line, epilog=_EPILOG)
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
    """Log one note: text, with a speaker before it and tags after ,, if you like.

    Without TEXT it is asked for, so that no word of it stands in the shell's history, or in the
    list of processes, which others of this machine can read.
    """
    if not text and not at_terminal():
        raise click.UsageError(
            'Say what to log: sayso log "phones ring out ,,p-" (many lines: sayso log - < FILE)',
            ctx,
        )
    if len(text) > 1:
        raise click.UsageError(f"Put the note in quotes: sayso log {_quoted(' '.join(text))}", ctx)
    from capture.jobs.notes import Place, log
    from data.records import SessionKind

    place = Place(
        session_title=session, session_kind=SessionKind(session_kind), speaker=participant
    )
    with open_project(ctx) as project:
        if not text:
            say("One note a line, as after sayso log; Ctrl+D ends.")
        if not text or text[0] == "-":
            _read_lines(project, place)
        else:
            _report(project, log(project, text[0], place))


def _quoted(text: str) -> str:
    """Return the text as one word of a shell, in double quotes where nothing in it is special."""
    return shlex.quote(text) if any(char in text for char in '"$`\\!\n') else f'"{text}"'


def _read_lines(project: Project, place: Place) -> None:
    """Store standard input line by line; a line that is refused is named, the others are kept.

    Raises:
        NotFound: there was no line with anything in it.
        UsageError: some line was refused, after all others were stored.
    """
    from capture.cli.input import lines
    from capture.jobs.notes import log, stick

    stored = refused = 0

    def refuse(number: int, why: str) -> None:
        nonlocal refused
        refused += 1
        say(f"line {number}: {why}")

    for number, line in lines(refuse):
        try:
            if not stored and (stuck := stick(project, line, place)) is not None:
                place = stuck[0]
                say(f"sticks to what follows: {stuck[1]}")
                continue
            logged = log(project, line, place)
        except SaysoError as error:
            if error.exit_code == SaysoError.exit_code:
                kept = f"{stored} before it are stored" if stored else "none was stored before it"
                raise type(error)(f"{error} That was line {number}; {kept}.") from error
            refuse(number, str(error))
            continue
        stored += 1
        place = logged.place
        _report(project, logged)
    if refused:
        raise UsageError(f"{refused} of {stored + refused} lines were refused, the others stored.")
    if not stored:
        raise NotFound("Standard input had no line with anything in it; nothing was stored.")


def _report(project: Project, logged: Logged) -> None:
    """Say what was understood and what sticks, on one line; on others what was not understood."""
    from capture.jobs.notes import carried_over, shortly
    from data.shorthand import describe

    vocabulary = project.vocabulary(None)
    said = describe(logged.reading, vocabulary)
    before = describe(carried_over(logged), vocabulary)
    reading = " · ".join(filter(None, (said, f"as before: {before}" if before else "")))
    session = f"{logged.session.title}, continued" if logged.continued else logged.session.title
    words = [logged.act.value, reading, f"[{session}]"]
    say("  ".join(word for word in words if word))
    if logged.against is not None:
        say(f"  against: “{shortly(logged.against.text)}”")
    if logged.note.set_aside:
        say("  says nothing: set aside, no evidence")
    if logged.reading.left_over:
        say(f"  not understood, kept beside the note: {logged.reading.left_over}")
    for hint in logged.reading.hints:
        say(f"  {hint.message}")
