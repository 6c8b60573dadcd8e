"""What the app costs whoever types: its line beside a bare editor, its start beside nothing.

Keys go into a real pty and are timed until the character comes back painted; the project holds ten
thousand notes.  The loop that paints is watched while notes are stored, modes change and the log
scrolls: nothing may hold it for 50 ms.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.benchmarks.timing import Timed, interleaved, report
from tests.tui.terminal import Terminal

NOTES = 10_000
KEYS = 100  # a letter of its own each
STARTS = 10
HELD_AT_MOST = 0.050
ROUNDS = 3
# Textual paints sixty times a second.  A key that comes sooner after the last waits for its frame,
# whoever paints it: without a rest one contender would always wait and the other never.
BETWEEN_KEYS = 0.03

_SETTLING = 25  # turns that are not counted: caches fill

_BARE = (
    sys.executable,
    "-c",
    "from textual.app import App\n"
    "from textual.widgets import TextArea\n"
    "class Bare(App):\n"
    "    def compose(self):\n"
    "        yield TextArea()\n"
    "Bare().run()\n",
)
_EMPTY = (
    sys.executable,
    "-c",
    "from textual.app import App\n"
    "from textual.widgets import Static\n"
    "class Empty(App):\n"
    "    def compose(self):\n"
    "        yield Static('painted')\n"
    "Empty().run()\n",
)


def make_project(path: Path) -> None:
    """Make a project with ten thousand tagged notes of two people."""
    from capture.jobs.projects import create
    from data.records import Attribution, Emotion, Kind, SessionKind
    from data.store import notes, sessions
    from data.store.lists import participants

    began = datetime.now(UTC) - timedelta(hours=3)
    with create(path) as project:
        with project.change("Fill") as change:
            session = sessions.add(change, "Long", SessionKind.STAFF_MEETING, started_at=began)
            people = [participants.add(change, name, team="desk").id for name in ("Maria", "Jon")]
            for one in people:
                sessions.join(change, session.id, one)
            for number in range(NOTES):
                notes.add(
                    change,
                    session=session.id,
                    text=f"remark {number}: phones ring out all morning and nobody picks up",
                    at=began + timedelta(seconds=number),
                    kind=Kind.PAIN,
                    emotion=Emotion.LOW,
                    participants=[Attribution(people[number % 2])],
                )
        _keep_vectors(project)


def _keep_vectors(project: object) -> None:
    """Keep a vector for every note, as a project has them after its map was drafted once."""
    import numpy as np

    from data.store import Project, notes
    from data.text import fingerprint
    from synthesis.grouping.encode import WIDTH, default_encoder, pack

    assert isinstance(project, Project)
    draw = np.random.default_rng(1)
    with project.cache() as cache:
        kept = {}
        for _, text in notes.remarks(project):
            row = draw.standard_normal(WIDTH).astype(np.float32)
            kept[fingerprint(text)] = pack(row / np.linalg.norm(row))
        cache.keep_vectors(default_encoder().id, kept)


def keys(path: Path, home: Path) -> bool:
    """Time a key until its character is painted, at the pace of somebody who types fast."""
    ours = Terminal(path, home, size=(100, 30))
    bare = Terminal(path, home, size=(100, 30), command=_BARE)
    letters = {id(one): iter(range(0x100, 0x100 + KEYS + _SETTLING)) for one in (ours, bare)}

    def press(terminal: Terminal) -> None:
        letter = chr(next(letters[id(terminal)]))
        terminal.forget()
        terminal.type(letter)
        terminal.wait_for(letter.encode())

    try:
        ours.wait_for(b"F2")
        bare.wait_for(b"\x1b[?2004h")
        ours.type("ma:")
        for _ in range(_SETTLING - 1):
            press(ours)
            press(bare)
        times = interleaved(
            {"the line of Capture": lambda: press(ours), "a bare TextArea": lambda: press(bare)},
            KEYS,
            rest=BETWEEN_KEYS,
        )
    finally:
        ours.close()
        bare.close()
    goals = [("the line of Capture", "a bare TextArea", 1.5)]
    return report(f"A key until its character is painted, {NOTES:,} notes", times, goals)


def opening(path: Path, home: Path) -> bool:
    """Time the start of the app until it is painted."""

    def start(command: tuple[str, ...], wanted: bytes) -> Callable[[], None]:
        def turn() -> None:
            with closing(Terminal(path, home, command=command)) as terminal:
                terminal.wait_for(wanted)

        return turn

    times = interleaved(
        {"sayso FILE": start((), b"F2"), "an empty Textual app": start(_EMPTY, b"painted")}, STARTS
    )
    goals = [("sayso FILE", "an empty Textual app", 1.6)]
    return report(f"Opening until the first paint, {NOTES:,} notes", times, goals)


def holding(path: Path) -> bool:
    """Watch the loop while notes are stored, modes change and the log scrolls."""
    # The machine's own noise only adds, and a single hiccup would decide: the calmest round counts.
    rounds = [asyncio.run(_watched(path)) for _ in range(ROUNDS)]
    gaps = min(rounds, key=lambda one: max(one.seconds))
    worst = max(gaps.seconds)
    good = worst <= HELD_AT_MOST
    print("\nThe loop that paints, while storing, changing modes and scrolling")
    print(
        f"  held at most {worst * 1000:.0f} ms (p95 {gaps.p95 * 1000:.1f} ms), goal at most "
        f"{HELD_AT_MOST * 1000:.0f} ms: {'met' if good else 'MISSED'}"
    )
    return good


async def _watched(path: Path) -> Timed:
    from capture.garbage import Garbage
    from capture.widgets.line import Line
    from capture.widgets.log import NoteLog
    from tests.tui.helpers import opened, settled

    gaps: list[float] = []
    watching = True

    async def watch() -> None:
        while watching:
            before = time.perf_counter()
            await asyncio.sleep(0.002)
            gaps.append(time.perf_counter() - before - 0.002)

    async with opened(path, (100, 30)) as pilot:
        for mode in (
            "f6",
            "f7",
            "f8",
            "f5",
        ):  # once unwatched: building a mode is not changing to it
            await pilot.press(mode)
            await settled(pilot)
        Garbage().put_off()  # as the app does in a terminal
        watcher = asyncio.create_task(watch())
        for number in range(15):
            pilot.app.screen.query_one(Line).fill(f"ma: one more remark {number} ,,p- 2")
            await pilot.press("enter")
            await settled(pilot)
            pilot.app.screen.query_one(NoteLog).scroll_page_up(animate=False)
            await pilot.pause()
        for mode in ("f6", "f7", "f8", "f5"):
            await pilot.press(mode)
            await settled(pilot)
        watching = False
        await watcher
    return Timed(tuple(gaps))


def main() -> bool:
    """Run it; True where every goal is met."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "many.sayso"
        make_project(path)
        good = keys(path, folder)
        good &= opening(path, folder)
        return holding(path) and good


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
