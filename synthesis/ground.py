"""A project as acts and synthesis find it: cards and notes looked up, and where the notes stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np

from data.records import Note, NoteId, Point, Snapshot, StageId, Touchpoint, TouchpointId
from synthesis.group import Places, places
from synthesis.naming import NamingGroup

if TYPE_CHECKING:
    from numpy.typing import NDArray

Placed = tuple["NDArray[np.float32]", Places]
"""The encoder's rows of the notes that are evidence, and the notes' places."""


class VectorSource(Protocol):
    """What turns texts into unit vectors; `encode.Vectors` does."""

    def of(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return a unit row a text, shape (len(texts), 384)."""
        ...


class Ground:
    """Lookups over one snapshot; vectors are asked for only by what needs likeness.

    ``place`` gives rows and places of texts; what is given may have kept them from the last time.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        place: Callable[[Sequence[str]], Placed],
        new_id: Callable[[], str],
    ) -> None:
        self.snapshot = snapshot
        self.new_id = new_id
        self.notes: tuple[Note, ...] = tuple(note for note in snapshot.notes if note.is_evidence)
        self.at: Mapping[NoteId, int] = {note.id: i for i, note in enumerate(self.notes)}
        self.every_note: Mapping[NoteId, Note] = {note.id: note for note in snapshot.notes}
        self.cards: Mapping[TouchpointId, Touchpoint] = {
            card.id: card for card in snapshot.touchpoints
        }
        self.stages = frozenset(stage.id for stage in snapshot.stages)
        self.card_of: dict[NoteId, Touchpoint] = {}
        self.point_of: dict[NoteId, Point] = {}
        for card in snapshot.touchpoints:
            for one in card.evidence:
                self.card_of.setdefault(one.note, card)
        for card in snapshot.touchpoints:
            for point in card.points:
                for one in point.evidence:
                    self.card_of[one.note] = card
                    self.point_of[one.note] = point
        self._place = place

    @cached_property
    def placed(self) -> Placed:
        """Rows and places of `notes`."""
        return self._place([note.text for note in self.notes])

    @property
    def where(self) -> Places:
        """The places of `notes`."""
        return self.placed[1]

    def home(self, note: Note) -> StageId | None:
        """Return the column of a note; a stage that is gone leaves its notes unplaced."""
        return note.stage if note.stage in self.stages else None

    def stage_title(self, stage: StageId | None) -> str:
        """Return what people call a column."""
        return next((one.title for one in self.snapshot.stages if one.id == stage), "Unplaced")

    def likeness(self, note: int, notes: Sequence[int]) -> float:
        """Return the mean likeness of a note to others, all by position."""
        mean = self.where.of(notes).mean(axis=0)
        return float(np.round(self.where.of([note])[0] @ mean, 6))

    def naming(self, cards: Iterable[Touchpoint]) -> list[NamingGroup]:
        """Return what wants a name: each card, and after it its points; none without notes."""
        channels = {one.id: one.name for one in self.snapshot.channels}
        groups = []
        for card in cards:
            inside = [self.at[e.note] for p in card.points for e in p.evidence if e.note in self.at]
            channel = channels.get(card.channel, "") if card.channel else ""
            if inside:
                groups.append(self._group(inside, card, channel))
            groups += [
                self._group(some, card, None)
                for point in card.points
                if (some := [self.at[e.note] for e in point.evidence if e.note in self.at])
            ]
        return groups

    def _group(self, members: Sequence[int], card: Touchpoint, channel: str | None) -> NamingGroup:
        rows, where = self.placed
        return NamingGroup(
            texts=tuple(self.notes[at].text for at in members),
            vectors=rows[list(members)],
            keys=tuple(where.keys[at] for at in members),
            kinds=tuple(self.notes[at].kind for at in members),
            role="point" if channel is None else "touchpoint",
            channel=channel or "",
            stage=self.stage_title(card.stage) if card.stage and channel is not None else "",
        )


def place_all(vectors: VectorSource) -> Callable[[Sequence[str]], Placed]:
    """Return what places texts by the vectors of a source."""

    def place(texts: Sequence[str]) -> Placed:
        rows = vectors.of(texts)
        return rows, places(texts, rows)

    return place
