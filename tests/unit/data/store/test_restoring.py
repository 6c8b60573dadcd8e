"""Going back to a backup: what is newer, what is set aside, and when it is refused."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from data.errors import NotFound, ProjectLocked, RestoreRefused
from data.store import Project, notes, restoring
from data.store.backup_names import kept
from data.store.backups import Looked, look_into
from data.store.restoring import newer, restore
from tests.unit.data.store.test_backups import add_note, dump, made, spoil
from tests.unit.data.store.test_schema import old_project
from tests.unit.stores import listing, new_project, with_notes


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a project with two notes and a backup of it, and then a third note."""
    with new_project(tmp_path) as project:
        with_notes(project, "phones ring out", "the form is long")
    path = tmp_path / "claims.sayso"
    made(path)
    add_note(path, "since then")
    return path


def newest(path: Path) -> Looked:
    return look_into(kept(path)[0])


def texts(path: Path) -> list[str]:
    with Project.open(path, read_only=True) as project:
        assert project.check().ok
        return [note.text for note in notes.all(project)]


def test_what_is_newer_is_told_in_texts_and_changes(path: Path) -> None:
    with Project.open(path) as project:
        first, second, _ = notes.all(project)
        with project.change("Edit") as change:
            notes.edit(change, first.id, flagged=True)
        with project.change("Remove") as change:
            notes.remove(change, second.id)
    found = newer(path, kept(path)[0].path)
    assert found.added == ("since then",)
    assert found.edited == ("phones ring out",)
    assert found.removed == ("the form is long",)
    assert found.changes == 3
    assert not found.other
    assert not found.unknown


def test_the_project_is_as_it_was_and_what_was_there_is_set_aside(path: Path) -> None:
    before, backup = path.read_bytes(), kept(path)[0].path
    path.chmod(0o640)
    was = backup.read_bytes()
    done = restore(path, newest(path))
    assert texts(path) == ["phones ring out", "the form is long"]
    assert done.tip.notes == 2
    assert path.stat().st_mode & 0o777 == 0o640
    (aside,) = done.set_aside
    assert aside.read_bytes() == before
    assert aside.parent == backup.parent
    assert backup.read_bytes() == was
    assert listing(path.parent) == ["claims.sayso", "claims.sayso-backups"]
    assert len(listing(backup.parent)) == 2


def test_undo_goes_on_from_what_the_backup_knew(path: Path) -> None:
    restore(path, newest(path))
    with Project.open(path) as project:
        assert project.undo() is not None
        assert not notes.all(project)
        assert project.redo() is not None
        assert len(notes.all(project)) == 2
        with_notes(project, "goes on")
        assert project.check().ok
        records = project.connection.rows("SELECT replica, seq FROM change")
        assert len(set(records)) == len(records), "two lives of one file never count alike"


def test_what_was_set_aside_comes_back_the_same_way(path: Path) -> None:
    before = dump(path)
    restore(path, newest(path))
    restore(path, newest(path))
    assert dump(path) == before


def test_a_damaged_project_is_set_aside_as_it_is(path: Path) -> None:
    spoil(path)
    before = path.read_bytes()
    assert newer(path, kept(path)[0].path).unknown
    done = restore(path, newest(path))
    assert done.set_aside[0].read_bytes() == before
    assert len(texts(path)) == 2


@pytest.mark.parametrize("content", [b"", b"not a project at all", b"SQLite format 3\0" + bytes(9)])
def test_whatever_lies_there_is_set_aside(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    done = restore(path, newest(path))
    assert done.set_aside[0].read_bytes() == content
    assert len(texts(path)) == 2


def test_a_project_that_is_gone_comes_back(path: Path) -> None:
    path.unlink()
    assert newer(path, kept(path)[0].path).unknown
    assert not restore(path, newest(path)).set_aside
    assert len(texts(path)) == 2


def test_an_older_format_comes_back_and_is_brought_up_to_date(tmp_path: Path) -> None:
    path = old_project(tmp_path)
    Project.open(path).close()
    (backup,) = kept(path)
    add_note(path, "in the new format")
    assert newer(path, backup.path).added == ("in the new format",)
    restore(path, look_into(backup))
    with Project.open(path) as project:
        assert len(notes.all(project)) == 40
        assert project.check().ok


def hot_journal(path: Path) -> tuple[bytes, bytes]:
    """Leave a change half-written, as a crash does; return the file's and the journal's bytes."""
    crash = (
        "import sqlite3, os, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "c.execute('PRAGMA cache_size = 1'); c.execute('BEGIN IMMEDIATE')\n"
        "c.execute('UPDATE note SET text = text || hex(randomblob(30000))')\n"
        "c.execute('UPDATE change SET label = label || hex(randomblob(3000))')\n"
        "os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", crash, str(path)], check=False)
    journal = path.with_name(path.name + "-journal")
    assert journal.stat().st_size
    return path.read_bytes(), journal.read_bytes()


