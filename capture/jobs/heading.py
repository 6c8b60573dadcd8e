"""What the line at the top of the app says of a project."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.store import notes, sessions

if TYPE_CHECKING:
    from data.records import SessionId
    from data.store import Project


@dataclass(frozen=True, slots=True)
class Overview:
    """The project's title, the session's, and who of it was heard so far ("3 of 6 heard")."""

    project: str
    session: str
    people: str


def overview(project: Project, session_id: SessionId | None) -> Overview:
    """Return what to say of the project and of one session, if one is going on."""
    title = project.info().title
    session = sessions.get(project, session_id) if session_id is not None else None
    if session is None:
        return Overview(title, "", "")
    heard = notes.heard(project, session.id)
    present = len(heard.union(session.roster))
    people = f"{len(heard)} of {present} heard" if present else ""
    return Overview(title, session.title, people)
