"""How alike two notes are: the place of each note among the rest of its project.

Three steps, each of them sums and products:

1. **Centre.**  Remarks of one project share a subject, and so a large part of their vectors.  Their
   mean is what they share; taken away, what is left is what tells them apart, and one threshold
   then means the same in every project.  With few notes the mean is as much the notes as their
   subject, so it is taken away only in part (``SUBJECT_NOTES``).
2. **Spell.**  A quarter of the likeness comes from shared letter groups of three and four, weighted
   by rarity: names, product words and abbreviations of which the encoder knows little.
3. **Keep company.**  Each note moves half-way to the weighted mean of its ten nearest.  Two remarks
   on one theme may be far from each other in words and yet have the same neighbours; two that are
   near by chance have not.

The result is a unit vector a note, so that the likeness of two notes is a dot product, and that of
two groups the dot product of their means.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from data.text import normalise

if TYPE_CHECKING:
    from numpy.typing import NDArray


NEIGHBOURS = 10
"""Notes that a note is pulled towards."""

NOTES_A_NEIGHBOUR = 5
"""In a project of fewer than 50 notes, one neighbour for every so many: ten would be everybody."""

PULL = 0.5
"""How far a note moves towards its neighbours' mean: 0 stays, 1 becomes the mean."""

STRANGER = 0.01
"""The weight of a neighbour alike by 0.1: from there on down, company pulls less and less.

Without it the one neighbour of a small project is all of its company, however unlike: two remarks
that have only each other would meet half-way and be the same.  With ten neighbours it is no weight.
"""

SUBJECT_NOTES = 2
"""The mean counts as this many notes less than there are: n / (n + 2) of it is taken away."""

SPELLING = 0.25
"""The part of the likeness that comes from letter groups."""

SPELLING_WIDTH = 512
"""Numbers that letter groups are hashed to; two unlike notes then differ from 0 by about 0.01."""

GROUPS = 1 << 18
"""Numbers that letter groups are hashed to before their rarity is counted."""

READ = 4096
"""Characters of a text whose letter groups count."""

BLOCK = 512
"""Rows compared at a time, which bounds the memory of a comparison with all notes."""

DIGITS = 6
"""Likenesses are rounded to so many decimals before they decide anything.

Sums of products may differ in their last bits with the number of threads or the processor; what is
equal to six decimals is a tie, and a tie is broken by the order of the notes.
"""


CORE = 10_000
"""Notes among which neighbours are looked for; of more, the first so many in canonical order.

That order is by hash, so they are a fair sample, and the work stays linear beyond.
"""

Tick = Callable[[int, int], None]
"""Called with what is done and all there is, now and then; what it raises ends the work."""


def no_tick(done: int, total: int) -> None:
    """Watch nothing."""
    del done, total


