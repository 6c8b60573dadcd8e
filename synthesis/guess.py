"""Guessing which of several things (stages, personas) a remark belongs to, and how surely.

Two voices are weighed.  How near a remark is to what a stage says of itself (its description, its
examples, or what its title commonly stands for) is there from the first remark on.  What people
have tagged so far is there later and is the better one: a regularised multinomial regression on the
remarks' places learns from it, begins at the first voice, and learns as well how far to trust it.

A chance of 80 % is meant to be right 8 times in 10.  From `ENOUGH` tagged remarks on, guesses about
held-out ones among them say whether the chances are too bold or too timid, and all are stretched or
flattened by that one number.  The figures below were found on the sample project and checked on
2,400 patients' comments that had no part in finding them; see `tests/benchmarks/bench_suggest.py`.

Deterministic: remarks are taken in the order of their places, not of their arrival.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from data.errors import Cancelled, ShouldStop
from data.text import fingerprint
from synthesis.likeness import BLOCK, place, unit

if TYPE_CHECKING:
    from numpy.typing import NDArray

WIDTH = 384
"""Columns of a place that come from the encoder; those behind them are its spelling."""

SPELT = 5_000
"""Texts up to which their spelling counts too: it helps a little, and doubles the memory."""

SUBJECT_ROWS = 2
"""The mean of n rows counts n / (n + 2): of few rows it is the rows, not their subject."""

TRUST = 10.0
"""What a resemblance of 1 adds to the logarithm of a chance, before anything is tagged."""

FIRMNESS = 0.1
"""How hard it is for tagged remarks to change that trust."""

PENALTY = 0.2
"""On the squares of the learnt weights: against learning single remarks by heart."""

STEPS, TRIAL_STEPS = 120, 80
"""Steps of the descent; for the guesses about held-out remarks fewer will do."""

LEARNT = 2_000
"""Tagged remarks that are learnt from at most: more change little and cost time."""

ENOUGH = 15

RESERVE = 0.1
"""Taken from every chance before anything is tagged, half of it with `ENOUGH` tags, then less.

