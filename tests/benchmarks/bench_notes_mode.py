"""The Notes mode at twenty thousand notes: opening it, moving in it, and the memory it takes.

Opening is from the key to the list with its first note whole, in the real app without a terminal,
beside the same at a thousand notes.  Memory is that of a process of its own that has opened the
mode, gone from end to end, filtered, and found the notes most like one; beside the app on an empty
project.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from textual.app import App
from textual.pilot import Pilot

from capture.app import SaysoApp
from capture.screens.notes.screen import NotesScreen
from capture.widgets.rows import Table
from tests.benchmarks.bench_notes import FEW, MANY, make_project
from tests.benchmarks.timing import Timed, report
from tests.tui.helpers import make_project as make_empty
from tests.tui.helpers import opened, until

TURNS = 7
MOST_TIMES = 1.3
MOST_BYTES = 150e6
MOVES = ("end", "pageup", "pageup", "home", "pagedown", "pagedown", "pagedown", "down")


async def _open(path: Path) -> float:
    """Open the app in Capture and return the seconds from F6 to the first note in Notes."""
    async with opened(path, (120, 36), mode="capture") as pilot:
        return await _go(pilot)


async def _go(pilot: Pilot[None]) -> float:
    """Go to Notes; return the seconds until its first note shows."""
    app = pilot.app
    start = time.perf_counter()
    await app.run_action("app.notes")
    await until(lambda: _shown(app), "a note", 60)
    return time.perf_counter() - start


def _shown(app: App[Any]) -> bool:
    screen = app.screen
    return isinstance(screen, NotesScreen) and bool(screen.query(Table)) and bool(screen.notes.note)


def opening(many: Path, few: Path) -> bool:
    """Time opening; True where the goal is met."""
    turns: dict[str, Callable[[], float]] = {
        "open Notes at 20,000 notes": lambda: asyncio.run(_open(many)),
        "open Notes at 1,000 notes": lambda: asyncio.run(_open(few)),
    }
    seconds: dict[str, list[float]] = {name: [] for name in turns}
    for turn in range(TURNS + 1):
        for name, act in turns.items():
            took = act()
            if turn:
                seconds[name].append(took)
    times = {name: Timed(tuple(values)) for name, values in seconds.items()}
    return report("opening the mode", times, [(*turns, MOST_TIMES)])  # type: ignore[list-item]


async def _use(path: Path, mode: str) -> None:
    async with opened(path, (120, 36), mode="capture") as pilot:
        if mode == "notes":
            await _go(pilot)
            screen = pilot.app.screen
            assert isinstance(screen, NotesScreen)
            for key in MOVES:
                await pilot.press(key)
                await _rest(pilot)
            for typed in ("phone", "phone #find", ""):
                screen.finder.put(typed)
                await _rest(pilot)
            assert screen.notes.rows.count == MANY
        await _rest(pilot)
        print(_resident())


async def _rest(pilot: Pilot[None]) -> None:
    app = pilot.app
    assert isinstance(app, SaysoApp)
    await pilot.pause()
    await until(lambda: not app.gateway.busy, "the gateway rests", 300)
    await pilot.pause()


def _resident() -> int:
    """Bytes of memory that the process holds now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096


def memory(many: Path, empty: Path) -> bool:
    """Compare the memory of two processes; True where the goal is met."""
    found = [
        int(
            subprocess.run(
                [sys.executable, "-m", "tests.benchmarks.bench_notes_mode", str(path), mode],
                check=True,
                stdout=subprocess.PIPE,
                text=True,
            ).stdout.split()[-1]
        )
        for path, mode in ((many, "notes"), (empty, "capture"))
    ]
    more = found[0] - found[1]
    good = more <= MOST_BYTES
    print(
        f"\nmemory: {found[0] / 1e6:.0f} MB, {more / 1e6:.0f} MB above the empty app's "
        f"{found[1] / 1e6:.0f}\n  goal at most {MOST_BYTES / 1e6:g} MB more: "
        f"{'met' if good else 'MISSED'}"
    )
    return good


def _keep_vectors(path: Path) -> None:
    """Keep a vector for every note, as a project has them after its map was drafted once."""
    from data.store import Project
    from tests.benchmarks.bench_app import _keep_vectors

    with Project.open(path) as project:
        _keep_vectors(project)


def main() -> bool:
    """Run both; True where every goal is met."""
    if len(sys.argv) == 3:
        asyncio.run(_use(Path(sys.argv[1]), sys.argv[2]))
        return True
    with tempfile.TemporaryDirectory() as name:
        many, few, empty = (Path(name, f"{one}.sayso") for one in ("many", "few", "empty"))
        make_project(many, MANY)
        make_project(few, FEW)
        for path in (many, few):
            _keep_vectors(path)
        make_empty(empty)
        met = [opening(many, few), memory(many, empty)]
    return all(met)


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
