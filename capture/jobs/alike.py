"""The notes that are most like one, whoever said them and wherever they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.records import Note, NoteId
from data.store import notes

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from data.store import Project

MOST = 6
"""Notes that are shown."""

LEAST = 0.2
"""Likeness below which a note is not worth showing; remarks that say the same have 0.42 or more."""

_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Alike:
    """A note and how like it is (-1 to 1)."""

    note: Note
    likeness: float


class Alikes:
    """Every remark of the project as a row of one table, brought up to date with each question.

    Only the compute thread uses it.  Vectors are those that the project keeps; a remark that has
    none yet is encoded once and its vector kept.  Twenty thousand remarks take 31 MB.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._version: int | None = None
        self._texts: dict[NoteId, str] = {}
        self._rows: NDArray[np.float32] | None = None

    def near(
        self,
        project: Project,
        note_id: NoteId,
        cancelled: Callable[[], bool],
        progress: Callable[[int, int], None] | None = None,
    ) -> tuple[Alike, ...]:
        """Return the remarks most like a note, the likest first; none for a mark or a lost note.

        ``progress`` is told how many of those that must be encoded are.

        Raises:
            Cancelled: ``cancelled`` answered True; what was encoded is kept.
        """
        from synthesis.suggest import nearest

        self._listen(project, cancelled, progress)
        if note_id not in self._texts or self._rows is None:
            return ()
        ids = list(self._texts)
        found = nearest(self._rows, ids.index(note_id), MOST)
        wanted = {ids[at]: likeness for at, likeness in found if likeness >= LEAST}
        known = {note.id: note for note in notes.these(project, wanted)}
        return tuple(Alike(known[one], likeness) for one, likeness in wanted.items())

    def _listen(
        self,
        project: Project,
        cancelled: Callable[[], bool],
        progress: Callable[[int, int], None] | None,
    ) -> None:
        """Take in what is new in the project; nothing where nobody has stored anything since."""
        version = project.version()
        if version == self._version:
            return
        found = dict(notes.remarks(project))
        if found != self._texts:
            self._rows = self._table(project, found, cancelled, progress)
            self._texts = found
        self._version = version

    def _table(
        self,
        project: Project,
        found: dict[NoteId, str],
        cancelled: Callable[[], bool],
        progress: Callable[[int, int], None] | None,
    ) -> NDArray[np.float32]:
        """Return a row for each remark, taken over from the table there was where it can be."""
        import numpy as np

        from capture.jobs.sourcing import source
        from synthesis.grouping.encode import WIDTH

        rows = np.empty((len(found), WIDTH), dtype=np.float32)
        place = {one: at for at, one in enumerate(found)}
        fresh = [one for one, text in found.items() if self._texts.get(one) != text]
        for start in range(0, len(fresh), _AT_ONCE):
            some = fresh[start : start + _AT_ONCE]

            def tell(done: int, total: int, start: int = start) -> None:
                if progress is not None and total:
                    progress(start + done, len(fresh))

            # A source of its own for each part: it holds on to what it has read.
            part = source(project, tell, cancelled).of([found[one] for one in some])
            rows[[place[one] for one in some]] = part
        if self._rows is not None:
            known = {one: at for at, one in enumerate(self._texts)}
            stay = list(found.keys() - set(fresh))
            rows[[place[one] for one in stay]] = self._rows[[known[one] for one in stay]]
        return rows
