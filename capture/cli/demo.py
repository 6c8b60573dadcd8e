"""``sayso demo``: the whole thing on a sample project."""

from __future__ import annotations

from pathlib import Path

import click

from capture.cli.context import quoted
from capture.cli.door import FILE
from capture.cli.output import say, terminal_width, wants_colour, write_file

_EPILOG = """\b
Examples:
  sayso demo
  sayso demo --walk brackwater
"""


@click.command("demo", epilog=_EPILOG)
@click.option("--walk", type=FILE, metavar="FOLDER", help="Lay it out, to go step by step.")
def demo_verb(walk: Path | None) -> int:
    """Work on a copy of the sample project in a temporary folder: two maps, and a page.

    The first map holds what staff believe; the second, after the interviews, what has been tested.
    From a terminal it can be opened in the app after that.  With --walk nothing is done: the
    project, its meetings, its interviews and a workshop's notes are laid into a new folder, for
    you to take from the first meeting to the last map.
    """
    if walk is not None:
        return _lay_out(walk)
    from capture.cli.drafting import synthesise
    from capture.cli.opening import open_app
    from capture.cli.output import at_terminal
    from capture.jobs import maps, outputs, projects

    with projects.temporary() as (project, folder):
        width = max(80, min(terminal_width(), 120))
        for chapter in (projects.staff_meetings, projects.interviews):
            heading, told = chapter(project)
            click.echo(f"\n{'=' * width}\n{heading}\n{'=' * width}\n")
            for line in told:
                say(line)
            say(synthesise(project).sentence())
            journey = maps.build_map(project, "")
            text = maps.text_of(journey, width=width, colour=wants_colour())
            click.echo(text, nl=not text.endswith("\n"))
        page = folder / "map.html"
        write_file(page, outputs.render(journey, "html"))
        click.echo(f"\nThe same map as a page: {page}")
        click.echo(f"The project:            {project.path}")
        click.echo(f"Look further with:      sayso -s {quoted(project.path)} notes phone")
    if not at_terminal():
        return 0
    # The maps are to be read first: the app takes the whole screen.
    click.pause("\nAny key opens the sample in the app; Ctrl+C leaves it at that.")
    return open_app(project.path)


def _lay_out(folder: Path) -> int:
    from capture.jobs import projects

    projects.lay_out(folder)
    say(f"Laid out in {folder}: a project without notes, meetings, interviews, workshop.txt.")
    say(f"Begin with: cd {quoted(folder)} && sayso import meetings/*.md")
    return 0