How people use their stages is not known before they have used them: rather too timid than too bold,
for a bold suggestion is taken unseen.
"""

FOLDS = 5
SHARPNESS = np.exp(np.linspace(-1.0, 1.2, 45))
DOUBT = 5.0
"""How strongly chances stay as they are where few held-out remarks speak for another sharpness."""

_POWERS = 20
_BIAS = 0.3  # the constant column: a stage's share counts, but less than a word of the remark


@dataclass(frozen=True, slots=True, eq=False)
class Judge:
    """What was learnt: ``weights`` (d + 1, k), the trust in resemblance, and the sharpness.

    ``faith`` (0 to 1) is what is left of every chance while few tags bear it out.
    """

    weights: NDArray[np.float64]
    trust: float = TRUST
    sharpness: float = 1.0
    faith: float = 1 - RESERVE

    def chances(
        self,
        places: NDArray[np.float32],
        near: NDArray[np.float64],
        rows: Sequence[int] | None = None,
    ) -> NDArray[np.float64]:
        """Return each option's chance for each remark, shape (n, k); a row adds up to ``faith``.

        Args:
            places: where the remarks stand, shape (n, d).
            near: their `resemblance`, shape (n, k).
            rows: the remarks that are asked about, where not all are.
        """
        wanted = np.arange(len(places)) if rows is None else np.asarray(rows, dtype=np.intp)
        found = np.empty((len(wanted), near.shape[1]))
        for start in range(0, len(wanted), BLOCK):
            some = wanted[start : start + BLOCK]
            scores = self._scores(places[some].astype(np.float64), near[some])
            found[start : start + BLOCK] = _shares(scores * self.sharpness) * self.faith
        return found

    def _scores(
        self, places: NDArray[np.float64], resemblance: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        found: NDArray[np.float64] = _with_bias(places) @ self.weights + self.trust * resemblance
        return found


def places_of(
    vectors: NDArray[np.float32], texts: Sequence[str], cancelled: ShouldStop | None = None
) -> NDArray[np.float32]:
    """Return where remarks stand among each other, a row each; see `synthesis.likeness.place`.

    Args:
        vectors: unit rows of the encoder, shape (n, 384).
        texts: the n remarks; of those that say the same, each counts.
        cancelled: asked now and then; True ends it.

    Raises:
        Cancelled: ``cancelled`` answered True.
    """
    prints = [fingerprint(text) for text in texts]
    distinct = sorted(set(prints))
    row = {one: at for at, one in enumerate(distinct)}
    first = {one: at for at, one in reversed(list(enumerate(prints)))}
    chosen = [first[one] for one in distinct]
    weights = np.bincount([row[one] for one in prints], minlength=len(distinct)).astype(np.float64)
    words = [texts[at] for at in chosen] if len(distinct) <= SPELT else []
    found = place(vectors[chosen], words, weights, cancelled)
    return found[[row[one] for one in prints]]


def resemblance(
    places: NDArray[np.float32], described: Sequence[NDArray[np.float32]]
) -> NDArray[np.float64]:
    """Return how near remarks are to what options say of themselves, shape (n, k).

    Of an option's rows the two nearest count; one that says nothing is near nothing.
    """
    if not any(len(rows) for rows in described):
        return np.zeros((len(places), len(described)))
    whole = np.concatenate(described).astype(np.float64)
    mean = whole.sum(axis=0) / (len(whole) + SUBJECT_ROWS)
    found = np.zeros((len(places), len(described)))
    told = [unit(rows.astype(np.float64) - mean) for rows in described]
    for start in range(0, len(places), BLOCK):
        seen = unit(places[start : start + BLOCK, :WIDTH].astype(np.float64))
        for option, rows in enumerate(told):
            if len(rows):
                near = np.sort(seen @ rows.T, axis=1)
                found[start : start + BLOCK, option] = near[:, -2:].mean(axis=1)
    return found


def learn(
    places: NDArray[np.float32],
    near: NDArray[np.float64],
    chosen: Sequence[int],
    cancelled: ShouldStop | None = None,
) -> Judge:
    """Learn from tagged remarks; none at all leaves resemblance alone to judge.

    Args:
        places: the places of the tagged remarks, shape (n, d).
        near: their `resemblance` to the k options, shape (n, k).
        chosen: the option of each.
        cancelled: asked now and then; True ends it.

    Raises:
        Cancelled: ``cancelled`` answered True.
    """
    options = near.shape[1]
    if not len(chosen):
        return Judge(np.zeros((places.shape[1] + 1, options)))
    order = np.lexsort(places[:, :4].T)
    order = order[:: -(-len(order) // LEARNT)]
    rows, near, truth = places[order].astype(np.float64), near[order], np.asarray(chosen)[order]
    judge = _descend(rows, near, truth, STEPS, cancelled)
    faith = 1 - RESERVE * ENOUGH / (ENOUGH + len(chosen))
    return Judge(judge.weights, judge.trust, _sharpness(rows, near, truth, cancelled), faith)


def _descend(
    rows: NDArray[np.float64],
    near: NDArray[np.float64],
    truth: NDArray[np.intp],
    steps: int,
    cancelled: ShouldStop | None,
) -> Judge:
    """Minimise the regularised loss by accelerated descent with steps of a safe, fixed length."""
    rows = _with_bias(rows)
    target = np.eye(near.shape[1])[truth]
    slope = 0.5 * _stretch(rows) + PENALTY
    # Trust is learnt in a unit in which its slope is that of the weights.
    scale = float(np.sqrt(slope / (0.5 * float((near**2).sum()) + FIRMNESS)))
    weights = ahead = np.zeros((rows.shape[1], near.shape[1]))
    trust = trust_ahead = TRUST / scale
    momentum = 1.0
    for _ in range(steps):
        if cancelled is not None and cancelled():
            raise Cancelled
        miss = _shares(rows @ ahead + near * (trust_ahead * scale)) - target
        pull = float((miss * near).sum()) + FIRMNESS * (trust_ahead * scale - TRUST)
        new = ahead - (rows.T @ miss + PENALTY * ahead) / (2 * slope)
        new_trust = trust_ahead - scale * pull / (2 * slope)
        following = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
        carry = (momentum - 1) / following
        ahead, trust_ahead = new + carry * (new - weights), new_trust + carry * (new_trust - trust)
        weights, trust, momentum = new, new_trust, following
    return Judge(weights, max(0.0, trust * scale))


def _stretch(rows: NDArray[np.float64]) -> float:
    """Return the most by which rows stretch a unit vector, squared and a little more.

    A decomposition would give it exactly, and take longer than all the learning.
    """
    ahead = np.ones(rows.shape[1]) / np.sqrt(rows.shape[1])
    length = 0.0
    for _ in range(_POWERS):
        ahead = rows.T @ (rows @ ahead)
        length = float(np.linalg.norm(ahead))
        ahead /= max(length, 1e-12)
    return 1.1 * length


def _sharpness(
    rows: NDArray[np.float64],
    near: NDArray[np.float64],
    truth: NDArray[np.intp],
    cancelled: ShouldStop | None,
) -> float:
    """Return what to multiply scores by, so that chances come true among held-out remarks."""
    if len(truth) < ENOUGH:
        return 1.0
    scores, asked = [], []
    for fold in range(FOLDS if len(truth) <= 500 else 2):
        held = np.zeros(len(truth), dtype=bool)
        held[fold::FOLDS] = True
        judge = _descend(rows[~held], near[~held], truth[~held], TRIAL_STEPS, cancelled)
        scores.append(judge._scores(rows[held], near[held]))
        asked.append(truth[held])
    said, right = np.concatenate(scores), np.concatenate(asked)
    losses = [_loss(said * one, right) + DOUBT * np.log(one) ** 2 for one in SHARPNESS]
    return float(SHARPNESS[int(np.argmin(losses))])


def _loss(scores: NDArray[np.float64], truth: NDArray[np.intp]) -> float:
    chances = _shares(scores)[np.arange(len(truth)), truth]
    return float(-np.log(np.maximum(chances, 1e-12)).sum())


def _shares(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: NDArray[np.float64] = raised / raised.sum(axis=1, keepdims=True)
    return shares


def _with_bias(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.hstack([rows, np.full((len(rows), 1), _BIAS)])
