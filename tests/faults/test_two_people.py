"""Two processes on one project: nothing is lost, each one's undo takes back only their own."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

from data.errors import UndoRefused
from data.store import Project, notes
from data.store.authors import use_author
from tests import ROOT
from tests.owning import wrongly_taken
from tests.unit.stores import new_project, with_notes

TURNS = 80


def test_two_people_log_tag_merge_and_take_back_at_once(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        path = project.path
        with_notes(project, "shared 1", "shared 2", "shared 3")
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
        assert len({text for text in texts if text.startswith("shared")}) == 3
        assert wrongly_taken(project) == []
        undone = [one for one in project.history(None) if one.label.startswith("Undo: ")]
        assert {one.author for one in undone} == {"Ann", "Ben"}
        # Whoever goes on afterwards still takes back only what is theirs and on top.
        for name in ("Ann", "Ben", "Ann", "Ben"):
            take_back_all_that_goes(project, name)
        assert wrongly_taken(project) == []
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


def take_back_all_that_goes(project: Project, name: str) -> None:
    use_author(name)
    try:
        while project.undo() is not None:
            pass
    except UndoRefused:
        return  # the other has built on it, as they may
    finally:
        use_author("")
