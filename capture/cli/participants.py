"""``sayso participants``: who spoke."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from capture.cli.context import open_project
from capture.cli.lists import add_keeping, tidy, tidy_options
from capture.cli.output import document, json_option, say, table
from data.text import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.store import Project

_EPILOG = """\b
Examples:
  sayso participants add "Maria/front desk" "Jon/calls"
  sayso participants add Eleni --group customer
  sayso participants change Maria --team "back office"
  sayso participants change P03 --consent "in other words"
  sayso participants --look-alikes
  sayso participants merge Mariah Maria
  sayso participants remove P03
"""
_GROUPS = ["frontline", "support", "decision-maker", "executive", "customer", "partner"]
_CONSENT = {
    "word for word": "word for word",
    "in other words": "in other words",
    "not shown": "not shown",
    "not asked": None,
}
_consent_option = click.option(
    "--consent",
    type=click.Choice(list(_CONSENT)),
    help="What of their words a map that leaves the team may show.",
)
_group_option = click.option("--group", type=click.Choice(_GROUPS), help="What they are to you.")


@click.group("participants", invoke_without_command=True, epilog=_EPILOG)
@tidy_options
@json_option
@click.pass_context
def participants_verb(ctx: click.Context, look_alikes: bool, unused: bool, as_json: bool) -> int:
    """List, add, change, merge and remove who spoke."""
    if ctx.invoked_subcommand is not None:
        return 0
    from capture.jobs import lists

    with open_project(ctx, read_only=True) as project:
        if look_alikes or unused:
            return tidy(
                project, "participant", look_alikes=look_alikes, unused=unused, as_json=as_json
            )
        snapshot = project.snapshot()
    count = lists.notes_by_participant(snapshot)
    personas = {one.id: one.name for one in snapshot.personas}
    if as_json:
        document(
            [
                {
                    "code": one.code,
                    "name": one.name,
                    "group": one.group.value if one.group else None,
                    "team": one.team,
                    "persona": personas[one.persona] if one.persona else None,
                    "consent": one.consent.value if one.consent else None,
                    "notes": count[one.id],
                }
                for one in snapshot.participants
            ]
        )
    else:
        table(
            (one.code, one.name, one.group.value if one.group else "·", one.team or "·",
             counted(count[one.id], "note"), one.consent.value if one.consent else "")
            for one in snapshot.participants
        )  # fmt: skip
    if not snapshot.participants:
        say('Nobody yet: sayso participants add "Maria/front desk"')
    return 0


@participants_verb.command("add")
@click.argument("people", nargs=-1, required=True, metavar="NAME[/TEAM]…")
@_group_option
@_consent_option
@click.pass_context
def add(
    ctx: click.Context, people: tuple[str, ...], group: str | None, consent: str | None
) -> None:
    """Add one or more participants; each gets a code."""
    from capture.jobs import names
    from data.records import Consent, Group

    agreed = _CONSENT[consent] if consent else None
    if not all(person.partition("/")[0].strip() for person in people):
        raise click.UsageError("A participant needs a name before the /; nobody was added.", ctx)
    with open_project(ctx) as project:
        made = names.add(
            project,
            people,
            group=Group(group) if group else None,
            consent=Consent(agreed) if agreed else None,
        )
    say("Added " + ", ".join(f"{one.code} {one.name}" for one in made) + ".")


@participants_verb.command("change")
@click.argument("participant")
@click.option("--name", help="The new name.")
@click.option("--team", help="The new team.")
@_group_option
@click.option("--persona", help="The persona that this customer is.")
@_consent_option
@click.pass_context
def change_(ctx: click.Context, /, participant: str, **options: str | None) -> None:
    """Change what is known of a participant, named by code or name."""
    from capture.jobs import arranging, names

    with open_project(ctx) as project:
        fields = _fields(project, options)
        if not fields:
            told = "Say what to change: --name, --team, --group, --persona, --consent."
            raise click.UsageError(told, ctx)
        one = names.find(project, participant)
        arranging.put_participant(project, one.id, fields)
    say(f"Changed {one.code} {one.name}.")


def _fields(project: Project, options: Mapping[str, str | None]) -> dict[str, Any]:
    from capture.jobs import lists
    from data.records import Consent, Group

    fields: dict[str, Any] = {
        name: text
        for name, text in options.items()
        if text is not None and name in ("name", "team")
    }
    if group := options.get("group"):
        fields["group"] = Group(group)
    if persona := options.get("persona"):
        fields["persona"] = lists.find(project, "persona", persona).id
    if consent := options.get("consent"):
        agreed = _CONSENT[consent]
        fields["consent"] = Consent(agreed) if agreed else None
    return fields


@participants_verb.command("remove")
@click.argument("participant")
@click.pass_context
def remove(ctx: click.Context, participant: str) -> None:
    """Remove a participant; their notes stay, without a speaker (undo brings both back)."""
    from capture.jobs import lists

    with open_project(ctx) as project:
        one, count = lists.participant(project, participant)
    say(f"Removed {one.code} {one.name}; {counted(count, 'note')} named them.")


add_keeping(participants_verb, "participant")
