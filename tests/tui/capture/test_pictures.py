"""What Capture looks like; what it stores is tested elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from capture.app import SaysoApp
from capture.jobs import notes
from data.records import Kind
from data.store import Project
from data.store.lists import stages
from tests.tui.helpers import opened, same_picture, settled
from tests.tui.meeting import make_meeting, say, screen_of

BEGAN = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TALK = (
    "ma: phones ring out all morning ,,p--3 tou ph",
    "jo:",
    "ri: they come to the desk anyway, with the same question, and then they wait half an hour",
    "jo: a text when the file is complete ,,i+ +calls",
    "ma: ,,no",
    '“did you get my papers?” 漢字 [/] \x1b[31m ,,q " xyzzy',
    "they hung up ,,k",
)


def fill(path: Path, talk: Sequence[str]) -> None:
    """Note a meeting at a fixed time."""
    with Project.open(path) as project:
        place = notes.Place(session=project.snapshot().sessions[0].id)
        for number, line in enumerate(talk):
            logged = notes.log(project, line, place, now=BEGAN + timedelta(minutes=number))
            place = logged.place


@pytest.fixture
def busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TZ", "UTC")
    path = make_meeting(tmp_path / "claims.sayso")
    with Project.open(path) as project, project.change("When") as change:
        from data.store import sessions

        sessions.edit(change, project.snapshot().sessions[0].id, started_at=BEGAN)
    fill(path, TALK)
    return path


def picture(app: object, name: str) -> None:
    assert isinstance(app, SaysoApp)
    same_picture(app, f"capture-{name}")


@pytest.mark.parametrize(
    ("size", "theme"), [((60, 20), "ink"), ((80, 24), "paper"), ((120, 36), "dusk")]
)
async def test_busy_with_a_hint(busy: Path, size: tuple[int, int], theme: str) -> None:
    async with opened(busy, size, theme=theme) as pilot:
        window = screen_of(pilot).window
        window.move_to(window.scene.notes[0].session)
        screen_of(pilot).line.fill("ma: it is lost ,,p-- tou wiat")
        await settled(pilot)
        picture(pilot.app, f"busy-{size[0]}-{theme}")


@pytest.mark.parametrize(("size", "theme"), [((60, 20), "paper"), ((80, 24), "ink")])
async def test_empty(tmp_path: Path, size: tuple[int, int], theme: str) -> None:
    path = make_meeting(tmp_path / "claims.sayso")
    async with opened(path, size, theme=theme) as pilot:
        picture(pilot.app, f"empty-{size[0]}-{theme}")


async def test_editing(busy: Path) -> None:
    async with opened(busy) as pilot:
        await pilot.press("up", "up")
        await settled(pilot)
        picture(pilot.app, "editing")


async def test_completion(busy: Path) -> None:
    async with opened(busy, (60, 20)) as pilot:
        screen_of(pilot).line.fill("ma: it is lost ,,p #")
        await settled(pilot)
        picture(pilot.app, "completion")


async def test_walking(busy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from capture.jobs.suggest import Guess, Suggester, Suggestion
    from capture.screens.capture.closing import ClosingScreen

    def steady(_: Suggester, project: Project, *__: object) -> Suggestion:
        """A suggestion that no better encoder will change."""
        first, second = (one.id for one in stages.all(project)[:2])
        return Suggestion((Guess(first, 0.62), Guess(second, 0.21)), Kind.PAIN)

    monkeypatch.setattr(Suggester, "suggest", steady)

    async with opened(busy) as pilot:
        screen = screen_of(pilot)
        session = screen.window.scene.notes[0].session
        pilot.app.push_screen(ClosingScreen(session))
        await settled(pilot)
        picture(pilot.app, "closing")
        await pilot.press("f2")
        await settled(pilot)
        picture(pilot.app, "walk")


async def test_heard_before(busy: Path) -> None:
    async with opened(busy) as pilot:
        await say(pilot, "jo: the phone just rings out in the morning ,,p-")
        bar = screen_of(pilot).query_one("#heard")
        assert bar.has_class("shown")
        screen_of(pilot).query_one("#log").styles.visibility = "hidden"  # it shows the hour
        pilot.app.heading = type(pilot.app.heading)("Claims")  # type: ignore[attr-defined]
        await pilot.pause()
        picture(pilot.app, "heard")
