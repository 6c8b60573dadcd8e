"""Two processes on one project: nothing is lost, and each one's undo takes back only their own."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

from data.store import Project, notes
from data.store.dump import entity_dump
from tests.unit.stores import new_project

ROOT = Path(__file__).parent.parent.parent
TURNS = 80


def test_two_people_log_tag_and_take_back_at_once(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        path = project.path
        empty = entity_dump(project.connection)
    seed = random.randrange(1_000_000)
    print("seed", seed)
    people = {
        name: subprocess.Popen(
            [sys.executable, "-m", "tests.faults.busy_person", str(path), name, str(TURNS),
             str(seed + at)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        )
        for at, name in enumerate(("Ann", "Ben"))
    }  # fmt: skip
    said = {}
    for name, process in people.items():
        out, error = process.communicate(timeout=120)
        assert process.returncode == 0, error
        said[name] = out.splitlines()
        assert any(line.startswith("logged") for line in said[name])
    with Project.open(path) as project:
        report = project.check()
        assert report.ok, report.problems
        texts = {note.text for note in notes.all(project)}
        for name, lines in said.items():
            assert {text for text in texts if text.startswith(name)} == standing(name, lines)
        # Everything can be taken back again, each by who did it; only the meeting stays, which
        # one of them made and the other used.
        take_everything_back(project)
        left = entity_dump(project.connection).splitlines()
        assert [line for line in left if not line.startswith("session ")] == empty.splitlines()
        assert project.check().ok


def standing(name: str, lines: list[str]) -> set[str]:
    """Return the notes that somebody's own acts leave: logged, not taken back, or made again."""
    found: set[str] = set()
    for line in lines:
        act, _, rest = line.partition(" ")
        if act == "logged":
            found.add(f"{name} {rest}")
        elif act in ("undo", "redo") and " logs " in rest:
            text = rest.replace(" logs ", " ")
            found = found - {text} if act == "undo" else found | {text}
    return found


def take_everything_back(project: Project) -> None:
    from data.store import authors

    try:
        for name in ("Ann", "Ben"):
            authors.use(name)
            while project.undo() is not None:
                pass
    finally:
        authors.use("")
