"""`sayso check --repair`: all that stands in row or log comes back, and the old file is kept."""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from data import locations
from data.errors import ProjectDamaged
from data.records import Attribution, Consent
from data.store import Project, notes, repair, sessions
from data.store.lists import participants, tags
from tests import ROOT
from tests.faults.test_hostile_projects import HOSTILE, pages_in_a_circle
from tests.faults.test_sidecars import killed_at_the_unlink, one_note
from tests.unit.commands import sayso
from tests.unit.dump import entity_dump
from tests.unit.stores import listing, new_project, with_notes, with_words

PAGE = 4096
NOTES = 120


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with people, tags, an edit and an undo."""
    folder = tmp_path_factory.mktemp("made")
    with new_project(folder) as project:
        with_notes(project, *(f"remark {number} " + "long " * 40 for number in range(NOTES)))
        with project.change("People") as change:
            people = [participants.add(change, f"Person {at}").id for at in range(4)]
            participants.edit(change, people[0], consent=Consent.NOT_SHOWN)
            tag = tags.add(change, "slow")
            session = sessions.last(change)
            assert session is not None
            for at in range(8):
                notes.add(
                    change, session=session.id, text=f"said {at}", tags=[tag.id],
                    participants=[Attribution(people[at % 4])],
                )  # fmt: skip
        with project.change("Edit") as change:
            notes.edit(change, notes.all(project)[3].id, text="reworded")
        with_notes(project, "taken back")
        project.undo()
        with project.cache() as cache:
            cache.keep_vectors("encoder", {f"text {number}": bytes(900) for number in range(30)})
    return folder / "claims.sayso"


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made, tmp_path / "claims.sayso"))


def dump(path: Path) -> str:
    with Project.open(path, read_only=True) as project:
        report = project.check()
        assert report.ok, report.problems
        assert not project.notices
        return entity_dump(project.connection)


def root_of(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as look:
        (root,) = look.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)
        ).fetchone()
    return int(root)


def overwrite(path: Path, page: int, filling: bytes = b"\xa5") -> None:
    content = bytearray(path.read_bytes())
    content[(page - 1) * PAGE : page * PAGE] = (filling * PAGE)[:PAGE]
    path.write_bytes(bytes(content))


def destroyed(*tables: str) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        for page in [root_of(path, table) for table in tables]:
            overwrite(path, page)

    return damage


def with_sql(*statements: str) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as careless:
            careless.execute("PRAGMA ignore_check_constraints = 1")
            careless.execute("PRAGMA foreign_keys = 0")
            for statement in statements:
                careless.execute(statement)

    return damage


def wrong_index(path: Path) -> None:
    """An index that lacks rows: quick looks do not see it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as bad:
        (sql,) = bad.execute("SELECT sql FROM sqlite_schema WHERE name = 'note_by_time'").fetchone()
        bad.execute("PRAGMA writable_schema = ON")
        bad.execute(
            "UPDATE sqlite_schema SET sql = sql || ' WHERE flagged' WHERE name = 'note_by_time'"
        )
    with closing(sqlite3.connect(path, isolation_level=None)) as bad:
        bad.execute("REINDEX note_by_time")
        bad.execute("PRAGMA writable_schema = ON")
        bad.execute("UPDATE sqlite_schema SET sql = ? WHERE name = 'note_by_time'", (sql,))


WHOLE: dict[str, Callable[[Path], None]] = {
    "the root of the notes": destroyed("note"),
    "the root of the log": destroyed("change"),
    "the roots of both": destroyed("note", "change"),
    "the roots of all small tables": destroyed("stage", "persona", "participant", "session", "tag"),
    "the roots of who said what": destroyed("note_participant", "note_tag"),
    "every index": destroyed("note_by_time", "change_by_op", "change_by_entity"),
    "an index that lacks rows": wrong_index,
    "the text index": destroyed("note_fts_data"),
    "the vectors": destroyed("vector"),
    "pages in a circle": pages_in_a_circle,
    "a table that was dropped": with_sql("DROP TABLE note_tag"),
    "the notes dropped": with_sql("DROP TABLE note"),
    "notes deleted behind our back": with_sql("DELETE FROM note WHERE nr % 3 = 0"),
    "notes changed behind our back": with_sql("UPDATE note SET text = 'x' WHERE nr % 3 = 0"),
    "no text": with_sql("UPDATE note SET text = CAST(x'ff00fe' AS TEXT)"),
    "a kind that is none": with_sql("UPDATE note SET kind = 'shrug'"),
    "sessions that are gone": with_sql("DELETE FROM session"),
    "people that are gone": with_sql("DELETE FROM participant"),
    "stages that are gone": with_sql("DELETE FROM stage"),
    "the project itself": with_sql("DELETE FROM project", "DELETE FROM settings"),
    "counters": with_sql("UPDATE counter SET last = 0"),
}


