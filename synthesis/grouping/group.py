"""Notes that belong together, however many groups there are, under what people have decided."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from data.text import fingerprint
from synthesis.grouping.likeness import BLOCK, DIGITS, Tick, no_tick, place
from synthesis.grouping.linkage import Merges, joined, link, partners

if TYPE_CHECKING:
    from numpy.typing import NDArray

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Decisions:
    """Decisions about notes, which are named by their position.

    ``must`` and ``cannot`` are pairs that belong together or never do; ``fixed`` are groups that
    keep their notes together and never join one another, though other notes may join them.
    """

    must: tuple[Pair, ...] = ()
    cannot: tuple[Pair, ...] = ()
    fixed: tuple[tuple[int, ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.must or self.cannot or self.fixed)


class ContradictionError(ValueError):
    """Two decisions cannot both hold.

    ``chain`` are the notes from one end to the other along "together" decisions; ``apart`` are the
    two that may not meet; both name notes by position.
    """

    def __init__(self, chain: tuple[int, ...], apart: Pair, why: str) -> None:
        self.chain = chain
        self.apart = apart
        steps = " - ".join(str(note) for note in chain)
        super().__init__(
            f"notes {steps} are to be together, but notes {apart[0]} and {apart[1]} {why}; "
            "take back one of the two decisions"
        )


@dataclass(frozen=True, slots=True, eq=False)
class Blocks:
    """Notes that start as one: ``of`` is each note's block, shape (n,); ``apart`` pairs of blocks.

    Blocks are numbered in canonical order: by their notes' keys.
    """

    of: NDArray[np.intp]
    apart: NDArray[np.intp]
    bound: NDArray[np.bool_]

    @property
    def count(self) -> int:
        """Number of blocks."""
        return len(self.bound)


def blocks(keys: Sequence[str], decisions: Decisions) -> Blocks:
    """Return the blocks of notes with these keys; notes with equal keys are the same remark.

    Copies of a remark are one block, unless decisions put copies into different blocks: then the
    copies that nobody decided about stay together as one more.

    Raises:
        ContradictionError: two decisions cannot both hold.
    """
    together = list(decisions.must)
    for group in decisions.fixed:
        together += pairwise(group)
    roots = joined(len(keys), together)
    forbidden = _forbidden(decisions, roots, together)
    decided = {note for pair in (*decisions.must, *decisions.cannot) for note in pair}
    decided |= {note for group in decisions.fixed for note in group}
    copies: dict[str, list[int]] = {}
    for note, key in enumerate(keys):
        copies.setdefault(key, []).append(note)
    for same in copies.values():
        free = [note for note in same if note not in decided]
        held = sorted({int(roots[note]) for note in same if note in decided})
        together += pairwise(free)
        if len(held) == 1 and free:
            together.append((held[0], free[0]))
    of = _numbered(joined(len(keys), together), keys)
    apart = sorted({tuple(sorted((int(of[a]), int(of[b])))) for a, b in forbidden})
    bound = np.zeros(int(of.max(initial=-1)) + 1, dtype=bool)
    bound[of[sorted(decided)]] = True
    return Blocks(of, np.array(apart, dtype=np.intp).reshape(-1, 2), bound)


def _forbidden(decisions: Decisions, roots: NDArray[np.intp], together: list[Pair]) -> list[Pair]:
    """Return pairs of notes whose blocks may not meet, or name the two decisions that clash."""
    forbidden: list[Pair] = []
    for a, b in decisions.cannot:
        if roots[a] == roots[b]:
            raise ContradictionError(_chain(a, b, together), (a, b), "may never be")
        forbidden.append((a, b))
    heads = [group[0] for group in decisions.fixed if group]
    first: dict[int, int] = {}
    for head in heads:
        other = first.setdefault(int(roots[head]), head)
        if other != head or heads.count(head) > 1:
            why = "are in two groups that were decided on"
            raise ContradictionError(_chain(other, head, together), (other, head), why)
    forbidden += [(a, b) for at, a in enumerate(heads) for b in heads[:at]]
    return forbidden


def _chain(start: int, end: int, together: list[Pair]) -> tuple[int, ...]:
    """Return the shortest way from one note to another along pairs that are together."""
    beside = partners(together)
    before = {start: start}
    queue = deque([start])
    while queue and end not in before:
        note = queue.popleft()
        for other in sorted(beside.get(note, ())):
            if other not in before:
                before[other] = note
                queue.append(other)
    way = [end]
    while way[-1] != start:
        way.append(before[way[-1]])
    return tuple(reversed(way))


def _numbered(roots: NDArray[np.intp], keys: Sequence[str]) -> NDArray[np.intp]:
    """Return each note's block number, blocks in the order of their notes' sorted keys."""
    members: dict[int, list[str]] = {}
    for note, root in enumerate(roots):
        members.setdefault(int(root), []).append(keys[note])
    order = sorted(members, key=lambda root: (sorted(members[root]), root))
    number = {root: place for place, root in enumerate(order)}
    return np.array([number[int(root)] for root in roots], dtype=np.intp)


FINE_CUT = 0.42
"""Mean likeness from which people call remarks the same thing."""

SAME_CUT = 0.3
"""Mean likeness, by their own words alone, from which two remarks are taken for one claim.

