"""``sayso filters``: the filters that were saved under a name."""

from __future__ import annotations

import click

from capture.cli.context import open_project
from capture.cli.output import document, json_option, say, table
from capture.cli.project import names
from data.text import counted

_EPILOG = """\b
Examples:
  sayso notes '!pain emotion:<0 no:stage' --save "sore claims"
  sayso filters
  sayso notes --saved sore
  sayso filters rename "sore claims" "to place"
  sayso filters reorder "to place, untold"
  sayso filters remove "to place"
"""


@click.group("filters", invoke_without_command=True, epilog=_EPILOG)
@json_option
@click.pass_context
def filters_verb(ctx: click.Context, as_json: bool) -> None:
    """List, rename, order and remove saved filters; `sayso notes --save` makes them."""
    if ctx.invoked_subcommand is not None:
        return
    from capture.jobs import filters

    with open_project(ctx, read_only=True) as project:
        found = filters.saved(project)
    if as_json:
        document(
            [
                {
                    "name": one.filter.name,
                    "filter": one.filter.query,
                    "notes": None if one.problem else one.count,
                    "problem": one.problem or None,
                }
                for one in found
            ]
        )
        return
    table(
        (one.filter.name, "!" if one.problem else counted(one.count, "note"), one.filter.query)
        for one in found
    )
    for one in found:
        if one.problem:
            say(one.problem)
    if not found:
        say("No filter is saved yet. Save one: sayso notes FILTER --save NAME")


@filters_verb.command("rename")
@click.argument("name")
@click.argument("new")
@click.pass_context
def rename(ctx: click.Context, name: str, new: str) -> None:
    """Give a saved filter another name."""
    from capture.jobs import filters

    with open_project(ctx) as project:
        one = filters.rename(project, name, new)
    say(f"The filter is now called {one.name}.")


@filters_verb.command("reorder")
@click.argument("order")
@click.pass_context
def reorder(ctx: click.Context, order: str) -> None:
    """Put saved filters in this ORDER, comma-separated; those not named follow."""
    from capture.jobs import filters

    with open_project(ctx) as project:
        everything = filters.reorder(project, names(order))
    say(" · ".join(one.name for one in everything))


@filters_verb.command("remove")
@click.argument("name")
@click.pass_context
def remove(ctx: click.Context, name: str) -> None:
    """Remove a saved filter; no note changes."""
    from capture.jobs import filters

    with open_project(ctx) as project:
        one = filters.remove(project, name)
    say(f"Removed the filter {one.name} ({one.query}).")
