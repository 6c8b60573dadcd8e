"""``sayso about`` and ``sayso settings``: what a project is for, and the numbers of its rules."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from capture.cli.context import open_project
from capture.cli.output import document, json_option, say, table

_ABOUT = {
    "title": "What people read.",
    "goal": "What the research is to find out.",
    "objectives": "The business objectives behind it.",
    "use": "How the map will be used.",
    "scope": "What it covers, and what not.",
}


@click.command(
    "about",
    epilog='\b\nExamples:\n  sayso about\n  sayso about --goal "Where do people give up?"',
)
@click.option("--title", help=_ABOUT["title"])
@click.option("--goal", help=_ABOUT["goal"])
@click.option("--objectives", help=_ABOUT["objectives"])
@click.option("--use", help=_ABOUT["use"])
@click.option("--scope", help=_ABOUT["scope"])
@json_option
@click.pass_context
def about_verb(ctx: click.Context, /, as_json: bool, **given: Any) -> None:
    """Show or change what the project is for; it stands at the head of the map."""
    from capture.jobs import arranging

    fields = {name: value for name, value in given.items() if value is not None}
    with open_project(ctx, read_only=not fields) as project:
        if fields:
            arranging.describe(project, fields)
            say(f"Changed: {', '.join(fields)}.")
        found = asdict(project.info())
    if as_json:
        document(found)
    elif not fields:
        table((name, found[name] or "·") for name in _ABOUT)


@click.command(
    "settings",
    epilog="\b\nExamples:\n  sayso settings\n  sayso settings --supported-at 3",
)
@click.option("--supported-at", type=click.IntRange(1), help="Customers that make “supported”.")
@click.option("--contradicted-at", type=click.IntRange(1), help="Customers that contradict.")
@click.option("--shared-teams", type=click.IntRange(1), help="Teams that make “shared belief”.")
@json_option
@click.pass_context
def settings_verb(ctx: click.Context, /, as_json: bool, **given: Any) -> None:
    """Show or change the numbers of the standing rule, and show the rule."""
    from capture.jobs import arranging
    from synthesis.board.standing import rule

    fields = {name: value for name, value in given.items() if value is not None}
    with open_project(ctx, read_only=not fields) as project:
        if fields:
            arranging.describe(project, fields)
            say(f"Changed: {', '.join(fields).replace('_', ' ')}.")
        found = project.settings()
    if as_json:
        document(asdict(found))
        return
    if not fields:
        table((name.replace("_", " "), f"{value:g}") for name, value in asdict(found).items())
        click.echo("")
    click.echo(rule(found))
