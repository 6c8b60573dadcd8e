"""How many notes name what."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from data.records import ParticipantId, PersonaId, SessionId, Snapshot, StageId


def notes_by_stage(snapshot: Snapshot) -> Counter[StageId | None]:
    """Return the number of notes at each stage; None counts those without."""
    return Counter(note.stage for note in snapshot.notes)


def notes_by_persona(snapshot: Snapshot) -> Counter[PersonaId]:
    """Return the number of notes about each persona."""
    return Counter(persona for note in snapshot.notes for persona in note.personas)


def notes_by_participant(snapshot: Snapshot) -> Counter[ParticipantId]:
    """Return the number of notes that each participant said, agreed or disagreed with."""
    return Counter(one.participant for note in snapshot.notes for one in note.participants)


def notes_by_session(snapshot: Snapshot) -> Counter[SessionId]:
    """Return the number of notes of each session."""
    return Counter(note.session for note in snapshot.notes)
