"""``sayso personas``: whom the research is about."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import click

from capture.cli.context import open_project
from capture.cli.lists import add_keeping, offering_to_merge, tidy, tidy_options
from capture.cli.output import document, json_option, say, table
from capture.cli.project import names
from data.text import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from data.records import Persona

_EPILOG = """\b
Examples:
  sayso personas add "New patient" --motivations "wants to be seen this week"
  sayso personas change "New patient" --participation driver
  sayso personas merge Tourists Tourist
  sayso personas reorder "Carer, New patient"
  sayso personas remove Carer
"""
_FIELDS = {
    "description": "Who they are.",
    "current_situation": "Where they stand now.",
    "ideal_future": "Where they want to be.",
    "outcomes": "What they want to come out of it.",
    "traits": "What they have in common.",
    "prior_knowledge": "What they know before they start.",
    "motivations": "What drives them.",
}


def persona_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command an option for each thing that is known of a persona."""
    command = click.option(
        "--participation",
        type=click.Choice(["driver", "participant", "gatekeeper"]),
        help="Their part in the decision.",
    )(command)
    for name, text in reversed(_FIELDS.items()):
        command = click.option(f"--{name.replace('_', '-')}", name, help=text)(command)
    return command


def _given(options: dict[str, Any]) -> dict[str, Any]:
    from data.records import Participation

    given = {name: value for name, value in options.items() if value is not None}
    if "participation" in given:
        given["participation"] = Participation(given["participation"])
    return given


@click.group("personas", invoke_without_command=True, epilog=_EPILOG)
@tidy_options
@json_option
@click.pass_context
def personas_verb(ctx: click.Context, look_alikes: bool, unused: bool, as_json: bool) -> int:
    """List, add, change, merge, split, order and remove personas."""
    if ctx.invoked_subcommand is not None:
        return 0
    from capture.jobs import lists

    with open_project(ctx, read_only=True) as project:
        if look_alikes or unused:
            return tidy(project, "persona", look_alikes=look_alikes, unused=unused, as_json=as_json)
        snapshot = project.snapshot()
    count = lists.notes_by_persona(snapshot)
    if as_json:
        document([{**_plain(one), "notes": count[one.id]} for one in snapshot.personas])
        return 0
    table((one.name, counted(count[one.id], "note"), one.description) for one in snapshot.personas)
    if not snapshot.personas:
        say('There is no persona yet: sayso personas add "New patient"')
    return 0


def _plain(persona: Persona) -> dict[str, Any]:
    return {
        one.name: getattr(persona, one.name)
        for one in fields(persona)
        if one.name not in ("id", "position")
    }


@personas_verb.command("add")
@click.argument("name")
@persona_options
@click.pass_context
def add(ctx: click.Context, /, name: str, **options: Any) -> None:
    """Add a persona."""
    from capture.jobs import arranging

    with open_project(ctx) as project:
        arranging.put_persona(project, None, {"name": name, **_given(options)})
    say(f"Added the persona {name}.")


@personas_verb.command("change")
@click.argument("persona")
@click.option("--name", help="The new name.")
@persona_options
@click.pass_context
def change_(ctx: click.Context, /, persona: str, **options: Any) -> None:
    """Change what is known of a persona."""
    from capture.jobs import arranging, lists

    given = _given(options)
    if not given:
        raise click.UsageError("Say what to change, such as --name or --description.", ctx)
    with open_project(ctx) as project:
        one = lists.find(project, "persona", persona)
        with offering_to_merge(project, "persona", one):
            arranging.put_persona(project, one.id, given)
    say(f"Changed the persona {lists.name_of(one)}.")


@personas_verb.command("reorder")
@click.argument("order")
@click.pass_context
def reorder(ctx: click.Context, order: str) -> None:
    """Put the personas in this ORDER, comma-separated; those not named follow."""
    from capture.jobs import lists

    with open_project(ctx) as project:
        everything = lists.reorder(project, "persona", names(order))
    say(" · ".join(lists.name_of(one) for one in everything))


@personas_verb.command("remove")
@click.argument("persona")
@click.pass_context
def remove(ctx: click.Context, persona: str) -> None:
    """Remove a persona; its notes stay, about anybody (undo brings both back)."""
    from capture.jobs import lists

    with open_project(ctx) as project:
        one, count = lists.persona(project, persona)
    say(f"Removed the persona {one.name}; {counted(count, 'note')} named it.")


add_keeping(personas_verb, "persona")
