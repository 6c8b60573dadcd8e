"""Cards while they are being sorted: notes by position, in lots of one kind that say one thing.

A `Pile` becomes a touchpoint and a `Lot` a point; both remember which record they were, so that
what does not change keeps its id, code, title and marks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from data.records import (
    Evidence,
    Kind,
    Note,
    NoteId,
    Point,
    PointId,
    StageId,
    Touchpoint,
    TouchpointId,
)
from synthesis.points import typical

if TYPE_CHECKING:
    from synthesis.group import Places


@dataclass(slots=True)
class Lot:
    """Notes of one kind that say one thing; ``was`` is the point that they were, if any."""

    kind: Kind | None
    notes: list[int]
    was: Point | None = None
    fixed: bool = False

    @property
    def kin(self) -> Kind | None:
        """What lots must share to be one."""
        return self.kind


@dataclass(slots=True)
class Pile:
    """The notes of one card; ``was`` is the card that they were, ``fixed`` that it is held."""

    stage: StageId | None
    lots: list[Lot] = field(default_factory=list)
    was: Touchpoint | None = None
    fixed: bool = False

    @property
    def kin(self) -> StageId | None:
        """What piles must share to be one."""
        return self.stage

    @property
    def notes(self) -> list[int]:
        """The notes of all lots, by position."""
        return [note for lot in self.lots for note in lot.notes]

    def take(self, notes: Iterable[int]) -> list[Lot]:
        """Take notes off the pile; return them in lots, those taken whole as what they were."""
        wanted = set(notes)
        taken: list[Lot] = []
        left: list[Lot] = []
        for lot in self.lots:
            gone = [note for note in lot.notes if note in wanted]
            if len(gone) == len(lot.notes):
                taken.append(lot)
                continue
            if gone:
                taken.append(Lot(lot.kind, gone))
                lot.notes = [note for note in lot.notes if note not in wanted]
            left.append(lot)
        self.lots = left
        return taken


def pile_of(card: Touchpoint, at: Mapping[NoteId, int]) -> Pile:
    """Return a card as a pile, without notes that ``at`` does not know and the card's own."""
    lots = [
        Lot(point.kind, [at[one.note] for one in point.evidence if one.note in at], point)
        for point in card.points
    ]
    return Pile(card.stage, [lot for lot in lots if lot.notes], card, card.held)


def card_of(
    pile: Pile,
    where: Places,
    notes: Sequence[Note],
    marks: Mapping[NoteId, Evidence],
    new_id: Callable[[], str],
) -> Touchpoint:
    """Return a pile as a card; what is new has no code and no title yet.

    A lot that holds the same notes as its point is that point; ``marks`` is the evidence as it was,
    so that stances and pins go with their notes.
    """
    card = pile.was or Touchpoint(TouchpointId(new_id()), "", pile.stage, "")
    points = tuple(_point(lot, where, notes, marks, new_id) for lot in pile.lots if lot.notes)
    return replace(card, stage=pile.stage, points=points)


def _point(
    lot: Lot,
    where: Places,
    notes: Sequence[Note],
    marks: Mapping[NoteId, Evidence],
    new_id: Callable[[], str],
) -> Point:
    ids = [notes[note].id for note in lot.notes]
    was = lot.was
    if was is not None and {one.note for one in was.evidence} == set(ids):
        return was
    kept = [one for one in was.evidence if one.note in set(ids)] if was is not None else []
    known = {one.note for one in kept}
    order = typical(where, np.array(lot.notes, dtype=np.intp))
    new = [notes[note].id for note in order if notes[note].id not in known]
    evidence = (*kept, *(marks.get(note, Evidence(note)) for note in new))
    if was is None:
        return Point(PointId(new_id()), lot.kind, "", evidence[0].note, (), tuple(evidence))
    quote = was.quote if was.quote in set(ids) else evidence[0].note
    return replace(was, quote=quote, evidence=tuple(evidence))
