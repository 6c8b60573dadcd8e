"""The mode Notes: what lies around the chosen note, and going there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from capture.jobs import notes
from capture.screens.notes.aside import Aside
from capture.screens.notes.screen import NotesScreen
from capture.widgets.rows import Leaf
from data.store import Project
from data.store import notes as notes_store
from tests.tui.helpers import keep, opened, same_picture, settled, text_of, until
from tests.tui.notes.test_screen import HOSTILE
from tests.tui.research import SAID, clock_in_utc, make_research, on, press, shell, whole


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    with clock_in_utc():
        yield make_research(tmp_path / "claims.sayso")


def leaves(screen: NotesScreen, name: str) -> list[str]:
    """Return the keys of what is shown of one sort."""
    return [leaf.key for leaf in screen.query(f".{name}").results(Leaf) if leaf.key]


async def test_what_was_said_just_before_and_after_is_shown(path: Path) -> None:
    held = whole(path).notes
    meeting = [one.id for one in held if one.session == held[0].session]
    async with opened(path, (120, 36), mode="notes") as pilot:
        screen = on(pilot, NotesScreen)
        await press(pilot, "end", *["up"] * 4)
        assert screen.notes.note is not None
        assert screen.notes.note.id == meeting[4]
        assert leaves(screen, "before") == meeting[1:4]
        assert leaves(screen, "after") == meeting[5:8]
        await press(pilot, "end")
        assert leaves(screen, "before") == []
        assert leaves(screen, "after") == meeting[1:4]
        assert "just before and after it, in Monday" in text_of(shell(pilot))


async def test_the_likest_notes_are_shown_with_who_said_them(path: Path) -> None:
    async with opened(path, (120, 36), mode="notes") as pilot:
        screen = on(pilot, NotesScreen)
        await press(pilot, "down")  # I only wanted to know how long it takes
        same = next(one for one in whole(path).notes if one.text.startswith("they want to know"))
        assert leaves(screen, "alike")[0] == same.id
        assert re.search(r"0\.[4-9]\d ◇ Jon they want to know how long it", text_of(shell(pilot)))


async def test_what_became_of_a_note_is_told_and_follows_a_change(path: Path) -> None:
    async with opened(path, (120, 36), mode="notes") as pilot:
        await press(pilot, "end")
        assert "2026-03-04 09:00 Research" in text_of(shell(pilot))
        with Project.open(path) as project:
            notes.edit_text(project, notes_store.all(project)[0], "too long")
        told = ("Edit “too long”", "Research")
        await until(lambda: all(one in text_of(shell(pilot)) for one in told), "both acts")


async def test_enter_goes_to_a_note_and_backspace_comes_back(path: Path) -> None:
    held = whole(path).notes
    async with opened(path, (120, 36), mode="notes") as pilot:
        screen = on(pilot, NotesScreen)
        await press(pilot, "end", "tab", "down", "enter")
        assert screen.notes.note == held[2]
        assert screen.focused is screen.notes.rows
        await press(pilot, "backspace")
        assert screen.notes.note == held[0]
        await pilot.click(screen.query(".after").first())
        await settled(pilot)
        assert screen.notes.note == held[1]


async def test_a_note_that_does_not_fit_the_filter_empties_it(path: Path) -> None:
    async with opened(path, (120, 36), mode="notes") as pilot:
        screen = on(pilot, NotesScreen)
        await press(pilot, "slash", *"rings", "enter")
        assert screen.notes.rows.count == 1
        await press(pilot, "tab", "enter")
        assert (screen.finder.typed, screen.notes.rows.count) == ("", len(SAID))
        assert screen.notes.note == whole(path).notes[1]
        assert "The filter is emptied" in text_of(shell(pilot))


async def test_a_note_that_is_gone_is_said_to_be(path: Path) -> None:
    async with opened(path, (120, 36), mode="notes") as pilot:
        screen = on(pilot, NotesScreen)
        before = screen.notes.note
        screen.go_to_note(whole(path).notes[0].id.replace("0", "1"))  # type: ignore[arg-type]
        await settled(pilot)
        assert "not there any more" in text_of(shell(pilot))
        assert screen.notes.note == before


async def test_where_it_is_narrow_a_key_makes_room(path: Path) -> None:
    async with opened(path, (60, 20), mode="notes") as pilot:
        screen = on(pilot, NotesScreen)
        await press(pilot, "end")
        small = screen.query_one(Aside).size.height
        await press(pilot, "tab")
        assert screen.query_one(Aside).size.height > small
        assert screen.query("Leaf:focus")
        assert "people give up half way" in text_of(shell(pilot))
        same_picture(shell(pilot), "notes-around-60x20")
        await press(pilot, "escape")
        assert screen.notes.rows.has_focus
        assert screen.query_one(Aside).size.height == small


@pytest.mark.parametrize("size", [(40, 10), (120, 36)])
async def test_hostile_text_around_a_note_never_acts(path: Path, size: tuple[int, int]) -> None:
    with Project.open(path) as project, project.change("\x1b[31m[/]") as change:
        session = notes_store.all(change)[0].session
        for text in HOSTILE:
            notes_store.add(change, session=session, text=text)
    async with opened(path, size, mode="notes") as pilot:
        for _ in HOSTILE:
            await press(pilot, "down", "tab")
            seen = text_of(shell(pilot))
            assert not set("\x1b\x7f\x9b\u202e\u200b") & set(seen)
            await press(pilot, "escape")
        assert shell(pilot).is_running


async def test_a_new_note_finds_what_is_like_it(path: Path) -> None:
    async with opened(path, (120, 36), mode="notes") as pilot:
        screen = on(pilot, NotesScreen)
        with Project.open(path) as project:
            keep(project, "the phone rings out all morning, every morning")
        await until(lambda: screen.notes.rows.count == len(SAID) + 1, "the new note")
        await press(pilot, "home")
        like = next(one for one in whole(path).notes if one.text.startswith("the phone rings out"))
        assert leaves(screen, "alike")[0] == like.id
