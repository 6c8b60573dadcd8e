"""How far two remarks are about the same thing, whatever they say of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from synthesis.board.nearby import SAME_STAGE
from synthesis.grouping.likeness import DIGITS, unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from synthesis.board.ground import Ground


def about(ground: Ground, some: Sequence[int], others: Sequence[int]) -> NDArray[np.float64]:
    """Return how far notes are about the same thing as others, by position; shape (some, others).

    The likeness of the encoder's rows, less what all notes of the project share, and more for the
    same stage.  Company, which pulls remarks of a small project towards their neighbours, serves
    groups; what two claims are about is told better by their own words.
    """
    rows = ground.placed[0]
    first = {key: at for at, key in reversed(list(enumerate(ground.where.keys)))}
    middle = rows[sorted(first.values())].mean(axis=0, dtype=np.float64)
    mine, theirs = (unit(rows[list(notes)].astype(np.float64) - middle) for notes in (some, others))
    stages = [[ground.home(ground.notes[at]) for at in notes] for notes in (some, others)]
    same = np.array([[a is not None and a == b for b in stages[1]] for a in stages[0]], dtype=bool)
    return np.round(mine @ theirs.T + SAME_STAGE * same.reshape(len(some), len(others)), DIGITS)
