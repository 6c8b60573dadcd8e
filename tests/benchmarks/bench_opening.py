"""What it costs to look at a file before trusting it, at twenty thousand notes.

A verb with all that opening looks at stands against the same verb with nothing looked at but the
header.  A file that something else has touched is looked at page by page, which has no goal of its
own: it happens once, and then not again for a day.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests import ROOT
from tests.benchmarks.bench_notes import make_project
from tests.benchmarks.timing import command, interleaved, report

NOTES = 20_000
TURNS = 25
MOST = 1.15

_RUN = "import sys; from capture.cli.main import run; code = run(sys.argv[1:]); sys.exit(code)"
_BLIND = """
from data import folders
from data.store import health, opening, shape, sidecars
health.look = lambda *_, **__: None
shape.judge = lambda *_: None
opening._settle = lambda _: sidecars.Found()
folders.once = lambda _: ""
"""


def main() -> bool:
    """Run it; True where every goal is met."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "many.sayso"
        make_project(path, NOTES)
        env = {**os.environ, "SAYSO_HOME": name, "PYTHONPATH": str(ROOT)}

        def verb(code: str, *argv: str) -> Callable[[], object]:
            return command(sys.executable, "-c", code, "-s", str(path), *argv, env=env)

        log = ("log", "phones ring out all morning ,,p--")
        looked = verb(_RUN, *log)

        def touched() -> object:
            os.utime(path)
            return looked()

        times = interleaved(
            {
                "log, everything looked at": looked,
                "log, nothing looked at": verb(_BLIND + _RUN, *log),
                "stages, everything looked at": verb(_RUN, "stages"),
                "stages, nothing looked at": verb(_BLIND + _RUN, "stages"),
                "log, after something touched the file": touched,
            },
            TURNS,
        )
    return report(
        f"opening a project of {NOTES:,} notes",
        times,
        [
            ("log, everything looked at", "log, nothing looked at", MOST),
            ("stages, everything looked at", "stages, nothing looked at", MOST),
        ],
    )


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
