"""Opening and changing sessions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from capture.jobs import people
from capture.jobs.finding import named
from data.records import Group, Session, SessionKind
from data.store import sessions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.store import Project


def open_session(
    project: Project,
    title: str,
    kind: SessionKind,
    *,
    people: Sequence[str] = (),
    note_taker: str = "",
    now: datetime | None = None,
) -> Session:
    """Make a session with a roster; people are ``NAME/TEAM`` (new) or a known NAME or code.

    Raises:
        NotFound: a bare name that nobody has; nothing is made then.
    """
    with project.change(f"Open “{title}”") as change:
        session = sessions.add(
            change, title, kind, started_at=now or datetime.now(UTC), note_taker=note_taker
        )
        _join(project, change, session, people)
    return next(one for one in sessions.all(project) if one.id == session.id)


def change_session(
    project: Project, name: str, fields: dict[str, Any], *, people: Sequence[str] = ()
) -> Session:
    """Change a session's fields and add people to its roster; return it as it was found.

    Raises:
        NotFound: no session, or no participant, is called that.
    """
    session = named(sessions.all(project), name, "session", lambda one: one.title)
    with project.change(f"Change the session “{session.title}”") as change:
        if fields:
            sessions.edit(change, session.id, **fields)
        _join(project, change, session, people)
    return session


def _join(project: Project, change: Any, session: Session, names: Sequence[str]) -> None:
    group = Group.CUSTOMER if session.kind is SessionKind.CUSTOMER_INTERVIEW else Group.FRONTLINE
    for name in names:
        one = people.find_or_add(project, change, name, group=group)
        if one.id not in session.roster:
            sessions.join(change, session.id, one.id)
