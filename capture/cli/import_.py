"""``sayso import``: notes from files."""

from __future__ import annotations

from pathlib import Path

import click

from capture.cli.context import open_project
from capture.cli.input import FILE, with_options
from capture.cli.output import at_terminal, say
from data.text import counted

_EPILOG = """\b
Examples:
  sayso import survey.csv --text "What annoyed you?" --source customer
  sayso import meetings.md interviews.md --dry-run
  sayso import tickets.tsv --stage Wait --source record
  sayso import notes.csv --update --dry-run       edited since: sayso notes --csv -o notes.csv

An option names a column where the file has one of that name; else it is a value for every row.
Text and Markdown: headings are sessions, lines and bullets are notes, tags stand after ,,
"""
_ASKED_FROM = 20
"""Notes that a sheet may change without a question."""
_COLUMNS = {
    "text": "The column that holds the remarks.",
    "stage": "A column, or one stage for all.",
    "persona": "A column, or one persona for all.",
    "kind": "A column, or one kind for all.",
    "source": "A column, or one of customer, staff, observed, record, team.",
    "participant": "A column, or one participant for all.",
    "team": "A column, or one team for all.",
    "emotion": "A column of -2 … +2, or one for all.",
    "at": "The column with the time.",
    "session": "A column, or one session for all.",
}


column_options = with_options(
    *(click.option(f"--{name}", metavar="COLUMN", help=text) for name, text in _COLUMNS.items())
)
"""The options that say what a table's columns are."""


@click.command("import", epilog=_EPILOG)
@click.argument("files", nargs=-1, required=True, type=FILE)
@column_options
@click.option("--dry-run", is_flag=True, help="List what would be added; change nothing.")
@click.option("--update", is_flag=True, help="Take back a sheet of notes, by id, as it was edited.")
@click.option("--add", is_flag=True, help="With --update: make new names, and rows without an id.")
@click.option("--force", is_flag=True, help="With --update: also over what was changed meanwhile.")
@click.option("--yes", is_flag=True, help="With --update: change many notes without being asked.")
@click.pass_context
def import_verb(
    ctx: click.Context,
    /,
    files: tuple[Path, ...],
    dry_run: bool,
    update: bool,
    add: bool,
    force: bool,
    yes: bool,
    **columns: str | None,
) -> None:
    """Add notes from CSV, TSV, text and Markdown files; all of a file, or nothing of it.

    Importing the same file again adds nothing, a longer one only what is new.  With --update a
    sheet written by sayso notes --csv comes back: what was edited in it is changed, by id.
    """
    from capture.jobs import imports

    if update:
        if any(value is not None for value in columns.values()):
            raise click.UsageError("A sheet that comes back has its own columns: leave them out.")
        _update(ctx, files, dry_run=dry_run, add=add, force=force, yes=yes)
        return
    if add or force or yes:
        raise click.UsageError("--add, --force and --yes go with --update.")
    with open_project(ctx, read_only=dry_run) as project:
        for path in files:
            result = imports.import_file(
                project, path, columns, dry_run=dry_run, back_up=path is files[0]
            )
            for line in result.lines:
                say(line)


def _update(
    ctx: click.Context,
    files: tuple[Path, ...],
    *,
    dry_run: bool,
    add: bool,
    force: bool,
    yes: bool,
) -> None:
    """Take edited sheets back, each whole or not at all, after showing what they change."""
    from capture.jobs import imports

    with open_project(ctx, read_only=dry_run) as project:
        for path in files:
            seen = imports.preview(project, path, add=add, force=force)
            for line in seen.lines:
                say(line)
            if dry_run or not seen.notes:
                continue
            if seen.notes > _ASKED_FROM and not yes and at_terminal():
                click.confirm(f"Change {seen.notes:,} notes?", abort=True, err=True)
            done = imports.update(project, path, add=add, force=force, back_up=path is files[0])
            for line in done.warnings:
                say(line)
            say(f"{path}: {counted(done.notes, 'note')} changed. sayso undo takes it back.")
