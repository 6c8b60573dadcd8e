"""From the project to a rendered map."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from capture.jobs.finding import named
from data.store import frozen
from synthesis import journey as journeys
from synthesis.claims import OUTSIDE

if TYPE_CHECKING:
    from data.store import Project
    from synthesis.mapmodel import JourneyMap


def build_map(project: Project, persona: str, *, identified: bool = False) -> JourneyMap:
    """Return the map of one persona, by name, or of everybody where the name is empty.

    It is fit to leave the project: participants stand under their codes (with their names where
    ``identified``), and words that their speaker did not agree to have shown are withheld.  Its
    version is one more than the maps that were frozen.

    Raises:
        NotFound: no persona is called that.
    """
    snapshot = project.snapshot()
    who = None
    if persona:
        who = named(snapshot.personas, persona, "persona", lambda one: one.name).id
    return journeys.build(
        snapshot,
        journeys.journey_for(snapshot, who),
        version=frozen.count(project) + 1,
        showing=replace(OUTSIDE, names=identified),
    )


def text_of(
    journey: JourneyMap, *, width: int = 80, colour: bool = False, ascii_only: bool = False
) -> str:
    """Return the map as a terminal shows it; ``width`` in columns."""
    from synthesis.render import terminal

    return terminal.render(journey, width=width, colour=colour, unicode=not ascii_only)
