"""Opening and changing sessions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from capture.jobs import filtering, following
from capture.jobs import people as people_jobs
from capture.jobs.people import named
from data.errors import NotFound
from data.records import Session, SessionId, SessionKind
from data.store import sessions
from data.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.store import Project
    from data.store.log import Change
    from data.store.sessions import SessionFields


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


def find(project: Project, name: str) -> Session:
    """Return the session with this title, or what is only called so; else the one of this number.

    Titles need not differ, so sessions have numbers too, from 1 in the order in which they started.

    Raises:
        NotFound: nothing, or more than one, is called that.
    """
    everything = sessions.all(project)
    try:
        return named(everything, name, "session", lambda one: one.title)
    except NotFound as error:
        if name.isdecimal() and 1 <= int(name) <= len(everything):
            return everything[int(name) - 1]
        if sum(fold(one.title) == fold(name) for one in everything) < 2:
            raise
        numbers = [str(at) for at, one in enumerate(everything, 1) if fold(one.title) == fold(name)]
        raise NotFound(
            f"Several sessions are called “{name}”: say which by its number, "
            f"{' or '.join(numbers)}. Nothing was changed."
        ) from error


def change_session(
    project: Project, name: str, fields: SessionFields, *, people: Sequence[str] = ()
) -> Session:
    """Change a session's fields and add people to its roster; return it as it was found.

    Raises:
        NotFound: no session, or no participant, is called that.
    """
    session = find(project, name)
    with project.change(f"Change the session “{session.title}”") as change:
        if fields:
            edit(change, session.id, fields)
        _join(project, change, session, people)
    return session


def edit(change: Change, session_id: SessionId, fields: SessionFields) -> None:
    """Change a session, within a change; saved filters follow a new title and a new day.

    Titles need not differ: where another session has the new one, filters name the day as well.
    """
    saved = following.naming(change, "session", session_id)
    sessions.edit(change, session_id, **fields)
    now = sessions.get(change, session_id)
    if now is not None:
        ways = (now.title, filtering.dated(now), now.id)
        following.follow(change, saved, session_id, ways)


def _join(project: Project, change: Any, session: Session, names: Sequence[str]) -> None:
    group = people_jobs.group_in(session.kind)
    for name in names:
        one = people_jobs.find_or_add(project, change, name, group=group)
        if one.id not in session.roster:
            sessions.join(change, session.id, one.id)
