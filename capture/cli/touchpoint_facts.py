"""More of ``sayso touchpoints``: figures, contacts, minutes, what is at stake, dots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from capture.cli.context import open_project
from capture.cli.output import say
from capture.cli.touchpoints import cards_of, describe, dry_option, touchpoints_verb
from data.text import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from data.records import Basis


def _basis_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say whether a number is assumed or measured."""
    command = click.option(
        "--measured", "basis", flag_value="measured", default=None, help="Somebody counted."
    )(command)
    return click.option("--assumed", "basis", flag_value="assumed", help="It is believed so.")(
        command
    )


def _basis(given: str | None) -> dict[str, Basis]:
    from data.records import Basis

    return {"basis": Basis(given)} if given else {}


def _count(name: str, told: str) -> None:
    """Add the verb of a number that every card may have."""

    @touchpoints_verb.command(name, help=told, context_settings={"ignore_unknown_options": True})
    @click.argument("card")
    @click.argument("number", default="")
    @_basis_options
    @dry_option
    @click.pass_context
    def verb(ctx: click.Context, card: str, number: str, basis: str | None, dry_run: bool) -> None:
        given: dict[str, object] = {name: number}
        given |= {f"{name}_basis": value for value in _basis(basis).values()}
        describe(ctx, card, dry_run, **given)


_count(
    "contacts",
    "Say how often people get in touch; nobody knows, where no NUMBER is given. "
    "It is assumed until it is said to be measured.",
)
_count(
    "minutes",
    "Say how many minutes it takes; nobody knows, where no NUMBER is given. "
    "It is assumed until it is said to be measured.",
)


@touchpoints_verb.command("stake")
@click.argument("card")
@click.argument("stake", required=False)
@click.option("--way-out", help="What satisfies where the best cannot be delivered.")
@dry_option
@click.pass_context
def stake_(
    ctx: click.Context, card: str, stake: str | None, way_out: str | None, dry_run: bool
) -> None:
    """Say what is at stake at a touchpoint, and what satisfies where the best cannot be."""
    given = {"at_stake": stake, "way_out": way_out}
    said = {name: text for name, text in given.items() if text is not None}
    if not said:
        raise click.UsageError("Say what is at stake, or --way-out.", ctx)
    describe(ctx, card, dry_run, **said)


@touchpoints_verb.command("figure")
@click.argument("card")
@click.argument("name")
@click.option("--value", help="What it is; empty: nobody knows.")
@click.option("--target", help="What it should be; empty: not set.")
@click.option("--unit", help="What it is counted in: %, days.")
@click.option("--name", "new_name", help="Another name for it.")
@click.option("--remove", is_flag=True, help="Take it off the card.")
@_basis_options
@click.pass_context
def figure(ctx: click.Context, /, card: str, name: str, **options: Any) -> None:
    """Put a figure by which a card is judged on it, or change the one of that NAME."""
    from capture.jobs import cards
    from synthesis.map.model import MapKpi
    from synthesis.render.words import kpi

    remove = options.pop("remove")
    given = {field: text for field, text in options.items() if text is not None}
    if remove and given:
        raise click.UsageError("--remove stands alone; nothing was changed.", ctx)
    given |= _basis(given.pop("basis", None))
    if "new_name" in given:
        given["name"] = given.pop("new_name")
    with open_project(ctx) as project:
        _, (one,) = cards_of(project, [card])
        if remove:
            gone = cards.remove_figure(project, one, name)
            say(f"Removed the figure “{gone.name}” of {card.upper()}.")
            return
        made = cards.put_figure(project, one, name, given)
    shown = MapKpi(made.name, made.unit, made.value, made.target, made.basis)
    say(f"{card.upper()}: {kpi(shown)}")


@touchpoints_verb.command("vote", context_settings={"ignore_unknown_options": True})
@click.argument("card")
@click.argument("dots")
@click.option("--by", "voter", default="", help="Who gives them: a name, or a table.")
@click.pass_context
def vote(ctx: click.Context, card: str, dots: str, voter: str) -> None:
    """Give a card so many dots (+5), or take some of the same voter's back (-2)."""
    from capture.jobs import cards

    count = cards.dots(dots)
    with open_project(ctx) as project:
        _, (one,) = cards_of(project, [card])
        now = cards.vote(project, one, count, voter)
    who = f" by {voter}" if voter else ""
    say(f"{card.upper()} has {counted(now, 'dot')}{who}.")
