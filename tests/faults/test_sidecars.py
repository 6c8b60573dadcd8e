"""A journal beside a file: its own is rolled back, another's is moved aside; nothing is lost."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from data.errors import ProjectDamaged, ProjectReadOnly
from data.store import Project, files, notes, sessions
from data.store.cache import Cache
from tests.unit.commands import ok
from tests.unit.stores import listing, new_project, with_notes

PAGE = 4096


def texts(path: Path) -> list[str]:
    """Every note of a project that is seen to be sound."""
    with Project.open(path) as project:
        report = project.check()
        assert report.ok, report.problems
        return [note.text for note in notes.all(project)]


def add_note(project: Project, text: str) -> None:
    with project.change("Note") as change:
        session = sessions.last(project)
        assert session is not None
        notes.add(change, session=session.id, text=text)


def killed_at_the_unlink(path: Path, write: Callable[[Project], None]) -> tuple[bytes, bytes]:
    """The file before a change, and the journal as it lies there when the change is all written.

    A second name keeps what SQLite unlinks: what a process leaves that is killed at that moment.
    """
    journal = path.with_name(path.name + "-journal")
    kept = path.with_name("kept")
    before = path.read_bytes()
    with Project.open(path) as project:
        project.connection.set_trace_callback(
            lambda sql: os.link(journal, kept) if sql == "COMMIT" and journal.exists() else None
        )
        write(project)
    content = kept.read_bytes()
    kept.unlink()
    return before, content


def one_note(project: Project) -> None:
    add_note(project, "the last one, " + "which is long " * 400)


def many_notes(project: Project) -> None:
    with project.change("Notes") as change:
        session = sessions.last(project)
        assert session is not None
        for number in range(40):
            notes.add(change, session=session.id, text=f"many {number} " + "long " * 100)


def a_half_line(project: Project) -> None:
    with project.cache() as cache:
        keep_vectors(cache)


def keep_vectors(cache: Cache) -> None:
    cache.keep_vectors("encoder", {f"text {number}": bytes(1500) for number in range(20)})


WRITES = (one_note, many_notes, a_half_line)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with new_project(tmp_path) as project:
        with_notes(project, *(f"note {number}" for number in range(30)))
    return tmp_path / "claims.sayso"


@pytest.mark.parametrize("write", WRITES)
def test_its_own_journal_is_rolled_back_however_much_was_written(
    path: Path, write: Callable[[Project], None]
) -> None:
    """Every state that a kill can leave between the first page written and the last."""
    known = texts(path)
    before, journal = killed_at_the_unlink(path, write)
    after = path.read_bytes()
    pages = range(max(len(before), len(after)) // PAGE)
    changed = [at for at in pages if before[at * PAGE :][:PAGE] != after[at * PAGE :][:PAGE]]
    chance = random.Random(7)
    states = [set(changed[:many]) for many in range(0, len(changed) + 1, max(1, len(changed) // 8))]
    states += [set(chance.sample(changed, chance.randrange(len(changed) + 1))) for _ in range(20)]
    states.append(set(changed))
    beside = path.with_name(path.name + "-journal")
    for written in states:
        length = len(before) // PAGE
        if written:
            length = max(length, *(at + 1 for at in written))
        path.write_bytes(
            b"".join(
                (after if at in written else before)[at * PAGE :][:PAGE].ljust(PAGE, b"\0")
                for at in range(length)
            )
        )
        beside.write_bytes(journal)
        assert texts(path) == known
        assert listing(path.parent) == ["claims.sayso"], "nothing was moved aside"
    print(f"\n{write.__name__}: tried {len(states)}, sound {len(states)}, lost 0")


def older_copies(path: Path) -> list[tuple[str, bytes]]:
    """The file as it was after each of some changes, the newest last."""
    copies = []
    for number in range(6):
        copies.append((f"{number} changes later", path.read_bytes()))
        with Project.open(path) as project:
            add_note(project, f"later {number} " + "long " * 100)
    return copies


def by_vacuum(path: Path) -> bytes:
    target = path.with_name("vacuumed")
    with closing(sqlite3.connect(path)) as plain:
        plain.execute(f"VACUUM INTO '{target}'")
    content = target.read_bytes()
    target.unlink()
    return content


def unrelated(folder: Path, changes: int) -> bytes:
    """Another project, made and written to in just the same way."""
    folder.mkdir()
    with new_project(folder) as project:
        with_notes(project, *(f"other {number}" for number in range(30)))
        for number in range(changes):
            add_note(project, f"more {number} " + "long " * 100)
    return (folder / "claims.sayso").read_bytes()


def test_a_journal_of_another_copy_is_moved_aside_and_nothing_is_rolled_back(path: Path) -> None:
    copies = older_copies(path)
    copies.append(("by VACUUM INTO", by_vacuum(path)))
    copies += [
        (f"unrelated, {changes} changes", unrelated(path.parent / f"other{changes}", changes))
        for changes in range(8)
    ]
    tried = 0
    for write in WRITES:
        current = path.read_bytes()
        _, journal = killed_at_the_unlink(path, write)
        for name, content in copies:
            if content == current:
                continue  # just as it was before the change: rolled back into it, nothing changes
            folder = path.parent / f"put back {tried}"
            folder.mkdir()
            restored = folder / "claims.sayso"
            restored.write_bytes(content)
            known = texts(restored)
            (folder / "claims.sayso-journal").write_bytes(journal)
            with Project.open(restored) as project:
                (said,) = project.notices
                assert "was left by another copy" in said, name
                assert "moved aside" in said
            assert texts(restored) == known, name
            (aside,) = [one for one in listing(folder) if one != "claims.sayso"]
            assert aside.startswith("claims.sayso-journal-aside-")
            assert (folder / aside).read_bytes() == journal
            assert restored.read_bytes()[100:] == content[100:]
            tried += 1
    print(f"\ntried {tried}, moved aside {tried}, lost 0")
    assert tried >= 40


def test_a_verb_says_that_a_journal_was_moved_aside(path: Path) -> None:
    older = path.read_bytes()
    with Project.open(path) as project:
        add_note(project, "one more")
    _, journal = killed_at_the_unlink(path, one_note)
    for verb in (("notes", "--count"), ("log", "still here")):
        path.write_bytes(older)
        path.with_name(path.name + "-journal").write_bytes(journal)
        outcome = ok("-s", str(path), *verb)
        assert "was left by another copy" in outcome.err
        assert ok("-s", str(path), "check").out


def test_neither_with_nor_without_the_journal(path: Path) -> None:
    """Where the file itself is damaged as well, nothing is moved and nothing is changed."""
    older = bytearray(path.read_bytes())
    with Project.open(path) as project:
        add_note(project, "one more")
        (root,) = project.connection.row("SELECT rootpage FROM sqlite_schema WHERE name = 'note'")
    _, journal = killed_at_the_unlink(path, one_note)
    older[(root - 1) * PAGE : root * PAGE] = b"\xa5" * PAGE
    path.write_bytes(older)
    beside = path.with_name(path.name + "-journal")
    beside.write_bytes(journal)
    for read_only in (False, True):
        with pytest.raises(ProjectDamaged, match="both were left as they are"):
            Project.open(path, read_only=read_only)
    assert (path.read_bytes(), beside.read_bytes()) == (bytes(older), journal)


def test_where_nothing_may_be_moved_it_is_refused(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = path.read_bytes()
    with Project.open(path) as project:
        add_note(project, "one more")
    _, journal = killed_at_the_unlink(path, one_note)
    path.write_bytes(older)
    beside = path.with_name(path.name + "-journal")
    beside.write_bytes(journal)
    monkeypatch.setattr(files, "is_writable", lambda _: False)
    with pytest.raises(ProjectReadOnly, match="Move it elsewhere"):
        Project.open(path)
    assert (path.read_bytes(), beside.read_bytes()) == (older, journal)


def test_what_another_program_is_writing_is_left_to_it(path: Path) -> None:
    """A journal is there in the middle of every change: it is judged only where nobody writes."""
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    holder.execute("UPDATE note SET text = 'held'")
    assert path.with_name(path.name + "-journal").exists()
    with Project.open(path, read_only=True) as project:
        assert len(notes.all(project)) == 30
        assert not project.notices
    holder.execute("ROLLBACK")
    holder.close()
    assert listing(path.parent) == ["claims.sayso"]


def test_a_wal_of_another_is_moved_aside_and_its_own_is_taken_in(path: Path) -> None:
    known, older = texts(path), path.read_bytes()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("UPDATE note SET flagged = 1")
        wal = path.with_name(path.name + "-wal").read_bytes()
        switched = path.read_bytes()
    folder = path.parent / "own"
    folder.mkdir()
    own = folder / "claims.sayso"
    own.write_bytes(switched)
    (folder / "claims.sayso-wal").write_bytes(wal)
    with Project.open(own) as project:
        assert all(note.flagged for note in notes.all(project))
        assert not project.notices
    assert listing(folder) == ["claims.sayso"]
    path.write_bytes(older)
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).write_bytes(wal)
    with Project.open(path) as project:
        assert "claims.sayso-wal was left by another copy" in project.notices[0]
        assert not any(note.flagged for note in notes.all(project))
    assert texts(path) == known
    assert [one[:23] for one in listing(path.parent)] == [
        "claims.sayso",
        "claims.sayso-shm-aside-",
        "claims.sayso-wal-aside-",
        "own",
    ]


@pytest.mark.parametrize("junk", [b"", bytes(600), b"my own notes", b"\xd9\xd5\x05\xf9"])
def test_what_is_no_journal_changes_nothing(path: Path, junk: bytes) -> None:
    known = texts(path)
    path.with_name(path.name + "-journal").write_bytes(junk)
    assert texts(path) == known


def test_a_journal_that_was_never_synced_does_not_cut_another_file(path: Path) -> None:
    """Its header alone is enough for SQLite to cut the file to the length that is named there."""
    with Project.open(path) as project:
        many_notes(project)
    known = texts(path)
    _, journal = killed_at_the_unlink(path, one_note)
    header = bytearray(journal[:512])
    header[8:12] = bytes(4)
    header[16:20] = (20).to_bytes(4, "big")
    beside = path.with_name(path.name + "-journal")
    beside.write_bytes(bytes(header))
    known = [*known, texts_of(path)[-1]]
    with Project.open(path) as project:
        assert "moved aside" in project.notices[0]
    assert texts(path) == known


def texts_of(path: Path) -> list[str]:
    """The notes as any SQLite would read them from a copy without what lies beside it."""
    copy = path.with_name("copy")
    shutil.copy(path, copy)
    with closing(sqlite3.connect(copy)) as plain:
        found = [text for (text,) in plain.execute("SELECT text FROM note ORDER BY at, id")]
    copy.unlink()
    return found
