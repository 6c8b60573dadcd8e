"""Telling near-linear work from quadratic work, without a clock's word for what is fast."""

from __future__ import annotations

import time
from collections.abc import Callable

TIMES = 10
MOST = 4.0


def assert_near_linear(act: Callable[[int], object], size: int) -> None:
    """Fail where ten times the input costs far more than ten times the work.

    ``act`` does the work for an input of some size.  Both sizes are measured in one run, in
    processor time, the best of three; quadratic work would cost a hundred times as much.
    """
    small, large = _cost(act, size // TIMES), _cost(act, size)
    assert large <= TIMES * MOST * max(small, 0.0005), f"{large / small:.0f} times the work"


def _cost(act: Callable[[int], object], size: int) -> float:
    costs = []
    for _ in range(3):
        start = time.process_time()
        act(size)
        costs.append(time.process_time() - start)
    return min(costs)
