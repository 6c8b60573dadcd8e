"""Heard before: the earlier remark that is most like the one just stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from data.errors import NotFound, UsageError
from data.records import (
    Note,
    NoteId,
    Stance,
)
from data.store import notes, participants, sessions
from data.text import clip, counted, visible

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from data.store import Project


@dataclass(frozen=True, slots=True)
class Heard:
    """An earlier remark, who stands behind it, and how like it is (-1 to 1)."""

    note: NoteId
    earlier: NoteId
    text: str
    people: int
    customers: int
    likeness: float

    def sentence(self, room: int = 100) -> str:
        """Return it in one line of about ``room`` cells: the remark is cut, the people are not."""
        people = counted(self.people, "person", "people")
        some = f", {counted(self.customers, 'customer')}"
        ending = f"”, {people}{some if self.customers else ''}"
        text = clip(visible(self.text[:400]), max(12, room - len(ending) - 15))
        return f"heard before: “{text}{ending}"


@dataclass(slots=True)
class Ears:
    """The project's remarks as vectors, brought up to date with each question.

    Only the compute thread uses it.  Vectors are those that the project keeps; a remark that has
    none yet is encoded once and its vector kept.
    """

    texts: dict[NoteId, str] = field(default_factory=dict)
    rows: dict[NoteId, NDArray[np.float32]] = field(default_factory=dict)

    def listen(
        self,
        project: Project,
        cancelled: Callable[[], bool],
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        """Take in what is new in the project; ``progress`` counts what must be encoded.

        Raises:
            Cancelled: ``cancelled`` answered True; what was encoded is kept.
        """
        from capture.jobs.sourcing import source

        found = dict(notes.remarks(project))
        if found == self.texts:
            return
        fresh = [one for one, text in found.items() if self.texts.get(one) != text]
        vectors = source(project, progress, cancelled).of([found[one] for one in fresh])
        kept = {one: row for one, row in self.rows.items() if one in found}
        kept.update(zip(fresh, vectors, strict=True))
        self.rows = {one: kept[one] for one in found}
        self.texts = found

    def hear(
        self, project: Project, note_id: NoteId, cancelled: Callable[[], bool]
    ) -> Heard | None:
        """Return the most similar remark made before a note, if it is similar enough.

        Raises:
            Cancelled: ``cancelled`` answered True.
        """
        import numpy as np

        from synthesis.suggest import HEARD_AT, most_alike

        self.listen(project, cancelled)
        if note_id not in self.rows:
            return None
        ids = list(self.rows)
        earlier = ids[: ids.index(note_id)]
        if not earlier:
            return None
        found = most_alike(self.rows[note_id], np.stack([self.rows[one] for one in earlier]))
        if found is None or found[1] < HEARD_AT:
            return None
        note = notes.get(project, earlier[found[0]])
        if note is None:
            return None
        people, customers = _behind(project, note)
        return Heard(note_id, note.id, note.text, people, customers, found[1])


def _behind(project: Project, note: Note) -> tuple[int, int]:
    """Count the people for a note, as the map would, and the customers among them."""
    from synthesis.board.standing import People, count

    session = sessions.get(project, note.session)
    people = People(participants.all(project), () if session is None else (session,))
    counts = count(people.voices(note))
    # What was observed, and our own guess, have nobody behind them that the map would count.
    return max(1, counts.people_for), counts.customers_for


_FOR = (Stance.SAID, Stance.AGREES)


def same_point(project: Project, note_id: NoteId, earlier_id: NoteId) -> tuple[Note, str]:
    """Record whoever said a note as agreeing with an earlier one; return that one and the names.

    Both notes stay as they are said: what is stored is that one more person stands behind the
    earlier, which is what counts on the map, and undo takes it back.

    Raises:
        NotFound: one of the notes is gone.
        UsageError: nobody is named as the speaker, or they stand behind it already.
    """
    note, earlier = notes.get(project, note_id), notes.get(project, earlier_id)
    if note is None or earlier is None:
        raise NotFound("That note was removed meanwhile; nothing was stored.")
    said = [one.participant for one in note.participants if one.stance is Stance.SAID]
    if not said:
        raise UsageError("Nobody is named as the speaker of that note, so nobody can agree.")
    behind = {one.participant for one in earlier.participants if one.stance in _FOR}
    joining = [one for one in said if one not in behind]
    known = {one.id: one.name or one.code for one in participants.all(project)}
    if not joining:
        raise UsageError(f"{known.get(said[0], 'The speaker')} stands behind that one already.")
    about = clip(visible(earlier.text[:400]), 40)
    with project.change(f"Same point: “{about}”") as change:
        for one in joining:
            notes.attribute(change, earlier.id, one, Stance.AGREES)
    return notes.get(project, earlier.id) or earlier, ", ".join(known[one] for one in joining)
