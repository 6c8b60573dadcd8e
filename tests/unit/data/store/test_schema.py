"""An older project is brought up to date, with a backup, under a lock."""

from __future__ import annotations

import contextlib
import multiprocessing
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from data.errors import NewerProject, ProjectDamaged, ProjectReadOnly, SaysoError
from data.records import ProjectInfo
from data.store import Project, files, notes, schema, shape
from data.store.files import connect
from data.store.schema import TABLES
from tests import ROOT
from tests.unit.stores import TEMPLATE, listing, new_project, with_notes, with_words

OLD = ROOT / "tests" / "fixtures" / "project-format-1.db"
"""A project as format 1 wrote it, before there was a full-text index: 40 notes, one undo."""


def old_project(folder: Path) -> Path:
    path = folder / "old.sayso"
    path.write_bytes(OLD.read_bytes())
    return path


def version(path: Path) -> int:
    return int.from_bytes(path.read_bytes()[60:64], "big")


def dump(path: Path) -> list[str]:
    """Every row of a project, as far as the old format had tables and columns for it."""
    with contextlib.closing(sqlite3.connect(OLD)) as old:
        shape = {
            table.name: [
                name
                for _, name, *_ in old.execute(f"PRAGMA table_info({table.name})")
                if name in table.every_column
            ]
            for table in TABLES.values()
        }
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return [
            f"{table} {row}"
            for table, columns in shape.items()
            if columns
            for row in connection.execute(
                "SELECT {0} FROM {1} ORDER BY {0}".format(
                    ", ".join(f'"{name}"' for name in columns), table
                )
            )
        ]


def test_an_old_project_opens_as_it_was_with_a_backup_beside_it(tmp_path: Path) -> None:
    path = old_project(tmp_path)
    before = dump(path)
    with Project.open(path) as project:
        assert dump(path) == before
        assert len(with_words(project, "remark")) == 40
        assert project.check().ok
        assert project.undo() is not None
    assert version(path) == schema.VERSION
    (backup,) = (tmp_path / "old.sayso-backups").iterdir()
    assert listing(tmp_path) == ["old.sayso", "old.sayso-backups"]
    assert "-before-migration-v1-" in backup.name
    assert version(backup) == 1
    assert dump(backup) == before
    assert backup.stat().st_mode & 0o777 == 0o600


def test_what_an_old_log_does_not_name_is_undone_with_its_default(tmp_path: Path) -> None:
    """Records of format 1 know nothing of columns that came later."""
    path = old_project(tmp_path)
    before = dump(path)
    with Project.open(path) as project:
        undone = 0
        while project.undo() is not None:
            undone += 1
        assert undone
        assert project.check().ok
        for _ in range(undone):
            assert project.redo() is not None
        assert project.check().ok
        assert all(not note.flagged and not note.set_aside for note in notes.all(project))
    assert dump(path) == before


def test_a_migration_that_is_tried_again_finds_its_backup_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = old_project(tmp_path)

    def fails(database: Any) -> None:
        database.execute("no such statement")

    with monkeypatch.context() as broken:
        broken.setattr(schema, "STEPS", (schema.STEPS[0], fails))
        for _ in range(3):
            with pytest.raises(SaysoError, match="It is as it was"):
                Project.open(path)
    Project.open(path).close()
    (backup,) = (tmp_path / "old.sayso-backups").iterdir()
    assert version(backup) == 1


def test_an_old_project_is_not_touched_by_reading(tmp_path: Path) -> None:
    path = old_project(tmp_path)
    before = path.read_bytes()
    with Project.open(path, read_only=True) as project:
        assert project.read_only
        assert len(with_words(project, "remark")) == 40
        assert project.check().ok
        with pytest.raises(ProjectReadOnly), project.change("x"):
            pass
        with pytest.raises(SaysoError):
            project.connection.execute("DELETE FROM note")
    assert path.read_bytes() == before
    assert listing(tmp_path) == ["old.sayso"]


def open_it(path: str, gate: Any, answers: Any) -> None:
    """Open a project at the same moment as others; what came of it goes into a queue."""
    gate.wait()
    try:
        with Project.open(Path(path)) as project:
            answers.put(len(notes.all(project)))
    except Exception as error:
        answers.put(repr(error))


def test_three_processes_that_open_an_old_project_at_once_all_succeed(tmp_path: Path) -> None:
    path = old_project(tmp_path)
    spawn = multiprocessing.get_context("spawn")
    gate, answers = spawn.Barrier(3), spawn.Queue()
    others = [spawn.Process(target=open_it, args=(str(path), gate, answers)) for _ in range(3)]
    for other in others:
        other.start()
    got = [answers.get(timeout=60) for _ in others]
    for other in others:
        other.join()
    assert got == [40, 40, 40]
    assert listing(tmp_path) == ["old.sayso", "old.sayso-backups"]
    assert len(listing(tmp_path / "old.sayso-backups")) == 1, "one of them migrated"
    with Project.open(path) as project:
        assert project.check().ok


