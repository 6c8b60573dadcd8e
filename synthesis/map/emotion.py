"""How the customer feels at each stage, by whose say-so: curves with their n, and gaps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum, sqrt

from data.records import Note, Source
from synthesis.board.standing import People
from synthesis.board.standing import said_by as said_by


@dataclass(frozen=True, slots=True)
class Mood:
    """The emotions of some notes.

    ``mean`` is -2 to +2 and ``None`` where ``n`` is 0; ``n`` counts notes; ``spread`` is the
    standard deviation of the notes (0 for one note); ``lowest`` and ``highest`` are the ends.
    """

    mean: float | None = None
    n: int = 0
    spread: float | None = None
    lowest: int | None = None
    highest: int | None = None

    @property
    def is_torn(self) -> bool:
        """True where some notes are glad and some are not, which the mean hides."""
        return (self.lowest or 0) < 0 < (self.highest or 0)


@dataclass(frozen=True, slots=True)
class Moods:
    """The moods of one stage, by who says so; they are never mixed.

    ``staff`` is hearsay: what people inside believe that customers feel.  ``other`` holds observed
    and record notes and the team's own guess.
    """

    customers: Mood = Mood()
    staff: Mood = Mood()
    other: Mood = Mood()

    @property
    def n(self) -> int:
        """The number of notes with an emotion."""
        return self.customers.n + self.staff.n + self.other.n

    @property
    def sides(self) -> dict[str, Mood]:
        """Each mood by the name of the side whose say-so it is."""
        return {"customers": self.customers, "staff": self.staff, "other": self.other}


def mood(emotions: Iterable[int]) -> Mood:
    """Return the mood of ``emotions``, each from -2 to +2."""
    values = sorted(int(emotion) for emotion in emotions)
    if not values:
        return Mood()
    mean = fsum(values) / len(values)
    spread = sqrt(fsum((value - mean) ** 2 for value in values) / len(values))
    return Mood(mean, len(values), spread, values[0], values[-1])


def moods(notes: Iterable[Note], people: People) -> Moods:
    """Return the moods of ``notes``, each note weighing the same.

    A note counts once, on the side of whoever said it (an agreeing head has not said how it feels);
    a person weighs as often as they spoke of a feeling, since each time is another moment.
    """
    by_source: dict[Source, list[int]] = {Source.CUSTOMER: [], Source.STAFF: []}
    other: list[int] = []
    for note in notes:
        if note.emotion is not None and note.is_evidence:
            by_source.get(said_by(note, people), other).append(int(note.emotion))
    return Moods(mood(by_source[Source.CUSTOMER]), mood(by_source[Source.STAFF]), mood(other))
