"""From 2,000 notes to a map: cold, and with vectors kept.

Cold is held against what cannot be spared: encoding the same notes and the same number of title
candidates.  Warm is held against importing the two libraries that any such tool needs.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.timing import command, interleaved, report

NOTES = 2_000
STAGES = 6
_WHO = [
    "the clerk",
    "my neighbour",
    "the nurse",
    "somebody",
    "the driver",
    "the office",
    "an engineer",
    "the bank",
]
_DID = [
    "lost the form",
    "rang back late",
    "did not know the answer",
    "sent the wrong letter",
    "asked for the card twice",
    "was very kind",
    "explained it again",
    "kept us waiting",
    "closed early",
    "forgot the appointment",
]
_WHEN = [
    "on Monday",
    "after an hour",
    "before the visit",
    "twice this month",
    "at the desk",
    "on the phone",
    "by mail",
    "without a reason",
    "when it mattered",
    "in the end",
]


def texts(count: int, seed: int = 0) -> list[str]:
    """Return different made-up remarks of ordinary length; the same for the same seed."""
    chance = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < count:
        words = f"{chance.choice(_WHO)} {chance.choice(_DID)} {chance.choice(_WHEN)}"
        found[f"{words} and {chance.choice(_WHO)} {chance.choice(_DID)}"] = None
    return list(found)


def _fill(path: Path) -> None:
    """Make a project with the notes, spread over the stages, half of them pain points."""
    from datetime import UTC, datetime, timedelta

    from capture.jobs import projects
    from data.records import Kind, SessionKind
    from data.store import notes, sessions

    start = datetime(2026, 3, 2, 9, tzinfo=UTC)
    with projects.create(path) as project, project.change("Fill") as change:
        stages = project.snapshot().stages[:STAGES]
        session = sessions.add(change, "Long", SessionKind.STAFF_MEETING, started_at=start)
        for number, text in enumerate(texts(NOTES)):
            notes.add(
                change,
                session=session.id,
                text=text,
                at=start + timedelta(seconds=number),
                kind=Kind.PAIN if number % 2 else None,
                stage=stages[number % len(stages)].id,
            )


def _map(path: Path) -> tuple[float, int]:
    """Synthesise and render; return the seconds, and how many notes were encoded."""
    from capture.jobs import drafts, maps, outputs
    from data.store import Project

    start = time.perf_counter()
    with Project.open(path) as project:
        with project.cache() as cache:
            cache.set_meta("drafted from", None)  # or it would see that nothing has changed
        drafted = drafts.synthesise(project)
        outputs.render(maps.build_map(project, ""), "html")
    return time.perf_counter() - start, drafted.encoded


def main() -> bool:
    """Run it; True where every goal is met."""
    from synthesis.grouping.encode import Vectors

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        Vectors().of(["warm the model up"])
        cold, floor = [], []
        for turn in range(3):
            path = folder / f"cold{turn}.sayso"
            _fill(path)
            seconds, encoded = _map(path)
            sample = texts(encoded)
            start = time.perf_counter()
            Vectors().of(sample)
            floor.append(time.perf_counter() - start)
            cold.append(seconds)
        ratio = sorted(cold)[1] / sorted(floor)[1]
        print(f"\n{NOTES} notes, cold: {encoded} notes encoded")
        print(f"  to the map {sorted(cold)[1]:.2f} s, encoding alone {sorted(floor)[1]:.2f} s")
        good = ratio <= 1.2
        print(f"  ratio {ratio:.2f} x, goal at most 1.2 x: {'met' if good else 'MISSED'}")

        path = folder / "cold0.sayso"
        env = {**os.environ, "SAYSO_HOME": name}
        again = (
            "import sys\nfrom pathlib import Path\nfrom tests.benchmarks.bench_cold import _map\n"
            f"assert _map(Path({str(path)!r}))[1] == 0"
        )
        times = interleaved(
            {
                "2,000 notes to the map, vectors kept": command(
                    sys.executable, "-c", again, env=env
                ),
                "import numpy, onnxruntime": command(
                    sys.executable, "-c", "import numpy, onnxruntime"
                ),
            },
            7,
        )
        goal = ("2,000 notes to the map, vectors kept", "import numpy, onnxruntime", 8.0)
        return report("With vectors kept", times, [goal]) and good


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
