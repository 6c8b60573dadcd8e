"""``sayso backups`` and ``sayso restore``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from capture.cli.context import SUFFIX, project_path, quoted
from capture.cli.output import at_terminal, document, json_option, say, table
from data.errors import UsageError
from data.text import counted

if TYPE_CHECKING:
    from capture.jobs.backups import Backup


@click.command(
    "backups",
    epilog="\b\nExamples:\n  sayso backups\n  sayso backups --now",
)
@click.option("--now", is_flag=True, help="Make one now.")
@json_option
@click.pass_context
def backups_verb(ctx: click.Context, now: bool, as_json: bool) -> int:
    """List the backups of a project, newest first: when, why, how many notes, and whether sound.

    They are made by themselves: when the app opens a project, every half hour while it changes,
    once a day where only verbs change it, and before imports, new cuts and new formats.
    """
    from capture.jobs import backups

    path = _place(ctx)
    if now:
        made = backups.make(path)
        say(f"Made {made}." if made else "The newest backup holds all that there is.")
    found = list(backups.every(path))
    if as_json:
        document([one.as_document() for one in found])
    else:
        table(map(_row, found))
    if not found:
        say(f"{path} has no backups yet. Make one with: sayso backups --now")
        return 1
    say(f"They lie in {backups.folder(path)}. Go back to one with: sayso restore NUMBER")
    return 0


def _row(one: Backup) -> tuple[str, ...]:
    notes = counted(one.notes, "note") if one.notes is not None else "unreadable"
    state = "sound" if one.sound else f"NOT SOUND: {one.trouble}"
    return (str(one.number), one.when, one.why, notes, one.megabytes, state)


@click.command(
    "restore",
    epilog="\b\nExamples:\n  sayso restore                   the newest sound backup\n"
    "  sayso restore 3                 the third of sayso backups\n"
    "  sayso restore 2026-11-30T1145   by a part of its name",
)
@click.argument("which", default="")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_context
def restore_verb(ctx: click.Context, which: str, yes: bool) -> None:
    """Go back to a backup, after showing what is newer than it.

    Nothing is deleted: the file that was there, whole or damaged, is kept among the backups, with
    whatever lay beside it; sayso restore brings it back by its number.
    """
    from capture.jobs import backups

    path = _place(ctx)
    backup = backups.chosen(path, which)
    notes = f", {counted(backup.notes, 'note')}" if backup.notes is not None else ""
    say(f"Backup {backup.number}: {backup.when}, {backup.why}{notes}.")
    if backup.sound:  # else the restore says what is the matter
        for line in backups.lost_by(path, backup):
            say(line)
        if not yes:
            if not at_terminal():
                raise UsageError("Nothing was changed. To go back to it unasked, add --yes.")
            click.confirm(f"Go back to the backup of {backup.when}?", abort=True, err=True)
    say(backups.sentence(path, backup, backups.restore(path, backup)))
    say(f"See it with: sayso -s {quoted(path)} notes")


def _place(ctx: click.Context) -> Path:
    """Return the path of the project, which may be damaged, or gone but for its backups."""
    from capture.jobs import backups

    named = ctx.find_root().obj or os.environ.get("SAYSO_PROJECT")
    if not named:
        alone = backups.without_project(Path())
        here = any(one.is_file() for one in Path().glob(f"*{SUFFIX}"))
        return alone if alone is not None and not here else project_path(ctx)
    path = project_path(ctx)
    full = path.with_name(path.name + SUFFIX) if path.name else path
    return full if not path.exists() and backups.folder(full).is_dir() else path
