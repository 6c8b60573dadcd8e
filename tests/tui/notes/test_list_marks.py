"""The mode Notes: marking notes, and what an act on many is told to act on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from capture.jobs import browse, notes
from capture.jobs.browse import Targets
from capture.screens.notes import marks
from capture.screens.notes.screen import NotesScreen
from data.errors import NotFound
from data.store import Project
from data.store import notes as notes_store
from tests.tui.helpers import opened, settled, stored, text_of, until
from tests.tui.research import SAID, clock_in_utc, make_research, on, press, shell, texts, whole


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    with clock_in_utc():
        yield make_research(tmp_path / "claims.sayso")


async def test_space_marks_and_goes_on_and_a_second_time_unmarks(path: Path) -> None:
    ids = [note.id for note in reversed(whole(path).notes)]
    async with opened(path, mode="notes") as pilot:
        screen = on(pilot, NotesScreen)
        assert screen.notes.targets == Targets((ids[0],))
        await press(pilot, "space", "down", "space")
        assert screen.notes.marks.ids == {ids[0], ids[2]}
        assert screen.notes.rows.cursor == 3
        assert screen.notes.targets == Targets(tuple(sorted((ids[0], ids[2]))), marked=True)
        lines = text_of(shell(pilot)).splitlines()
        assert "2 notes marked" in lines[2]
        assert [line[2] == "●" for line in lines[4:7]] == [True, False, True]
        await press(pilot, "up", "space")
        assert screen.notes.marks.ids == {ids[0]}
        await press(pilot, "escape")
        assert not screen.notes.marks.ids
        assert "marked" not in text_of(shell(pilot)).splitlines()[2]
        assert "●" not in text_of(shell(pilot)).splitlines()[4]
        assert screen.notes.targets == Targets((ids[3],))


async def test_all_that_fit_are_marked_beyond_what_is_read(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browse, "PAGE", 10)
    with Project.open(path) as project, project.change("Many") as change:
        session = notes_store.all(change)[0].session
        for number in range(200):
            notes_store.add(change, session=session, text=f"remark {number:03}")
    async with opened(path, mode="notes") as pilot:
        screen = on(pilot, NotesScreen)
        screen.query_one("#filter").value = "remark"  # type: ignore[attr-defined]
        await settled(pilot)
        await pilot.press("asterisk")
        with stored(path) as project:
            assert len(screen.notes.targets.resolve(project)) == 200  # before anybody has counted
            await settled(pilot)
            assert set(screen.notes.targets.resolve(project)) == screen.notes.marks.ids
        assert len(screen.notes.marks.ids) == 200
        assert "200 notes marked" in text_of(shell(pilot))
        await press(pilot, "asterisk")
        assert not screen.notes.marks.ids


async def test_marks_stay_whatever_is_shown_and_leave_first(path: Path) -> None:
    async with opened(path, mode="notes") as pilot:
        screen = on(pilot, NotesScreen)
        await press(pilot, "slash", *"phone", "enter", "asterisk")
        assert len(screen.notes.marks.ids) == 2
        await press(pilot, "slash", "end", *["backspace"] * 5, *"form", "enter", "asterisk")
        assert len(screen.notes.marks.ids) == 6
        await press(pilot, "escape")
        assert (screen.notes.marks.ids, screen.finder.typed) == (frozenset(), "form")
        await press(pilot, "escape")
        assert screen.notes.rows.count == len(SAID)


async def test_what_another_window_removed_is_marked_no_more(path: Path) -> None:
    async with opened(path, mode="notes") as pilot:
        screen = on(pilot, NotesScreen)
        await press(pilot, "asterisk")
        gone = whole(path).notes[3].id
        with Project.open(path) as project:
            notes.remove_notes(project, Targets((gone,)))
            assert gone not in screen.notes.targets.resolve(project)
        await press(pilot, "home")
        await until(lambda: gone not in screen.notes.marks.ids, "the removed note's mark is gone")
        assert len(screen.notes.marks.ids) == len(SAID) - 1


async def test_a_filter_that_names_nothing_marks_nothing(path: Path) -> None:
    async with opened(path, mode="notes") as pilot:
        screen = on(pilot, NotesScreen)
        screen.query_one("#filter").value = "#zebra"  # type: ignore[attr-defined]
        await settled(pilot)
        screen.action_mark_all()
        with stored(path) as project, pytest.raises(NotFound):
            screen.notes.targets.resolve(project)
        await settled(pilot)
        assert str(screen.notes.marks) == ""
        assert "The stage “zebra” is unknown" in text_of(shell(pilot))


async def test_delete_removes_every_marked_note_in_one_step(path: Path) -> None:
    before = texts(path)
    marked = {note.text for at, note in enumerate(reversed(whole(path).notes)) if at in (0, 1, 3)}
    async with opened(path, mode="notes") as pilot:
        await press(pilot, "space", "space", "down", "space", "delete")
        assert texts(path) == [text for text in before if text not in marked]
        assert "Removed 3 notes. Ctrl+Z brings them back." in text_of(shell(pilot))
        await press(pilot, "ctrl+z")
        assert texts(path) == before
        await press(pilot, "home", "delete")
        assert len(texts(path)) == len(before) - 1
        assert "Removed: “" in text_of(shell(pilot))


async def test_delete_asks_before_it_removes_many(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marks, "ASKED_FROM", 3)
    async with opened(path, mode="notes") as pilot:
        await press(pilot, "asterisk", "delete")
        assert f"Remove {len(SAID)} notes?" in text_of(shell(pilot))
        await press(pilot, "escape")
        assert len(texts(path)) == len(SAID)
        await press(pilot, "delete", "y")
        assert texts(path) == []
        await press(pilot, "ctrl+z")
        assert len(texts(path)) == len(SAID)
