"""Making, opening and describing a project file."""

from __future__ import annotations

import os
import sqlite3
import stat
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from data.errors import (
    NameTaken,
    NotAProject,
    NotFound,
    ProjectClosed,
    ProjectExists,
    ProjectMissing,
    SaysoError,
    UsageError,
)
from data.records import ProjectInfo, SessionKind, Settings
from data.store import Project, notes, schema, sessions
from data.store.files import SETTINGS, Connection
from data.store.lists import channels, journeys, personas, stages
from data.store.schema import TABLES
from tests.unit.stores import START, TEMPLATE, listing, new_project, with_notes


def test_a_new_project_holds_its_template_and_a_default_journey(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        snapshot = project.snapshot()
    assert [(stage.slug, stage.title) for stage in snapshot.stages] == [
        ("apply", "Apply"),
        ("wait", "Wait"),
    ]
    assert snapshot.stages[0].examples == ("how do I apply",)
    assert [channel.name for channel in snapshot.channels] == ["Phone", "Desk"]
    assert [persona.name for persona in snapshot.personas] == ["Claimant"]
    assert snapshot.info == ProjectInfo("Claims")
    assert snapshot.settings == Settings()
    assert [(one.is_default, one.stages) for one in snapshot.journeys] == [(True, None)]


def test_stage_titles_take_the_place_of_the_templates(tmp_path: Path) -> None:
    path = tmp_path / "p.sayso"
    titles = ["Find out", "Étape deux", "Find  out more"]
    with Project.create(path, ProjectInfo("P"), TEMPLATE, stages=titles) as project:
        assert [(one.title, one.slug) for one in stages.all(project)] == [
            ("Find out", "find-out"),
            ("Étape deux", "etape-deux"),
            ("Find out more", "find-out-more"),
        ]


@pytest.mark.parametrize(
    "name",
    ["100% sure?#1 &x=y.sayso", "Καλημέρα 🙂.sayso", "x" * 214 + ".sayso", "-o.sayso", "a;b'"],
)
def test_any_file_name_will_do(tmp_path: Path, name: str) -> None:
    with new_project(tmp_path, name) as project:
        with_notes(project, "one")
    with Project.open(tmp_path / name) as project:
        assert len(notes.all(project)) == 1
    assert listing(tmp_path) == [name]


def test_too_long_a_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="too long a name"):
        new_project(tmp_path, "é" * 120 + ".sayso")
    assert listing(tmp_path) == []


def test_only_the_owner_may_read_a_project(tmp_path: Path) -> None:
    new_project(tmp_path).close()
    path = tmp_path / "claims.sayso"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert listing(tmp_path) == ["claims.sayso"]


