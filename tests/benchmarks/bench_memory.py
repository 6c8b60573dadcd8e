"""``sayso group`` on 20,000 texts: the most memory that it takes."""

from __future__ import annotations

import csv
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.bench_cold import texts

TEXTS = 20_000
MOST = 1.5e9


def main() -> bool:
    """Run it; True where the goal is met."""
    with tempfile.TemporaryDirectory() as name:
        source, target = Path(name, "texts.csv"), Path(name, "groups.csv")
        with source.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["text"])
            writer.writerows([f"{text} ({n})"] for n, text in enumerate(texts(TEXTS)))
        start = time.perf_counter()
        subprocess.run(
            [Path(sys.executable).with_name("sayso"), "group", source, "--column", "text",
             "-o", target],
            check=True,
            env={**os.environ, "SAYSO_HOME": name},
        )  # fmt: skip
        seconds = time.perf_counter() - start
        # The peak of the largest child so far: of this one, since the others are small.
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
        rows = sum(1 for _ in target.open(encoding="utf-8")) - 1
    good = peak <= MOST and rows == TEXTS
    print(f"\n{rows:,} texts grouped in {seconds:.0f} s; at most {peak / 1e9:.2f} GB")
    print(f"  goal at most {MOST / 1e9:g} GB: {'met' if good else 'MISSED'}")
    return good


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
