"""Texts that are nearly the same, and texts that mean the same, found among many.

Pure: texts or vectors in, pairs of their places out.  Near texts come from blocks (texts that share
a run of letters), so that the work grows with the texts and not with their square; likeness of
meaning is one product of unit vectors, some rows at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NEAR = 0.88
"""Share of letters (0-1) from which two texts are near duplicates."""

SAME_MEANING = 0.86
"""Cosine (0-1) of two vectors from which two texts may mean the same."""

ROWS = 512
"""Vectors that are compared with all others at a time."""

_RUN = 5  # letters of a run that texts are blocked by
_MASKS = 8  # blocks a text is in
_WIDE = 16  # neighbours that a text is compared with in one block
_BATCH = 4000  # texts whose runs are made at a time
_AT_ONCE = 50_000  # pairs that are compared at a time


def near(texts: Sequence[str]) -> Iterator[tuple[int, int, float]]:
    """Return the pairs of places whose texts share at least `NEAR` of their letters, with how much.

    Texts that share the least of their runs of letters, under one of a few orders of all runs, are
    compared: near duplicates nearly always do.
    """
    import numpy as np
    from rapidfuzz.distance import Indel
    from rapidfuzz.process import cpdist

    places = [at for at, text in enumerate(texts) if len(text) >= _RUN]
    if len(places) < 2:
        return
    first, second = _candidates([texts[at] for at in places])
    for start in range(0, len(first), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        left = [texts[places[at]] for at in first[some]]
        right = [texts[places[at]] for at in second[some]]
        likeness = cpdist(
            left, right, scorer=Indel.normalized_similarity, score_cutoff=NEAR, dtype=np.float32
        )
        for at in np.flatnonzero(likeness):
            if numbers(left[at]) == numbers(right[at]):
                a, b = places[first[start + at]], places[second[start + at]]
                yield a, b, float(likeness[at])


def _candidates(texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return pairs of places, the lesser first: near each other in a block, of like length."""
    import numpy as np

    least = np.concatenate(
        [_least_runs(texts[at : at + _BATCH]) for at in range(0, len(texts), _BATCH)]
    )
    lengths = np.array([len(text) for text in texts])
    codes = []
    for mask in range(_MASKS):
        order = np.lexsort((lengths, least[:, mask]))
        for step in range(1, _WIDE):
            shorter, longer = order[:-step], order[step:]
            fits = (least[shorter, mask] == least[longer, mask]) & (
                # No more can be shared than the shorter has; `other` is the longer.
                2 * lengths[shorter] >= NEAR * (lengths[shorter] + lengths[longer])
            )
            pairs = np.sort(np.stack((shorter[fits], longer[fits])), axis=0).astype(np.int64)
            codes.append(pairs[0] * len(texts) + pairs[1])
    together = np.unique(np.concatenate(codes))
    return together // len(texts), together % len(texts)


def numbers(text: str) -> list[str]:
    """Return the numbers in a text: where they differ, so does what is said."""
    return re.findall(r"\d+", text)


def _least_runs(texts: Sequence[str]) -> NDArray[np.uint64]:
    """Return for each text the least of its runs under `_MASKS` orders, shape (texts, masks)."""
    import numpy as np

    letters = [np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4") for text in texts]
    whole = np.concatenate(letters).astype(np.uint64)
    runs = np.zeros(len(whole) - _RUN + 1, np.uint64)
    for at in range(_RUN):
        runs = runs * np.uint64(1_000_003) + whole[at : at + len(runs)]
    # A run over the end of a text belongs to no text: it must never be the least.
    ends = np.cumsum([len(one) for one in letters])
    starts = np.concatenate(([0], ends[:-1]))
    across = np.zeros(len(whole), bool)
    for back in range(1, _RUN):
        across[ends - back] = True
    most = np.uint64(np.iinfo(np.uint64).max)
    least = np.empty((len(texts), _MASKS), np.uint64)
    for mask in range(_MASKS):
        mixed = (
            runs ^ np.uint64(0x9E3779B97F4A7C15 * (mask + 1) & 0xFFFFFFFFFFFFFFFF)
        ) * np.uint64(0xD6E8FEB86659FD93)
        mixed ^= mixed >> np.uint64(32)
        mixed[across[: len(mixed)]] = most
        least[:, mask] = np.minimum.reduceat(mixed, starts)
    return least


def alike_in_meaning(
    rows: Sequence[NDArray[np.float32]],
) -> Iterator[list[tuple[int, int, float]]]:
    """Return pairs of places whose unit vectors are at least `SAME_MEANING` alike, by and by."""
    import numpy as np

    if len(rows) < 2:
        return
    matrix = np.stack(rows)
    for start in range(0, len(matrix), ROWS):
        likeness = matrix[start : start + ROWS] @ matrix[start:].T
        yield [
            (start + int(a), start + int(b), min(1.0, float(likeness[a, b])))
            for a, b in zip(*np.nonzero(likeness >= SAME_MEANING), strict=True)
            if a < b
        ]
