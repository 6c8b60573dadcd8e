"""The earlier remark that is most like one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SUBJECT_NOTES = 2
"""The mean of n vectors counts n / (n + 2): with few notes it is the notes, not their subject."""

HEARD_AT = 0.42
"""Likeness from which two remarks are said to be one: as in grouping, where it was found."""


def centre(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the mean of unit rows as it is to be taken away: their common subject, in part."""
    if not len(rows):
        return np.zeros(rows.shape[1], dtype=np.float32)
    mean: NDArray[np.float32] = rows.mean(axis=0) * (len(rows) / (len(rows) + SUBJECT_NOTES))
    return mean


def without(rows: NDArray[np.float32], mean: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return rows less a mean, of unit length again."""
    moved = rows - mean
    lengths = np.linalg.norm(moved, axis=-1, keepdims=True)
    scaled: NDArray[np.float32] = moved / np.maximum(lengths, 1e-9)
    return scaled


def most_alike(
    remark: NDArray[np.float32], earlier: NDArray[np.float32]
) -> tuple[int, float] | None:
    """Return the row of the earlier remark that is most like one, and the likeness (-1 to 1)."""
    if not len(earlier):
        return None
    mean = centre(np.concatenate([earlier, remark[None, :]]))
    likeness = without(earlier, mean) @ without(remark, mean)
    best = int(np.argmax(likeness))
    return best, float(likeness[best])


def nearest(rows: NDArray[np.float32], at: int, most: int) -> list[tuple[int, float]]:
    """Return the rows most like the one at ``at``, the likest first, and how like (-1 to 1).

    Likeness is as in `most_alike`, less the subject that all rows share; nothing as large as
    ``rows`` is made on the way.  Of rows that are equally like the first comes first.
    """
    many = min(most, len(rows) - 1)
    if many < 1:
        return []
    mean = centre(rows)
    along = rows @ mean
    lengths = np.sqrt(np.maximum(1.0 - 2.0 * along + float(mean @ mean), 1e-12))
    mine = rows[at] - mean
    likeness = (rows @ mine - float(mean @ mine)) / (lengths * lengths[at])
    likeness = np.round(likeness, 4)
    likeness[at] = -np.inf
    bar = np.partition(likeness, -many)[-many]
    found = [int(one) for one in np.flatnonzero(likeness >= bar)]
    found.sort(key=lambda one: (-float(likeness[one]), one))
    return [(one, float(likeness[one])) for one in found[:many]]
