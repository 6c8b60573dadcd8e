"""``sayso backups`` and ``sayso restore``, and which verbs make backups."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from capture.cli import backups as verbs
from data import locations
from data.store.backup_names import kept
from tests.unit.commands import ok, sayso
from tests.unit.data.store.test_backups import spoil

HOSTILE = "[/b] \x1b[31mred\x1b]52;c;aGk=\x07 \u202e note"


@pytest.fixture
def path(workdir: Path) -> Path:
    """Return a project of one note, with a backup of it, and a second note."""
    ok("new", "clinic")
    ok("log", "phones ring out all morning")
    ok("backups", "--now")
    ok("log", HOSTILE)
    return workdir / "clinic.sayso"


def texts() -> list[str]:
    return [note["text"] for note in ok("notes", "--json").json]


def test_the_list_says_when_why_how_many_and_whether_sound(path: Path) -> None:
    listed = ok("backups")
    assert "when you asked" in listed.out
    assert "1 note " in listed.out
    assert "sound" in listed.out
    assert "clinic.sayso-backups" in listed.err
    spoil(kept(path)[0].path)
    assert "NOT SOUND" in ok("backups").out
    (one,) = ok("backups", "--json").json
    assert one["number"] == 1
    assert one["why"] == "asked"
    assert not one["sound"]
    assert datetime.fromisoformat(one["made_at"]) <= datetime.now(UTC)
    assert one["bytes"] == kept(path)[0].path.stat().st_size


def test_without_any_it_says_so(workdir: Path) -> None:
    ok("new", "clinic")
    outcome = sayso("backups")
    assert outcome.code == 1
    assert "no backups yet" in outcome.err
    assert sayso("restore").code == 1
    assert ok("backups", "--now").out, "even of what was only just made"
    assert "holds all that there is" in ok("backups", "--now").err


def test_going_back_shows_what_is_newer_and_asks(path: Path) -> None:
    before = path.read_bytes()
    asked = sayso("restore")
    assert asked.code == 2
    assert "--yes" in asked.err
    assert "1 note added, 0 notes edited, 0 notes removed" in asked.err
    assert "added: [/b]" in asked.err
    assert "\x1b" not in asked.err
    assert "\u202e" not in asked.err
    assert path.read_bytes() == before
    done = ok("restore", "--yes")
    assert "1 note." in done.err
    assert texts() == ["phones ring out all morning"]
    assert any(one.path.read_bytes() == before for one in kept(path))
    assert "set aside by a restore" in ok("backups").out


def test_a_person_may_say_no(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = path.read_bytes()
    monkeypatch.setattr(verbs, "at_terminal", lambda: True)
    assert sayso("restore", stdin="n\n").code == 130
    assert path.read_bytes() == before
    ok("restore", stdin="y\n")
    assert len(texts()) == 1


def test_what_was_set_aside_comes_back_by_its_number(path: Path) -> None:
    ok("restore", "--yes")
    number = next(one["number"] for one in ok("backups", "--json").json if one["notes"] == 2)
    ok("restore", str(number), "--yes")
    assert len(texts()) == 2
    for typed in ("99", "nothing"):
        assert sayso("restore", typed, "--yes").code == 1


@pytest.mark.parametrize("named", [(), ("-s", "clinic"), ("-s", "clinic.sayso")])
def test_a_project_that_is_gone_or_damaged_comes_back(path: Path, named: tuple[str, ...]) -> None:
    spoil(path)
    assert "cannot be told" in sayso(*named, "restore").err
    path.unlink()
    ok(*named, "backups")
    ok(*named, "restore", "--yes")
    assert len(texts()) == 1


def test_a_restore_without_a_name_passes_over_what_is_not_sound(path: Path) -> None:
    ok("backups", "--now")
    spoil(kept(path)[0].path)
    ok("restore", "--yes")
    assert len(texts()) == 1
    assert sayso("restore", "NOT", "--yes").code == 1


def test_imports_and_new_cuts_make_one_first(path: Path, workdir: Path) -> None:
    (workdir / "a.csv").write_text("text\nthe form is long\n", encoding="utf-8")
    (workdir / "b.csv").write_text("text\nnobody calls back\n", encoding="utf-8")
    ok("import", "a.csv", "b.csv", "--dry-run")
    assert len(kept(path)) == 1
    assert sayso("import", "none.csv").code != 0
    assert len(kept(path)) == 1
    ok("import", "a.csv", "b.csv")
    assert [one.why for one in kept(path)] == ["before-import", "asked"], "once, not once a file"
    ok("synthesize", "--anew")
    assert kept(path)[0].why == "before-anew"
    ok("log", "in between")
    ok("notes", "--csv", "-o", "notes.csv")
    sheet = workdir / "notes.csv"
    sheet.write_text(sheet.read_text("utf-8-sig").replace("is long", "is short"), "utf-8")
    ok("import", "--update", "--yes", "notes.csv")
    assert kept(path)[0].why == "before-import"
    ok("restore", "1", "--yes")
    assert any("is long" in text for text in texts())


def test_a_backup_that_fails_is_said_and_not_in_the_way(workdir: Path) -> None:
    ok("new", "clinic")
    ok("log", "phones ring out all morning")
    (workdir / "clinic.sayso-backups").write_text("in the way")
    (workdir / "a.csv").write_text("text\nthe form is long\n", encoding="utf-8")
    done = ok("import", "a.csv")
    assert done.err.count("No backup of") == 1
    assert len(texts()) == 2
    outcome = sayso("backups", "--now")
    assert outcome.code == 3
    assert "so is every backup" in outcome.err


def test_by_verbs_alone_a_backup_a_day(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.store.schema.now", lambda: datetime.now(UTC) + timedelta(hours=25))
    ok("notes")
    assert len(kept(path)) == 1, "reading makes none"
    ok("log", "the next day")
    assert [one.why for one in kept(path)] == ["opened", "asked"]
    ok("log", "and another")
    assert len(kept(path)) == 2


def test_how_much_they_may_take_up_is_a_setting(path: Path) -> None:
    home = locations.config_dir()
    home.mkdir(exist_ok=True)
    (home / "settings.toml").write_text("backup_megabytes = 1\n")
    (path.parent / "a.csv").write_text(
        "text\n" + "".join(f"remark {n} {'long ' * 40}\n" for n in range(1_500)), encoding="utf-8"
    )
    ok("import", "a.csv")
    ok("synthesize", "--anew")
    assert len(kept(path)) == 1, "the newest alone is larger"
    (home / "settings.toml").write_text("backup_megabytes = 0\n")
    ok("log", "goes on with the usual")


@pytest.mark.parametrize("verb", [("backups",), ("restore",), ("restore", "--yes")])
def test_without_a_project(workdir: Path, verb: tuple[str, ...]) -> None:
    assert sayso(*verb).code == 1
    assert sayso("-s", "nowhere", *verb).code == 1
    (workdir / "folder").mkdir()
    assert sayso("-s", "folder", *verb).code == 1
