"""Timing that holds on a noisy machine: everything in one run, turn by turn, told as ratios."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

# What is timed runs from bytecode, as an installed program does; else the processes that are
# started here would compile sayso anew each time, but not the libraries that it is held against.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


@dataclass(frozen=True, slots=True)
class Timed:
    """The seconds that each turn of one contender took."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The median, in seconds."""
        return statistics.median(self.seconds)

    @property
    def p95(self) -> float:
        """The 95th percentile, in seconds."""
        return sorted(self.seconds)[min(len(self.seconds) - 1, int(0.95 * len(self.seconds)))]


def interleaved(
    contenders: Mapping[str, Callable[[], object]], turns: int, *, rest: float = 0.0
) -> dict[str, Timed]:
    """Let every contender have its turn, again and again; one unmeasured turn warms up.

    Before each turn comes a ``rest`` of so many seconds, which is not counted.
    """
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for turn in range(turns + 1):
        for name, act in contenders.items():
            time.sleep(rest)
            start = time.perf_counter()
            act()
            if turn:
                seconds[name].append(time.perf_counter() - start)
    return {name: Timed(tuple(values)) for name, values in seconds.items()}


def command(*argv: str, env: Mapping[str, str] | None = None) -> Callable[[], object]:
    """Return a turn that runs a command, its output kept away; it must succeed."""

    def turn() -> object:
        return subprocess.run(
            argv, check=True, capture_output=True, stdin=subprocess.DEVNULL, env=env
        )

    return turn


def report(title: str, times: Mapping[str, Timed], goals: Sequence[tuple[str, str, float]]) -> bool:
    """Print medians and ratios; a goal is (contender, peer, most that the ratio may be).

    Returns True where every goal is met.
    """
    print(f"\n{title}")
    for name, timed in times.items():
        print(f"  {name:44s} median {timed.median * 1000:9.1f} ms   p95 {timed.p95 * 1000:9.1f} ms")
    met = True
    for name, peer, most in goals:
        ratio = times[name].median / times[peer].median
        tail = times[name].p95 / times[peer].p95
        good = ratio <= most
        met &= good
        print(
            f"  {name} / {peer}: {ratio:.2f} x (p95 {tail:.2f} x), goal at most {most:g} x: "
            f"{'met' if good else 'MISSED'}"
        )
    return met
