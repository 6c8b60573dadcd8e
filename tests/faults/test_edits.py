"""Several processes edit the same note: no edit is overwritten by one that had not seen it."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

from data.store import Project, notes
from tests import ROOT
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
