"""What is typed before the project is read waits, whole, and is read as it would be later."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from capture.app import SaysoApp
from capture.config import Config, Memory
from capture.jobs import sessions
from capture.jobs.sessions import Scene
from data.errors import StorageFailed
from data.records import Emotion, Kind
from data.store import Project
from data.store.unsent import unsent
from tests.tui.helpers import keep, settled, stored, until
from tests.tui.meeting import make_meeting, names, said, screen_of, seen, snapshot

SAID = "ma:phones ring"


class Lane:
    """Holds what Capture asks of the reading lane until it is let go; may fail then."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.fails = False

    def read(self, project: Project, *given: Any, **named: Any) -> Scene:
        assert self.go.wait(30)
        if self.fails:
            raise StorageFailed("It cannot be read.")
        return READ(project, *given, **named)


READ = sessions.scene


@pytest.fixture
def meeting(tmp_path: Path) -> Path:
    return make_meeting(tmp_path / "claims.sayso")


@pytest.fixture
def lane(monkeypatch: pytest.MonkeyPatch) -> Lane:
    lane = Lane()
    monkeypatch.setattr(sessions, "scene", lane.read)
    return lane


@asynccontextmanager
async def unread(path: Path, lane: Lane) -> AsyncIterator[Pilot[None]]:
    """Open the app and stop where the project is open and Capture knows nothing of it."""
    app = SaysoApp(path, Config(theme="ink"), Memory())
    try:
        async with app.run_test(size=(80, 24)) as pilot:
            await until(lambda: app.is_open and screen_of(pilot).line.has_focus, "a line is there")
            yield pilot
            if not app._exit:
                await app.gateway.close()
    finally:
        lane.go.set()
    app.gateway.finish()


def kept(path: Path) -> list[str]:
    with closing(stored(path)) as project:
        return [one.text for one in unsent(project)]


async def test_lines_handed_in_early_wait_and_are_read_by_the_roster(
    meeting: Path, lane: Lane
) -> None:
    async with unread(meeting, lane) as pilot:
        await pilot.press(*SAID, "tab", *"p--3", "enter", "f3", "f4")
        await pilot.press("j", "o", "tab", *"it is so", "enter", *"mar", "tab", *"half")
        early = ["ma:phones ring ,,p--3", "jo ,,it is so"]
        await until(lambda: set(early) <= set(kept(meeting)), "they would survive a crash")
        assert said(meeting) == []
        await until(lambda: f"… storing     {early[0]}" in seen(pilot), "they are seen to wait")
        assert f"… storing     {early[1]}" in seen(pilot)

        lane.go.set()
        await until(lambda: not screen_of(pilot).line.is_early, "it is read")
        await settled(pilot)
        await until(lambda: len(said(meeting)) == 2, "they are stored")
        await settled(pilot)
        assert screen_of(pilot).line.content == "Maria: half"
        assert screen_of(pilot).outbox.waiting == []
        assert "… storing" not in seen(pilot)
        await until(lambda: kept(meeting) == ["Maria: half"], "nothing else is kept", 3.0)
    first, second = said(meeting)
    shot = snapshot(meeting)
    assert (first.text, first.kind, first.emotion) == ("phones ring", Kind.PAIN, Emotion.VERY_LOW)
    assert [names(meeting, one) for one in (first, second)] == [{"Maria": "said"}, {"Jon": "said"}]
    assert second.text == "it is so"
    assert first.stage == second.stage == shot.stages[2].id
    assert (first.personas, first.channel) == ((), None)
    assert (second.personas, second.channel) == ((shot.personas[0].id,), shot.channels[0].id)


async def test_what_waits_when_one_leaves_is_kept(meeting: Path, lane: Lane) -> None:
    async with unread(meeting, lane) as pilot:
        await pilot.press(*SAID, "enter", *"half", "ctrl+q")
        await until(lambda: pilot.app._exit, "the app has left")
    assert sorted(kept(meeting)) == ["half", SAID]
    assert said(meeting) == []


async def test_undo_takes_back_the_line_before_it(meeting: Path, lane: Lane) -> None:
    with Project.open(meeting) as project:
        keep(project, "older")
    async with unread(meeting, lane) as pilot:
        await pilot.press(*SAID, "enter", "ctrl+z", *"b", "enter")
        lane.go.set()
        await until(lambda: not screen_of(pilot).line.is_early, "it is read")
        await settled(pilot)
        await settled(pilot)
    assert [one.text for one in said(meeting)] == ["older", "b"]


async def test_a_paste_and_its_notes_wait_too(meeting: Path, lane: Lane) -> None:
    async with unread(meeting, lane) as pilot:
        pilot.app.post_message(events.Paste("ma: one ,,2\njo: two"))
        await pilot.pause()
        await pilot.press("tab")
        lane.go.set()
        await until(lambda: not screen_of(pilot).line.is_early, "it is read")
        await settled(pilot)
        await settled(pilot)
    found = said(meeting)
    assert [one.text for one in found] == ["one", "two"]
    assert found[0].stage == found[1].stage == snapshot(meeting).stages[1].id


async def test_a_project_that_cannot_be_read_stores_it_all_the_same(
    meeting: Path, lane: Lane
) -> None:
    lane.fails = True
    async with unread(meeting, lane) as pilot:
        await pilot.press(*"ma: phones ring", "enter")
        lane.go.set()
        await until(lambda: len(said(meeting)) == 1, "it is stored")
        await settled(pilot)
    (note,) = said(meeting)
    assert names(meeting, note) == {"Maria": "said"}
