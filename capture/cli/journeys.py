"""``sayso journeys``: what a map shows: whose, what set it off, and which stages."""

from __future__ import annotations

from typing import Any

import click

from capture.cli.context import open_project
from capture.cli.output import document, json_option, say, table

_EPILOG = """\b
Examples:
  sayso journeys add "The car gives up" --persona Family --trigger "It fails its inspection"
  sayso journeys change "The car" --stages "Find out, Apply, Wait"
  sayso journeys change "The car" --owner "Fleet team" --hide "remarks, comments"
  sayso journeys change "The car" --lanes "mood, touchpoints, pain, need"
  sayso journeys lanes "The car"
  sayso journeys remove "The car"
"""
_OPTIONS = {
    "persona": "Whose journey it is; everybody's where not given.",
    "trigger": "What sets it off.",
    "scenario": "What the persona is trying to get done.",
    "stages": "Its stages, comma-separated; all of them where not given.",
    "owner": "Who keeps the map alive.",
    "lanes": "The lanes to show, in order, comma-separated; empty: the usual ones.",
    "show": "Lanes to show as well, comma-separated.",
    "hide": "Lanes to hide, comma-separated.",
}


def journey_options(command: Any) -> Any:
    """Give a command the options of a journey."""
    for name, text in reversed(_OPTIONS.items()):
        command = click.option(f"--{name}", help=text)(command)
    return command


@click.group("journeys", invoke_without_command=True, epilog=_EPILOG)
@json_option
@click.pass_context
def journeys_verb(ctx: click.Context, as_json: bool) -> None:
    """List, add, change and remove journeys; a persona's map shows the persona's first journey."""
    if ctx.invoked_subcommand is not None:
        return
    from capture.jobs import journeys

    with open_project(ctx, read_only=True) as project:
        found = journeys.documents(project)
    if as_json:
        document(found)
        return
    table(
        (
            one["title"],
            one["persona"] or "everybody",
            " · ".join(one["stages"]) if one["stages"] else "all stages",
            one["owner"] or "·",
            one["trigger"],
        )
        for one in found
    )


@journeys_verb.command(
    "add", epilog='\b\nExample:\n  sayso journeys add "The car gives up" --persona Family'
)
@click.argument("title")
@journey_options
@click.pass_context
def add(ctx: click.Context, /, title: str, **options: str | None) -> None:
    """Add a journey."""
    from capture.jobs import journeys

    with open_project(ctx) as project:
        journeys.add(project, title, options)
    say(f"Added the journey {title}.")


@journeys_verb.command(
    "change", epilog='\b\nExample:\n  sayso journeys change "The car" --trigger "It breaks down"'
)
@click.argument("journey")
@click.option("--title", help="The new title.")
@journey_options
@click.pass_context
def change_(ctx: click.Context, /, journey: str, **options: str | None) -> None:
    """Change a journey; an empty --persona or --stages means everybody, or all stages."""
    from capture.jobs import journeys

    if all(value is None for value in options.values()):
        raise click.UsageError("Say what to change, such as --trigger or --stages.", ctx)
    with open_project(ctx) as project:
        one = journeys.change(project, journey, options)
    say(f"Changed the journey {one.title}.")


@journeys_verb.command(
    "lanes", epilog='\b\nExamples:\n  sayso journeys lanes\n  sayso journeys lanes "The car"'
)
@click.argument("journey", default="")
@json_option
@click.pass_context
def lanes(ctx: click.Context, journey: str, as_json: bool) -> None:
    """List every lane there is: those that a journey's map shows in their order, then the others.

    A lane that is shown and has nothing in it hides itself.
    """
    from capture.jobs import journeys

    with open_project(ctx, read_only=True) as project:
        one, found = journeys.rows(project, journey)
    if as_json:
        document([{"name": r.value, "title": r.heading, "shown": on} for r, on in found])
        return
    say(f"The lanes of {one.title} (change them with: sayso journeys change … --lanes, --hide)")
    table(("shown" if on else "hidden", row.value, row.heading) for row, on in found)


@journeys_verb.command("remove", epilog='\b\nExample:\n  sayso journeys remove "The car"')
@click.argument("journey")
@click.pass_context
def remove(ctx: click.Context, journey: str) -> None:
    """Remove a journey; notes and cards stay (undo brings it back)."""
    from capture.jobs import journeys

    with open_project(ctx) as project:
        one = journeys.remove(project, journey)
    say(f"Removed the journey {one.title}.")
