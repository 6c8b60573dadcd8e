"""Files that say they are projects and are made to hang or mislead whoever opens them.

Every verb is run on each; that none hangs is held by the time that their process is given.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from data.errors import ForeignProject, SaysoError
from data.store import Project, notes
from tests import ROOT
from tests.faults.all_verbs import READING, WRITING
from tests.unit.commands import ok
from tests.unit.stores import new_project, with_notes

SECONDS = 120
"""For some forty verbs; any of them would run for ever, were what is in the file run."""

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
PAGE = 4096


def with_sql(*statements: str) -> Callable[[Path], None]:
    def spoil(path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as bad:
            bad.execute("PRAGMA foreign_keys = OFF")
            for statement in statements:
                bad.execute(statement)

    return spoil


def as_a_view(table: str) -> Callable[[Path], None]:
    def spoil(path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as bad:
            names = [f'"{row[1]}"' for row in bad.execute(f"PRAGMA table_info({table})")]
            bad.execute("PRAGMA legacy_alter_table = ON")
            bad.execute(f"ALTER TABLE {table} RENAME TO hidden")
            columns = ", ".join(f"i AS {name}" for name in names)
            bad.execute(f"CREATE VIEW {table} AS {ENDLESS} SELECT {columns} FROM n")

    return spoil


def declared(name: str, old: str, new: str) -> Callable[[Path], None]:
    """A table declared otherwise, its rows as they were."""

    def spoil(path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as bad:
            bad.execute("PRAGMA writable_schema = ON")
            done = bad.execute(
                "UPDATE sqlite_schema SET sql = replace(sql, ?, ?) WHERE name = ?", (old, new, name)
            )
            assert done.rowcount == 1
            bad.execute("PRAGMA writable_schema = OFF")

    return spoil


def pages_in_a_circle(path: Path) -> None:
    """Pages that name each other hundreds of times over: read as they stand, for ever."""
    content = bytearray(path.read_bytes())
    with closing(sqlite3.connect(path)) as look:
        (root,) = look.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'note'").fetchone()
    last = len(content) // PAGE
    for level in range(12):
        here = root if level == 0 else last + level
        below = last + level + 1
        cells = b"".join(below.to_bytes(4, "big") + b"\x01" for _ in range(300))
        start = PAGE - len(cells)
        header = b"\x05\0\0" + (300).to_bytes(2, "big") + start.to_bytes(2, "big") + b"\0"
        pointers = b"".join((start + 5 * at).to_bytes(2, "big") for at in range(300))
        page = (header + below.to_bytes(4, "big") + pointers).ljust(start, b"\0") + cells
        content.extend(b"\0" * (here * PAGE - len(content)))
        content[(here - 1) * PAGE : here * PAGE] = page
    content.extend(b"\x0d\0\0\0\0\x10\0\0".ljust(PAGE, b"\0"))
    content[28:32] = (len(content) // PAGE).to_bytes(4, "big")
    path.write_bytes(bytes(content))


HOSTILE: dict[str, Callable[[Path], None]] = {
    "notes are an endless view": as_a_view("note"),
    "stages are an endless view": as_a_view("stage"),
    "people are an endless view": as_a_view("participant"),
    "the project is an endless view": as_a_view("project"),
    "the log is an endless view": with_sql(
        "DROP VIEW logged",
        f"CREATE VIEW logged AS {ENDLESS} SELECT i AS rowid, i AS id, i AS op, i AS label,"
        " i AS entity, i AS entity_id, i AS field, i AS value, i AS parents, i AS at, i AS author"
        " FROM n",
    ),
    "storing a note never ends": with_sql(
        f"CREATE TRIGGER t AFTER INSERT ON note BEGIN SELECT count(*) FROM ({ENDLESS}"
        " SELECT i FROM n); END"
    ),
    "log records are dropped": with_sql(
        "CREATE TRIGGER t AFTER INSERT ON change BEGIN DELETE FROM change WHERE id = new.id; END"
    ),
    "notes are rewritten": with_sql(
        "CREATE TRIGGER t AFTER INSERT ON note BEGIN UPDATE note SET text = 'all is well'; END"
    ),
    "notes are dropped unseen": with_sql(
        "CREATE TRIGGER t BEFORE INSERT ON note BEGIN SELECT RAISE(IGNORE); END"
    ),
    "a table drops what it is given": declared(
        "note", "id TEXT NOT NULL UNIQUE", "id TEXT NOT NULL UNIQUE ON CONFLICT IGNORE"
    ),
    "a consent that is given for all": declared(
        "participant", "consent TEXT", "consent TEXT DEFAULT 'word for word'"
    ),
    "a table that is none of ours": with_sql("CREATE TABLE extra (a CHECK (length(a) > 1))"),
    "an index that computes": with_sql(
        "CREATE INDEX extra ON note (length(hex(zeroblob(400000000))) + length(text))"
    ),
    "a part of the index is a view": with_sql(
        "DROP TABLE note_fts", f"CREATE VIEW note_fts_data AS {ENDLESS} SELECT i FROM n"
    ),
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sound") / "p.sayso"
    named = str(path)
    ok("new", named, "--stages", "Find out, Wait", "--personas", "Carer")
    ok("-s", named, "log", "ma: phone rings all day ,,p- 2 car", "--session", "Desk")
    ok("-s", named, "log", "ma: phone rings out +slow ,,p- 2 +slow", "--session", "Desk")
    return path


def run_every_verb(folder: Path) -> list[tuple[tuple[str, ...], int, str, str]]:
    """Every verb, what it ended with and said; fails where one does not come to an end."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.all_verbs", "p.sayso"],
            capture_output=True,
            text=True,
            cwd=folder,
            timeout=SECONDS,
            check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT), "SAYSO_HOME": str(folder / "home")},
        )
    except subprocess.TimeoutExpired as late:
        begun = (late.stdout or b"").splitlines()[-1:]
        pytest.fail(f"a verb does not end: {begun}")
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return [
        (tuple(verb[1:]), code, out, err)
        for verb, (code, out, err) in zip(lines[::2], lines[1::2], strict=True)
    ]


