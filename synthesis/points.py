"""One stage's notes as cards and points: two cuts through likeness, and nothing left over.

The coarse cut gives touchpoints over all kinds together; within a touchpoint and a kind the fine
cut gives points.  A card needs two notes: a note that no group took goes to the nearest card as a
point of its own, unless it is less like that card than two chance notes of the project are alike;
then it is a card of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from data.records import Kind
from synthesis.group import DENSE, FINE_CUT, Places, Tree, cut_at, partition, tree
from synthesis.likeness import DIGITS

if TYPE_CHECKING:
    from numpy.typing import NDArray

COARSE_CUT = 0.06
"""Mean likeness from which notes of a stage lie on one card.

Found on patients' comments over seven stages: 2 to 7 cards a stage from 60 comments to 2,400.
"""

COARSE_RANGE = (-0.04, 0.36)
"""The coarse cuts at the dial's ends: some one card a stage, and nearly one a point."""

CHANCE = 0.0
"""The likeness of two chance notes of a project, since their common mean is taken away."""


@dataclass(frozen=True, slots=True)
class Heap:
    """Notes that lie on one card, by position; ``points`` splits them by kind and likeness.

    Notes stand with the most typical first; points with the most notes first.
    """

    notes: tuple[int, ...]
    points: tuple[tuple[Kind | None, tuple[int, ...]], ...]


def coarse_cut(dial: float) -> float:
    """Return the cut for touchpoints at a dial from 0 (fewest and largest) to 1.

    Raises:
        ValueError: the dial is outside 0 to 1.
    """
    return cut_at(dial, COARSE_CUT, COARSE_RANGE)


def heaps(
    where: Places,
    kinds: Sequence[Kind | None],
    notes: Sequence[int],
    *,
    coarse: float = COARSE_CUT,
    fine: float = FINE_CUT,
) -> list[Heap]:
    """Return the cards of one stage, largest first, then in canonical order.

    Args:
        where: the places of all notes of the project.
        kinds: the kind of each note of the project.
        notes: positions of the stage's notes.
        coarse: mean likeness from which notes share a card.
        fine: mean likeness from which notes of a kind share a point.
    """
    chosen = np.array(notes, dtype=np.intp)
    labels = take_in(where, chosen, _cut(where, chosen, coarse), min(coarse, CHANCE))
    cards = [chosen[labels == label] for label in range(labels.max(initial=-1) + 1)]
    return [Heap(typical(where, card), _points(where, kinds, card, fine)) for card in cards]


_TREES = 12
"""Stages whose trees are kept: turning the dial only cuts them again."""

_grown: list[tuple[Places, bytes, Tree]] = []


def _cut(where: Places, notes: NDArray[np.intp], cut: float) -> NDArray[np.intp]:
    """Return the groups of some notes at a cut; their tree is kept as long as they are the same."""
    if len(notes) > DENSE:
        return partition(where, cut, notes)
    key = notes.tobytes()
    grown = next((one for w, some, one in tuple(_grown) if w is where and some == key), None)
    if grown is None:
        grown = tree(where, notes)
        _grown.append((where, key, grown))
        del _grown[:-_TREES]
    return grown.cut(cut)


def take_in(
    where: Places, notes: NDArray[np.intp], labels: NDArray[np.intp], least: float
) -> NDArray[np.intp]:
    """Let notes that are alone join the nearest group of two or more; return the new labels.

    ``labels`` number groups by falling size; a note alone is less than ``least`` like every group
    where it stays alone.
    """
    sizes = np.bincount(labels)
    large = int((sizes > 1).sum())
    alone = np.flatnonzero(labels >= large)
    if large == 0 or len(alone) == 0:
        return labels
    rows = where.of(notes)
    means = np.stack([rows[labels == label].mean(axis=0) for label in range(large)])
    near = np.round(rows[alone] @ means.T, DIGITS)
    best = near.argmax(axis=1)
    fits = near[np.arange(len(alone)), best] >= least
    moved = labels.copy()
    moved[alone[fits]] = best[fits]
    names, moved = np.unique(moved, return_inverse=True)
    # Sizes have changed, so the numbers do; equal sizes keep the order they had.
    order = np.argsort(-np.bincount(moved, minlength=len(names)), kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return rank[moved]


def typical(where: Places, notes: NDArray[np.intp]) -> tuple[int, ...]:
    """Return notes by falling likeness to their mean, then by key, then as they came."""
    rows = where.of(notes)
    near = np.round(rows @ rows.mean(axis=0), DIGITS)
    order = sorted(range(len(notes)), key=lambda at: (-near[at], where.keys[notes[at]], at))
    return tuple(int(notes[at]) for at in order)


def _points(
    where: Places, kinds: Sequence[Kind | None], card: NDArray[np.intp], fine: float
) -> tuple[tuple[Kind | None, tuple[int, ...]], ...]:
    """Split a card by kind, and each kind's notes by likeness."""
    found: list[tuple[Kind | None, tuple[int, ...]]] = []
    for kind in (*Kind, None):
        notes = np.array([note for note in card if kinds[note] is kind], dtype=np.intp)
        if len(notes) == 0:
            continue
        labels = partition(where, fine, notes)
        found += [
            (kind, typical(where, notes[labels == label])) for label in range(labels.max() + 1)
        ]
    return tuple(sorted(found, key=lambda point: -len(point[1])))
