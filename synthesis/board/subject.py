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


class Subjects:
    """The notes of a project by what they are about.

    That is the likeness of the encoder's rows, less what all notes share, and more for the same
    stage.  Company, which pulls remarks of a small project towards their neighbours, serves groups;
    what two claims are about is told better by their own words.
    """

    def __init__(self, ground: Ground) -> None:
        """Place the notes; each different text counts once in what they share."""
        rows = ground.placed[0]
        first = {key: at for at, key in reversed(list(enumerate(ground.where.keys)))}
        middle = rows[sorted(first.values())].mean(axis=0, dtype=np.float64) if first else 0.0
        self._rows = unit(rows.astype(np.float64) - middle)
        homes = [ground.home(note) for note in ground.notes]
        number = {home: at for at, home in enumerate(dict.fromkeys(homes))}
        self._stage = np.array([-1 if home is None else number[home] for home in homes], np.intp)

    def about(self, some: Sequence[int], others: Sequence[int]) -> NDArray[np.float64]:
        """Return how far notes are about the same thing as others, by position; (some, others)."""
        mine, theirs = list(some), list(others)
        stage = self._stage[mine][:, None]
        same = (stage == self._stage[theirs]) & (stage >= 0)
        near: NDArray[np.float64] = self._rows[mine] @ self._rows[theirs].T + SAME_STAGE * same
        return np.round(near, DIGITS)

    def near(self, one: int, other: int) -> float:
        """Return how far two notes are about the same thing."""
        return float(self.about([one], [other])[0, 0])
