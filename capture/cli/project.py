"""``sayso new``, ``demo``, ``about``, ``settings``, ``templates`` and ``check``."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from capture.cli.context import SUFFIX, open_project, project_path, quoted
from capture.cli.files import Output
from capture.cli.input import FILE, with_options
from capture.cli.output import (
    at_terminal,
    document,
    json_option,
    say,
    show,
    table,
    terminal_width,
    wants_colour,
)
from data.errors import ProjectMissing, SaysoError, UsageError
from data.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from capture.jobs.file import Project

_ABOUT = {
    "title": "What people read.",
    "goal": "What the research is to find out.",
    "objectives": "The business objectives behind it.",
    "use": "How the map will be used.",
    "scope": "What it covers, and what not.",
}


@contextmanager
def _described(ctx: click.Context, options: dict[str, Any]) -> Iterator[tuple[Project, bool]]:
    """Open the project, changed by what was given, and yield it and whether anything was."""
    from capture.jobs import lists

    fields = {name: value for name, value in options.items() if value is not None}
    with open_project(ctx, read_only=not fields) as project:
        if fields:
            lists.describe(project, fields)
            say(f"Changed: {', '.join(fields).replace('_', ' ')}.")
        yield project, bool(fields)


@click.command(
    "about",
    epilog='\b\nExamples:\n  sayso about\n  sayso about --goal "Where do people give up?"',
)
@with_options(*(click.option(f"--{name}", help=asked) for name, asked in _ABOUT.items()))
@json_option
@click.pass_context
def about_verb(ctx: click.Context, /, as_json: bool, **options: Any) -> None:
    """Show or change what the project is for; it stands at the head of the map."""
    with _described(ctx, options) as (project, changed):
        about = asdict(project.info())
    if as_json:
        document(about)
    elif not changed:
        table((name, about[name] or "·") for name in _ABOUT)


@click.command(
    "settings",
    epilog="\b\nExamples:\n  sayso settings\n  sayso settings --supported-at 3",
)
@click.option("--supported-at", type=click.IntRange(1), help="Customers that make “supported”.")
@click.option("--contradicted-at", type=click.IntRange(1), help="Customers that contradict.")
@click.option("--shared-teams", type=click.IntRange(1), help="Teams that make “shared belief”.")
@json_option
@click.pass_context
def settings_verb(ctx: click.Context, /, as_json: bool, **options: Any) -> None:
    """Show or change the numbers of the standing rule, and show the rule."""
    from capture.jobs import lists

    with _described(ctx, options) as (project, changed):
        settings = project.settings()
    numbers = asdict(settings)
    del numbers["cuts"]  # it moves so that undo knows of a new cut, and says nothing to anybody
    if as_json:
        document(numbers)
        return
    if not changed:
        table((name.replace("_", " "), f"{value:g}") for name, value in numbers.items())
        click.echo("")
    click.echo(lists.standing_rule(settings))


@click.command(
    "check",
    epilog="\b\nExamples:\n  sayso -s clinic.sayso check\n  sayso -s clinic.sayso check --repair",
)
@click.option("--repair", is_flag=True, help="Mend what is wrong, in a copy; say each thing.")
@json_option
@click.pass_context
def check_verb(ctx: click.Context, as_json: bool, repair: bool) -> int:
    """Verify the project file and count what it holds; nothing is changed.

    Exit code 0: sound; 1: something is wrong, said in words.

    With --repair what can be read goes into a new file, which takes the project's place once it is
    found sound; the old one is kept beside it.  Exit code 0: nothing was wrong; 1: repaired; 2: it
    could not be.
    """
    from capture.jobs.file import where_it_lies

    if repair:
        return _repair(ctx, as_json)
    with open_project(ctx, read_only=True) as project:
        report = project.check()
        path = project.path
    if danger := where_it_lies(path, again=True):
        say(danger)
    if as_json:
        document({"ok": report.ok, "counts": report.counts, "problems": list(report.problems)})
    else:
        table((name, f"{count:,}") for name, count in report.counts.items())
        for problem in report.problems:
            click.echo(visible(f"PROBLEM  {problem}"))
    say(f"{path} is sound." if report.ok else f"{path} has {len(report.problems)} problem(s).")
    return 0 if report.ok else 1


def _repair(ctx: click.Context, as_json: bool) -> int:
    """Mend the project; see `check_verb`."""
    from capture.jobs.file import repair

    path = project_path(ctx)
    try:
        done = repair(path)
    except ProjectMissing:
        raise
    except SaysoError as error:
        say(f"sayso: {error}")
        return 2
    if as_json:
        document(
            {
                "repaired": done.aside is not None,
                "fixes": done.sentences,
                "lost": done.lost,
                "kept": str(done.aside) if done.aside is not None else None,
            }
        )
    else:
        for sentence in done.sentences:
            click.echo(visible(f"REPAIRED  {sentence}"))
        for sentence in done.lost:
            click.echo(visible(f"LOST      {sentence}"))
    if done.aside is None:
        say(f"{path} is sound: nothing was repaired.")
        return 0
    say(f"{path} is repaired, and sound. The file as it was is kept: {done.aside}")
    return 1


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
    from capture.cli.drafts import synthesise
    from capture.cli.main import open_app
    from capture.jobs import maps, outputs, projects

    if walk is not None:
        projects.lay_out(walk)
        say(f"Laid out in {walk}: a project without notes, meetings, interviews, workshop.txt.")
        say(f"Begin with: cd {quoted(walk)} && sayso import meetings/*.md")
        return 0
    with projects.temporary() as (project, folder):
        width = max(80, min(terminal_width(), 120))
        for chapter in (projects.staff_meetings, projects.interviews):
            heading, told = chapter(project)
            click.echo(f"\n{'=' * width}\n{heading}\n{'=' * width}\n")
            for line in told:
                say(line)
            say(synthesise(project).sentence())
            journey = maps.build_map(project, "")
            show(maps.text_of(journey, width=width, colour=wants_colour()))
        page = folder / "map.html"
        with maps.to_show(project, "") as journey:
            Output(page).write({page: outputs.render(journey, "html")})
        click.echo(f"\nThe same map as a page: {page}")
        click.echo(f"The project:            {project.path}")
        click.echo(f"Look further with:      sayso -s {quoted(project.path)} notes phone")
    if not at_terminal():
        return 0
    # The maps are to be read first: the app takes the whole screen.
    click.pause("\nAny key opens the sample in the app; Ctrl+C leaves it at that.")
    return open_app(project.path)


_NEW = """\b
Examples:
  sayso new clinic
  sayso new clinic --template public-service --personas "New patient, Carer"
  sayso new clinic --stages "Find out, Book, Wait, Visit, After"
"""


def names(text: str) -> list[str]:
    """Return the names of a comma-separated line, without empty ones."""
    return [name.strip() for name in text.split(",") if name.strip()]


@click.command("new", epilog=_NEW)
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


@click.command("templates", epilog="\b\nExample:\n  sayso templates --json")
@json_option
def templates_verb(as_json: bool) -> None:
    """List the templates with their stages; each stage has a description and example remarks."""
    from data.template import shipped

    if as_json:
        document(
            [
                {
                    "name": template.slug,
                    "title": template.title,
                    "description": template.description,
                    "stages": list(map(asdict, template.stages)),
                    "channels": template.channels,
                }
                for template in shipped()
            ]
        )
        return
    for template in shipped():
        click.echo(f"{template.slug}: {template.title}")
        click.echo(f"  {template.description}")
        click.echo("  " + " · ".join(stage.title for stage in template.stages) + "\n")
    click.echo("Use one with: sayso new NAME --template SLUG")
