"""``sayso group``: any spreadsheet of short texts, grouped, without a project."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import click

from capture.cli.door import FILE
from capture.cli.drafting import cancellable, dial_option
from capture.cli.output import progress, say, target, write_file

_EPILOG = """\b
Example:
  sayso group answers.csv --column answer -o grouped.csv

The result has a row a text: row (from 0), group (a number), title (what the group says).
"""


@click.command("group", epilog=_EPILOG)
@click.argument("file", type=FILE)
@click.option("--column", required=True, help="The column that holds the texts.")
@click.option("-o", "--output", type=FILE, help="Else standard output.")
@dial_option
def group_verb(file: Path, column: str, output: Path | None, dial: float | None) -> None:
    """Group similar short texts; how many groups there are is found, not told."""
    from capture.jobs import drafts
    from data.text import counted, defuse, visible

    output = target(output)
    with cancellable("Nothing was written.") as cancelled, progress("Reading texts") as report:
        grouped = drafts.group_file(file, column, dial=dial, progress=report, cancelled=cancelled)
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(["row", "group", "title"])
    for row, (label, title) in enumerate(grouped.rows()):
        writer.writerow([row, label, defuse(visible(title))])
    if output is None:
        click.echo(sheet.getvalue(), nl=False)
    else:
        write_file(output, sheet.getvalue())
        say(f"Wrote {output}")
    say(f"{counted(len(grouped.labels), 'text')} in {counted(len(grouped.titles), 'group')}")
