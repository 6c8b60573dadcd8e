"""``sayso undo``, ``redo`` and ``history``: every change can be taken back."""

from __future__ import annotations

import click

from capture.cli.context import open_project
from capture.cli.output import document, json_option, say, table
from data.errors import NotFound


@click.command("undo", epilog="\b\nExample:\n  sayso undo")
@click.pass_context
def undo_verb(ctx: click.Context) -> None:
    """Take back the last change, whole; it works across restarts."""
    with open_project(ctx) as project:
        taken = project.undo()
    if taken is None:
        raise NotFound("There is nothing to take back.")
    say(f"Taken back: {taken.label}")


@click.command("redo", epilog="\b\nExample:\n  sayso redo")
@click.pass_context
def redo_verb(ctx: click.Context) -> None:
    """Make again what was taken back last."""
    with open_project(ctx) as project:
        made = project.redo()
    if made is None:
        raise NotFound("There is nothing to make again.")
    say(f"Made again: {made.label}")


@click.command("history", epilog="\b\nExample:\n  sayso history --limit 20")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
@json_option
@click.pass_context
def history_verb(ctx: click.Context, limit: int, as_json: bool) -> int:
    """List the changes, newest first; what was taken back is marked."""
    with open_project(ctx, read_only=True) as project:
        changes = project.history(limit=limit)
    if as_json:
        document(
            [
                {"id": one.id, "at": one.at.isoformat(), "label": one.label, "undone": one.undone}
                for one in changes
            ]
        )
    else:
        table(
            (f"{one.at.astimezone():%Y-%m-%d %H:%M}", "undone" if one.undone else "", one.label)
            for one in changes
        )
    if not changes:
        say("Nothing was changed yet.")
    return 0 if changes else 1
