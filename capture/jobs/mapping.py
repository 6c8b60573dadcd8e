"""From the project to a rendered map."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from capture.jobs.people import named
from data.errors import NotFound
from data.records import Source
from data.store import frozen
from data.text import fold, visible
from synthesis.board.standing import Standing
from synthesis.map import build as map_build
from synthesis.map.build import OUTSIDE
from synthesis.map.narrow import BELIEVED, DISPUTED, EVERYTHING, Narrowing, narrow, teams_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.records import PersonaId, Snapshot
    from data.store import Project
    from synthesis.map.model import JourneyMap


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
    return _outside(project, snapshot, who, identified=identified)


def page_map(project: Project, persona: PersonaId | None) -> JourneyMap:
    """Return the same map for a persona that is known by id; everybody's where it is gone."""
    with project.reading():
        snapshot = project.snapshot()
        known = persona if any(one.id == persona for one in snapshot.personas) else None
        return _outside(project, snapshot, known)


def _outside(
    project: Project, snapshot: Snapshot, who: PersonaId | None, *, identified: bool = False
) -> JourneyMap:
    return map_build.build(
        snapshot,
        map_build.journey_for(snapshot, who),
        version=frozen.count(project) + 1,
        showing=replace(OUTSIDE, names=identified),
    )


def text_of(
    journey: JourneyMap,
    *,
    width: int = 80,
    colour: bool = False,
    ascii_only: bool = False,
    stage: str = "",
    short: bool = False,
    by: Narrowing = EVERYTHING,
    by_team: bool = False,
) -> str:
    """Return the map as a terminal shows it, and as the mode Map does; ``width`` in columns.

    ``stage`` (a title or a number) shows that stage alone; ``short`` leaves out what stands below;
    ``by`` says which claims are shown, ``by_team`` adds each team's view of a card.

    Raises:
        NotFound: no stage of the map is called that.
    """
    from synthesis.render.terminal import draw as terminal
    from synthesis.render.terminal.stage import views_told
    from synthesis.render.terminal.view import View

    at = stage_at(journey, stage) if stage else None
    return terminal.render(
        narrow(journey, by),
        width=width,
        colour=colour,
        unicode=not ascii_only,
        view=View(
            stage=at,
            short=short,
            by_team=views_told(journey) if by_team else {},
            only=by.words(),
        ),
    )


def narrowing(
    journey: JourneyMap, standings: Sequence[str], sources: Sequence[str], teams: Sequence[str]
) -> Narrowing:
    """Return what to narrow a map to, from words: ``believed`` and ``disputed`` are two standings.

    Raises:
        NotFound: nobody of such a team speaks on the map.
    """
    chosen: set[Standing] = set()
    for name in standings:
        groups = {"believed": BELIEVED, "disputed": DISPUTED}
        chosen |= groups[name] if name in groups else {Standing(name)}
    known = {fold(team) or team: team for team in teams_of(journey)}
    for team in teams:
        if (fold(team) or team) not in known:
            told = ", ".join(visible(one) for one in known.values()) or "nobody of a known team"
            raise NotFound(f"No team on this map is called {visible(team)!r}. It has: {told}.")
    return Narrowing(
        frozenset(chosen),
        frozenset(Source(name) for name in sources),
        frozenset(known[fold(team) or team] for team in teams),
    )


def stage_at(journey: JourneyMap, name: str) -> int:
    """Return which of the map's stages is called that, or begins so, or has that number.

    Raises:
        NotFound: none is, or several are.
    """
    wanted = fold(name)
    names = [fold(column.title) for column in journey.stages]
    for fits in (
        [at for at, title in enumerate(names) if title == wanted],
        [at for at, one in enumerate(journey.stages) if str(one.number) == name.strip() != "0"],
        [at for at, title in enumerate(names) if wanted and title.startswith(wanted)],
    ):
        if len(fits) == 1:
            return fits[0]
    titles = ", ".join(visible(column.title) for column in journey.stages)
    raise NotFound(f"No one stage of this map is called {visible(name)!r}. It has: {titles}.")
