"""The map as lines of text: for a terminal, a mail or a diff, and for the mode Map, which is this.

Stage by stage, or a grid of stages and rows where it is wide enough.
"""

from __future__ import annotations

from data.records import Decision
from data.text import counted, width
from synthesis.map.model import JourneyMap, Row, rows_of
from synthesis.render.page import Page, Span, wrap
from synthesis.render.terminal.findings import findings, legend
from synthesis.render.terminal.grid import grid
from synthesis.render.terminal.stage import stage_view
from synthesis.render.terminal.strip import strip
from synthesis.render.terminal.view import WHOLE, View
from synthesis.render.words import badge_counts, date, subject

GRID_FROM = 150
"""From this many columns the stages stand side by side."""

_STILL_WHOLE = "(counts and moods are those of the whole map)"


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
    _header(page, journey_map, view)
    if view.stage is not None:
        strip(page, journey_map.stages, view.stage, mood=Row.MOOD in rows)
        stage_view(page, journey_map.stages[view.stage], view.stage, rows, view)
        return page
    if page.width >= GRID_FROM:
        grid(page, journey_map, rows, view)
    else:
        strip(page, journey_map.stages, None, mood=Row.MOOD in rows)
        for at, column in enumerate(journey_map.stages):
            stage_view(page, column, at, rows, view)
    if not view.short:
        findings(page, journey_map)
    legend(page, journey_map)
    return page


def _header(page: Page, journey_map: JourneyMap, view: View) -> None:
    header, badge = journey_map.header, journey_map.badge
    left: list[Span] = [
        (f" {badge.text} ", "badge"),
        (f" v{header.version}  {page.safe(subject(header))}", "bold"),
    ]
    heard = badge_counts(badge) + ([f"{badge.unread} unread"] if badge.unread else [])
    counts = page.own(" · ").join(heard)
    fits = sum(width(text) for text, _ in left) + width(counts) + 2 <= page.width
    page.add(*left, right=[(counts, "")] if fits else ())
    phrases = _decided(journey_map, view)
    if view.stage is None:
        about = [page.safe(header.project)]
        if header.trigger:
            about.append(f"starts when: {page.safe(header.trigger)}")
        if header.scenario:
            about.append(page.safe(header.scenario))
        if header.as_of is not None:
            about.append(f"newest note {date(header.as_of)}")
        phrases = [*about, *phrases]
    page.flow(phrases if fits else [*heard, *phrases], indent=1, style="dim")
    if view.only:
        for line in wrap(f"{page.safe(view.only)} {_STILL_WHOLE}", page.width - 1):
            page.add((f" {line}", "bold"))
    page.add()


def _decided(journey_map: JourneyMap, view: View) -> list[str]:
    cards = journey_map.cards
    if view.only:
        return [f"{counted(len(cards), 'card')} shown"]
    decided = sum(card.decision is Decision.ACCEPTED for card in cards)
    told = [f"{decided} of {counted(len(cards), 'card')} decided"]
    if journey_map.rejected:
        told.append(f"{journey_map.rejected} rejected")
    return told
