"""The map's badge: how far it has been tested, in one word and its counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from data.records import Note
from synthesis.standing import People, Side


class Testedness(StrEnum):
    """How far a map has been tested with customers; the value is what people read."""

    ASSUMPTIVE = "ASSUMPTIVE"
    PARTLY_TESTED = "PARTLY TESTED"
    CUSTOMER_REPORTED = "CUSTOMER-REPORTED"


@dataclass(frozen=True, slots=True)
class Badge:
    """What a map rests on.

    ``tested`` of ``touchpoints`` have a customer for or against.  ``notes`` are all evidence notes
    on the map, ``data`` those of them that were observed or come from a record; ``participants``
    are distinct people, ``customers`` and ``inside`` together; ``teams`` are the known teams of
    those inside; ``guesses`` counts the voices of our own guesses, which are no participants.
    """

    state: Testedness
    tested: int
    touchpoints: int
    notes: int
    participants: int
    inside: int
    teams: int
    customers: int
    guesses: int
    data: int

    @property
    def text(self) -> str:
        """The badge in words: ``PARTLY TESTED 3 of 19``."""
        if self.state is Testedness.PARTLY_TESTED:
            return f"{self.state} {self.tested} of {self.touchpoints}"
        return str(self.state)


def badge(notes: Iterable[Note], people: People, *, tested: int, touchpoints: int) -> Badge:
    """Return the badge over ``notes``, the evidence on one map.

    ``tested`` of the map's ``touchpoints`` (those not rejected) have a customer for or against.
    """
    evidence = [note for note in notes if note.is_evidence]
    voices = {voice for note in evidence for voice in people.voices(note)}
    by_side = {side: {v.who for v in voices if v.side is side} for side in Side}
    customers, inside = by_side[Side.CUSTOMER], by_side[Side.INSIDE]
    if not customers:
        state = Testedness.ASSUMPTIVE
    else:
        state = Testedness.PARTLY_TESTED if inside else Testedness.CUSTOMER_REPORTED
    return Badge(
        state=state,
        tested=tested,
        touchpoints=touchpoints,
        notes=len(evidence),
        participants=len(customers | inside),
        inside=len(inside),
        teams=len({v.team for v in voices if v.side is Side.INSIDE and v.team}),
        customers=len(customers),
        guesses=len(by_side[Side.GUESS]),
        data=len(by_side[Side.DATA]),
    )
