"""``sayso export``: the map in every form, into a folder."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import click

from capture.cli.context import open_project
from capture.cli.door import FILE
from capture.cli.output import say, write_file


@click.command(
    "export",
    epilog="\b\nExamples:\n  sayso export --all maps\n  sayso export --all maps --persona Carer",
)
@click.option(
    "--all",
    "folder",
    type=FILE,
    required=True,
    metavar="DIR",
    help="Write every form into this folder, which is made where it is not there.",
)
@click.option("--persona", default="", help="One persona's map; else everybody's.")
@click.option("--identified", is_flag=True, help="Names beside the codes: for the team only.")
@click.option("--force", is_flag=True, help="Replace files that are there.")
@click.pass_context
def export_verb(
    ctx: click.Context, folder: Path, persona: str, identified: bool, force: bool
) -> None:
    """Write the map as page, Markdown, JSON, tables, Mermaid and workbook, all into one folder.

    The guide of questions goes with it.  Each form says in one line what it cannot carry; JSON
    carries most, and can be imported again.
    """
    from capture.cli.drafting import bring_up_to_date, unwritable
    from capture.jobs import maps, outputs
    from data.errors import OutputFailed, SaysoError
    from data.text import slugify

    if folder.exists() and not folder.is_dir():
        raise OutputFailed(f"{folder} is a file; nothing was written. Name a folder.")
    with open_project(ctx, read_only=unwritable(ctx)) as project:
        bring_up_to_date(project)
        journey = maps.build_map(project, persona, identified=identified)
        stem = project.path.stem
    if persona:
        stem += f"-{slugify(journey.header.persona)}"
    new = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputFailed(
            f"{folder} cannot be made ({error.strerror or error}); nothing was written."
        ) from error
    try:
        written = outputs.export(journey, folder, stem, write_file, force=force)
    except SaysoError:
        if new:
            with suppress(OSError):
                folder.rmdir()
        raise
    for one in written:
        lacks = f"without {one.cannot}" if one.cannot else "everything"
        say(f"{one.path}  ({lacks})")
