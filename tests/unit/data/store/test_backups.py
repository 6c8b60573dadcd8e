"""Backups: made where something has changed, verified, private, thinned; never in the way."""

from __future__ import annotations

import os
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from data import files as whole
from data.errors import BackupFailed, Cancelled
from data.store import Project, backup_names, backups, notes
from data.store.backup_names import Kept, kept
from data.store.backups import look_into, make
from data.store.lists import stages
from tests.unit.dump import entity_dump
from tests.unit.stores import listing, new_project, with_notes


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a project with two notes, closed."""
    with new_project(tmp_path) as project:
        with_notes(project, "phones ring out", "the form is long")
    return tmp_path / "claims.sayso"


def add_note(path: Path, text: str) -> None:
    with Project.open(path) as project:
        with_notes(project, text)


def made(path: Path, why: str = "opened") -> Kept:
    found = make(path, why)
    assert found is not None
    return found


def dump(path: Path) -> object:
    with Project.open(path, read_only=True) as project:
        return entity_dump(project.connection)


def spoil(path: Path, table: str = "note") -> None:
    """Destroy the page at which a table begins."""
    connection = sqlite3.connect(path)
    (root,) = connection.execute(
        "SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)
    ).fetchone()
    connection.close()
    with path.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\xa5" * 4096)


def test_a_backup_holds_all_and_is_its_owners_alone(path: Path) -> None:
    one = made(path, "before-import")
    assert one.path.parent == path.parent / "claims.sayso-backups"
    assert "-before-import-" in one.path.name
    assert one.path.stat().st_mode & 0o777 == 0o600
    assert one.path.parent.stat().st_mode & 0o777 == 0o700
    looked = look_into(one)
    assert looked.sound
    assert looked.tip is not None
    assert looked.tip.notes == 2
    assert dump(one.path) == dump(path)
    with Project.open(one.path, read_only=True) as project:
        assert project.check().ok, "the index, the log and the rows"
        assert len(project.history()) == 2
    assert listing(one.path.parent) == [one.path.name], "nothing lies beside it"


def test_none_is_made_where_nothing_has_changed_since(path: Path) -> None:
    made(path)
    assert make(path, "regular") is None
    add_note(path, "one more")
    assert make(path, "regular") is not None
    assert make(path, "before-import") is None
    assert len(kept(path)) == 2


def test_what_is_no_research_is_no_change(path: Path) -> None:
    made(path)
    with Project.open(path) as project, project.cache() as cache:
        cache.connection.execute("INSERT INTO cache_meta VALUES ('a', 'b')")
    assert make(path, "regular") is None


def test_a_newest_backup_that_is_spoilt_is_not_relied_on(path: Path) -> None:
    spoil(made(path).path)
    assert make(path, "regular") is not None
    newest, older = kept(path)
    assert look_into(newest).sound
    assert not look_into(older).sound


def test_a_project_that_was_only_just_made_has_nothing_to_lose(tmp_path: Path) -> None:
    new_project(tmp_path).close()
    path = tmp_path / "claims.sayso"
    assert make(path, "opened") is None
    assert listing(tmp_path) == ["claims.sayso"]
    assert make(path, "asked", always=True) is not None


def test_it_is_made_beside_an_open_project_and_drops_no_lock(path: Path) -> None:
    with Project.open(path) as project, project.change("x") as change:
        stages.add(change, "After")
        one = made(path)  # sees what was stored before
        other = sqlite3.connect(path, timeout=0.05)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()
    with Project.open(one.path, read_only=True) as copy:
        assert len(stages.all(copy)) == 2


@pytest.mark.parametrize("table", ["note", "change", "note_by_time"])
def test_of_a_damaged_project_none_is_made_and_none_goes(path: Path, table: str) -> None:
    made(path)
    add_note(path, "since then")
    backups.use_most(0)
    try:
        spoil(path, table)
        before = [one.path.read_bytes() for one in kept(path)]
        with pytest.raises(BackupFailed, match=r"damaged .*so is every backup"):
            make(path, "regular")
        assert [one.path.read_bytes() for one in kept(path)] == before
    finally:
        backups.use_most(backup_names.MEGABYTES)


def test_an_index_that_says_otherwise_than_its_table_is_damage(path: Path) -> None:
    """A copy would build its indexes anew, and look sound."""
    careless = sqlite3.connect(path)
    careless.execute("PRAGMA writable_schema = ON")
    careless.execute(
        "UPDATE sqlite_schema SET sql = 'CREATE INDEX note_by_time ON note (id, at)'"
        " WHERE name = 'note_by_time'"
    )
    careless.commit()
    careless.close()
    with pytest.raises(BackupFailed, match="damaged"):
        make(path, "regular")
    assert not kept(path)


def test_too_many_go_and_only_ours(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [datetime(2026, 1, 1, 9, tzinfo=UTC)]
    monkeypatch.setattr("data.store.schema.now", lambda: clock[0])
    first = made(path)
    other = first.path.with_name(backup_names.name_of(clock[0], "opened", "abcdef"))
    shutil.copy(first.path, other)
    aside = first.path.with_name(
        backup_names.name_of(clock[0], backup_names.SET_ASIDE, first.project)
    )
    shutil.copy(first.path, aside)
    (first.path.parent / "mine.txt").write_text("keep out")
    for step in range(60):
        clock[0] += timedelta(hours=7)
        add_note(path, f"note {step}")
        made(path, "regular")
    left = kept(path)
    assert {other, aside} <= {one.path for one in left}
    assert first.path not in {one.path for one in left}
    assert 20 < len(left) < 40
    assert (first.path.parent / "mine.txt").exists()


def test_what_is_too_large_goes_but_never_the_newest(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "_most_megabytes", 0)
    made(path)
    add_note(path, "more")
    newest = made(path, "regular")
    assert [one.path for one in kept(path)] == [newest.path]


def test_a_clock_that_went_back_makes_no_backup_older(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(path)
    add_note(path, "later")
    monkeypatch.setattr("data.store.schema.now", lambda: datetime(1971, 1, 1, tzinfo=UTC))
    newest = made(path, "regular")
    assert kept(path)[0].path == newest.path


def test_through_a_link_they_lie_beside_what_it_leads_to(path: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "elsewhere" / "link.sayso"
    link.symlink_to(path)
    assert made(link).path.parent == tmp_path / "claims.sayso-backups"


def test_given_up_it_leaves_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backups, "_LOOK_EVERY", 100)
    with pytest.raises(Cancelled):
        make(path, "regular", stop=lambda: True)
    assert listing(path.parent) == ["claims.sayso"]
    with pytest.raises(BackupFailed, match="keep your notes waiting"):
        make(path, "regular", seconds=0)
    assert listing(path.parent) == ["claims.sayso"]


def test_before_something_it_warns_and_is_not_in_the_way(path: Path) -> None:
    (path.parent / "claims.sayso-backups").write_text("in the way")
    with Project.open(path) as project:
        warning = backups.before(project, "import")
        assert warning.startswith(f"No backup of {path} was made: ")
        with_notes(project, "stored all the same")
        assert len(notes.all(project)) == 3
    with Project.open(path, read_only=True) as project:
        assert backups.before(project, "import") == ""


def test_by_verbs_alone_one_is_made_a_day(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [datetime.now(UTC)]
    monkeypatch.setattr("data.store.schema.now", lambda: clock[0])
    for hours, count in ((1, 0), (22, 0), (2, 1), (23, 1), (2, 2), (1, 2)):
        clock[0] += timedelta(hours=hours)
        with Project.open(path) as project:
            with_notes(project, f"after {hours} hours")
            assert backups.daily(project) == ""
        assert len(kept(path)) == count


def test_what_a_kill_left_half_made_is_swept_once_it_is_old(path: Path) -> None:
    folder = made(path).path.parent
    names = [".sayso-0123456789abcdef.tmp", ".sayso-0123456789abcdef.tmp-journal"]
    spared = [".sayso-notes.tmp", ".sayso-0123456789abcdef.tmp.txt", "0123456789abcdef.tmp"]
    for place in (path.parent, folder):
        for name in (*names, *spared, ".sayso-fedcba9876543210.tmp"):
            (place / name).write_text("half")
        (place / ".sayso-00000000000000aa.tmp").symlink_to(path)
        (place / ".sayso-00000000000000bb.tmp").mkdir()
        old = path.stat().st_mtime - 3600
        for name in (*names, *spared):
            os.utime(place / name, (old, old))
    backups.sweep(path)
    for place in (path.parent, folder):
        assert not any((place / name).exists() for name in names)
        assert all((place / name).exists() for name in spared)
        assert (place / ".sayso-fedcba9876543210.tmp").exists(), "it may be in use"
        assert (place / ".sayso-00000000000000aa.tmp").is_symlink()
        assert (place / ".sayso-00000000000000bb.tmp").is_dir()
    whole.sweep(path.parent / "nowhere")


def test_a_journal_beside_a_backup_makes_it_unsound(path: Path) -> None:
    one = made(path)
    (one.path.parent / f"{one.path.name}-journal").write_bytes(b"foreign")
    looked = look_into(one)
    assert not looked.sound
    assert "-journal lies beside it" in looked.trouble


@pytest.mark.parametrize(
    "name",
    ["notes.txt", "2026-11-30T114503.250Z-opened-4f2a91.sayso", "x.sayso-backup",
     "2026-13-30T114503.250Z-opened-4f2a91.sayso-backup",
     "2026-11-30T114503.250Z-Opened-4f2a91.sayso-backup"],
)  # fmt: skip
def test_what_is_no_backup_is_not_listed(path: Path, name: str) -> None:
    folder = made(path).path.parent
    (folder / name).write_bytes(path.read_bytes())
    assert len(kept(path)) == 1