@pytest.mark.parametrize("what", WHOLE)
def test_what_stands_in_row_or_log_comes_back(what: str, path: Path) -> None:
    before = dump(path)
    WHOLE[what](path)
    damaged = path.read_bytes()
    outcome = sayso("-s", str(path), "check", "--repair")
    assert outcome.code == 1, outcome.err
    assert "REPAIRED" in outcome.out
    assert dump(path) == before
    aside = [name for name in listing(path.parent) if name != "claims.sayso"]
    assert len(aside) == 1
    assert aside[0].startswith("claims.sayso-damaged-")
    assert aside[0] in outcome.err
    assert (path.parent / aside[0]).read_bytes() == damaged
    with Project.open(path) as project:
        assert len(with_words(project, "remark")) == NOTES - 1
        told = {operation.label for operation in project.history(limit=None)}
        assert told >= {"Edit", "People", "Some notes"}, "history is kept"
        with_notes(project, "after it")
        assert project.undo() is not None
    again = sayso("-s", str(path), "check", "--repair")
    assert (again.code, again.out) == (0, "")
    assert "nothing was repaired" in again.err


@pytest.mark.parametrize(
    "what", ["notes are an endless view", "log records are dropped", "notes are rewritten",
             "a table that is none of ours", "a table drops what it is given"]
)  # fmt: skip
def test_what_we_never_put_there_is_left_behind(what: str, path: Path) -> None:
    before = dump(path)
    HOSTILE[what](path)
    done = repair.repair(path)
    assert done.aside is not None
    assert any("left behind, which sayso never put there" in said for said in done.sentences)
    assert dump(path) == before