@pytest.mark.parametrize("what", HOSTILE)
def test_every_verb_refuses_it_at_once_with_a_sentence(
    what: str, sound: Path, tmp_path: Path
) -> None:
    path = tmp_path / "p.sayso"
    shutil.copy(sound, path)
    HOSTILE[what](path)
    before = path.read_bytes()
    outcomes = run_every_verb(tmp_path)
    assert [verb for verb, *_ in outcomes] == [*READING, *WRITING]
    for verb, code, out, err in outcomes:
        assert code == 3, (verb, err)
        assert out == "", verb
        said = [line for line in err.splitlines() if line.startswith("sayso: ")]
        assert len(said) == 1, err
        assert "p.sayso holds what sayso never put there" in said[0], verb
    assert path.read_bytes() == before
    print(f"\n{what}: tried {len(outcomes)} verbs, refused {len(outcomes)}")


def test_pages_in_a_circle_are_damage_and_nothing_is_stored_among_them(
    sound: Path, tmp_path: Path
) -> None:
    path = tmp_path / "p.sayso"
    shutil.copy(sound, path)
    pages_in_a_circle(path)
    before = path.read_bytes()
    for verb, code, _, err in run_every_verb(tmp_path):
        assert "is damaged" in err, verb
        assert code == 3 or (verb in READING and code in (0, 1)), (verb, code)
    assert path.read_bytes() == before


def test_sound_is_what_they_were_made_of(sound: Path, tmp_path: Path) -> None:
    """The verbs that are tried do something where the file is as it should be."""
    shutil.copy(sound, tmp_path / "p.sayso")
    outcomes = run_every_verb(tmp_path)
    refused = [(verb, err) for verb, code, _, err in outcomes if code == 3]
    assert refused == []
    assert sum(code == 0 for _, code, *_ in outcomes) > 30


LATER = {
    "a view in place of a table": "ALTER TABLE note_tag RENAME TO hidden;"
    f"CREATE VIEW note_tag AS {ENDLESS} SELECT i AS note, i AS tag, i AS position FROM n",
    "a trigger": "CREATE TRIGGER t AFTER INSERT ON note BEGIN UPDATE note SET text = 'x'; END",
    "an endless trigger": "CREATE TRIGGER t AFTER INSERT ON note BEGIN SELECT count(*) FROM"
    f" ({ENDLESS} SELECT i FROM n); END",
}


def read_and_write(project: Project) -> None:
    notes.all(project)
    with_notes(project, "two")


@pytest.mark.parametrize("what", LATER)
def test_what_comes_into_a_file_that_is_open_is_not_run_either(what: str, tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        with_notes(project, "one")
        with closing(sqlite3.connect(project.path)) as other:
            other.executescript("PRAGMA legacy_alter_table = ON;" + LATER[what])
        before = project.connection.rows("SELECT text FROM note")
        project.connection.patience = 0.3
        with pytest.raises(SaysoError, match=r"never put there|does not come to an end"):
            read_and_write(project)
        assert project.connection.rows("SELECT text FROM note") == before
    with pytest.raises(ForeignProject):
        Project.open(tmp_path / "claims.sayso")


@pytest.mark.parametrize(
    "statement",
    [
        "ATTACH 'other.db' AS other",
        "PRAGMA writable_schema = ON",
        "SELECT load_extension('x')",
    ],
)
def test_no_statement_reaches_out_of_the_file(tmp_path: Path, statement: str) -> None:
    with new_project(tmp_path) as project, pytest.raises((SaysoError, sqlite3.Error)):
        project.connection.execute(statement)


def test_a_statement_without_an_end_is_ended(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        project.connection.patience = 0.2
        with pytest.raises(SaysoError, match="does not come to an end"):
            project.connection.rows(f"{ENDLESS} SELECT count(*) FROM n")
        assert project.connection.row("SELECT count(*) FROM stage") == (2,)


def test_statistics_that_another_program_made_are_no_offence(tmp_path: Path) -> None:
    new_project(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / "claims.sayso")) as other:
        other.execute("ANALYZE")
        other.execute("VACUUM")
    with Project.open(tmp_path / "claims.sayso") as project:
        assert not project.notices
        assert project.check().ok
