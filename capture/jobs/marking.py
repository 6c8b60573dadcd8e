"""Marked notes: what an act on many notes is told to act on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from capture.jobs import filtering
from data.records import NoteId
from data.store import notes

if TYPE_CHECKING:
    from data.store import Project


@dataclass(frozen=True, slots=True)
class Targets:
    """The notes that an act is for: those of ``ids``, and all that fit the filter ``fits``.

    ``fits`` is a filter as typed (None: no such), so that an act may be handed in before anybody
    has counted what fits; ``ids`` are in the order of the list.  ``marked`` says whether somebody
    marked them: else it is the one note under the cursor.
    """

    ids: tuple[NoteId, ...] = ()
    fits: str | None = None
    marked: bool = False

    def __bool__(self) -> bool:
        """Whether there is anything to act on."""
        return bool(self.ids) or self.fits is not None

    def resolve(self, project: Project) -> tuple[NoteId, ...]:
        """Return the ids of those that are still there: in one query, or in two.

        Raises:
            NotFound: the filter names something that the project does not have any more, or a
                condition of it lacks its value: an act must not reach further than was meant.
        """
        wanted = dict.fromkeys(self.ids)
        if self.fits is not None:
            wanted |= dict.fromkeys(all_that_fit(project, self.fits, finished=True))
        return notes.still_there(project, wanted)


def all_that_fit(project: Project, typed: str, *, finished: bool = False) -> tuple[NoteId, ...]:
    """Return the ids of all notes that fit a typed filter, in the order of their time.

    A ``finished`` filter must say what it begins to say; one in the app counts as far as it goes.

    Raises:
        NotFound: the filter names something that the project does not have.
    """
    wanted = filtering.condition(project, typed, finished=finished)
    return tuple(notes.ids_in_order(project, wanted, notes.Order()))
