"""What needs an eye: the questions of the board, with the notes that they are about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from capture.jobs import drafts
from capture.jobs.board import ground_of
from capture.jobs.headings import headings
from data.records import Stance, Touchpoint
from synthesis.board import queue as queues
from synthesis.board.claims import coarse_cut
from synthesis.board.queue import A_SITTING as A_SITTING
from synthesis.board.queue import Answer as Answer
from synthesis.board.queue import Question as Question
from synthesis.board.standing import People
from synthesis.map.model import Speaker
from synthesis.render.words import speaker

if TYPE_CHECKING:
    from data.records import Claim, Note, Snapshot
    from data.store import Project


def questions(project: Project) -> list[Question]:
    """Return what needs an eye: what is sure, then the rest, best first; drafts should be fresh."""
    return _questions(project, project.snapshot())


def told_left(left: int, *, sure: bool) -> str:
    """Return what is said where asking comes to an end and some questions are left; "" for none."""
    if not left:
        return ""
    are = "is" if left == 1 else "are"
    less = f"{left:,} more {are} waiting" if sure else f"{left:,} more {are} less sure"
    return f"{less}: go on?"


def _questions(project: Project, snapshot: Snapshot) -> list[Question]:
    return queues.queue(ground_of(project, snapshot), coarse_cut(snapshot.settings.dial))


def proposals(project: Project) -> list[Question]:
    """Return what nobody has asked for and likeness suggests; nothing of it happens by itself."""
    return [question for question in questions(project) if question.about in queues.PROPOSED]


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


def asked_questions(project: Project) -> list[Asked]:
    """Return what needs an eye, best first; what waits is put on cards before, where it can be."""
    if not project.read_only and not drafts.is_fresh(project):
        drafts.synthesise(project)
    snapshot = project.snapshot()
    notes = {note.id: note for note in snapshot.notes}
    people = People.of(snapshot)
    names = headings(snapshot)
    places = {
        evidence.note: (card, names[card.id], claim)
        for card in snapshot.touchpoints
        for claim in card.claims
        for evidence in claim.evidence
    }
    return [
        Asked(
            question,
            tuple(
                _asked_note(notes[note], places.get(note), people)
                for note in question.notes
                if note in notes
            ),
        )
        for question in _questions(project, snapshot)
    ]


def _asked_note(
    note: Note, place: tuple[Touchpoint, str, Claim] | None, people: People
) -> AskedNote:
    who = speakers(note, people)
    if place is None:
        return AskedNote(note.text, f"{who} · a single remark", "")
    card, name, claim = place
    # What the claim is called is said where it is not the remark itself.
    of = claim.title if claim.quote != note.id else ""
    about = (who, f"{card.code} {name}".strip(), of)
    return AskedNote(note.text, " · ".join(filter(None, about)), card.code)


def speakers(note: Note, people: People) -> str:
    """Return who said a note, with names where they are known."""
    said_by = [one.participant for one in note.participants if one.stance is Stance.SAID]
    if not said_by:
        return speaker(Speaker("", people.source(note, None, Stance.SAID), Stance.SAID))
    return ", ".join(
        f"{person.name or person.code} "
        f"({person.group or people.source(note, person.id, Stance.SAID)})"
        for person in map(people.participants.get, said_by)
        if person is not None
    )