A claim says how many people said it, so it must not be wrong.  Company, which finds themes, makes
one of "cats hate the carrier" and "cats and dogs wait in one room".  This is enough for remarks
that share no word; what shares one needs more (`board.shared`).  What stays apart is asked about,
not asserted.
"""

FINE_RANGE = (0.22, 0.62)
"""The cuts at the dial's ends, fewest and most groups."""

DENSE = 10_000
"""Blocks that are compared each with each (n * n * 4 bytes); of more, a core is, and the rest join.

The core are the first in canonical order, which is by hash and so a fair sample, after all blocks
that decisions bind.
"""

NO_DECISIONS = Decisions()


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Where the notes of a collection stand: ``rows[row[i]]`` is the unit row of note ``i``.

    ``keys`` are the notes' fingerprints; notes with the same key share a row.  ``own`` are the rows
    before company is kept; ``None`` where they were not asked for.
    """

    keys: tuple[str, ...]
    row: NDArray[np.intp]
    rows: NDArray[np.float32]
    own: NDArray[np.float32] | None = None

    def of(self, notes: Sequence[int] | NDArray[np.intp]) -> NDArray[np.float64]:
        """Return the unit rows of some notes, shape (len(notes), d)."""
        return self.rows[self.row[np.asarray(notes, dtype=np.intp)]].astype(np.float64)

    @property
    def alone(self) -> Places:
        """The same notes by their own words alone: what tells whether they say the same."""
        return self if self.own is None else replace(self, rows=self.own, own=None)

    def mean(self, notes: Sequence[int] | NDArray[np.intp]) -> NDArray[np.float64]:
        """Return the mean row of some notes' different texts, shape (d,): copies count once."""
        different = np.unique(self.row[np.asarray(notes, dtype=np.intp)])
        mean: NDArray[np.float64] = self.rows[different].mean(axis=0, dtype=np.float64)
        return mean

    def likeness(self, note: int, notes: Sequence[int]) -> float:
        """Return the mean likeness of a note to others, copies among them as often as they are."""
        return float(np.round(self.of([note])[0] @ self.of(notes).mean(axis=0), DIGITS))


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """Everything that average link merged, so that any cut is a look-up.

    ``blocks`` says with whom each note starts; ``merges`` names blocks.
    """

    blocks: Blocks
    merges: Merges

    def cut(self, height: float) -> NDArray[np.intp]:
        """Return each note's group, numbered from 0: largest first, then in canonical order."""
        return _ranked(self.merges.cut(height)[self.blocks.of])

    def capped(self, height: float, most: float) -> NDArray[np.intp]:
        """Cut so, and take groups of more than ``most`` notes apart that do not say one thing.

        What people would call the same thing (`FINE_CUT`) stays together, however much it is.
        """
        sizes = np.bincount(self.blocks.of, minlength=self.merges.leaves)
        return _ranked(self.merges.capped(height, sizes, most, FINE_CUT)[self.blocks.of])


