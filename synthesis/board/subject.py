"""How far two remarks are about the same thing, whatever they say of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from synthesis.board.nearby import SAME_STAGE
from synthesis.grouping.likeness import DIGITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from synthesis.board.ground import Ground


def about(ground: Ground, some: Sequence[int], others: Sequence[int]) -> NDArray[np.float64]:
    """Return how far notes are about the same thing as others, by position; (some, others).

    That is how alike they are by their own words, and more for the same stage.  Company, which
    pulls remarks of a small project towards their neighbours, serves groups alone.
    """
    where = ground.where.alone
    homes = [[ground.home(ground.notes[at]) for at in notes] for notes in (some, others)]
    number = {home: at for at, home in enumerate(dict.fromkeys([*homes[0], *homes[1]]))}
    mine, theirs = (
        np.array([-1 if home is None else number[home] for home in here], dtype=np.intp)
        for here in homes
    )
    same = (mine[:, None] == theirs) & (mine[:, None] >= 0)
    near: NDArray[np.float64] = np.round(
        where.of(some) @ where.of(others).T + SAME_STAGE * same, DIGITS
    )
    return near


def nearness(ground: Ground, one: int, other: int) -> float:
    """Return how far two notes are about the same thing."""
    return float(about(ground, [one], [other])[0, 0])
