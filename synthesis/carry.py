"""Names that outlive a new cut: which of the new groups is which of the old.

Groups are sets of notes.  The pair that overlaps most is the same group, then the next, each group
once; what overlaps too little is new, since a code may never come to mean another thing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from typing import TypeVar

LEAST = 0.2
"""Shared notes over all notes of the two from which a new group is an old one.

A group that splits in three or swallows two of its size is still itself in its largest part.
"""

Place = TypeVar("Place", bound=Hashable)


def carried(
    old: Sequence[tuple[Place, frozenset[str]]],
    new: Sequence[tuple[Place, frozenset[str]]],
) -> dict[int, int]:
    """Return for new groups, by position, the position of the old group that each one is.

    Groups come with the place where they lie (a stage, a kind): all pairs of the same place are
    matched before any pair of different places.  Ties go to the earlier old group, then to the
    earlier new one.
    """
    pairs = []
    holders: dict[str, list[int]] = {}
    for at, (_, notes) in enumerate(old):
        for note in notes:
            holders.setdefault(note, []).append(at)
    for at, (place, notes) in enumerate(new):
        shared = Counter(before for note in notes for before in holders.get(note, ()))
        for before, count in shared.items():
            place_before, notes_before = old[before]
            overlap = count / (len(notes) + len(notes_before) - count)
            if overlap >= LEAST:
                pairs.append((place != place_before, -overlap, before, at))
    found: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, before, at in sorted(pairs):
        if at not in found and before not in taken:
            found[at] = before
            taken.add(before)
    return found
