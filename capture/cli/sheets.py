"""Notes as a sheet to be edited elsewhere: the options of ``sayso notes`` for it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from capture.cli.door import FILE
from capture.cli.output import say, target, write_file
from data.text import counted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from data.records import Note
    from data.store import Project


def sheet_options(command: Any) -> Any:
    """Give a command the options of a sheet."""
    for option in (
        click.option("--bare", is_flag=True, help="Leave out the mark that tells Excel of UTF-8."),
        click.option("-o", "--output", type=FILE, help="Write the CSV to a file."),
        click.option("--csv", "as_csv", is_flag=True, help="A sheet to edit and to bring back."),
    ):
        command = option(command)
    return command


def write_sheet(project: Project, found: Sequence[Note], output: Path | None, *, bare: bool) -> int:
    """Print or write notes as CSV; return the exit code."""
    from capture.jobs import imports

    output = target(output)
    text = imports.export(project, found, mark=output is not None and not bare)
    if output is None:
        sys.stdout.flush()
        click.echo(text.replace("\r\n", "\n"), nl=False)
    else:
        write_file(output, text)
        say(f"Wrote {counted(len(found), 'note')} to {output}. Bring it back with --update.")
    return 0 if found else 1
