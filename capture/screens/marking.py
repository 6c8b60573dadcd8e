"""Marking notes in the list, so that one act serves many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capture.jobs import browse
from capture.jobs.browse import Targets
from capture.screens.listing import Listed
from data.text import counted

if TYPE_CHECKING:
    from capture.gateway import Ticket
    from data.errors import SaysoError
    from data.records import NoteId


ASKED_FROM = 20
"""Marked notes beyond which a single key asks first, with the count of what would change."""


def asks_first(targets: Targets) -> bool:
    """Whether an act is for so many notes, or for uncounted ones, that one key is not enough."""
    return targets.marked and (targets.fits is not None or len(targets.ids) > ASKED_FROM)


class Marking(Listed):
    """What the Notes screen knows of marks; a note stays marked whatever the filter shows.

    Marks are a person's own and of the moment: they are kept nowhere.
    """

    marks: frozenset[NoteId] = frozenset()
    """The marked notes; while all that fit are being counted, see `targets`."""

    _all_of: str | None = None
    _counting: Ticket | None = None

    def targets(self) -> Targets:
        """Return what an act is for: the marked notes, else the one under the cursor.

        Hand it to the job and let that `Targets.resolve` it; nothing is there to act on where it
        is false.
        """
        if self.marks or self._all_of is not None:
            return Targets(tuple(sorted(self.marks)), self._all_of, marked=True)
        here = self.id_at(self.rows.cursor)
        return Targets((here,) if here is not None else ())

    @property
    def marked(self) -> str:
        """How many are marked, in words; "" for none."""
        if self._all_of is not None:
            return "all that fit marked"
        return f"{counted(len(self.marks), 'note')} marked" if self.marks else ""

    def is_marked(self, at: int) -> bool:
        """Whether the note in a row is marked."""
        return bool(self.marks) and self.id_at(at) in self.marks

    def action_mark(self, by: int = 1) -> None:
        """Mark the note under the cursor, or take its mark away, and go on to the next."""
        here = self.id_at(self.rows.cursor)
        if here is not None:
            self._mark(self.marks ^ {here})
            self.rows.action_move(by)

    def action_mark_all(self) -> None:
        """Mark all that fit the filter, whether they are read or not; where all are, none."""
        typed = self.typed
        self._all_of = typed
        self._counting = self.gateway.read(
            lambda project: browse.all_that_fit(project, typed),
            self._mark_all,
            failed=self._not_marked,
            key="mark all",
        )
        self.tell()

    def _mark_all(self, found: tuple[NoteId, ...]) -> None:
        self._all_of = None
        fitting = frozenset(found)
        self._mark(self.marks - fitting if fitting <= self.marks else self.marks | fitting)

    def _not_marked(self, error: SaysoError) -> None:
        self._all_of = None
        self.not_listed(error)

    def unmark(self) -> bool:
        """Take every mark away; False where there is none."""
        if self._counting is not None:
            self._counting.cancel()
        held = bool(self.marks) or self._all_of is not None
        self._all_of = None
        self._mark(frozenset())
        return held

    def on_project_changed(self) -> None:
        """List again, without what is not there any more."""
        super().on_project_changed()
        self.forget_gone()

    def forget_gone(self) -> None:
        """Take the mark from notes that are not there any more."""
        marks = self.marks
        if marks:
            self.gateway.read(
                lambda project: Targets(tuple(marks)).resolve(project),
                lambda found: self._mark(self.marks - (marks - frozenset(found))),
                key="marks",
            )

    def _mark(self, marks: frozenset[NoteId]) -> None:
        if marks != self.marks:
            self.marks = marks
        self.rows.refresh()
        self.tell()
