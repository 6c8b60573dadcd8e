"""Nods: somebody agrees or disagrees with a note that is there already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.records import NoteId, ParticipantId, Stance
from data.store import notes

if TYPE_CHECKING:
    from data.store.change import Change


def nod(change: Change, note_id: NoteId, participant_id: ParticipantId, stance: Stance) -> bool:
    """Say that somebody agrees or disagrees; False where that tells nothing new.

    Whoever said the note agrees with it already: as one who agrees they would leave it without a
    speaker, and a note without one counts for somebody unnamed beside them.
    """
    said = change.connection.row(
        "SELECT 1 FROM note_participant WHERE note = ? AND participant = ? AND stance = ?",
        (note_id, participant_id, Stance.SAID.value),
    )
    if said is not None and stance is Stance.AGREES:
        return False
    return notes.attribute(change, note_id, participant_id, stance)
