"""What `sayso map` shows of a map as text: the options, and what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from synthesis.map.model import JourneyMap

_Verb = TypeVar("_Verb", bound="Callable[..., Any]")

# The words of synthesis, which would have to be loaded for the help alone.
STANDINGS = (
    "believed", "disputed",
    "contradicted", "mixed", "supported", "heard once", "shared belief", "assumed",
)  # fmt: skip
SOURCES = ("customer", "staff", "observed", "record", "team")

_OPTIONS = (
    click.option("--width", type=click.IntRange(40, 1000), help="Columns of the text form."),
    click.option("--ascii", "plain", is_flag=True, help="Only ASCII signs in the text form."),
    click.option("--stage", default="", help="One stage, as the mode Map shows it."),
    click.option("--short", is_flag=True, help="Leave out what stands below the map."),
    click.option(
        "--standing",
        "standings",
        multiple=True,
        type=click.Choice(STANDINGS),
        help="Only claims of that standing; believed: no customer has spoken of it; disputed: "
        "customers speak against it.",
    ),
    click.option(
        "--source",
        "sources",
        multiple=True,
        type=click.Choice(SOURCES),
        help="Only claims on the say-so of such people.",
    ),
    click.option("--team", "teams", multiple=True, help="Only claims that this team speaks of."),
    click.option("--by-team", is_flag=True, help="Under each card, each team's view of it."),
)


def view_options(verb: _Verb) -> _Verb:
    """Give a verb the options of the text form."""
    for option in reversed(_OPTIONS):
        verb = option(verb)
    return verb


def refuse_for(form: str, shown: dict[str, Any]) -> None:
    """Refuse what only the text form can show, where another is asked for.

    Raises:
        click.UsageError: it is another.
    """
    names = {"standings": "standing", "sources": "source", "teams": "team"}
    given = [names.get(name, name) for name, value in shown.items() if value]
    given = [f"--{name.replace('_', '-')}" for name in given if name not in ("width", "plain")]
    if form != "text" and given:
        raise click.UsageError(f"{', '.join(sorted(given))}: for the text form, not for {form}.")


def text(journey: JourneyMap, shown: dict[str, Any], *, width: int, colour: bool) -> str:
    """Return the map as the options ask for it; ``width`` where they do not.

    Raises:
        NotFound: no stage, or no team, is called that.
    """
    from capture.jobs import maps

    by = maps.narrowing(journey, shown["standings"], shown["sources"], shown["teams"])
    return maps.text_of(
        journey,
        width=shown["width"] or width,
        colour=colour,
        ascii_only=shown["plain"],
        stage=shown["stage"],
        short=shown["short"],
        by=by,
        by_team=shown["by_team"],
    )
