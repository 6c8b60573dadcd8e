"""``sayso new``: make a project."""

from __future__ import annotations

from pathlib import Path

import click

from capture.cli.context import SUFFIX, quoted
from capture.cli.door import FILE
from capture.cli.output import say
from data.errors import UsageError

_EPILOG = """\b
Examples:
  sayso new clinic
  sayso new clinic --template public-service --personas "New patient, Carer"
  sayso new clinic --stages "Find out, Book, Wait, Visit, After"
"""


def names(text: str) -> list[str]:
    """Return the names of a comma-separated line, without empty ones."""
    return [name.strip() for name in text.split(",") if name.strip()]


@click.command("new", epilog=_EPILOG)
@click.argument("name", type=FILE)
@click.option("--template", default="default", help="A name (sayso templates) or a TOML file.")
@click.option("--stages", default="", metavar="A,B,…", help="Stages of your own, in order.")
@click.option("--personas", default="", metavar="A,B,…", help="Whom the research is about.")
@click.option("--title", default="", help="What people read; the name where not given.")
def new_verb(name: Path, template: str, stages: str, personas: str, title: str) -> None:
    """Make NAME.sayso.  An existing file is never overwritten."""
    from capture.jobs.projects import create
    from data import locations

    if name.name in ("", "..", SUFFIX):
        raise UsageError(f"“{name}” is no name for a project: nothing was made. Give it one.")
    path = name if name.suffix == SUFFIX else name.with_name(name.name + SUFFIX)
    with create(
        path,
        title=title,
        template=template,
        stages=names(stages) or None,
        personas=names(personas),
    ) as project:
        locations.remember(path.absolute())
        titles = " · ".join(stage.title for stage in project.snapshot().stages)
    say(f"Made {path} with the stages {titles}.")
    file = quoted(path)
    say(f'Next: sayso -s {file} log "…", or sayso -s {file} import FILE')
