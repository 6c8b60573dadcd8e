"""The map as the board shows it: read, narrowed, drawn as wide as there is room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from capture.jobs import drafts, maps
from data.store import frozen
from synthesis.board.ground import evidence_of as evidence_of
from synthesis.board.standing import Standing
from synthesis.map import build as map_build
from synthesis.map.narrow import (
    BELIEVED,
    DISPUTED,
    EVERYTHING,
    SOURCES,
    Narrowing,
    narrow,
    teams_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from data.records import PersonaId
    from data.store import Project
    from synthesis.map.model import Card, JourneyMap, MapClaim
    from synthesis.render.page import Drawn


@dataclass(frozen=True, slots=True)
class Seen:
    """A map, and what one must know beside it.

    ``personas`` are (id, name) in their order; ``people`` maps a participant's code to the name.
    ``fresh`` says whether the drafts were made from the notes as they now are, ``drafted`` whether
    there are any, ``waiting`` how many notes lie on no card yet, ``aside`` how many are set aside;
    ``new`` are the ids of cards with notes that joined since they were decided.
    """

    journey: JourneyMap
    persona: PersonaId | None
    personas: tuple[tuple[PersonaId, str], ...]
    people: Mapping[str, str]
    fresh: bool
    drafted: bool
    dial: float
    waiting: int = 0
    aside: int = 0
    new: frozenset[str] = frozenset()

    def cards(self) -> Iterator[tuple[int, Card]]:
        """Yield every card with the index of its stage, in their order."""
        for at, column in enumerate(self.journey.stages):
            for card in column.cards:
                yield at, card

    def singles(self) -> Iterator[tuple[int, MapClaim]]:
        """Yield every claim that is on no card with the index of its stage, in their order."""
        for at, column in enumerate(self.journey.stages):
            for lane in column.singles:
                for claim in lane.claims:
                    yield at, claim


def look(project: Project, persona: PersonaId | None) -> Seen:
    """Read one persona's map, or everybody's; a persona that is gone gives everybody's."""
    with project.reading():
        snapshot = project.snapshot()
        fresh = drafts.is_fresh(project)
        version = frozen.count(project) + 1
    personas = tuple((own.id, own.name) for own in snapshot.personas)
    known = persona if any(persona == own for own, _ in personas) else None
    return Seen(
        map_build.build(snapshot, map_build.journey_for(snapshot, known), version=version),
        known,
        personas,
        {person.code: person.name for person in snapshot.participants},
        fresh,
        bool(snapshot.touchpoints or snapshot.singles),
        snapshot.settings.dial,
        drafts.waiting(snapshot),
        sum(note.set_aside for note in snapshot.notes),
        frozenset(
            card.id
            for card in snapshot.touchpoints
            if any(evidence.joined is not None for evidence in evidence_of(card).values())
        ),
    )


def draw(
    seen: Seen,
    width: int,
    *,
    stage: int | None,
    first: int | None = None,
    by: Narrowing = EVERYTHING,
    by_team: bool = False,
) -> Drawn:
    """Draw a map ``width`` cells wide, as `sayso map` prints it: all of it, or one stage alone.

    ``first`` is the stage from which a grid shows as many as fit; ``by`` says which claims are
    shown, ``by_team`` adds each team's view of a card.
    """
    from synthesis.render.terminal import draw as terminal

    view = maps.view_of(seen.journey, by, stage=stage, first=first, by_team=by_team)
    return terminal.draw(narrow(seen.journey, by), width=width, view=view).drawn()


def narrowings(seen: Seen) -> list[tuple[str, Narrowing]]:
    """Return what a map can be narrowed to, everything first, each in words: what there is."""
    ways = [
        ("Everything", EVERYTHING),
        ("Only what is believed: no customer has spoken of it", Narrowing(BELIEVED)),
        ("Only what somebody speaks against: customers, or others inside", Narrowing(DISPUTED)),
    ]
    standings = {claim.standing for claim in seen.journey.claims}
    sources = {who.source for note in seen.journey.notes for who in note.speakers}
    ways += [
        (f"Only {standing}", Narrowing(frozenset({standing})))
        for standing in Standing
        if standing in standings
    ]
    ways += [
        (f"Only {name}", Narrowing(sources=frozenset({source})))
        for source, name in SOURCES.items()
        if source in sources
    ]
    ways += [
        (f"Only what the team {team} speaks of", Narrowing(teams=frozenset({team})))
        for team in teams_of(seen.journey)
    ]
    return ways


def side_by_side(seen: Seen, width: int) -> int:
    """Return how many stages a map of this width shows side by side; 1 where it is no grid."""
    from synthesis.render.terminal import draw as terminal
    from synthesis.render.terminal import grid

    stages = len(seen.journey.stages)
    return grid.fitting(width, stages) if width >= terminal.GRID_FROM and stages else 1