def test_a_journal_of_its_own_is_set_aside_with_it(path: Path) -> None:
    file, journal = hot_journal(path)
    assert "journal" in newer(path, kept(path)[0].path).unknown
    assert path.read_bytes() == file, "looking changes nothing"
    done = restore(path, newest(path))
    assert {one.read_bytes() for one in done.set_aside} == {file, journal}
    assert len(texts(path)) == 2
    assert listing(path.parent) == ["claims.sayso", "claims.sayso-backups"]
    # Together they are what they were: SQLite takes the half change back.
    (aside,) = (one for one in done.set_aside if not one.name.endswith("-journal"))
    taken_back = sqlite3.connect(aside)
    assert taken_back.execute("SELECT count(*) FROM note").fetchone() == (3,)
    assert taken_back.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    taken_back.close()


def test_a_stale_journal_never_reaches_what_is_restored(path: Path, tmp_path: Path) -> None:
    """A journal of another life of the file once turned a restored copy into rubbish."""
    _, journal = hot_journal(path)
    path.unlink()
    done = restore(path, newest(path))
    assert [one.read_bytes() for one in done.set_aside] == [journal]
    assert len(texts(path)) == 2


def test_a_foreign_journal_beside_the_backup_is_refused(path: Path) -> None:
    before, backup = path.read_bytes(), kept(path)[0].path
    backup.with_name(backup.name + "-journal").write_bytes(b"\xd9\xd5\x05\xf9 \xa1c\xd7 foreign")
    with pytest.raises(RestoreRefused, match="lies beside it"):
        restore(path, newest(path))
    assert path.read_bytes() == before


def test_a_spoilt_or_newer_backup_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = path.read_bytes()
    backup = kept(path)[0]
    with monkeypatch.context() as older:
        older.setattr("data.store.schema.VERSION", 11)
        with pytest.raises(RestoreRefused, match="newer version"):
            restore(path, look_into(backup))
    spoil(backup.path)
    with pytest.raises(RestoreRefused, match="not sound"):
        restore(path, look_into(backup))
    assert path.read_bytes() == before


def test_a_project_that_is_open_is_not_exchanged(path: Path) -> None:
    before = path.read_bytes()
    with Project.open(path), pytest.raises(ProjectLocked, match="this program"):
        restore(path, newest(path))
    hold = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "c.execute('SELECT * FROM note').fetchall(); print('open', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", hold, str(path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert holder.stdout is not None
    holder.stdout.readline()
    try:
        with pytest.raises(ProjectLocked, match=rf"process {holder.pid}"):
            restore(path, newest(path))
    finally:
        holder.communicate("")
    assert path.read_bytes() == before
    assert len(listing(path.parent / "claims.sayso-backups")) == 1
    restore(path, newest(path))


def test_a_lock_alone_is_enough_to_refuse(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system does not tell who has it open."""
    monkeypatch.setattr(restoring, "holders", lambda _: [])
    before = path.read_bytes()
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(ProjectLocked):
            restore(path, newest(path))
    finally:
        holder.close()
    assert path.read_bytes() == before
    assert len(listing(path.parent / "claims.sayso-backups")) == 1, "nothing was set aside"


def test_another_project_under_the_same_name_is_told(path: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    with new_project(tmp_path / "other") as project:
        with_notes(project, "another study")
    shutil.copy(tmp_path / "other" / "claims.sayso", path)
    found = newer(path, kept(path)[0].path)
    assert found.other
    assert found.added == ("another study",)


def test_a_backup_is_chosen_by_number_or_a_part_of_its_name(path: Path) -> None:
    made(path, "before-import")
    there = kept(path)
    assert restoring.choose(there, "1") == there[0]
    assert restoring.choose(there, "2") == there[1]
    assert restoring.choose(there, "before-imp") == there[0]
    for typed in ("0", "3", "sayso", "nothing", ""):
        with pytest.raises(NotFound):
            restoring.choose(there, typed)
