"""Average link: the two most alike groups become one, again and again, until none may.

With unit rows the mean likeness over all pairs of two groups is the dot product of the groups' mean
rows, so groups are rows with weights and a merge is a weighted mean.  The pairs are found along a
chain of nearest neighbours: from any group step to its nearest, from there to the nearest of that,
until two are each other's nearest; they merge.  Merging never makes a group nearer to a third than
its nearer part was, so this gives the same tree as always taking the best pair of all, with one
look at a row a step instead of one at the whole matrix.

Pairs that must not meet have likeness minus infinity, which a merge hands on: the mean of anything
and minus infinity is minus infinity.  So no cut of the tree holds a forbidden pair, and since it
only ever lowers a likeness the argument above stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from synthesis.grouping.likeness import BLOCK, DIGITS, Tick, no_tick

if TYPE_CHECKING:
    from numpy.typing import NDArray

NEVER = np.float32(-np.inf)


@dataclass(frozen=True, slots=True, eq=False)
class Merges:
    """What was merged, by falling likeness, over ``leaves`` rows.

    ``first`` and ``second`` hold a leaf of each side, shape (m,); ``likeness`` the mean likeness of
    the two sides over all their pairs, shape (m,), never rising.
    """

    leaves: int
    first: NDArray[np.intp]
    second: NDArray[np.intp]
    likeness: NDArray[np.float64]

    def cut(self, height: float) -> NDArray[np.intp]:
        """Return for each leaf the smallest leaf of its group: merges of at least ``height``."""
        met = self.likeness >= height
        pairs = zip(self.first[met].tolist(), self.second[met].tolist(), strict=True)
        return joined(self.leaves, pairs)

    def capped(
        self, height: float, sizes: NDArray[np.intp], most: float, alike: float
    ) -> NDArray[np.intp]:
        """Cut as `cut` does, but take groups that are too large further apart.

        Args:
            height: mean likeness from which sides are merged.
            sizes: what each leaf counts as, shape (leaves,).
            most: the largest size of a group whose two sides are less alike than ``alike``.
            alike: mean likeness from which sides stay together whatever their size.
        """
        above = list(range(self.leaves))
        size = sizes.tolist()
        last: dict[int, int] = {}  # the merge that made the group of a leaf
        parent, total = [-1] * len(self.likeness), []
        for merge, (a, b) in enumerate(zip(self.first.tolist(), self.second.tolist(), strict=True)):
            kept, gone = root(above, a), root(above, b)
            for side in (kept, gone):
                if side in last:
                    parent[last[side]] = merge
            above[gone] = kept
            size[kept] += size[gone]
            last[kept] = merge
            total.append(size[kept])
        whole = [False] * len(parent)
        for merge in reversed(range(len(parent))):
            near = float(self.likeness[merge])
            inside = parent[merge] >= 0 and whole[parent[merge]]
            whole[merge] = inside or (near >= height and (total[merge] <= most or near >= alike))
        met = np.array(whole, dtype=bool)
        pairs = zip(self.first[met].tolist(), self.second[met].tolist(), strict=True)
        return joined(self.leaves, pairs)


def root(above: list[int], leaf: int) -> int:
    """Return the top of ``leaf``'s group; ``above`` names what each leaf hangs on, and shrinks."""
    while above[leaf] != leaf:
        above[leaf] = above[above[leaf]]
        leaf = above[leaf]
    return leaf


def joined(leaves: int, pairs: Iterable[tuple[int, int]]) -> NDArray[np.intp]:
    """Return for each leaf the smallest leaf that it is connected with by pairs."""
    above = list(range(leaves))

    for a, b in pairs:
        low, high = sorted((root(above, a), root(above, b)))
        above[high] = low
    return np.array([root(above, leaf) for leaf in range(leaves)], dtype=np.intp)


def partners(pairs: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    """Return for each leaf of some pairs those that it stands in a pair with."""
    beside: dict[int, set[int]] = {}
    for a, b in pairs:
        beside.setdefault(a, set()).add(b)
        beside.setdefault(b, set()).add(a)
    return beside


def link(
    means: NDArray[np.float32],
    weights: NDArray[np.float64],
    apart: NDArray[np.intp] | None = None,
    tick: Tick = no_tick,
) -> Merges:
    """Merge rows by average link, all the way up.

    Args:
        means: mean rows of the groups to start from, shape (n, d), in canonical order.
        weights: how many notes each stands for, shape (n,).
        apart: pairs of rows that may never be in one group, shape (p, 2).
        tick: called with the merges made and all, every so many.

    Memory: n * n * 4 bytes.  Ties go to the pair met first, in the order of the rows.
    """
    near = _matrix(means)
    if apart is not None and len(apart):
        near[apart[:, 0], apart[:, 1]] = NEVER
        near[apart[:, 1], apart[:, 0]] = NEVER
    merges = _chain(near, weights.astype(np.float64).copy(), tick)
    merges.sort(key=lambda merge: -merge[2])
    first, second, likeness = zip(*merges, strict=True) if merges else ((), (), ())
    return Merges(
        len(means),
        np.array(first, dtype=np.intp),
        np.array(second, dtype=np.intp),
        np.minimum.accumulate(np.array(likeness, dtype=np.float64)),
    )


def _matrix(means: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return rounded likenesses of all rows, minus infinity with themselves; shape (n, n)."""
    near = np.empty((len(means), len(means)), dtype=np.float32)
    exact = means.astype(np.float64)
    for start in range(0, len(means), BLOCK):
        stop = start + BLOCK
        near[start:stop] = np.round(exact[start:stop] @ exact.T, DIGITS)
    np.fill_diagonal(near, NEVER)
    return near


def _chain(
    near: NDArray[np.float32], weights: NDArray[np.float64], tick: Tick
) -> list[tuple[int, int, float]]:
    """Merge along chains of nearest neighbours; ``near`` and ``weights`` are used up."""
    merges: list[tuple[int, int, float]] = []
    alive = np.ones(len(near), dtype=bool)
    chain: list[int] = []
    start = 0
    while True:
        if not chain:
            while start < len(near) and not alive[start]:
                start += 1
            if start == len(near):
                return merges
            chain.append(start)
        tip = chain[-1]
        row = near[tip]
        best = int(row.argmax())
        if row[best] == NEVER:
            # Nobody may join this group any more; it is whole.
            alive[tip] = False
            chain.pop()
            continue
        if len(chain) > 1 and row[chain[-2]] == row[best]:
            kept, gone = sorted((tip, chain[-2]))
            merges.append((kept, gone, float(row[best])))
            del chain[-2:]
            _merge(near, weights, kept, gone)
            alive[gone] = False
            if len(merges) % BLOCK == 0:
                tick(len(merges), len(near))
        else:
            chain.append(best)


def _merge(near: NDArray[np.float32], weights: NDArray[np.float64], kept: int, gone: int) -> None:
    """Make one row of two: the weighted mean of their likenesses with every other row."""
    total = weights[kept] + weights[gone]
    mean = (weights[kept] * near[kept] + weights[gone] * near[gone]) / total
    mean[kept] = mean[gone] = NEVER
    weights[kept] = total
    near[kept] = near[:, kept] = mean
    near[gone] = near[:, gone] = NEVER
