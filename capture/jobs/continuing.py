"""Which session a typed note goes to."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from data.records import SessionKind
from data.store import sessions
from data.text import fold

if TYPE_CHECKING:
    from capture.jobs.notetaking import Desk
    from data.records import Session
    from data.store import Project

CONTINUES_WITHIN = timedelta(hours=1)
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
    """Return the meeting that goes on at this moment, None where the last is too long ago.

    What is typed into an interview is the customer's word, so one that has been noted goes on only
    when somebody says so.  Whoever opened one that holds no note yet has said so.
    """
    last = _recent(project, moment)
    return None if last is None or _waits_to_be_asked_for(last) else last.session


def resting_interview(project: Project, moment: datetime) -> Session | None:
    """Return the interview that could go on at this moment, if somebody says so."""
    last = _recent(project, moment)
    return last.session if last is not None and _waits_to_be_asked_for(last) else None


def _recent(project: Project, moment: datetime) -> sessions.LastHeard | None:
    last = sessions.last_heard(project)
    return None if last is None or abs(moment - last.at) > CONTINUES_WITHIN else last


def _waits_to_be_asked_for(last: sessions.LastHeard) -> bool:
    return last.noted and last.session.kind is SessionKind.CUSTOMER_INTERVIEW
