"""Several processes edit the same note: no edit is overwritten by one that had not seen it."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from capture.jobs.notes import Place, log
from data.store import Project, notes
from tests import ROOT
from tests.tui.meeting import make_meeting
from tests.unit.stores import new_project, with_notes

EDITORS = ("ann", "ben", "cleo", "dov")
EDITS = 60


def test_four_processes_edit_the_same_note_and_no_acknowledged_edit_is_lost(
    tmp_path: Path,
) -> None:
    with new_project(tmp_path) as project:
        path = project.path
        with_notes(project, "shared")
    seed = random.randrange(1_000_000)
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.faults.busy_editor", str(path), name, str(EDITS),
             str(seed + at)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        )
        for at, name in enumerate(EDITORS)
    ]  # fmt: skip
    said: list[str] = []
    for process in processes:
        out, error = process.communicate(timeout=120)
        assert process.returncode == 0, error
        said += out.splitlines()
    stored = {line.split()[1] for line in said if line.startswith("stored")}
    refused = [line for line in said if line.startswith("refused")]
    with Project.open(path) as project:
        standing = {word for note in notes.all(project) for word in note.text.split()}
        assert project.check().ok
    lost = stored - standing
    print(f"seed {seed}: {len(said)} edits tried, {len(stored)} acknowledged, "
          f"{len(refused)} refused and shown, {len(lost)} lost")  # fmt: skip
    assert len(stored) == len(EDITORS) * EDITS
    assert refused, "nobody met anybody: nothing was tried"
    assert not lost


@pytest.mark.skipif(sys.platform == "win32", reason="no pty on Windows")
def test_two_windows_change_a_note_and_both_versions_are_kept(tmp_path: Path) -> None:
    from tests.tui.terminal import Terminal

    path = make_meeting(tmp_path / "claims.sayso")
    with Project.open(path) as project:
        log(project, "Maria: the phone rings out", Place())
    windows = [Terminal(path, tmp_path / "home") for _ in range(2)]
    try:
        first, second = windows
        for window, more in ((first, " all morning"), (second, " at noon")):
            window.wait_for(b"the phone rings out")
            window.wait_for(b"F2")
            window.type("\x1b[A")
            window.wait_for(b"editing")
            window.type(more)
            window.wait_for(more[-4:].encode())
        first.type("\r")
        first.wait_for(b"Changed")
        second.type("\r")
        second.wait_for(b"Another window changed this note meanwhile")
        assert _texts(path) == ["the phone rings out all morning"]
        second.forget()
        second.type("3")
        second.wait_for(b"Both are kept")
    finally:
        for window in windows:
            window.kill()
    assert sorted(_texts(path)) == [
        "the phone rings out all morning",
        "the phone rings out at noon",
    ]
    print("2 windows, 2 edits of one note: both kept, 0 lost")


def _texts(path: Path) -> list[str]:
    with Project.open(path, read_only=True) as project:
        return [note.text for note in notes.all(project)]
