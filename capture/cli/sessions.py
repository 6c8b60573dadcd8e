"""``sayso sessions``: meetings and interviews."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from capture.cli.context import open_project
from capture.cli.input import MOMENT
from capture.cli.output import document, json_option, say, table
from capture.cli.project import names
from data.text import counted

_EPILOG = """\b
Examples:
  sayso sessions add "Front desk, Monday" --people "Maria/front desk, Jon/calls"
  sayso sessions add "Eleni" --kind "customer interview" --people "Eleni/"
  sayso sessions change "Front desk" --title "Front desk, 2 March"
  sayso sessions unknown "Front desk"                  speakers whom nobody knew
  sayso sessions unknown "Front desk" xx --as "Xenia/calls"
  sayso sessions remove "Front desk" --with-notes
"""
_KINDS = ["staff meeting", "customer interview", "observation", "import"]
_kind_option = click.option("--kind", type=click.Choice(_KINDS), help="What sort of meeting.")


_date_option = click.option("--date", "started_at", type=MOMENT, help="When it was; else now.")


@click.group("sessions", invoke_without_command=True, epilog=_EPILOG)
@json_option
@click.pass_context
def sessions_verb(ctx: click.Context, as_json: bool) -> None:
    """List, add, change and remove sessions."""
    if ctx.invoked_subcommand is not None:
        return
    from capture.jobs import lists

    with open_project(ctx, read_only=True) as project:
        everything = lists.read(project)
    everybody = {person.id: person for person in everything.people}
    if as_json:
        document(
            [
                {
                    "title": session.title,
                    "kind": session.kind.value,
                    "started_at": session.started_at.isoformat(),
                    "note_taker": session.note_taker,
                    "roster": [everybody[who].code for who in session.roster],
                    "notes": everything.count(session.id),
                }
                for session in everything.sessions
            ]
        )
        return
    table(
        (
            str(number),
            f"{session.started_at.astimezone():%Y-%m-%d %H:%M}",
            session.kind.value,
            counted(everything.count(session.id), "note"),
            session.title,
            ", ".join(everybody[who].name or everybody[who].code for who in session.roster),
        )
        for number, session in enumerate(everything.sessions, 1)
    )


@sessions_verb.command("add")
@click.argument("title")
@_kind_option
@click.option("--people", default="", metavar="NAME/TEAM,…", help="Who is there.")
@click.option("--note-taker", default="", help="Who writes.")
@_date_option
@click.pass_context
def add(
    ctx: click.Context,
    title: str,
    kind: str | None,
    people: str,
    note_taker: str,
    started_at: datetime | None,
) -> None:
    """Add a session, with who is there."""
    from capture.jobs import sessions
    from data.records import SessionKind

    with open_project(ctx) as project:
        session = sessions.open_session(
            project,
            title,
            SessionKind(kind or "staff meeting"),
            people=names(people),
            note_taker=note_taker,
            now=started_at,
        )
    say(f"Added the {session.kind.value} “{session.title}”, {len(session.roster)} there.")


@sessions_verb.command("change")
@click.argument("session")
@click.option("--title", help="The new title.")
@_kind_option
@click.option("--note-taker", help="Who wrote.")
@_date_option
@click.option("--people", default="", metavar="NAME/TEAM,…", help="Who was there too.")
@click.pass_context
def change_(
    ctx: click.Context, /, session: str, kind: str | None, people: str, **options: Any
) -> None:
    """Change a session, by its title or its number; --people are added to those who are there."""
    from capture.jobs import sessions
    from data.records import SessionKind

    fields: Any = {name: value for name, value in options.items() if value is not None}
    if kind:
        fields["kind"] = SessionKind(kind)
    if not fields and not people:
        raise click.UsageError(
            "Say what to change: --title, --kind, --note-taker, --date, --people.", ctx
        )
    with open_project(ctx) as project:
        changed = sessions.change_session(project, session, fields, people=names(people))
    say(f"Changed the session “{changed.title}”.")


@sessions_verb.command("unknown")
@click.argument("session")
@click.argument("typed", default="")
@click.option("--as", "who", default="", metavar="NAME/TEAM", help="Who it was; else who it says.")
@click.pass_context
def unknown(ctx: click.Context, session: str, typed: str, who: str) -> None:
    """List speakers whom nobody knew when they were typed, or say who one of them is.

    The name leaves the text of its remarks, which are theirs from then on.
    """
    from capture.jobs import sessions, strangers
    from capture.jobs.notes import shortly

    if who and not typed:
        raise click.UsageError('Say whom: sayso sessions unknown SESSION xx --as "Xenia/".', ctx)
    if typed:
        with open_project(ctx) as project:
            found = sessions.find(project, session)
            told = strangers.settle(project, found.id, typed.rstrip(":/ "), who)
        say(f"{told} sayso undo takes that back.")
        return
    with open_project(ctx, read_only=True) as project:
        known = strangers.strangers(project, sessions.find(project, session).id)
    if not known:
        say("Every speaker of this session is somebody.")
    table((one.typed, counted(len(one.notes), "remark"), shortly(one.first)) for one in known)


@sessions_verb.command("remove")
@click.argument("session")
@click.option("--with-notes", is_flag=True, help="Its notes go too (undo brings them back).")
@click.pass_context
def remove(ctx: click.Context, session: str, with_notes: bool) -> None:
    """Remove a session, by its title or its number; one that has notes only with --with-notes."""
    from capture.jobs import sessions

    with open_project(ctx) as project:
        told = sessions.remove(project, sessions.find(project, session), with_notes=with_notes)
    say(f"{told} sayso undo brings them back.")
