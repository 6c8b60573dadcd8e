"""Marks on notes: which are marked, and for how many of them an act asks first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capture.jobs.browse import Targets
from data.text import counted

if TYPE_CHECKING:
    from data.records import NoteId

ASKED_FROM = 20
"""Marked notes beyond which a single key asks first, with the count of what would change."""


def asks_first(targets: Targets) -> bool:
    """Whether an act is for so many notes, or for uncounted ones, that one key is not enough."""
    return targets.marked and (targets.fits is not None or len(targets.ids) > ASKED_FROM)


class Marks:
    """The marked notes; a note stays marked whatever the filter shows.

    Marks are a person's own and of the moment: they are kept nowhere.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self.ids: frozenset[NoteId] = frozenset()
        """The marked notes; without those that are being counted."""
        self.counting: str | None = None
        """The filter whose notes are being counted, to be marked."""

    def __bool__(self) -> bool:
        """Whether anything is marked, or will be."""
        return bool(self.ids) or self.counting is not None

    def __contains__(self, note: object) -> bool:
        """Whether a note is marked."""
        return note in self.ids

    def __str__(self) -> str:
        """Return how many are marked, in words; "" for none."""
        if self.counting is not None:
            return "all that fit marked"
        return f"{counted(len(self.ids), 'note')} marked" if self.ids else ""

    def targets(self, chosen: NoteId | None) -> Targets:
        """Return what an act is for: the marked notes, else the chosen one.

        Hand it to the job and let that `Targets.resolve` it; nothing is there to act on where it
        is false.
        """
        if self:
            return Targets(tuple(sorted(self.ids)), self.counting, marked=True)
        return Targets((chosen,) if chosen is not None else ())

    def turn(self, note: NoteId) -> None:
        """Mark a note, or take its mark away."""
        self.ids ^= {note}

    def turn_all(self, fitting: frozenset[NoteId]) -> None:
        """Mark these as well; where all of them are marked, none of them."""
        self.counting = None
        self.ids = self.ids - fitting if fitting <= self.ids else self.ids | fitting

    def keep(self, there: frozenset[NoteId], among: frozenset[NoteId]) -> None:
        """Take the mark from those of ``among`` that are not ``there`` any more."""
        self.ids -= among - there

    def clear(self) -> None:
        """Take every mark away."""
        self.ids, self.counting = frozenset(), None
