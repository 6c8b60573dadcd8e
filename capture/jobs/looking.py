"""One look at the list: what fits, where the chosen note stands in it, and the page around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from capture.jobs import browsing
from data.store import participants
from data.store.notes import Column
from data.store.notes import Order as Order  # screens name it, and import it from here

if TYPE_CHECKING:
    from collections.abc import Mapping

    from capture.jobs.browsing import Listing
    from data.records import Note, NoteId
    from data.store import Project
    from synthesis.board.standing import People


@dataclass(frozen=True, slots=True)
class Look:
    """What a screen needs to show the list at once.

    ``at`` is the place of the chosen row, ``found`` whether the note that was asked for is in the
    list; ``pages`` are the pages around that row by their number.
    """

    listing: Listing
    people: People
    at: int = 0
    found: bool = False
    pages: Mapping[int, tuple[Note, ...]] = field(default_factory=dict)


def look(
    project: Project, typed: str, order: Order, here: NoteId | None, otherwise: int = 0
) -> Look:
    """Look at what fits a typed filter, at the note ``here`` or else the row ``otherwise``.

    Raises:
        NotFound: the filter names something that the project does not have.
    """
    from synthesis.board.standing import People

    with project.reading():
        listing = browsing.browse(project, typed, order)
        people = People(participants.all(project), listing.sessions.values())
        place = browsing.position(project, listing, here) if here is not None else None
        at = max(0, min(otherwise if place is None else place, listing.count - 1))
        number = at // browsing.PAGE
        near = (number - 1, number, number + 1) if order.column is Column.TIME else (number,)
        pages = {
            one: browsing.page(project, listing, one * browsing.PAGE)
            for one in near
            if 0 <= one * browsing.PAGE < listing.count
        }
    return Look(listing, people, at, place is not None, pages)


def order_of(by: str, *, down: bool) -> Order:
    """Return the order that a column's name stands for; that of time where it is no such name."""
    return Order(Column(by), down) if by in frozenset(Column) else Order(Column.TIME, down)
