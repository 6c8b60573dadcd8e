"""Notes that nearly belong on another card than their own: told, asked about, never moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from data.records import Decision, LinkKind, LinkLevel, NoteId, Point, StageId, Touchpoint

if TYPE_CHECKING:
    from synthesis.ground import Ground

NEAR_MISS = 0.05
"""A note nearly belongs elsewhere where it is more like another card by so much."""


def lots(ground: Ground, cards: Sequence[Touchpoint]) -> Iterator[tuple[Point, list[int]]]:
    """Yield the points of cards with their notes that are evidence, by position."""
    for card in cards:
        for point in card.points:
            inside = [ground.at[e.note] for e in point.evidence if e.note in ground.at]
            if inside:
                yield point, inside


def stages_of(ground: Ground) -> Iterator[list[Touchpoint]]:
    """Yield the cards of each stage, those rejected left out."""
    columns: dict[StageId | None, list[Touchpoint]] = {}
    for card in ground.snapshot.touchpoints:
        if card.decision is not Decision.REJECTED:
            columns.setdefault(card.stage, []).append(card)
    yield from columns.values()


@dataclass(frozen=True, slots=True)
class Nearly:
    """A note that is more like another card of its stage than its own, by ``gain``.

    ``mate`` is the note there that is most like it; ``likeness`` is to that card.
    """

    note: NoteId
    card: Touchpoint
    mate: NoteId
    likeness: float
    gain: float


def nearly(ground: Ground, cut: float) -> Iterator[Nearly]:
    """Yield the notes that nearly belong on another card; pinned ones, and answered, left out."""
    foes: dict[NoteId, set[NoteId]] = {}
    for one in ground.snapshot.links:
        if one.kind is LinkKind.APART and one.level is LinkLevel.CARD:
            foes.setdefault(one.first, set()).add(one.second)
            foes.setdefault(one.second, set()).add(one.first)
    for cards in stages_of(ground):
        inside = [[at for _, some in lots(ground, [card]) for at in some] for card in cards]
        cards = [card for card, some in zip(cards, inside, strict=True) if some]
        inside = [some for some in inside if some]
        if len(cards) < 2:
            continue
        sums = np.stack([ground.where.of(some).sum(axis=0) for some in inside])
        sizes = np.array([len(some) for some in inside], dtype=np.float64)
        for own, some in enumerate(inside):
            rows = ground.where.of(some)
            near = np.round(rows @ sums.T / sizes, 6)
            alone = len(some) == 1
            here = np.round((near[:, own] * sizes[own] - 1) / max(1.0, sizes[own] - 1), 6)
            near[:, own] = -2.0
            best = near.argmax(axis=1)
            for row, at in enumerate(some):
                gain = float(near[row, best[row]] - (cut if alone else here[row]))
                there = int(best[row])
                if near[row, there] < cut or gain < NEAR_MISS:
                    continue
                note = ground.notes[at].id
                mates = inside[there]
                if foes.get(note, set()) & {ground.notes[mate].id for mate in mates}:
                    continue
                likeness = np.round(ground.where.of(mates) @ rows[row], 6)
                mate = ground.notes[mates[int(likeness.argmax())]].id
                yield Nearly(note, cards[there], mate, float(near[row, there]), round(gain, 6))
