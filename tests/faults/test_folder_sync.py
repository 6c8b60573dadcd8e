"""A disk that does not confirm folders: what is stored is told as stored, and stored once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from capture.jobs import unsent as lines
from data.errors import ProjectLocked
from data.store import Project, notes, unsent
from tests import ROOT
from tests.faults.folder_sync import unconfirmed_folders
from tests.unit.stores import new_project, with_session

NOTES = 20
VERB = """
from tests.faults.folder_sync import unconfirmed
calls = []
unconfirmed(calls)
from capture.cli.main import run
code = run({arguments!r})
assert calls, "no folder was to be synced"
raise SystemExit(code)
"""


def texts(path: Path) -> list[str]:
    with Project.open(path) as project:
        assert project.check().ok
        return [note.text for note in notes.all(project)]


def test_what_is_stored_is_told_as_stored(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        session = with_session(project)
        assert project.caution() == ""
        acknowledged = []
        with unconfirmed_folders() as refused:
            for number in range(NOTES):
                with project.change(f"Note {number}") as change:
                    notes.add(change, session=session.id, text=f"note {number}")
                acknowledged.append(f"note {number}")
            lines.keep(project, "line", "half a wo", 9, None)
            assert [one.text for one in unsent.unsent(project)] == ["half a wo"]
            undone = project.undo()
            assert undone is not None
            assert undone.label == f"Note {NOTES - 1}"
            acknowledged.pop()
        assert len(refused) >= NOTES, "each commit had its folder refused"
        assert "did not confirm the folder" in project.caution()
        path = project.path
    assert texts(path) == acknowledged
    print(f"{NOTES + 2} refused syncs, {len(acknowledged)} notes acknowledged, 0 lost, 0 twice")


def test_a_project_is_made_there(tmp_path: Path) -> None:
    with unconfirmed_folders() as refused, new_project(tmp_path) as project:
        assert refused
        assert project.check().ok


def test_a_change_that_was_really_refused_is_not_taken_for_stored(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        session = with_session(project)
        reader = Project.open(project.path, read_only=True, wait=0.05)
        project.connection.execute("PRAGMA busy_timeout = 50")

        def store() -> None:
            with project.change("Note") as change:
                notes.add(change, session=session.id, text="never")

        with unconfirmed_folders(), reader.reading() as reading:
            reading.rows("SELECT * FROM note")  # a reader in mid-read: the commit must wait for it
            with pytest.raises(ProjectLocked):
                store()
        reader.close()
        assert notes.all(project) == ()
        assert project.caution() == ""


def test_the_command_line_says_it_and_ends_well(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        path = project.path
    arguments = ["-s", str(path), "log", "phones ring"]
    done = subprocess.run(
        [sys.executable, "-c", VERB.format(arguments=arguments)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Stored, but the disk did not confirm the folder" in done.stderr
    assert "not stored" not in done.stderr
    assert texts(path) == ["phones ring"]
