"""What people have decided about notes, as it binds the grouping: exactly, or not at all.

Notes that must be together, and the notes of a fixed group, are one block from the start; notes
that may never be together, and fixed groups among themselves, keep their blocks apart for good.
Decisions that contradict each other are named, both, and nothing is grouped: dropping one silently
would make every other decision worthless.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from synthesis.linkage import joined

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
    beside: dict[int, list[int]] = {}
    for a, b in together:
        beside.setdefault(a, []).append(b)
        beside.setdefault(b, []).append(a)
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