def test_a_migration_that_fails_leaves_the_old_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = old_project(tmp_path)
    before = dump(path)

    def fails(database: Any) -> None:
        database.execute("DELETE FROM note_tag")
        database.execute("CREATE TABLE half (a TEXT) STRICT")
        database.execute("no such statement")

    monkeypatch.setattr(schema, "STEPS", (schema.STEPS[0], fails))
    with pytest.raises(SaysoError, match="It is as it was"):
        Project.open(path)
    assert (version(path), dump(path)) == (1, before)
    monkeypatch.undo()
    with Project.open(path) as project:
        assert dump(project.path) == before


def test_a_migration_that_breaks_references_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = old_project(tmp_path)
    before = dump(path)

    def breaks(database: Any) -> None:
        # Deferred, so that only the check before the commit can notice.
        database.execute("PRAGMA defer_foreign_keys = ON")
        database.execute("DELETE FROM session")

    monkeypatch.setattr(schema, "STEPS", (schema.STEPS[0], breaks))
    with pytest.raises(ProjectDamaged, match="point to nothing"):
        Project.open(path)
    assert (version(path), dump(path)) == (1, before)


def test_a_backup_that_does_not_come_out_alike_stops_the_migration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = old_project(tmp_path)
    before = path.read_bytes()
    answers = iter(["one thing", "another"])
    monkeypatch.setattr(files, "fingerprint", lambda _: next(answers))
    with pytest.raises(ProjectDamaged, match="did not come out like it"):
        Project.open(path)
    assert path.read_bytes() == before
    assert listing(tmp_path) == ["old.sayso"]


def test_a_version_that_only_the_rolled_back_file_shows_is_still_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The header may say more than the file does, where a crash left a journal to roll back."""
    path = old_project(tmp_path)
    monkeypatch.setattr(files, "look", lambda _: schema.VERSION)
    with Project.open(path) as project:
        assert project.check().ok
    assert version(path) == schema.VERSION


NEXT = {
    "a table more": ("CREATE TABLE later (a TEXT) STRICT", True),
    "a column more": ("ALTER TABLE note ADD COLUMN later TEXT", True),
    "a trigger of its own": (
        "CREATE TRIGGER later AFTER INSERT ON note BEGIN SELECT 1; END",
        True,
    ),
    "a column less": ("ALTER TABLE note DROP COLUMN flagged", False),
    "a table renamed": ("ALTER TABLE stage RENAME TO phase", False),
    "the log told otherwise": ("DROP VIEW logged", False),
}


@pytest.mark.parametrize("what", NEXT)
def test_a_file_of_the_next_version_is_read_as_far_as_it_is_known_and_never_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """What the next release will do to files, this release must read or refuse politely."""
    statement, readable = NEXT[what]

    def next_step(database: Any) -> None:
        database.execute(statement)

    with monkeypatch.context() as later:
        later.setattr(schema, "STEPS", (*schema.STEPS, next_step))
        later.setattr(schema, "VERSION", schema.VERSION + 1)
        later.setattr(shape, "judge", lambda *_: None)  # of that version it would be as it should
        if readable:
            with new_project(tmp_path) as project:
                with_notes(project, "from the future")
    path = tmp_path / "claims.sayso"
    if not readable:
        new_project(tmp_path).close()
        with contextlib.closing(sqlite3.connect(path)) as later_still:
            later_still.execute(statement)
            later_still.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    before = path.read_bytes()
    for read_only in (False, True):
        if not readable:
            with pytest.raises(NewerProject, match="newer version"):
                Project.open(path, read_only=read_only)
            continue
        with Project.open(path, read_only=read_only) as project:
            assert [note.text for note in notes.all(project)] == ["from the future"]
            assert any("newer version" in notice for notice in project.notices)
            assert project.check().ok
            with pytest.raises(NewerProject, match="update sayso"), project.change("x"):
                pass
            with pytest.raises(NewerProject, match="update sayso"), project.cache():
                pass
    assert path.read_bytes() == before
    assert listing(tmp_path) == ["claims.sayso"]


def test_as_many_steps_as_versions_each_leaving_its_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(schema.STEPS) == schema.VERSION
    path = tmp_path / "empty.sayso"
    path.touch()
    connection = connect(path)
    for number in range(1, schema.VERSION + 1):
        connection.execute("BEGIN IMMEDIATE")
        with monkeypatch.context() as earlier:
            earlier.setattr(schema, "STEPS", schema.STEPS[:number])
            files.build(connection)
        connection.execute("COMMIT")
        assert connection.row("PRAGMA user_version") == (number,)
    connection.close()
    with Project.create(tmp_path / "p.sayso", ProjectInfo("P"), TEMPLATE) as project:
        applied = project.connection.rows("SELECT name FROM _sqlite_migrations ORDER BY id")
    names = [
        "001_tables",
        "002_full_text",
        "003_keeping",
        "004_apart",
        "005_deciding",
        "006_freezing",
        "007_workshop",
        "008_claims",
        "009_bearings",
        "010_layouts",
        "011_singles",
        "012_ledger",
        "013_consent",
    ]
    assert [name for (name,) in applied] == names


def test_the_shape_of_the_present_version_is_the_one_that_is_written_down() -> None:
    """After a new step: ``schema.SHAPE.write_text(shape.as_text(shape.built()))``."""
    assert schema.shape() == shape.as_text(shape.built())
