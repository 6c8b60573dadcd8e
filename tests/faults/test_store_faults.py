"""The project file when the disk, the lock or the process fails: for real, not by mocks."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from data.errors import (
    DiskFull,
    ProjectDamaged,
    ProjectLocked,
    ProjectReadOnly,
    ProjectReplaced,
    SaysoError,
    StorageFailed,
)
from data.store import Project, notes
from data.store.lists import stages, tags
from tests import ROOT
from tests.unit.dump import entity_dump
from tests.unit.stores import listing, new_project, with_notes, with_session

WRITER = [sys.executable, "-m", "tests.faults.faulty_writer"]


def whole(path: Path) -> list[int]:
    """The numbers of the notes that are stored, each seen to be whole; the file is sound."""
    with Project.open(path) as project:
        report = project.check()
        assert report.ok, report.problems
        named = {tag.id: tag.name for tag in tags.all(project)}
        numbers = []
        for note in notes.all(project)[1:]:
            number = int(note.text.split()[1])
            assert [named[tag] for tag in note.tags] == [f"word {number}"]
            numbers.append(number)
        assert len(numbers) == len(named)
    return numbers


def test_killed_in_mid_commit_no_stored_note_is_lost_and_none_is_split(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        with_notes(project, "note 0")
    path = tmp_path / "claims.sayso"
    seed = random.randrange(1_000_000)
    print("seed", seed)
    chance = random.Random(seed)
    acknowledged: set[int] = set()
    for _ in range(25):
        writer = subprocess.Popen([*WRITER, str(path)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
        assert writer.stdout is not None
        # Killed a random number of notes in, wherever in the next commit it is by then.
        for _ in range(chance.randrange(1, 30)):
            acknowledged.add(int(writer.stdout.readline()))
        for _ in range(chance.randrange(20_000)):
            pass
        writer.send_signal(signal.SIGKILL)
        acknowledged.update(
            int(line)
            for line in writer.stdout.read().splitlines(keepends=True)
            if line.endswith("\n")
        )
        writer.stdout.close()
        writer.wait()
        stored = whole(path)
        assert acknowledged <= set(stored)
        assert len(stored) == len(set(stored))
        assert len(stored) <= len(acknowledged) + 25
    # A kill may leave a journal that was never begun; the next write clears it away.
    with Project.open(path) as project, project.change("x") as change:
        stages.add(change, "After")
    assert listing(tmp_path) == ["claims.sayso"]


@pytest.mark.parametrize("spare", [1_000, 9_000, 60_000])
def test_a_file_that_may_not_grow_keeps_all_that_was_stored(tmp_path: Path, spare: int) -> None:
    with new_project(tmp_path) as project:
        with_notes(project, "note 0")
    path = tmp_path / "claims.sayso"
    limit = str(path.stat().st_size + spare)
    done = subprocess.run(
        [*WRITER, str(path), limit], capture_output=True, text=True, cwd=ROOT, check=True
    )
    *stored, error, seen_after = done.stdout.splitlines()
    assert error.startswith(("ERROR StorageFailed: ", "ERROR DiskFull: "))
    assert str(path) in error
    assert "everything stored before is intact" in error
    assert int(seen_after) == len(stored) + 1, "the process that failed can still read"
    assert whole(path) == [int(number) for number in stored]
    assert listing(tmp_path) == ["claims.sayso"]


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of 1 MB in memory; needs root."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)],
        check=False,
        capture_output=True,
    )
    if mounted.returncode != 0:
        pytest.skip("mounting a small disk needs a root who may")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


needs_mount = pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("mount") is None, reason="mounting a small disk needs root"
)


@needs_mount
def test_a_full_disk_keeps_all_that_was_stored(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        with new_project(disk) as project:
            with_notes(project, "note 0")
        path = disk / "claims.sayso"
        done = subprocess.run(
            [*WRITER, str(path)], capture_output=True, text=True, cwd=ROOT, check=True
        )
        *stored, error, seen_after = done.stdout.splitlines()
        assert error.startswith("ERROR DiskFull: There is no room left")
        assert int(seen_after) == len(stored) + 1
        assert whole(path) == [int(number) for number in stored]
        assert listing(disk) == ["claims.sayso"]


@needs_mount
def test_a_project_that_does_not_fit_is_not_made(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        (disk / "film").write_bytes(bytes(900_000))
        with pytest.raises((DiskFull, StorageFailed)):
            new_project(disk)
        assert listing(disk) == ["film"]


@needs_mount
def test_without_room_for_the_backup_nothing_is_migrated(tmp_path: Path) -> None:
    old = (ROOT / "tests" / "fixtures" / "project-format-1.db").read_bytes()
    with small_disk(tmp_path / "disk") as disk:
        path = disk / "old.sayso"
        path.write_bytes(old)
        (disk / "film").write_bytes(bytes(400_000))
        with pytest.raises((DiskFull, StorageFailed)):
            Project.open(path)
        assert path.read_bytes() == old
        assert listing(disk) == ["film", "old.sayso"]


def test_another_writer_is_waited_for_and_then_named(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        with_session(project)
    path = tmp_path / "claims.sayso"
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        with Project.open(path, wait=0.05) as project:
            assert len(stages.all(project)) == 2, "reading goes on"
            with pytest.raises(ProjectLocked, match="another program"), project.change("x"):
                pass
            holder.execute("COMMIT")
            with project.change("x") as change:
                stages.add(change, "After")
        # A reader in mid-sentence blocks the commit, not the beginning.
        holder.execute("BEGIN")
        holder.execute("SELECT * FROM stage").fetchall()
        with Project.open(path, wait=0.05) as project:
            before = entity_dump(project.connection)
            with pytest.raises(ProjectLocked), project.change("x") as change:
                stages.add(change, "Too soon")
            assert entity_dump(project.connection) == before
            holder.execute("COMMIT")
            with project.change("x") as change:
                stages.add(change, "In time")
            assert project.check().ok
    finally:
        holder.close()


def test_a_file_held_for_itself_alone_cannot_even_be_opened(tmp_path: Path) -> None:
    new_project(tmp_path).close()
    path = tmp_path / "claims.sayso"
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(ProjectLocked):
            Project.open(path, wait=0.05)
    finally:
        holder.close()


def test_opening_again_in_one_process_does_not_drop_the_lock(tmp_path: Path) -> None:
    """Closing a handle drops every POSIX lock of its process: the header is not read twice."""
    project = new_project(tmp_path)
    path = tmp_path / "claims.sayso"
    steal = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], timeout=0.05)\n"
        "try: c.execute('BEGIN IMMEDIATE'); print('stolen')\n"
        "except sqlite3.OperationalError: print('locked')"
    )
    with project, project.change("x") as change:
        stages.add(change, "After")
        Project.open(path, wait=0.05).close()
        stolen = subprocess.run(
            [sys.executable, "-c", steal, str(path)], capture_output=True, text=True, check=True
        )
        assert stolen.stdout == "locked\n"


@pytest.mark.parametrize("how", ["replaced", "moved", "deleted"])
def test_a_file_that_is_no_longer_there_takes_no_notes(tmp_path: Path, how: str) -> None:
    new_project(tmp_path, "other.sayso").close()
    project = new_project(tmp_path)
    path = tmp_path / "claims.sayso"
    other = (tmp_path / "other.sayso").read_bytes()
    if how == "replaced":
        (tmp_path / "other.sayso").replace(path)
    elif how == "moved":
        path.rename(tmp_path / "elsewhere.sayso")
    else:
        path.unlink()
    with (
        project,
        pytest.raises(ProjectReplaced, match="Open it again"),
        project.change("x") as change,
    ):
        stages.add(change, "Lost")
    if how == "replaced":
        assert path.read_bytes() == other


def test_replaced_in_the_middle_of_a_change(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        path = tmp_path / "claims.sayso"

        def write() -> None:
            with project.change("x") as change:
                path.rename(tmp_path / "elsewhere.sayso")
                stages.add(change, "Lost")

        with pytest.raises(ProjectReplaced):
            write()


def test_broken_pages_are_named_and_left_alone(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        with_notes(project, *(f"note {number} " + "long " * 50 for number in range(200)))
        (root,) = project.connection.row("SELECT rootpage FROM sqlite_schema WHERE name = 'note'")
    path = tmp_path / "claims.sayso"
    blob = bytearray(path.read_bytes())
    blob[(root - 1) * 4096 : root * 4096] = b"\xa5" * 4096
    path.write_bytes(blob)
    with Project.open(path) as project:
        report = project.check()
        assert not report.ok
        assert report.problems
        with pytest.raises(ProjectDamaged, match="goes back to a backup"):
            project.snapshot()
    assert path.read_bytes() == bytes(blob)


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("DELETE FROM note_fts_data WHERE id > 10", "full-text index"),
        ("UPDATE note SET text = 'other' WHERE nr = 1", "full-text index"),
        ("UPDATE note SET kind = 'gain' WHERE nr = 1", "change log"),
        ("DELETE FROM change WHERE entity = 'note'", "change log"),
        ("UPDATE counter SET last = 0", "second time"),
        ("DELETE FROM session", "point to"),
        ("DROP TABLE note_tag", "is damaged"),
        (
            "INSERT INTO draft_touchpoint SELECT 'd', 'T01', NULL, '', 'draft', '', NULL, NULL, '',"
            " 0, NULL, NULL, NULL, NULL, NULL, 0, '', ''",
            "no note",
        ),
    ],
)
def test_check_sees_what_does_not_fit_and_writes_nothing(
    tmp_path: Path, damage: str, words: str
) -> None:
    from data.store.lists import participants

    with new_project(tmp_path) as project:
        with_notes(project, "one", "two")
        with project.change("x") as change:
            participants.add(change, "Maria")
        assert project.check().ok
        assert project.check().counts["notes"] == 2
    path = tmp_path / "claims.sayso"
    careless = sqlite3.connect(path)
    careless.execute(damage)
    careless.commit()
    careless.close()
    before = path.read_bytes()
    for read_only in (False, True):
        with Project.open(path, read_only=read_only) as project:
            report = project.check()
        assert not report.ok
        assert any(words in problem for problem in report.problems), report.problems
    assert path.read_bytes() == before
    assert listing(tmp_path) == ["claims.sayso"]


AS_SOMEBODY_ELSE = """
import os, sys
from pathlib import Path
import data.store.check, data.store.cache, sqlite_utils
from data.errors import SaysoError
from data.store import Project
from data.store.lists import stages
from tests.unit.stores import new_project
if os.geteuid() == 0:  # with everything loaded, since others may not read the interpreter
    os.setgid(65534); os.setuid(65534)