@pytest.mark.parametrize("kind", ["file", "folder", "dangling link"])
def test_nothing_is_ever_overwritten(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "claims.sayso"
    if kind == "file":
        path.write_text("mine")
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to(tmp_path / "nowhere")
    with pytest.raises(ProjectExists, match="exists already"):
        new_project(tmp_path)
    assert listing(tmp_path) == ["claims.sayso"]
    assert kind != "file" or path.read_text() == "mine"


def test_a_file_that_appears_meanwhile_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from data.store import files

    path = tmp_path / "claims.sayso"
    real = files.build

    def slow(connection: Connection) -> None:
        real(connection)
        path.write_text("mine")

    monkeypatch.setattr(files, "build", slow)
    with pytest.raises(ProjectExists):
        new_project(tmp_path)
    assert path.read_text() == "mine"
    assert listing(tmp_path) == ["claims.sayso"]


def test_without_hard_links_a_project_is_still_made_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    with new_project(tmp_path) as project:
        assert project.check().ok
    with pytest.raises(ProjectExists):
        new_project(tmp_path)
    assert listing(tmp_path) == ["claims.sayso"]


def test_a_refused_name_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(NameTaken):
        Project.create(tmp_path / "p.sayso", ProjectInfo("P"), TEMPLATE, stages=["Wait", "wait!"])
    assert listing(tmp_path) == []


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no folder"):
        new_project(tmp_path / "nowhere")


def foreign_database(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (a)")
    connection.commit()
    connection.close()


def newer_project(path: Path) -> None:
    new_project(path.parent, path.name).close()
    blob = bytearray(path.read_bytes())
    blob[60:64] = struct.pack(">I", schema.VERSION + 1)
    path.write_bytes(blob)


OTHERS: dict[str, tuple[Callable[[Path], object], type[SaysoError], str]] = {
    "empty": (lambda path: path.write_bytes(b""), NotAProject, "is empty"),
    "text": (lambda path: path.write_text("Hello\n" * 99), NotAProject, "not a sayso project"),
    "zip": (lambda path: path.write_bytes(b"PK\x03\x04" + bytes(200)), NotAProject, "not a sayso"),
    "cut short": (lambda path: path.write_bytes(b"SQLite format 3\0"), NotAProject, "not a sayso"),
    "another program's": (foreign_database, NotAProject, "of another program"),
}


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("read_only", [False, True])
def test_what_is_no_project_is_refused_and_left_alone(
    tmp_path: Path, name: str, read_only: bool
) -> None:
    make, kind, words = OTHERS[name]
    path = tmp_path / "x.sayso"
    make(path)
    before, touched = path.read_bytes(), path.stat().st_mtime_ns
    with pytest.raises(kind, match=words) as caught:
        Project.open(path, read_only=read_only)
    assert str(path) in str(caught.value)
    assert caught.value.exit_code == 3
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, touched)
    assert listing(tmp_path) == ["x.sayso"]


def test_a_folder_a_pipe_and_nothing_are_no_projects(tmp_path: Path) -> None:
    with pytest.raises(NotAProject, match="is a folder"):
        Project.open(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(NotAProject, match="is not a file"):
        Project.open(tmp_path / "pipe")
    with pytest.raises(ProjectMissing, match="no project at"):
        Project.open(tmp_path / "nothing")
    with pytest.raises(SaysoError):
        Project.open(tmp_path / "a\0b")
    assert listing(tmp_path) == ["pipe"]


def test_every_connection_has_every_setting(tmp_path: Path) -> None:
    new_project(tmp_path).close()
    for read_only in (False, True):
        with Project.open(tmp_path / "claims.sayso", read_only=read_only) as project:
            for name, value in SETTINGS.items():
                assert project.connection.row(f"PRAGMA {name}") == (value,), name
            assert project.connection.row("PRAGMA journal_mode") == ("delete",)
            assert project.connection.row("PRAGMA busy_timeout") == (5000,)
    assert SETTINGS["synchronous"] == 3
    assert SETTINGS["foreign_keys"] == SETTINGS["secure_delete"] == 1
    assert SETTINGS["trusted_schema"] == 0
    header = (tmp_path / "claims.sayso").read_bytes()[:100]
    assert struct.unpack(">I", header[68:72]) == (schema.APPLICATION_ID,)
    assert struct.unpack(">I", header[60:64]) == (schema.VERSION,)


def test_a_file_switched_to_wal_is_one_file_again(tmp_path: Path) -> None:
    new_project(tmp_path).close()
    path = tmp_path / "claims.sayso"
    other = sqlite3.connect(path)
    other.execute("PRAGMA journal_mode = WAL")
    other.close()
    Project.open(path).close()
    assert path.read_bytes()[18:20] == b"\x01\x01"
    assert listing(tmp_path) == ["claims.sayso"]


def test_every_table_is_strict_and_as_the_log_knows_it(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        listed = project.connection.rows("PRAGMA table_list")
        loose = [
            row[1]
            for row in listed
            if row[2] == "table" and not row[5] and not row[1].startswith("sqlite_")
        ]
        assert loose == []
        for table in TABLES.values():
            columns = [
                row[1] for row in project.connection.rows(f"PRAGMA table_info({table.name})")
            ]
            assert [name for name in columns if name != "nr"] == list(table.every_column)


def test_a_closed_project_says_so(tmp_path: Path) -> None:
    project = new_project(tmp_path)
    project.close()
    project.close()
    with pytest.raises(ProjectClosed):
        project.snapshot()


def test_doors_are_not_nested(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        with pytest.raises(RuntimeError), project.change("one"), project.change("two"):
            pass
        with project.change("three") as change:
            stages.add(change, "After")
        assert len(stages.all(project)) == 3


def test_adding_a_note_loads_nothing_heavy(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        with_notes(project, "one")
    code = (
        "import sys; from pathlib import Path\n"
        "from data.store import Project, notes, sessions\n"
        "with Project.open(Path(sys.argv[1])) as project:\n"
        "    session = sessions.last(project)\n"
        "    with project.change('Note') as change:\n"
        "        notes.add(change, session=session.id, text='two')\n"
        "    print(len(notes.all(project)))\n"
        "heavy = {'sqlite_utils', 'numpy', 'platformdirs', 'rich', 'hypothesis', 'tomllib'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "claims.sayso")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split("\n")[:2] == ["2", "[]"]


def test_adding_and_finding_the_last_note_scan_no_table(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        session = with_notes(project, "one")
        asked: list[str] = []
        project.connection.set_trace_callback(asked.append)
        with project.change("Note") as change:
            notes.add(change, session=session.id, text="two")
        sessions.last(project)
        notes.last(project, session.id)
        project.connection.set_trace_callback(None)
        reads = [sql for sql in asked if sql.startswith("SELECT")]
        plans = [
            (sql, row[3])
            for sql in reads
            for row in project.connection.rows(f"EXPLAIN QUERY PLAN {sql}")
        ]
        scans = [(sql, plan) for sql, plan in plans if plan.startswith("SCAN")]
        scans = [(sql, plan) for sql, plan in scans if "VIRTUAL TABLE" not in plan]  # ids asked for
        # One row, and an index read from its end, stopping at the first.
        assert [sql for sql, plan in scans if "replica" not in sql and "USING" not in plan] == []
        assert len(plans) >= 6


def test_names_that_fold_alike_or_mean_something_are_refused(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        before = project.snapshot()
        for add, name in (
            (stages.add, "WAÍT"),
            (personas.add, "claimant"),
            (channels.add, "pho ne"),
            (channels.add, "obs"),
            (stages.add, ""),
        ):
            with pytest.raises(NameTaken), project.change("x") as change:
                add(change, name)
        assert project.snapshot() == before
        assert len(project.history()) == 1
        with project.change("its own name, written otherwise") as change:
            assert stages.edit(change, before.stages[1].id, title="WAÍT")


def test_the_default_journey_keeps_every_stage(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        (default,) = journeys.all(project)
        first = stages.all(project)[0].id
        with pytest.raises(SaysoError, match="every stage"), project.change("x") as change:
            journeys.edit(change, default.id, stages=[first])
        with pytest.raises(SaysoError, match="cannot be removed"), project.change("x") as change:
            journeys.remove(change, default.id)
        with project.change("another") as change:
            other = journeys.add(change, "Short", stages=[first])
            assert other.stages == (first,)


def test_positions_follow_insertion_and_reordering(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        with project.change("x") as change:
            stages.add(change, "Between", position=1)
            stages.add(change, "Last")
        titles = [stage.title for stage in stages.all(project)]
        assert titles == ["Apply", "Between", "Wait", "Last"]
        ids = [stage.id for stage in stages.all(project)]
        with project.change("x") as change:
            assert stages.reorder(change, [ids[3], ids[0]])
            assert not stages.reorder(change, [ids[3], ids[0]])
        assert [stage.title for stage in stages.all(project)] == [
            "Last",
            "Apply",
            "Between",
            "Wait",
        ]


def test_vocabulary_names_what_a_line_may_say(tmp_path: Path) -> None:
    from data.store.lists import participants

    with new_project(tmp_path) as project:
        with project.change("x") as change:
            session = sessions.add(change, "S", SessionKind.OBSERVATION, started_at=START)
            there = participants.add(change, "Maria", team="desk")
            participants.add(change, "Jon")
            sessions.join(change, session.id, there.id)
        words = project.vocabulary(session.id)
        assert [one.name for one in words.stages] == ["Apply", "Wait"]
        assert [(one.code, one.name, one.team) for one in words.roster] == [
            ("P01", "Maria", "desk")
        ]
        assert [one.code for one in project.vocabulary().roster] == ["P01", "P02"]
