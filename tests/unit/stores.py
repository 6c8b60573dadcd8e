"""Small projects for the tests of the store."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from data.records import Note, ProjectInfo, Session, SessionKind
from data.store import Project, notes, sessions
from data.store.filters import Words, compiled
from data.store.notes import load
from data.template import Template, TemplateStage

START = datetime(2026, 3, 2, 14, tzinfo=UTC)

TEMPLATE = Template(
    "small",
    "Small",
    stages=(
        TemplateStage("apply", "Apply", "To ask for it", ("how do I apply",)),
        TemplateStage("wait", "Wait"),
    ),
    channels=("Phone", "Desk"),
)


def new_project(folder: Path, name: str = "claims.sayso") -> Project:
    """A project with two stages, two channels and a persona."""
    return Project.create(folder / name, ProjectInfo("Claims"), TEMPLATE, personas=["Claimant"])


def with_session(project: Project) -> Session:
    """Add a staff meeting."""
    with project.change("A meeting") as change:
        return sessions.add(change, "Meeting", SessionKind.STAFF_MEETING, started_at=START)


def with_notes(project: Project, *texts: str) -> Session:
    """Add a staff meeting with these notes, all in one operation."""
    with project.change("Some notes") as change:
        session = sessions.add(change, "Meeting", SessionKind.STAFF_MEETING, started_at=START)
        for text in texts:
            notes.add(change, session=session.id, text=text, at=START)
    return session


def with_words(project: Project, words: str) -> list[Note]:
    """Find notes by full text."""
    return load(project.connection, *compiled(Words(words)))


def listing(folder: Path) -> list[str]:
    """The names of what lies in a folder, hidden files included."""
    return sorted(path.name for path in folder.iterdir())
