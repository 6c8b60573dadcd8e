"""A note that two windows change: both versions are kept, shown, and one is chosen."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from textual.pilot import Pilot

from capture.jobs import notes
from capture.jobs.browse import Targets
from capture.screens.capture.screen import CaptureScreen
from capture.screens.versions import VersionsScreen
from data.store import Project, unsent
from tests.tui.helpers import opened, settled, until
from tests.tui.meeting import make_meeting, said, say, screen_of, seen


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make_meeting(tmp_path / "claims.sayso")


def change_elsewhere(path: Path, text: str) -> None:
    """Change the newest note as another window would."""
    with Project.open(path) as project:
        notes.edit_text(project, said(path)[-1], text)


async def overtaken(pilot: Pilot[None], path: Path) -> None:
    """Change a note by ↑ that another window changes in the meantime, and hand it in."""
    await say(pilot, "Maria: the phone rings out ,,p")
    await pilot.press("up")
    screen_of(pilot).line.fill("Maria: mine is this ,,p")
    change_elsewhere(path, "theirs is that")
    await pilot.press("enter")
    await settled(pilot)


def texts(path: Path) -> list[str]:
    return [note.text for note in said(path)]


def waiting_lines(path: Path) -> list[str]:
    """Return the lines that the next window would be offered, as far as they are in the project."""
    with Project.open(path) as project:
        return [one.text for one in unsent.unsent(project)]


@pytest.mark.parametrize(
    ("key", "kept"),
    [
        ("1", ["mine is this"]),
        ("2", ["theirs is that"]),
        ("3", ["theirs is that", "mine is this"]),
    ],
)
async def test_what_another_window_stored_is_shown_and_one_chooses(
    path: Path, key: str, kept: list[str]
) -> None:
    async with opened(path) as pilot:
        await overtaken(pilot, path)
        assert isinstance(pilot.app.screen, VersionsScreen)
        assert texts(path) == ["theirs is that"]
        assert "Maria: mine is this ,,p" in seen(pilot)
        assert "Maria: theirs is that ,,p" in seen(pilot)
        await pilot.press(key)
        await settled(pilot)
        assert texts(path) == kept
        assert screen_of(pilot).line.is_empty
        assert waiting_lines(path) == []
        assert ("Tab takes it, Esc drops it" in seen(pilot)) == (key == "2")
        await say(pilot, "Jon: the next one")
        assert texts(path) == [*kept, "the next one"]


async def test_escape_leaves_the_line_in_the_line(path: Path) -> None:
    async with opened(path) as pilot:
        await overtaken(pilot, path)
        await pilot.press("escape")
        await settled(pilot)
        line = screen_of(pilot).line
        assert line.content == "Maria: mine is this ,,p"
        assert "editing" in seen(pilot)
        line.fill("Maria: both of it ,,p")
        await pilot.press("enter")
        await settled(pilot)
        assert texts(path) == ["both of it"]  # over the other, which had been seen by then
        assert waiting_lines(path) == []


async def test_what_was_chosen_against_can_be_dropped(path: Path) -> None:
    async with opened(path) as pilot:
        await overtaken(pilot, path)
        await pilot.press("2", "escape", "tab")
        await settled(pilot)
        assert screen_of(pilot).line.is_empty
        assert "mine is this" not in seen(pilot)


async def test_what_was_chosen_against_can_be_taken_back(path: Path) -> None:
    async with opened(path) as pilot:
        await overtaken(pilot, path)
        await pilot.press("2", "tab")
        await settled(pilot)
        assert screen_of(pilot).line.content == "Maria: mine is this ,,p"
        await pilot.press("enter")
        await settled(pilot)
        assert texts(path) == ["theirs is that", "mine is this"]


async def test_a_version_that_comes_while_one_goes_over_another_is_shown_too(path: Path) -> None:
    async with opened(path) as pilot:
        await overtaken(pilot, path)
        change_elsewhere(path, "and that")
        await pilot.press("1")
        await settled(pilot)
        assert isinstance(pilot.app.screen, VersionsScreen)
        assert "Maria: and that ,,p" in seen(pilot)
        assert texts(path) == ["and that"]
        await pilot.press("1")
        await settled(pilot)
        assert texts(path) == ["mine is this"]


async def test_a_line_that_is_refused_while_one_types_on_is_given_back(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(Project.open.__func__.__kwdefaults__, "wait", 30)  # type: ignore[attr-defined]
    async with opened(path) as pilot:
        await say(pilot, "Maria: the phone rings out ,,p")
        await pilot.press("up")
        screen_of(pilot).line.fill("Maria: mine is this ,,p")
        change_elsewhere(path, "theirs is that")
        lock = sqlite3.connect(path, isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        await pilot.press("enter")
        await pilot.press(*"Jon: 12")
        lock.rollback()
        lock.close()
        await settled(pilot)
        assert isinstance(pilot.app.screen, CaptureScreen)  # no dialog takes the letters away
        assert "Not stored: “Maria: mine is this ,,p”  Tab takes it" in seen(pilot)
        assert "Maria: mine is this ,,p" in waiting_lines(path)  # for whoever comes after a crash
        await pilot.press(*" calls", "enter")
        await settled(pilot)
        assert texts(path) == ["theirs is that", "12 calls"]
        await pilot.press("tab")
        await settled(pilot)
        assert isinstance(pilot.app.screen, VersionsScreen)
        await pilot.press("3")
        await settled(pilot)
        assert sorted(texts(path)) == ["12 calls", "mine is this", "theirs is that"]
        assert waiting_lines(path) == []


async def test_a_line_of_a_note_that_was_removed_becomes_a_note_of_its_own(path: Path) -> None:
    async with opened(path) as pilot:
        await say(pilot, "Maria: the phone rings out ,,p")
        await pilot.press("up")
        screen_of(pilot).line.fill("Maria: mine is this ,,p")
        with Project.open(path) as project:
            notes.remove_notes(project, Targets((said(path)[-1].id,)))
        await pilot.press("enter")
        await settled(pilot)
        assert "That note was removed meanwhile. Your line is here" in seen(pilot)
        assert screen_of(pilot).line.content == "Maria: mine is this ,,p"
        await pilot.press("enter")
        await settled(pilot)
        assert texts(path) == ["mine is this"]


async def test_a_line_that_nobody_has_touched_follows_the_other_window(path: Path) -> None:
    async with opened(path) as pilot:
        await say(pilot, "Maria: the phone rings out ,,p")
        await pilot.press("up")
        screen = screen_of(pilot)
        change_elsewhere(path, "theirs is that")
        await until(lambda: screen.line.content == "Maria: theirs is that ,,p", "it follows")
        await pilot.press("enter")
        await settled(pilot)
        assert texts(path) == ["theirs is that"]


async def test_while_one_types_it_is_said_that_the_note_was_changed(path: Path) -> None:
    async with opened(path, (120, 24)) as pilot:
        await say(pilot, "Maria: the phone rings out ,,p")
        await pilot.press("up", "x")
        change_elsewhere(path, "theirs is that")
        await until(lambda: "changed elsewhere, Enter compares" in seen(pilot))


async def test_two_windows_that_did_the_same_have_nothing_to_choose(path: Path) -> None:
    async with opened(path) as pilot:
        await say(pilot, "Maria: the phone rings out ,,p")
        await pilot.press("up")
        screen_of(pilot).line.fill("Maria: the same ,,p")
        change_elsewhere(path, "the same")
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, CaptureScreen)
        assert screen_of(pilot).line.is_empty
        assert (texts(path), waiting_lines(path)) == (["the same"], [])


async def test_edits_of_ones_own_in_a_row_meet_nobody(path: Path) -> None:
    async with opened(path) as pilot:
        await say(pilot, "Maria: the phone rings out")
        for word in ("always", "really", "honestly"):
            await pilot.press("up", "end", "space", *word, "enter")
            await settled(pilot)
        assert texts(path) == ["the phone rings out always really honestly"]


async def test_a_paste_of_several_lines_into_an_edited_note_loses_none(path: Path) -> None:
    from textual import events

    async with opened(path) as pilot:
        await say(pilot, "Maria: the phone rings out")
        await pilot.press("up", "end", "space")
        pilot.app.screen.query_one("#line").post_message(events.Paste("one\ntwo\nthree"))
        await pilot.pause()
        await pilot.press("tab")
        await pilot.press("enter")
        await settled(pilot)
        assert "one\ntwo\nthree" in texts(path)[0]
