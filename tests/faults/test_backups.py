"""Backups and going back to one, when the disk or the process fails: for real, not by mocks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from data.errors import BackupFailed, RestoreRefused
from data.store import Project, notes
from data.store.backup_names import kept
from data.store.backups import look_into, make
from data.store.restoring import restore
from tests import ROOT
from tests.faults.test_store_faults import needs_mount, small_disk
from tests.unit.stores import listing, new_project, with_notes

CASES = ("restore", "restore-damaged", "restore-nothing", "restore-crashed", "restore-stale")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a project of three notes, of which its backup holds two."""
    with new_project(tmp_path) as project:
        with_notes(project, "phones ring out", "the form is long")
    path = tmp_path / "claims.sayso"
    make(path, "opened")
    with Project.open(path) as project:
        with_notes(project, "since then")
    return path


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()
    }


@pytest.mark.parametrize("how", ["kill", "refuse"])
@pytest.mark.parametrize("act", ["backup", "migrate", *CASES])
def test_cut_short_at_every_step_it_is_old_or_new_and_nothing_is_lost(
    tmp_path: Path, act: str, how: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.cut_short", act, how, str(tmp_path)],
        check=False, capture_output=True, text=True, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    print(done.stdout)
    assert "lost 0" in done.stdout
    tried = int(done.stdout.partition("tried ")[2].partition(",")[0])
    assert tried > 10, "there are as many operations"


@pytest.mark.parametrize("act", ["backup", "restore"])
def test_with_little_room_all_stays_as_it_was(path: Path, act: str) -> None:
    """A file that may grow to this size, and to the next."""
    before, size = contents(path.parent), path.stat().st_size
    refused = 0
    for step in range(21):
        most = size * step // 16
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.limited", str(path), act, str(most)],
            check=True, capture_output=True, text=True, cwd=ROOT,
        )  # fmt: skip
        if done.stdout == "ok\n":
            break
        refused += 1
        name, _, told = done.stdout.partition(": ")
        assert name == ("BackupFailed" if act == "backup" else "RestoreRefused"), done.stdout
        assert "as it was" in told
        assert contents(path.parent) == before, most
    else:
        raise AssertionError("it never got through")
    print(f"{act}: tried {refused + 1}, refused {refused}, lost 0")
    assert refused > 10
    assert all(one.is_set_aside or look_into(one).sound for one in kept(path))
    assert set(before.values()) <= set(contents(path.parent).values())


@needs_mount
def test_on_a_full_disk_no_backup_is_made_and_notes_go_on(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        with new_project(disk) as project:
            with_notes(project, "phones ring out")
        path = disk / "claims.sayso"
        (disk / "film").write_bytes(bytes(300_000))
        before = listing(disk)
        with pytest.raises(BackupFailed, match=r"no room left|the disk refused"):
            make(path, "regular")
        assert listing(disk) == before
        with Project.open(path) as project:
            with_notes(project, "stored all the same")
            assert project.check().ok
        (disk / "film").unlink()
        assert make(path, "regular") is not None


@needs_mount
def test_on_a_full_disk_nothing_is_exchanged(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        with new_project(disk) as project:
            with_notes(project, "phones ring out")
        path = disk / "claims.sayso"
        make(path, "opened")
        before = contents(disk)
        with pytest.raises(RestoreRefused, match="No space left"):
            restore(path, look_into(kept(path)[0]))
        assert contents(disk) == before


AS_SOMEBODY_ELSE = """
import os, sys
from pathlib import Path
import sqlite3, data.store.check, data.store.cache, data.store.restoring, sqlite_utils
from data.errors import SaysoError
from data.store import Project, backups
from data.store.backup_names import kept
from data.store.restoring import restore
from tests.unit.stores import with_notes
if os.geteuid() == 0:  # with everything loaded, since others may not read the interpreter
    os.setgid(65534); os.setuid(65534)
path = Path(sys.argv[1])
for act in (
    lambda: backups.make(path, "regular"),
    lambda: restore(path, backups.look_into(kept(path)[0])),
):
    try:
        act()
        print("done")
    except SaysoError as error:
        print(type(error).__name__, error)
"""


def test_without_permission_it_is_said_and_nothing_is_touched() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with new_project(folder) as project:
            with_notes(project, "phones ring out")
        path = folder / "claims.sayso"
        made = make(path, "opened")
        assert made is not None
        with Project.open(path) as project:
            with_notes(project, "since then")
        for one in (path, made.path):
            one.chmod(0o444)
        for one in (folder, made.path.parent):
            one.chmod(0o555)
        before = contents(folder)
        try:
            done = subprocess.run(
                [sys.executable, "-c", AS_SOMEBODY_ELSE, str(path)],
                check=False, capture_output=True, text=True, cwd=ROOT,
            )  # fmt: skip
            assert done.returncode == 0, done.stderr
            made_told, restored_told = done.stdout.splitlines()
            assert made_told.startswith("BackupFailed No backup")
            assert "cannot be written to" in made_told
            assert restored_told.startswith("RestoreRefused")
            assert contents(folder) == before
        finally:
            for one in (folder, made.path.parent):
                one.chmod(0o755)


def test_twenty_five_kills_at_any_moment_of_a_backup(path: Path) -> None:
    """Not between operations but wherever it is: in the middle of SQLite's own writing, too."""
    with Project.open(path) as project:
        with_notes(project, *(f"note {number} " + "long " * 60 for number in range(3_000)))
    before = path.read_bytes()
    script = (
        "import sys; from pathlib import Path; from data.store.backups import make\n"
        "print('begun', flush=True); make(Path(sys.argv[1]), 'regular'); print('ended', flush=True)"
    )
    killed = 0
    for turn in range(25):
        shutil.rmtree(path.parent / "claims.sayso-backups", ignore_errors=True)
        writer = subprocess.Popen(
            [sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        assert writer.stdout is not None
        writer.stdout.readline()
        for _ in range(turn * 80_000):
            pass
        killed += writer.poll() is None
        writer.kill()
        writer.communicate()
        assert path.read_bytes() == before
        assert all(look_into(one).sound for one in kept(path))
    print(f"tried 25, killed in the middle {killed}, unsound 0")
    assert killed
    for one in path.parent.rglob(".sayso-*"):
        os.utime(one, (0, 0))
    with Project.open(path) as project:
        assert len(notes.all(project)) == 3_003
    make(path, "opened")
