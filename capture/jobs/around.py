"""What lies around a note: what was said just before and after it, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.records import Note, NoteId, Session
from data.store import notes, sessions
from data.store.log import current_author

if TYPE_CHECKING:
    from data.records import Operation
    from data.store import Project

NEAR = 3
"""Notes that are shown before and after."""

ACTS = 8
"""Acts on the note that are shown."""


@dataclass(frozen=True, slots=True)
class Around:
    """A note in its session: ``before`` and ``after`` in the order of their time.

    ``acts`` are the operations that touched it, newest first; ``more`` says that there are others.
    ``me`` is the name under which this window writes.
    """

    note: Note
    session: Session | None
    before: tuple[Note, ...] = ()
    after: tuple[Note, ...] = ()
    acts: tuple[Operation, ...] = ()
    more: bool = False
    me: str = ""


def around(project: Project, note_id: NoteId) -> Around | None:
    """Return what lies around a note, None where it is gone: a few seeks, whatever the size."""
    with project.reading():
        note = notes.get(project, note_id)
        if note is None:
            return None
        before, after = notes.neighbours(project, note, NEAR)
        acts = project.history(ACTS + 1, note_id)
        session = sessions.get(project, note.session)
    return Around(
        note, session, before, after, tuple(acts[:ACTS]), len(acts) > ACTS, current_author()
    )
