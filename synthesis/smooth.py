"""A smooth line through given points that never rises above or falls below what was given."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise


class Smooth:
    """A monotone cubic curve (Fritsch and Carlson): between two points it stays between them.

    ``xs`` rise strictly and there is at least one; left and right of them the curve is level.
    """

    __slots__ = ("_slopes", "_xs", "_ys")

    def __init__(self, xs: Sequence[float], ys: Sequence[float]) -> None:
        self._xs, self._ys = tuple(xs), tuple(ys)
        steps = [(y1 - y0) / (x1 - x0) for (x0, y0), (x1, y1) in pairwise(zip(xs, ys, strict=True))]
        self._slopes = slopes(steps)

    def __call__(self, x: float) -> float:
        """Return the height of the curve at ``x``."""
        xs, ys = self._xs, self._ys
        at = bisect_right(xs, x) - 1
        if at < 0:
            return ys[0]
        if at >= len(xs) - 1:
            return ys[-1]
        wide = xs[at + 1] - xs[at]
        t = (x - xs[at]) / wide
        low, high = sorted((ys[at], ys[at + 1]))
        height = (
            (1 + 2 * t) * (1 - t) ** 2 * ys[at]
            + t * (1 - t) ** 2 * wide * self._slopes[at]
            + t * t * (3 - 2 * t) * ys[at + 1]
            + t * t * (t - 1) * wide * self._slopes[at + 1]
        )
        return min(high, max(low, height))


def slopes(steps: Sequence[float]) -> tuple[float, ...]:
    """Return the slope at each point, between whose neighbours the line rises by ``steps``.

    They are so small that no piece of the curve turns back.
    """
    if not steps:
        return (0.0,)
    found = [steps[0]]
    found += [0.0 if a * b <= 0 else 2 * a * b / (a + b) for a, b in pairwise(steps)]
    found.append(steps[-1])
    return tuple(found)
