"""Run the benchmarks: ``python -m tests.benchmarks [--corpora DIR] [NAME …]``.

Each prints medians and 95th percentiles and ratios to a peer or a floor of the same run.  Those
that need the labelled corpora say so and are left out where DIR is not given.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

ALONE = ("cli", "encode", "cold", "memory")
WITH_CORPORA = ("groups", "titles", "staged")


def main() -> int:
    """Run all, or those named; exit 1 where a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(ALONE + WITH_CORPORA))
    parser.add_argument("--corpora", type=Path, metavar="DIR", help="labelled texts")
    options = parser.parse_args()
    wanted = options.names or [*ALONE, *WITH_CORPORA]
    missed = []
    for name in wanted:
        print(f"\n=== {name}", flush=True)
        if name in WITH_CORPORA and (options.corpora is None or not options.corpora.is_dir()):
            print("left out: it needs labelled texts (make bench CORPORA=DIR)")
            continue
        module = import_module(f"tests.benchmarks.bench_{name}")
        run: Callable[..., bool] = module.main
        good = run(options.corpora) if name in WITH_CORPORA else run()
        if not good:
            missed.append(name)
    print(f"\nmissed: {', '.join(missed)}" if missed else "\nevery goal was met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