path = Path(sys.argv[1])
project = Project.open(path)
print(project.read_only, len(stages.all(project)), project.check().ok)
try:
    with project.change("x") as change:
        stages.add(change, "After")
except SaysoError as error:
    print(type(error).__name__, error)
try:
    new_project(path.parent, "new.sayso").close()
    print("made")
except SaysoError as error:
    print(type(error).__name__, error)
"""


@pytest.mark.parametrize(("file_mode", "folder_mode"), [(0o444, 0o777), (0o666, 0o555)])
def test_a_file_or_folder_without_permission_can_be_read(file_mode: int, folder_mode: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        new_project(folder).close()
        path = folder / "claims.sayso"
        before = path.read_bytes()
        path.chmod(file_mode)
        folder.chmod(folder_mode)
        try:
            done = subprocess.run(
                [sys.executable, "-c", AS_SOMEBODY_ELSE, str(path)],
                check=False,
                capture_output=True,
                text=True,
                cwd=ROOT,
            )
            assert done.returncode == 0, done.stderr
        finally:
            folder.chmod(0o777)
        state, refusal, made = done.stdout.splitlines()
        assert state == "True 2 True"
        assert refusal.startswith(f"ProjectReadOnly {path} is open for reading only")
        if folder_mode == 0o555:
            refused = f"ProjectReadOnly The folder {folder} cannot be written to: nothing was made."
            assert made == refused
            assert listing(folder) == ["claims.sayso"]
        else:
            assert made == "made"
        assert path.read_bytes() == before


def test_a_project_opened_for_reading_refuses_both_doors(tmp_path: Path) -> None:
    new_project(tmp_path).close()
    path = tmp_path / "claims.sayso"
    before = path.read_bytes()
    with Project.open(path, read_only=True) as project:
        with pytest.raises(ProjectReadOnly), project.change("x"):
            pass
        with pytest.raises(ProjectReadOnly), project.cache():
            pass
        with pytest.raises(SaysoError):
            project.connection.execute("DELETE FROM stage")
    assert path.read_bytes() == before
