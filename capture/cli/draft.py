"""``sayso draft``: from files to a map in one go."""

from __future__ import annotations

from pathlib import Path

import click

from capture.cli.context import SUFFIX, quoted
from capture.cli.door import FILE
from capture.cli.importing import column_options
from capture.cli.output import say, terminal_width, wants_colour, write_file
from data.errors import OutputFailed, UsageError

_EPILOG = """\b
Example:
  sayso draft interviews.md survey.csv --source customer

Makes interviews.sayso and interviews.html beside the first file, and prints the map.
"""


@click.command("draft", epilog=_EPILOG)
@click.argument("files", nargs=-1, required=True, type=FILE)
@column_options
@click.option("--template", default="default", help="A name (sayso templates) or a TOML file.")
@click.pass_context
def draft_verb(
    ctx: click.Context, /, files: tuple[Path, ...], template: str, **columns: str | None
) -> None:
    """Make a project from FILES, import, synthesise, and map: in one go."""
    from capture.cli.drafting import synthesise
    from capture.jobs import maps, outputs, projects

    del ctx
    if files[0].name in ("", ".."):
        raise UsageError(f"“{files[0]}” is no file to draft from; nothing was made. Name files.")
    target = files[0].with_suffix(SUFFIX)
    page = files[0].with_suffix(".html")
    for path in (target, page):
        if path.exists():
            raise OutputFailed(
                f"{path} is there already; nothing was made. "
                f"To add to a project: sayso -s {quoted(target)} import FILE …"
            )
    with projects.from_files(target, files, columns, template=template) as (project, lines):
        for line in lines:
            say(line)
        try:
            say(synthesise(project).sentence())
        except click.exceptions.Exit:
            say(f"The notes are in {target}; go on with: sayso -s {quoted(target)} map")
            raise
        journey = maps.build_map(project, "")
        write_file(page, outputs.render(journey, "html"), force=False)
        text = maps.text_of(journey, width=terminal_width(), colour=wants_colour())
        click.echo(text, nl=not text.endswith("\n"))
    say(f"Made {target} and {page}")
