"""How grouping grows: seconds and memory after encoding, from 300 notes to 100,000.

Vectors are made up (a few hundred themes with noise), so that nothing is encoded; each size runs in
a process of its own, whose peak memory is read.  Beyond 10,000 notes a core is grouped and the rest
join: what that loses against grouping all is measured where both can be done.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import subprocess
import sys
import time

import numpy as np

SIZES = (300, 1_000, 3_000, 10_000, 30_000, 100_000)
MOST_GIGABYTES = 1.5
NEAR_LINEAR = 1.35
"""Seconds a note at 100,000 against 30,000 notes."""

_THEMES = 400
_NOISE = 0.9


def made_up(notes: int) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Return texts, unit rows and true themes."""
    chance = np.random.default_rng(7)
    themes = chance.standard_normal((_THEMES, 384)).astype(np.float32)
    themes /= np.linalg.norm(themes, axis=1, keepdims=True)
    weight = 1 / np.arange(1, _THEMES + 1) ** 0.8
    truth = chance.choice(_THEMES, notes, p=weight / weight.sum())
    rows = themes[truth]
    noise = chance.standard_normal((notes, 384)).astype(np.float32)
    noise *= _NOISE / np.linalg.norm(noise, axis=1, keepdims=True)
    rows = rows + noise
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    texts = [f"remark {number} of theme {theme}" for number, theme in enumerate(truth)]
    return texts, rows, truth


def one(notes: int, dense: int | None) -> None:
    """Group so many notes and print seconds, peak memory and AMI as JSON."""
    import resource

    from sklearn.metrics import adjusted_mutual_info_score

    from synthesis.grouping import group

    if dense is not None:
        group.DENSE = dense
    texts, rows, truth = made_up(notes)
    start = time.perf_counter()
    where = group.places(texts, rows, spelling=False)
    found = group.partition(where, group.FINE_CUT)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024
    ami = float(adjusted_mutual_info_score(truth, found))
    print(json.dumps({"seconds": seconds, "gigabytes": peak, "ami": ami}))


def run(notes: int, dense: int | None = None) -> dict[str, float]:
    """Run one size in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.bench_growth", "--one", str(notes)]
    if dense is not None:
        command += ["--dense", str(dense)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> bool:
    """Run it; True where the goals are met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", type=int)
    parser.add_argument("--dense", type=int)
    parser.add_argument("--most", type=int, default=SIZES[-1])
    options = parser.parse_args()
    if options.one:
        one(options.one, options.dense)
        return True
    if importlib.util.find_spec("sklearn") is None:
        print("left out: scikit-learn is not installed (extra 'bench')")
        return True
    print("  notes    seconds   µs a note   peak memory")
    found = {}
    for notes in (size for size in SIZES if size <= options.most):
        found[notes] = run(notes)
        seconds, peak = found[notes]["seconds"], found[notes]["gigabytes"]
        each = seconds / notes * 1e6
        print(f"{notes:7,}  {seconds:9.2f}  {each:10.0f}   {peak:8.2f} GB", flush=True)
    whole, core = run(8_000), run(8_000, dense=4_000)
    print(f"8,000 grouped whole: AMI {whole['ami']:.3f}; a core of 4,000 and the rest joined: "
          f"{core['ami']:.3f}")  # fmt: skip
    good = all(one["gigabytes"] <= MOST_GIGABYTES for one in found.values())
    if 100_000 in found:
        growth = (found[100_000]["seconds"] / 100_000) / (found[30_000]["seconds"] / 30_000)
        met = growth <= NEAR_LINEAR
        print(f"a note at 100,000 costs {growth:.2f} x one at 30,000: {'met' if met else 'MISSED'}")
        good = good and met
    return good


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
