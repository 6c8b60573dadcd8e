"""Questions with what one must see to answer them: both notes whole, who said them, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from capture.jobs import board, drafting
from synthesis.board.standing import People
from synthesis.map.model import Speaker
from synthesis.render.words import speaker

if TYPE_CHECKING:
    from data.records import Note, Snapshot
    from data.store import Project
    from synthesis.board.queue import Question


@dataclass(frozen=True, slots=True)
class AskedNote:
    """A note of a question: ``about`` says who said it and where it lies; ``card`` is a code."""

    text: str
    about: str
    card: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and its notes."""

    question: Question
    notes: tuple[AskedNote, ...]


def questions(project: Project) -> list[Asked]:
    """Return what needs an eye, best first; what waits is put on cards before, where it can be."""
    if not project.read_only and not drafting.is_fresh(project):
        drafting.synthesise(project)
    found = board.questions(project)
    snapshot = project.snapshot()
    notes = {note.id: note for note in snapshot.notes}
    people = People.of(snapshot)
    where = {
        one.note: (card.code, card.title, point.title)
        for card in snapshot.touchpoints
        for point in card.points
        for one in point.evidence
    }

    def shown(note: Note) -> AskedNote:
        code, card, point = where.get(note.id, ("", "", ""))
        parts = (_who(note, people, snapshot), f"{code} {card}".strip(), point)
        return AskedNote(note.text, " · ".join(part for part in parts if part), code)

    return [
        Asked(one, tuple(shown(notes[note]) for note in one.notes if note in notes))
        for one in found
    ]


def _who(note: Note, people: People, snapshot: Snapshot) -> str:
    del snapshot
    from data.records import Stance

    said = [one for one in note.participants if one.stance is Stance.SAID]
    if not said:
        return speaker(Speaker("", people.source(note, None, Stance.SAID), Stance.SAID))
    told = []
    for one in said:
        person = people.participants.get(one.participant)
        if person is not None:
            source = people.source(note, person.id, one.stance)
            name = person.name or person.code
            told.append(f"{name} ({person.group or source})")
    return ", ".join(told)
