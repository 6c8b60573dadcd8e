"""Removing what notes name: the notes stay, untagged; one change, so one undo brings all back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capture.jobs import meetings, people
from capture.jobs.people import named
from data.errors import StillInUse
from data.store import journeys, notes, participants, personas, sessions, stages, touchpoints
from data.text import counted

if TYPE_CHECKING:
    from data.records import Participant, Persona, Session, Stage
    from data.store import Project


def stage(project: Project, name: str) -> tuple[Stage, int]:
    """Remove a stage; return it and how many notes lost their stage.

    Raises:
        NotFound: no stage is called that.
        StillInUse: a card that a person has decided on stands at it.
    """
    one = named(stages.all(project), name, "stage", lambda one: one.title)
    held = [card for card in touchpoints.all(project) if card.held and card.stage == one.id]
    if held:
        codes = ", ".join(card.code for card in held)
        raise StillInUse(
            f"{codes} stand{'s' * (len(held) == 1)} at the stage “{one.title}” by somebody's "
            "decision; nothing was removed. Move the cards first."
        )
    with project.change(f"Remove the stage “{one.title}”") as change:
        tagged = notes.find(change, notes.NoteFilter(stage=one.id))
        for note in tagged:
            notes.edit(change, note.id, stage=None)
        stages.remove(change, one.id)
    return one, len(tagged)


def persona(project: Project, name: str) -> tuple[Persona, int]:
    """Remove a persona; return it and how many notes named it.

    Raises:
        NotFound: no persona is called that.
    """
    one = named(personas.all(project), name, "persona", lambda one: one.name)
    with project.change(f"Remove the persona “{one.name}”") as change:
        tagged = notes.find(change, notes.NoteFilter(persona=one.id))
        for note in tagged:
            notes.edit(change, note.id, personas=tuple(p for p in note.personas if p != one.id))
        for who in participants.all(change):
            if who.persona == one.id:
                participants.edit(change, who.id, persona=None)
        for journey in journeys.all(change):
            if journey.persona == one.id:
                journeys.remove(change, journey.id)
        personas.remove(change, one.id)
    return one, len(tagged)


def participant(project: Project, name: str) -> tuple[Participant, int]:
    """Remove a participant; return them and how many notes named them.

    Raises:
        NotFound: nobody is called that.
    """
    one = people.find(project, name)
    with project.change(f"Remove {one.code} {one.name}") as change:
        named_by = notes.find(change, notes.NoteFilter(participant=one.id))
        for note in named_by:
            notes.unattribute(change, note.id, one.id)
        participants.remove(change, one.id)
    return one, len(named_by)


def session(project: Project, name: str, *, with_notes: bool) -> tuple[Session, int]:
    """Remove a session, with its notes where that is asked for; return it and their number.

    Raises:
        NotFound: no session is called that.
        StillInUse: it has notes, and they were not to go with it.
    """
    one = meetings.find(project, name)
    return one, session_itself(project, one, with_notes=with_notes)


def session_itself(project: Project, one: Session, *, with_notes: bool) -> int:
    """Remove a session that is already found: titles need not differ; see `session`."""
    with project.change(f"Remove the session “{one.title}”") as change:
        # Counted within the change: a note that comes meanwhile must not go unasked.
        inside = notes.ids(change, notes.NoteFilter(session=one.id))
        if inside and not with_notes:
            raise StillInUse(
                f"“{one.title}” has {counted(len(inside), 'note')}; nothing was removed. "
                "Use --with-notes to remove them too."
            )
        for note in inside:
            notes.remove(change, note)
        sessions.remove(change, one.id)
    return len(inside)
