"""Run the benchmarks: ``python -m tests.benchmarks [--corpora DIR] [--beliefs DIR] [NAME …]``.

Each prints medians, 95th percentiles and ratios to a peer or a floor of the same run, and exits
with 1 where a goal is missed.  Those that need labelled texts, or projects with known beliefs, say
so and are left out without DIR.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
WITH_CORPORA = ("groups", "peers", "queue", "suggest", "titles")


def names() -> list[str]:
    """Return the benchmarks that there are."""
    return sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))


def main() -> int:
    """Run all, or those named; exit 1 where a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(names()))
    parser.add_argument("--corpora", type=Path, metavar="DIR", help="labelled texts")
    parser.add_argument("--beliefs", type=Path, metavar="DIR", help="projects with known beliefs")
    options = parser.parse_args()
    missed = []
    for name in options.names or names():
        print(f"\n=== {name}", flush=True)
        more = []
        if name in WITH_CORPORA:
            if options.corpora is None or not options.corpora.is_dir():
                print("left out: it needs labelled texts (make bench CORPORA=DIR)")
                continue
            more = [str(options.corpora)]
        if name == "beliefs":
            if options.beliefs is None or not options.beliefs.is_dir():
                print("left out: it needs projects with known beliefs (make bench BELIEFS=DIR)")
                continue
            more = [str(options.beliefs)]
        done = subprocess.run(
            [sys.executable, "-m", f"tests.benchmarks.bench_{name}", *more], check=False
        )
        if done.returncode:
            missed.append(name)
    print(f"\nmissed or failed: {', '.join(missed)}" if missed else "\nno goal was missed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
