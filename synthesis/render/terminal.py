"""The map as lines of text: for a terminal, a mail or a diff, and for the mode Map, which is this.

Stage by stage, or a grid of stages and rows where it is wide enough.
"""

from __future__ import annotations

from dataclasses import dataclass

from data.records import Decision
from data.text import counted, width
from synthesis.lanes import Row, rows_of
from synthesis.mapmodel import JourneyMap
from synthesis.render.findings import findings, legend
from synthesis.render.grid import grid
from synthesis.render.page import Page, Span
from synthesis.render.stageview import stage_view
from synthesis.render.strip import strip
from synthesis.render.words import badge_counts, date, subject

GRID_FROM = 150
"""From this many columns the stages stand side by side."""

MOST_POINTS = 8
"""So many points a lane are listed before the rest are only counted."""


@dataclass(frozen=True, slots=True)
class View:
    """What of a map is drawn.

    ``stage`` (an index into the map's stages) shows that stage alone, marked in the strip; else
    all are.  ``first`` is the stage from which a grid shows as many as fit; without it they follow
    below each other.  A lane lists ``most`` points (0: all), then says how many more there are.
    ``short`` leaves out what stands below the map.
    """

    stage: int | None = None
    first: int | None = None
    most: int = MOST_POINTS
    short: bool = False


WHOLE = View()


def render(
    journey_map: JourneyMap,
    *,
    width: int = 80,
    colour: bool = False,
    unicode: bool = True,
    view: View = WHOLE,
) -> str:
    """Return ``journey_map`` as text, no line wider than ``width`` cells (at least 20).

    ``colour`` adds escape sequences of our own; user text never brings any.  Without ``unicode``
    the text is ASCII.
    """
    return draw(journey_map, width=width, colour=colour, unicode=unicode, view=view).text()


def draw(
    journey_map: JourneyMap,
    *,
    width: int,
    colour: bool = False,
    unicode: bool = True,
    view: View = WHOLE,
) -> Page:
    """Return the same as lines of spans, with the places of its cards."""
    page = Page(width, colour=colour, unicode=unicode)
    rows = rows_of(journey_map.rows)
    _header(page, journey_map, brief=view.stage is not None)
    if view.stage is not None:
        strip(page, journey_map.stages, view.stage, mood=Row.MOOD in rows)
        stage_view(page, journey_map.stages[view.stage], view.stage, rows, view.most)
        return page
    if page.width >= GRID_FROM:
        grid(page, journey_map, rows, most=view.most, first=view.first)
    else:
        strip(page, journey_map.stages, None, mood=Row.MOOD in rows)
        for at, column in enumerate(journey_map.stages):
            stage_view(page, column, at, rows, view.most)
    if not view.short:
        findings(page, journey_map)
    legend(page, journey_map)
    return page


def _header(page: Page, journey_map: JourneyMap, *, brief: bool) -> None:
    header, badge = journey_map.header, journey_map.badge
    left: list[Span] = [
        (f" {badge.text} ", "badge"),
        (f" v{header.version}  {page.safe(subject(header))}", "bold"),
    ]
    counts = page.own(" · ").join(badge_counts(badge))
    fits = sum(width(text) for text, _ in left) + width(counts) + 2 <= page.width
    page.add(*left, right=[(counts, "")] if fits else ())
    told = _decided(journey_map)
    if not brief:
        about = [page.safe(header.project)]
        if header.trigger:
            about.append(f"starts when: {page.safe(header.trigger)}")
        if header.scenario:
            about.append(page.safe(header.scenario))
        if header.as_of is not None:
            about.append(f"newest note {date(header.as_of)}")
        told = [*about, *told]
    page.flow(told if fits else [*badge_counts(badge), *told], indent=1, style="dim")
    page.add()


def _decided(journey_map: JourneyMap) -> list[str]:
    cards = [card for column in journey_map.stages for card in column.cards]
    decided = sum(card.decision is Decision.ACCEPTED for card in cards)
    told = [f"{decided} of {counted(len(cards), 'card')} decided"]
    if journey_map.rejected:
        told.append(f"{journey_map.rejected} rejected")
    return told
