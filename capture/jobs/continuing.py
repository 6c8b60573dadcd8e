"""Which session a typed note goes to."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from data.store import sessions
from data.text import fold

if TYPE_CHECKING:
    from capture.jobs.notetaking import Desk
    from data.records import Session
    from data.store import Project

CONTINUES_WITHIN = timedelta(hours=4)
"""A meeting goes on where its last note, or its start before any, is younger than this."""


def session_for(project: Project, desk: Desk, moment: datetime) -> tuple[Session | None, bool]:
    """Return the session that the line belongs to (None: to be made), and if it is continued."""
    if desk.session is not None:
        return sessions.get(project, desk.session), False
    if desk.session_title:
        wanted = fold(desk.session_title)
        fits = [one for one in sessions.all(project) if fold(one.title) == wanted]
        return (fits[-1] if fits else None), bool(fits)
    session = continuing(project, moment)
    return session, session is not None


def continuing(project: Project, moment: datetime) -> Session | None:
    """Return the meeting that goes on at this moment, None where the last is too long ago."""
    last = sessions.going_on(project)
    if last is None or abs(moment - last[1]) > CONTINUES_WITHIN:
        return None
    return last[0]
