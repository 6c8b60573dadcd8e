"""A project with people in it, and Capture driven as a person would."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from textual.pilot import Pilot

from capture.app import SaysoApp
from capture.jobs.projects import create
from capture.screens.capture.screen import CaptureScreen
from data.records import Note, SessionKind, Snapshot
from data.store import Project, sessions
from data.store.lists import participants
from tests.tui.helpers import settled, stored, text_of

STAGES = ("Find out", "Apply", "Wait", "Desk")
PEOPLE = (("Maria", "desk"), ("Jon", "calls"), ("Rita", "back office"))


def make_meeting(path: Path, *, kind: SessionKind = SessionKind.STAFF_MEETING) -> Path:
    """Make a project with stages, two personas, and a session with three people."""
    with create(path, title="Claims", stages=STAGES, personas=("Tourist", "Carer")) as project:
        meet(project, kind)
    return path


def meet(project: Project, kind: SessionKind = SessionKind.STAFF_MEETING) -> None:
    """Add a session with everybody in it."""
    with project.change("Meet") as change:
        session = sessions.add(change, "Monday", kind, started_at=datetime.now(UTC))
        for name, team in PEOPLE:
            sessions.join(change, session.id, participants.add(change, name, team=team).id)


def screen_of(pilot: Pilot[None]) -> CaptureScreen:
    """Return the mode Capture."""
    assert isinstance(pilot.app, SaysoApp)
    screen = pilot.app.screen
    assert isinstance(screen, CaptureScreen)
    return screen


def seen(pilot: Pilot[None]) -> str:
    """Return what the screen shows."""
    assert isinstance(pilot.app, SaysoApp)
    return text_of(pilot.app)


async def say(pilot: Pilot[None], *lines: str) -> None:
    """Type lines, each ended with Enter, and wait until they are stored."""
    for line in lines:
        screen_of(pilot).line.fill(line)
        await pilot.press("enter")
        await settled(pilot)


def snapshot(path: Path) -> Snapshot:
    """Return what is really in the project."""
    with closing(stored(path)) as project:
        return project.snapshot()


def said(path: Path) -> list[Note]:
    """Return the notes that are really in the project."""
    return list(snapshot(path).notes)


def names(path: Path, note: Note) -> dict[str, str]:
    """Return who stands to a note, and how."""
    known = {one.id: one.name for one in snapshot(path).participants}
    return {known[one.participant]: one.stance.value for one in note.participants}