def test_any_page_may_be_destroyed(path: Path) -> None:
    """One page after the other: no note is lost whose row or record can be read."""
    before, sound = dump(path), path.read_bytes()
    pages = range(2, len(sound) // PAGE + 1)
    chance = random.Random(11)
    tried = whole = 0
    for page in chance.sample(pages, 40):
        path.write_bytes(sound)
        overwrite(path, page, chance.choice([b"\xa5", b"\0", b"\x0d\0\0\0\x05"]))
        done = repair.repair(path)
        tried += 1
        after = dump(path)
        whole += after == before
        with Project.open(path, read_only=True) as project:
            texts = {note.text for note in notes.all(project)}
        assert {text for text in texts if text.startswith("remark")} >= {
            f"remark {number} " + "long " * 40 for number in range(NOTES) if number != 3
        } - ({f"remark {NOTES - 1 - 3} " + "long " * 40}), (page, done.lost)
        for name in listing(path.parent):
            if name != "claims.sayso":
                (path.parent / name).unlink()
    print(f"\npages destroyed {tried}, every row as before {whole}, notes lost 0")
    assert whole == tried


def test_what_is_in_neither_is_named_and_its_notes_are_seen(path: Path) -> None:
    """Rows and records both gone: notes go to Recovered, and the words of the lost stay hidden."""
    with closing(sqlite3.connect(path, isolation_level=None)) as careless:
        careless.execute("PRAGMA foreign_keys = 0")
        for table in ("session", "participant", "tag"):
            careless.execute(f"DELETE FROM {table}")
            careless.execute("DELETE FROM change WHERE entity = ?", (table,))
    outcome = sayso("-s", str(path), "check", "--repair")
    assert outcome.code == 1
    assert f"{NOTES + 8} notes whose session is gone" in outcome.out
    assert "4 participants gone, put back as “Recovered”" in outcome.out
    assert "change records of the history" in outcome.out
    with Project.open(path) as project:
        assert project.check().ok
        assert [session.title for session in sessions.all(project)] == ["Recovered"]
        people = participants.all(project)
        assert [person.consent for person in people] == [Consent.NOT_SHOWN] * 4
        assert len({person.code for person in people}) == 4
        assert len(notes.all(project)) == NOTES + 8


def test_an_older_project_is_repaired_into_this_version(tmp_path: Path) -> None:
    path = tmp_path / "old.sayso"
    path.write_bytes((ROOT / "tests" / "fixtures" / "project-format-1.db").read_bytes())
    overwrite(path, root_of(path, "note"))
    assert repair.repair(path).aside is not None
    with Project.open(path) as project:
        assert project.check().ok
        assert len(with_words(project, "remark")) == 40


def test_what_cannot_be_repaired_is_left_as_it_is(path: Path, tmp_path: Path) -> None:
    newer = bytearray(path.read_bytes())
    newer[60:64] = (999).to_bytes(4, "big")
    for name, content in (("newer", bytes(newer)), ("text", b"my notes\n" * 99), ("empty", b"")):
        other = tmp_path / f"{name}.sayso"
        other.write_bytes(content)
        assert sayso("-s", str(other), "check", "--repair").code == 2
        assert other.read_bytes() == content
        other.unlink()
    assert sayso("-s", str(tmp_path / "none.sayso"), "check", "--repair").code == 1
    assert listing(tmp_path) == ["claims.sayso"]


def test_a_foreign_journal_beside_a_damaged_file_is_kept_with_it(path: Path) -> None:
    """Neither rolled back nor thrown away: what was kept is what was there."""
    before, older = dump(path), path.read_bytes()
    with Project.open(path) as project:
        with_notes(project, "later")
    _, journal = killed_at_the_unlink(path, one_note)
    path.write_bytes(older)
    overwrite(path, root_of(path, "note"))
    damaged = path.read_bytes()
    path.with_name("claims.sayso-journal").write_bytes(journal)
    done = repair.repair(path)
    assert done.aside is not None
    assert done.aside.read_bytes() == damaged
    (kept,) = [name for name in listing(path.parent) if "-journal-" in name]
    assert (path.parent / kept).read_bytes() == journal
    assert dump(path) == before


def test_who_is_writing_is_not_repaired_away(path: Path) -> None:
    WHOLE["notes changed behind our back"](path)
    before = path.read_bytes()
    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        outcome = sayso("-s", str(path), "check", "--repair")
        assert outcome.code == 2
        assert "another program" in outcome.err
    assert path.read_bytes() == before
    assert listing(path.parent) == ["claims.sayso"]


def test_killed_in_mid_repair_one_of_the_two_is_there(path: Path, tmp_path: Path) -> None:
    """SIGKILL at every system call that changes a file, and at random moments."""
    before = dump(path)
    WHOLE["the roots of both"](path)
    damaged = path.read_bytes()
    chance = random.Random(3)
    killed = finished = 0
    for _ in range(30):
        path.write_bytes(damaged)
        worker = subprocess.Popen(
            [sys.executable, "-c", WORKER, str(path), str(chance.randrange(1, 4000))],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
        )
        code = worker.wait()
        killed += code == -signal.SIGKILL
        finished += code == 0
        if path.read_bytes() != damaged:
            assert dump(path) == before
        assert [name for name in listing(tmp_path) if name.endswith("-repair.tmp")] in (
            [],
            [".claims.sayso-repair.tmp"],
        )
        if path.read_bytes() == damaged:
            repair.repair(path)
        assert dump(path) == before
        assert not any(name.startswith(".") for name in listing(tmp_path))
        for name in listing(tmp_path):
            if name != "claims.sayso":
                assert (tmp_path / name).read_bytes() == damaged
                (tmp_path / name).unlink()
    print(f"\nkilled {killed}, finished {finished}, lost 0")
    assert killed >= 15


WORKER = """
import os, signal, sys
from pathlib import Path
from data.store import repair
left = int(sys.argv[2])
def tick(frame, event, arg):
    global left
    if event in ("call", "c_call"):
        left -= 1
        if left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
from data.store import project, check, salvage, files
import sqlite_utils
begun = repair._held
def held(*args):
    found = begun(*args)
    sys.setprofile(tick)
    return found
repair._held = held
if left % 4 == 0:
    left = 10**9
    swap = repair._swap
    def last(*args):
        global left
        left = int(sys.argv[2]) % 60
        swap(*args)
    repair._swap = last
repair.repair(Path(sys.argv[1]))
"""


@pytest.mark.skipif(not hasattr(os, "link"), reason="no hard links here")
def test_without_a_second_name_it_is_still_kept(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dump(path)
    WHOLE["the root of the notes"](path)
    damaged = path.read_bytes()

    def refuse(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    done = repair.repair(path)
    assert done.aside is not None
    assert done.aside.read_bytes() == damaged
    assert dump(path) == before


def test_nothing_is_stored_in_a_damaged_file(path: Path) -> None:
    tried = 0
    for what in (
        "the root of the notes",
        "the root of the log",
        "the text index",
        "the vectors",
        "an index that lacks rows",
        "pages in a circle",
        "a table that was dropped",
    ):
        sound = path.read_bytes()
        WHOLE[what](path)
        damaged = path.read_bytes()
        if what != "an index that lacks rows":  # a quick look does not see it, and nothing is lost
            outcome = sayso("-s", str(path), "log", "into the void")
            assert outcome.code == 3, what
            assert "is damaged" in outcome.err
            assert "check --repair" in outcome.err
            assert path.read_bytes() == damaged
            tried += 1
        path.write_bytes(sound)
    print(f"\ntried {tried}, acknowledged 0")


def test_a_project_is_looked_at_again_when_something_touched_it(path: Path) -> None:
    def refused() -> bool:
        try:
            with Project.open(path) as project, project.change("x") as change:
                tags.add(change, f"tag {os.urandom(4).hex()}")
        except ProjectDamaged:
            return True
        return False

    assert not refused()
    assert not refused()
    kept = path.stat()
    overwrite(path, root_of(path, "vector"))
    os.utime(path, ns=(kept.st_atime_ns, kept.st_mtime_ns))
    assert refused(), "even where its time was set back"


def opens_sound(path: Path) -> bool:
    with Project.open(path, read_only=True) as project:
        return project.refusal is None


def test_after_an_unclean_end_the_whole_file_is_looked_at(path: Path) -> None:
    """A quick look does not see an index that lacks rows; what follows a crash does."""
    sound = path.read_bytes()
    wrong_index(path)
    assert opens_sound(path), "a quick look does not see it"
    health_forgets()
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    with closing(sqlite3.connect(path)) as killed:
        killed.execute(
            "INSERT INTO unsent VALUES ('u', ?, ?, 0, ?, 'half a li', 9, NULL, ?)",
            (socket.gethostname(), gone.pid, *["2026-03-02T14:00:00.000000+00:00"] * 2),
        )
        killed.commit()
    assert not opens_sound(path), "a line whose window is gone"
    path.write_bytes(sound)
    wrong_index(path)
    _, journal = killed_at_the_unlink(path, one_note)
    path.with_name("claims.sayso-journal").write_bytes(journal)
    assert not opens_sound(path), "a change that was taken back"
    assert listing(path.parent) == ["claims.sayso"], "the journal was its own, and is used up"


def health_forgets() -> None:
    (locations.state_file().with_name("sound.json")).unlink(missing_ok=True)


@pytest.mark.parametrize("room", range(0, 1_000_000, 60_000))
def test_without_room_it_is_as_it_was(path: Path, room: int) -> None:
    WHOLE["the root of the notes"](path)
    damaged = path.read_bytes()
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(room), str(path)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode in (1, 2), done.stderr
    assert "Traceback" not in done.stderr
    if done.returncode == 2:
        assert path.read_bytes() == damaged
        assert listing(path.parent) == ["claims.sayso"]
        assert done.stderr.startswith("sayso: ")
    else:
        assert room >= 500_000
        assert opens_sound(path)


LIMITED = """
import resource, signal, sys
from capture.cli.main import run
import sqlite_utils
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
limit = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
sys.exit(run(["-s", sys.argv[2], "check", "--repair"]))
"""