def place(
    vectors: NDArray[np.float32],
    texts: Sequence[str],
    tick: Tick = no_tick,
    *,
    company: bool = True,
) -> NDArray[np.float32]:
    """Return the notes' places, unit rows of shape (n, 384 + 512).

    However many notes have a text, it counts once in what all share: six times "the same" must move
    nobody.

    Args:
        vectors: unit rows of the encoder, shape (n, 384), of n different texts in canonical order.
        texts: the n texts; empty where only the vectors are to count.
        tick: called after each block with the notes placed and all; what it raises ends the work.
        company: whether the third step is done; without it a note stands by its own words alone.

    Memory: the result, half a result more, and 10,000 * 512 * 16 bytes for a comparison.
    """
    if len(vectors) == 0:
        return np.empty((0, vectors.shape[1]), dtype=np.float32)
    mean = vectors.sum(axis=0, dtype=np.float64) / (len(vectors) + SUBJECT_NOTES)
    letters = [letter_groups(texts[at : at + BLOCK]) for at in range(0, len(texts), BLOCK)]
    rarity = _rarity(letters, len(texts))

    def stand(start: int) -> NDArray[np.float64]:
        """Return a block of rows as they stand before they are pulled."""
        rows = unit(vectors[start : start + BLOCK].astype(np.float64) - mean)
        if not texts:
            return rows
        spelt = spell(letters[start // BLOCK], rarity, len(rows))
        return np.hstack([math.sqrt(1 - SPELLING) * rows, math.sqrt(SPELLING) * spelt])

    blocks = range(0, len(vectors), BLOCK)
    core = np.vstack([stand(start) for start in blocks if start < CORE])[:CORE]
    count = min(NEIGHBOURS, len(core) // NOTES_A_NEIGHBOUR) if company else 0
    places = np.empty((len(vectors), core.shape[1]), dtype=np.float32)
    for start in blocks:
        known = min(start + BLOCK, len(vectors)) <= len(core)
        rows = core[start : start + BLOCK] if known else stand(start)
        places[start : start + BLOCK] = keep_company(rows, core, count, start)
        tick(min(start + BLOCK, len(vectors)), len(vectors))
    return places


@dataclass(frozen=True, slots=True, eq=False)
class Letters:
    """The letter groups of some texts: text ``row[i]`` holds ``group[i]`` ``count[i]`` times."""

    row: NDArray[np.int32]
    group: NDArray[np.int32]
    count: NDArray[np.int32]


def letter_groups(texts: Sequence[str]) -> Letters:
    """Count each text's groups of three and four bytes, hashed; a text's ends are spaces."""
    spelt = [f" {normalise(text)[:READ].casefold()} ".encode("utf-8", "replace") for text in texts]
    letters = np.frombuffer(b"".join(spelt), dtype=np.uint8).astype(np.uint32)
    owner = np.repeat(np.arange(len(spelt)), [len(some) for some in spelt])
    pairs = []
    for size in (3, 4):
        last = max(0, len(letters) - size + 1)
        code = np.zeros(last, dtype=np.uint32)
        for shift in range(size):
            code |= letters[shift : shift + last] << np.uint32(8 * shift)
        whole = owner[:last] == owner[size - 1 : size - 1 + last]
        pairs.append(owner[:last][whole] * GROUPS + _mix(code[whole]))
    distinct, count = np.unique(np.concatenate(pairs), return_counts=True)
    row, group = np.divmod(distinct, GROUPS)
    return Letters(row.astype(np.int32), group.astype(np.int32), count.astype(np.int32))


def _mix(code: NDArray[np.uint32]) -> NDArray[np.intp]:
    """Return numbers below ``GROUPS`` in which every bit of the code has its say."""
    mixed = code ^ (code >> np.uint32(15))
    for factor in (0x2C1B3C6D, 0x297A2D39):
        mixed = mixed * np.uint32(factor)
        mixed ^= mixed >> np.uint32(14)
    return (mixed % np.uint32(GROUPS)).astype(np.intp)


def _rarity(letters: Sequence[Letters], texts: int) -> NDArray[np.float64]:
    """Return a weight for each letter group, shape (``GROUPS``,): higher, the fewer hold it."""
    holders = np.zeros(GROUPS)
    for some in letters:
        holders += np.bincount(some.group, minlength=GROUPS)
    weight: NDArray[np.float64] = np.log((1 + texts) / (1 + holders)) + 1
    return weight


def spell(letters: Letters, rarity: NDArray[np.float64], texts: int) -> NDArray[np.float64]:
    """Return unit rows of letter groups weighted by rarity; shape (texts, ``SPELLING_WIDTH``).

    Groups share the numbers of a row; a sign, also by hash, lets chance meetings cancel out.
    """
    sign = np.where(letters.group // SPELLING_WIDTH % 2, 1.0, -1.0)
    weight = sign * (1 + np.log(letters.count)) * rarity[letters.group]
    cell = letters.row * SPELLING_WIDTH + letters.group % SPELLING_WIDTH
    flat = np.bincount(cell, weights=weight, minlength=texts * SPELLING_WIDTH)
    return unit(flat.reshape(texts, SPELLING_WIDTH).astype(np.float64))


def keep_company(
    rows: NDArray[np.float64], core: NDArray[np.float64], count: int, start: int
) -> NDArray[np.float64]:
    """Return unit rows pulled half-way to the weighted mean of their nearest; shape (n, d).

    A neighbour weighs its likeness squared, nothing where the likeness is negative; where all of
    them together weigh next to nothing (``STRANGER``), the pull is less.

    Args:
        rows: a block of unit rows, shape (n, d).
        core: the unit rows among which the nearest are looked for.
        count: how many nearest.
        start: the place of the first row in the core; a row is not its own neighbour.
    """
    if count == 0:
        return rows
    near = np.round(rows @ core.T, DIGITS)
    own = np.arange(len(rows))[start + np.arange(len(rows)) < len(core)]
    near[own, start + own] = -1.0
    chosen = nearest(near, count)
    weight = np.clip(np.take_along_axis(near, chosen, axis=1), 0, None) ** 2
    weight /= weight.sum(axis=1, keepdims=True) + STRANGER
    company = np.zeros_like(rows)
    for column, share in zip(chosen.T, weight.T, strict=True):
        company += share[:, None] * core[column]
    return unit((1 - PULL) * rows + PULL * company)


def nearest(likeness: NDArray[np.float64], count: int) -> NDArray[np.intp]:
    """Return the columns of each row's largest values, best first, shape (n, count).

    Ties go to the first column.  Of many columns only those are sorted that can be among the
    largest: as many stretches as are wanted have a peak of ``bar`` or more, so what counts has too.
    """
    rows, columns = likeness.shape
    count = min(count, columns)
    if rows == 0 or count == 0:
        return np.empty((rows, count), dtype=np.intp)
    starts = np.arange(0, columns, max(1, math.isqrt(columns)))
    if len(starts) > count:
        peaks = np.maximum.reduceat(likeness, starts, axis=1)
        bar = np.partition(peaks, len(starts) - count, axis=1)[:, len(starts) - count]
        row, column = np.nonzero(likeness >= bar[:, None] - 10.0**-DIGITS)
    else:
        row, column = (some.ravel() for some in np.indices(likeness.shape))
    whole = np.rint(likeness[row, column] * 10**DIGITS)
    order = np.lexsort((column, -whole, row))
    first = np.searchsorted(row, np.arange(rows))
    best: NDArray[np.intp] = column[order][first[:, None] + np.arange(count)]
    return best


def unit(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the rows scaled to length 1; a row of zeros stays."""
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(length > 1e-12, length, 1)
