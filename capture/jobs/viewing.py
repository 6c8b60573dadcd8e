"""What the mode Map shows: a map, how fresh its drafts are, and its text with the cards in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from capture.jobs import drafting
from data.store import frozen, touchpoints
from synthesis import journey as journeys
from synthesis.evidence import evidence_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from data.records import NoteId, PersonaId
    from data.store import Project
    from synthesis.mapmodel import Card, JourneyMap

Piece = tuple[str, str]
"""A piece of a line and the name of its look ("" for none)."""

_LOOKS = {
    "1;7": "badge",
    "1": "strong",
    "2": "dim",
    "1;31": "contradicted",
    "33": "mixed",
    "32": "supported",
    "36": "once",
    "34": "belief",
}
"""Our own escape sequences, as the map's text has them, by what they stand for."""

_ESCAPE = re.compile("\x1b\\[([0-9;]*)m")


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


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a card begins in a drawn map: its code at ``column`` of ``line``.

    ``wide`` is the cells that are its own, to the right end of its stage's column.
    """

    card: str
    stage: int
    line: int
    column: int
    wide: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """The map's text as lines of pieces, exactly as `sayso map` prints it, and where cards are."""

    lines: tuple[tuple[Piece, ...], ...]
    spots: tuple[Spot, ...]


def look(project: Project, persona: PersonaId | None) -> Seen:
    """Read one persona's map, or everybody's; a persona that is gone gives everybody's."""
    with project.reading():
        snapshot = project.snapshot()
        fresh = drafting.is_fresh(project)
        version = frozen.count(project) + 1
    personas = tuple((one.id, one.name) for one in snapshot.personas)
    known = persona if any(persona == one for one, _ in personas) else None
    return Seen(
        journeys.build(snapshot, journeys.journey_for(snapshot, known), version=version),
        known,
        personas,
        {one.code: one.name for one in snapshot.participants},
        fresh,
        bool(snapshot.touchpoints),
        snapshot.settings.dial,
        drafting.waiting(snapshot),
        sum(note.set_aside for note in snapshot.notes),
        frozenset(
            card.id
            for card in snapshot.touchpoints
            if any(one.joined is not None for one in evidence_of(card).values())
        ),
    )


def card_of(project: Project, note: NoteId) -> str:
    """Return the code of the card that a note is on; "" where it is on none."""
    for card in touchpoints.all(project):
        evidence = [*card.evidence, *(one for point in card.points for one in point.evidence)]
        if any(one.note == note for one in evidence):
            return card.code
    return ""


def draw(seen: Seen, width: int, stage: int | None) -> Drawn:
    """Draw a map ``width`` cells wide: all of it as `sayso map` prints it, or one stage alone."""
    from synthesis.render import terminal

    text = terminal.render(seen.journey, width=width, colour=True, stage=stage)
    lines = tuple(tuple(_pieces(line)) for line in text.splitlines())
    cards = [(at, card) for at, card in seen.cards() if stage is None or at == stage]
    wide = stage is None and width >= terminal.GRID_FROM
    return Drawn(lines, tuple(_spots(lines, cards, wide=wide)))


def _pieces(line: str) -> Iterator[Piece]:
    """Take our escape sequences out of a line; a note's own were made visible before."""
    look = ""
    at = 0
    for found in _ESCAPE.finditer(line):
        if found.start() > at:
            yield line[at : found.start()], look
        look = _LOOKS.get(found[1], "")
        at = found.end()
    if at < len(line):
        yield line[at:], look


def _spots(
    lines: tuple[tuple[Piece, ...], ...], cards: list[tuple[int, Card]], *, wide: bool
) -> Iterator[Spot]:
    """Find where each card's code is printed first: cards stand above whatever names them."""
    from data.text import width

    texts = ["".join(text for text, _ in line) for line in lines]
    below = 0
    for stage, card in cards:
        wanted = re.compile(
            rf"│ {re.escape(card.code)} " if wide else rf"^ {re.escape(card.code)} "
        )
        # In the grid the cards of all stages stand side by side, else each below the one before.
        for at in range(0 if wide else below, len(texts)):
            found = wanted.search(texts[at])
            if found is None:
                continue
            column = width(texts[at][: found.start()]) + (2 if wide else 1)
            end = texts[at].find("│", found.end()) if wide else -1
            last = width(texts[at][:end]) if end >= 0 else width(texts[at])
            yield Spot(card.id, stage, at, column, max(0, last - column))
            below = at + 1
            break