def members(label: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Return the positions in each group, where ``label`` numbers each note's group from 0."""
    return [np.flatnonzero(label == number) for number in range(label.max(initial=-1) + 1)]


def places(
    texts: Sequence[str],
    vectors: NDArray[np.float32],
    *,
    spelling: bool = True,
    own: bool = False,
    tick: Tick = no_tick,
) -> Places:
    """Place the notes of a whole project.

    Args:
        texts: the notes' texts.
        vectors: the encoder's unit rows, shape (len(texts), 384).
        spelling: whether letter groups count beside the vectors.
        own: whether claims will be told by these places, too, which takes as much memory again.
        tick: called with the notes placed and all; what it raises ends the work.
    """
    keys = tuple(fingerprint(text) for text in texts)
    first: dict[str, int] = {}
    for note, key in enumerate(keys):
        first.setdefault(key, note)
    order = sorted(first)
    number = {key: row for row, key in enumerate(order)}
    row = np.array([number[key] for key in keys], dtype=np.intp)
    some = [first[key] for key in order]
    different = [texts[note] for note in some] if spelling else []
    chosen = vectors[np.array(some, dtype=np.intp)]
    rows = place(chosen, different, tick=tick)
    return Places(keys, row, rows, place(chosen, different, company=False) if own else None)


def tree(
    where: Places,
    notes: Sequence[int] | NDArray[np.intp] | None = None,
    decisions: Decisions = NO_DECISIONS,
) -> Tree:
    """Return the tree of some notes (left out: all); ``decisions`` name positions in ``notes``.

    Memory: 4 bytes times the number of different texts squared.

    Raises:
        ContradictionError: two decisions cannot both hold.
    """
    chosen = np.arange(len(where.keys)) if notes is None else np.asarray(notes, dtype=np.intp)
    start = blocks([where.keys[note] for note in chosen], decisions)
    means, sizes = _means(where, chosen, start.of, start.count)
    return Tree(start, link(means, sizes, start.apart))


def partition(
    where: Places,
    cut: float,
    notes: Sequence[int] | NDArray[np.intp] | None = None,
    decisions: Decisions = NO_DECISIONS,
    tick: Tick = no_tick,
) -> NDArray[np.intp]:
    """Return the groups of some notes at one cut, for any number of notes.

    As `Tree.cut` up to ``DENSE`` blocks; beyond, the core is grouped, each further block joins the
    group of the highest mean likeness where that reaches the cut, and what joins none is grouped in
    its turn.  ``tick`` is called now and then; what it raises ends the work.

    Raises:
        ContradictionError: two decisions cannot both hold.
    """
    chosen = np.arange(len(where.keys)) if notes is None else np.asarray(notes, dtype=np.intp)
    start = blocks([where.keys[note] for note in chosen], decisions)
    means, sizes = _means(where, chosen, start.of, start.count)
    if start.count <= DENSE:
        return _ranked(link(means, sizes, start.apart, tick).cut(cut)[start.of])
    order = np.argsort(~start.bound, kind="stable")
    core = max(DENSE, int(start.bound.sum()))
    rank = np.argsort(order)
    if not start.bound.any():
        return _ranked(_by_core(means, sizes, start.apart, cut, core, tick)[start.of])
    found = _by_core(means[order], sizes[order], rank[start.apart], cut, core, tick)
    return _ranked(found[rank][start.of])


def cut_at(dial: float, default: float = FINE_CUT, ends: tuple[float, float] = FINE_RANGE) -> float:
    """Return the cut for a dial: 0 fewest and largest groups, 0.5 the default, 1 most and smallest.

    Raises:
        ValueError: the dial is outside 0 to 1.
    """
    if not 0 <= dial <= 1:
        raise ValueError(f"the dial goes from 0 to 1, not to {dial:g}")
    low, high = ends
    span = (default - low) * dial * 2 if dial <= 0.5 else (high - default) * (dial * 2 - 1)
    return round((low if dial <= 0.5 else default) + span, DIGITS)


def _means(
    where: Places, notes: NDArray[np.intp], block: NDArray[np.intp], count: int
) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """Return the mean row and the number of different texts of each block; copies count once."""
    sizes = np.ones(count)
    if count == len(notes) == len(where.rows) and np.array_equal(where.row[notes], block):
        # Each note its own block, in the order of the rows: of 100,000 a copy is a third of a GB.
        return where.rows, sizes
    means = np.zeros((count, where.rows.shape[1]), dtype=np.float32)
    order = np.lexsort((where.row[notes], block))
    ends = np.searchsorted(block[order], np.arange(count + 1))
    for number, (start, stop) in enumerate(pairwise(ends)):
        inside = notes[order[start:stop]]
        sizes[number] = len(np.unique(where.row[inside]))
        means[number] = where.mean(inside)
    return means, sizes


def _by_core(
    means: NDArray[np.float32],
    sizes: NDArray[np.float64],
    apart: NDArray[np.intp],
    cut: float,
    core: int,
    tick: Tick,
) -> NDArray[np.intp]:
    """Group the first ``core`` blocks, let the rest join, group what did not; shape (n,)."""
    label = np.empty(len(means), dtype=np.intp)
    left = np.arange(len(means))
    while len(left):
        head, rest = left[:core], left[core:]
        roots, inner = np.unique(
            link(means[head], sizes[head], apart, tick).cut(cut), return_inverse=True
        )
        label[head] = head[roots][inner]
        total = np.zeros((len(roots), means.shape[1]))
        np.add.at(total, inner, means[head] * sizes[head, None])
        total /= np.bincount(inner, sizes[head])[:, None]
        waiting = []
        for start in range(0, len(rest), BLOCK):
            some = rest[start : start + BLOCK]
            near = np.round(means[some].astype(np.float64) @ total.T, DIGITS)
            best = near.argmax(axis=1)
            fits = near[np.arange(len(some)), best] >= cut
            label[some[fits]] = head[roots][best[fits]]
            waiting.append(some[~fits])
            tick(min(start + BLOCK, len(rest)), len(rest))
        left = np.concatenate(waiting) if waiting else rest
        apart = apart[:0]
        core = DENSE
    return label


def _ranked(roots: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return groups numbered by falling size, then by their smallest block."""
    names, inner, sizes = np.unique(roots, return_inverse=True, return_counts=True)
    return np.argsort(np.lexsort((names, -sizes)))[inner].astype(np.intp)
