"""Merges that are in doubt: two sides that are one group or might be, those worth most first."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from synthesis.grouping.group import Decisions, Pair, Places, tree
from synthesis.grouping.likeness import DIGITS
from synthesis.grouping.linkage import joined, link, partners, root

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from synthesis.grouping.linkage import Merges

WIDTH = 0.12
"""The width of the bell: merges this far from its middle weigh 0.6 of one in the middle."""

ABOVE = 0.05
"""The middle of the bell above the cut: what was merged wrongly costs more than what was not."""

REACH = (-0.25, 0.35)
"""Likeness below and above the cut beyond which nothing is asked."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two sides that are one group (``made``) or might be; all notes by position.

    ``a`` and ``b`` are the notes that stand for the sides ``first`` and ``second``; ``above`` is
    how far their likeness lies above the cut.
    """

    a: int
    b: int
    first: tuple[int, ...]
    second: tuple[int, ...]
    above: float
    made: bool
    weight: float


def doubts(
    where: Places,
    groups: Sequence[Sequence[int]],
    cut: float,
    *,
    together: Iterable[Pair] = (),
    apart: Iterable[Pair] = (),
    width: float = WIDTH,
) -> list[Doubt]:
    """Return the questions that groups leave open, those worth most first.

    Args:
        where: the places of all notes.
        groups: the groups as they are, by position; only groups that may merge (of one stage).
        cut: the likeness at which groups are cut.
        together: pairs of notes that were answered with yes.
        apart: pairs of notes that were answered with no.
        width: of the bell; its middle lies nearly half as far above the cut.
    """
    known = _Known(together, apart, width)
    open_doubts = [*_between(where, groups, cut, known)]
    for group in groups:
        open_doubts += _within(where, group, cut, known)
    open_doubts.sort(
        key=lambda doubt: (
            -doubt.weight,
            where.keys[doubt.a],
            where.keys[doubt.b],
            doubt.a,
            doubt.b,
        )
    )
    return open_doubts


class _Known:
    """Answers, looked up by note."""

    def __init__(self, together: Iterable[Pair], apart: Iterable[Pair], width: float) -> None:
        self.width = width
        self.apart = partners(apart)
        pairs = list(together)
        roots = joined(1 + max((max(pair) for pair in pairs), default=-1), pairs)
        bound = {note for pair in pairs for note in pair}
        self.bound = {note: int(roots[note]) for note in bound}

    def settled(self, first: Sequence[int], second: Sequence[int]) -> bool:
        """True where answers have put a note of one side with one of the other, if by others."""
        mine = {self.bound[note] for note in first if note in self.bound}
        return any(self.bound.get(note) in mine for note in second)


def _within(where: Places, group: Sequence[int], cut: float, known: _Known) -> list[Doubt]:
    """Return what was merged in a group and might be two."""
    if len(group) < 2:
        return []
    at = {note: place for place, note in enumerate(group)}
    cannot = tuple(
        (at[note], at[other])
        for note in group
        for other in known.apart.get(note, ())
        if other in at and note < other
    )
    grown = tree(where, group, Decisions(cannot=cannot))
    leaves: list[list[int]] = [[] for _ in range(grown.merges.leaves)]
    for note, block in zip(group, grown.blocks.of, strict=True):
        leaves[block].append(note)
    return [
        _doubt(where, first, second, near - cut, known.width, made=True)
        for first, second, near in _sides(leaves, grown.merges)
        if REACH[0] <= near - cut <= REACH[1] and not known.settled(first, second)
    ]


def _between(
    where: Places, groups: Sequence[Sequence[int]], cut: float, known: _Known
) -> list[Doubt]:
    """Return what was not merged and might be one, by going on with average link."""
    if len(groups) < 2:
        return []
    means = np.stack([where.of(group).mean(axis=0) for group in groups]).astype(np.float32)
    sizes = np.array([len(group) for group in groups], dtype=np.float64)
    number = {note: place for place, group in enumerate(groups) for note in group}
    forbidden = {
        tuple(sorted((number[note], number[other])))
        for note, others in known.apart.items()
        for other in others
        if note in number and other in number and number[note] != number[other]
    }
    pairs = np.array(sorted(forbidden), dtype=np.intp).reshape(-1, 2)
    merges = link(means, sizes, pairs)
    return [
        _doubt(where, first, second, near - cut, known.width, made=False)
        for first, second, near in _sides([list(group) for group in groups], merges)
        if REACH[0] <= near - cut <= REACH[1]
    ]


def _sides(
    leaves: Sequence[Sequence[int]], merges: Merges
) -> Iterable[tuple[list[int], list[int], float]]:
    """Yield the notes of both sides of each merge, and its likeness."""
    holds = [list(some) for some in leaves]
    above = list(range(len(holds)))

    for a, b, near in zip(merges.first, merges.second, merges.likeness, strict=True):
        kept, gone = root(above, int(a)), root(above, int(b))
        yield holds[kept], holds[gone], float(near)
        above[gone] = kept
        holds[kept] = holds[kept] + holds[gone]


def _doubt(
    where: Places,
    first: Sequence[int],
    second: Sequence[int],
    above: float,
    width: float,
    *,
    made: bool,
) -> Doubt:
    bell = math.exp(-(((above - ABOVE * width / WIDTH) / width) ** 2) / 2)
    middle = where.of(first).mean(axis=0) + where.of(second).mean(axis=0)
    return Doubt(
        a=_nearest(where, first, middle),
        b=_nearest(where, second, middle),
        first=tuple(first),
        second=tuple(second),
        above=above,
        made=made,
        weight=round(math.sqrt(len(first) * len(second)) * bell, DIGITS),
    )


def _nearest(where: Places, notes: Sequence[int], middle: NDArray[np.float64]) -> int:
    """Return the note that is nearest to both sides; ties go by key."""
    near = np.round(where.of(notes) @ middle, DIGITS)
    return min(zip(-near, (where.keys[n] for n in notes), notes, strict=True))[2]
