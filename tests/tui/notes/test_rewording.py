"""Splitting, joining, replacing and settling duplicates in the list of notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from capture.jobs import rewording
from capture.screens.dialogs import ConfirmScreen
from capture.screens.notes.duplicates import DuplicatesScreen
from capture.screens.notes.rewording import JoinScreen, ReplaceScreen, SplitScreen
from capture.screens.notes.screen import NotesScreen
from data.records import Note
from data.store import Project, notes
from tests.tui.helpers import SIZES, opened, same_picture, settled, stored, text_of, until
from tests.tui.research import (
    SAID,
    clock_in_utc,
    make_research,
    on,
    press,
    shell,
    texts,
    whole,
)

LONG = "The phone rings out. Nobody answers it before noon!\nThey want it in writing"
HOSTILE = "[red]=cmd()\x1b[31m \u202eevil\nand ,,p the rest"


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    with clock_in_utc():
        yield make_research(tmp_path / "claims.sayso")


def shown(pilot: object) -> str:
    return " ".join(text_of(shell(pilot)).split())  # type: ignore[arg-type]


def reword(path: Path, old: str, new: str) -> Note:
    """Give a note another text, in another program."""
    with Project.open(path) as project:
        note = next(one for one in notes.all(project) if one.text == old)
        with project.change("Reword") as change:
            notes.edit(change, note.id, text=new)
    return note


async def go_to(pilot: object, note: Note) -> None:
    on(pilot, NotesScreen).go_to_note(note.id)  # type: ignore[arg-type]
    await settled(pilot)  # type: ignore[arg-type]


# -- splitting -----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_a_note_is_shown_in_parts(path: Path, size: tuple[int, int]) -> None:
    note = replace(whole(path).notes[4], text=LONG.replace("\n", " "))
    async with opened(path, size, mode="project") as pilot:
        await pilot.app.push_screen(SplitScreen(note))
        await press(pilot, "right")
        same_picture(shell(pilot), f"split-{size[0]}x{size[1]}")


async def test_a_note_is_split_at_its_line_and_back(path: Path) -> None:
    note = reword(path, SAID[4][4], LONG)
    before = whole(path)
    async with opened(path, mode="notes") as pilot:
        await go_to(pilot, note)
        await press(pilot, "S")
        assert on(pilot, SplitScreen).parts == tuple(LONG.split("\n"))
        await press(pilot, "enter")
        on(pilot, NotesScreen)
        made = [one for one in whole(path).notes if one.text in LONG]
        assert [one.text for one in made] == LONG.split("\n")
        assert made[1].participants == note.participants
        assert "Split into 2 notes" in shown(pilot)
        await press(pilot, "ctrl+z")
        assert whole(path).notes == before.notes


async def test_cuts_are_set_and_taken_away_by_hand(path: Path) -> None:
    note = reword(path, SAID[4][4], LONG)
    async with opened(path, mode="notes") as pilot:
        await go_to(pilot, note)
        await press(pilot, "S", "space", "enter")
        screen = on(pilot, SplitScreen)
        assert list(screen.parts) == [LONG]
        assert "It is cut nowhere" in shown(pilot)
        await press(pilot, "home", "right", "right", "space", "end", "space", "up", "down")
        assert list(screen.parts) == ["The phone rings", LONG[16:-8], "writing"]
        await press(pilot, "escape")
        on(pilot, NotesScreen)
        assert LONG in texts(path)


async def test_one_word_is_not_split_and_hostile_text_is_shown_and_kept(path: Path) -> None:
    note = reword(path, SAID[4][4], "word")
    async with opened(path, mode="notes") as pilot:
        await go_to(pilot, note)
        await press(pilot, "S")
        assert "nothing to split" in shown(pilot)
    reword(path, "word", HOSTILE)
    async with opened(path, mode="notes") as pilot:
        await go_to(pilot, note)
        await press(pilot, "S")
        assert "[red]=cmd()" in shown(pilot)
        assert "\x1b" not in text_of(shell(pilot))
        await press(pilot, "enter")
        assert HOSTILE.split("\n")[1] in texts(path)


# -- joining -------------------------------------------------------------------------------------


async def test_marked_notes_are_joined_after_a_look(path: Path) -> None:
    before = whole(path).notes
    async with opened(path, mode="notes") as pilot:
        await press(pilot, "J")
        assert "Mark two notes or more" in shown(pilot)
        await press(pilot, "home", "space", "space", "J")
        on(pilot, JoinScreen)
        await press(pilot, "n")
        assert whole(path).notes == before
        await press(pilot, "J", "y")
        now = whole(path).notes
        assert len(now) == len(before) - 1
        newest = sorted(before, key=lambda one: one.at)[-2:]
        assert f"{newest[0].text}\n{newest[1].text}" in [one.text for one in now]
        assert "Joined 2 notes" in shown(pilot)
        await press(pilot, "ctrl+z")
        assert whole(path).notes == before


async def test_the_joined_note_is_shown_before(path: Path) -> None:
    with stored(path) as project:
        (first, second, *_) = notes.all(project)
        plan = rewording.plan_joining(project, [first.id, second.id])
    plan = replace(plan, loses=("1 unnamed voice would no longer be counted.",))
    async with opened(path, (80, 24), mode="project") as pilot:
        await pilot.app.push_screen(JoinScreen(plan))
        await settled(pilot)
        same_picture(shell(pilot), "join-80x24")


# -- replacing -----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_every_place_is_shown_before(path: Path, size: tuple[int, int]) -> None:
    async with opened(path, size, mode="project") as pilot:
        await pilot.app.push_screen(ReplaceScreen())
        await press(pilot, *"phone", "enter", *"telephone")
        same_picture(shell(pilot), f"replace-{size[0]}x{size[1]}")
        assert texts(path) == [one[4] for one in SAID_BY_TIME]


SAID_BY_TIME = [
    *(one for one in SAID if one[0] != "Eleni"),
    *(one for one in SAID if one[0] == "Eleni"),
]


async def test_a_word_is_replaced_everywhere_and_back(path: Path) -> None:
    before = texts(path)
    async with opened(path, mode="notes") as pilot:
        await press(pilot, "R", *"form", "enter", *"page")
        assert "Found in 4 places in 4 notes." in shown(pilot)
        await press(pilot, "f2", "f3")
        await press(pilot, "enter")
        on(pilot, NotesScreen)
        assert texts(path) == [text.replace("form", "page") for text in before]
        assert "Replaced in 4 places in 4 notes" in shown(pilot)
        await press(pilot, "ctrl+z")
        assert texts(path) == before


async def test_a_word_that_stands_nowhere_changes_nothing(path: Path) -> None:
    before = texts(path)
    async with opened(path, mode="notes") as pilot:
        await press(pilot, "R", *"zebra", "enter", "enter")
        on(pilot, ReplaceScreen)
        assert "stands nowhere" in shown(pilot)
        await press(pilot, "escape")
        on(pilot, NotesScreen)
    assert texts(path) == before


# -- duplicates ----------------------------------------------------------------------------------


def with_copies(path: Path) -> None:
    """Say two things again: one by the same person, one by somebody unnamed."""
    with Project.open(path) as project:
        by_text = {note.text: note for note in notes.all(project)}
        with project.change("Again") as change:
            for text, again, named in (
                ("the form is far too long", "the form is far to long!", True),
                (
                    "six weeks and I heard nothing at all",
                    "Six weeks and I heard nothing at all.",
                    False,
                ),
            ):
                note = by_text[text]
                notes.add(
                    change, session=note.session, text=again, at=note.at, kind=note.kind,
                    stage=note.stage, participants=note.participants if named else (),
                )  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
async def test_pairs_stand_side_by_side(path: Path, size: tuple[int, int]) -> None:
    with_copies(path)
    async with opened(path, size, mode="project") as pilot:
        screen = DuplicatesScreen()
        await pilot.app.push_screen(screen)
        await until(lambda: screen._sides is not None, "a pair is shown")
        await settled(pilot)
        same_picture(shell(pilot), f"duplicates-{size[0]}x{size[1]}")


async def pair_is_shown(pilot: object) -> DuplicatesScreen:
    screen = on(pilot, DuplicatesScreen)  # type: ignore[arg-type]
    await until(lambda: screen._sides is not None, "a pair is shown")
    return screen


async def test_pairs_are_joined_told_apart_and_said_twice(path: Path) -> None:
    with_copies(path)
    count = len(texts(path))
    async with opened(path, mode="notes") as pilot:
        await press(pilot, "D")
        screen = await pair_is_shown(pilot)
        assert len(screen.pairs) == 2
        await press(pilot, "1")
        assert len(texts(path)) == count - 1
        assert "the form is far too long" in texts(path)
        assert "the form is far to long!" not in texts(path)
        await pair_is_shown(pilot)
        await press(pilot, "2")
        on(pilot, ConfirmScreen)
        assert "unnamed voice would no longer be counted" in shown(pilot)
        await press(pilot, "n")
        assert len(texts(path)) == count - 1
        await pair_is_shown(pilot)
        await press(pilot, "t")
        assert "Every pair is settled." in shown(pilot)
        await press(pilot, "escape")
        assert "1 pair joined, 1 pair said twice" in shown(pilot)
        copy = next(one for one in whole(path).notes if one.text.startswith("Six"))
        assert len(copy.participants) == 1
        await press(pilot, "D")
        assert "No duplicates among" in shown(pilot)
        await press(pilot, "d", "1", "t", "down", "escape", "ctrl+z", "ctrl+z")
        assert len(texts(path)) == count


async def test_a_pair_that_differs_is_not_shown_again(path: Path) -> None:
    with_copies(path)
    async with opened(path, mode="notes") as pilot:
        await press(pilot, "D")
        await pair_is_shown(pilot)
        await press(pilot, "d")
        await pair_is_shown(pilot)
        await press(pilot, "escape", "D")
        screen = await pair_is_shown(pilot)
        assert len(screen.pairs) == 1
        await press(pilot, "escape")
    assert len(texts(path)) == len(SAID) + 2
