"""Unsent lines: what is being typed, kept so that a crash costs a few letters, and offered again.

A line belongs to a process: host, process id and the time at which that process started.  On the
same host a line whose process is gone was left behind; from another host a line is taken for left
behind once its heartbeat is `SILENT` old.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from data.processes import Owner, is_gone, this_process
from data.store import unsent as store
from data.store.log import new_id
from data.store.unsent import Unsent as Unsent
from data.store.unsent import unsent

if TYPE_CHECKING:
    from data.records import SessionId
    from data.store import Project


SILENT = timedelta(seconds=30)
"""From another host, a line without a heartbeat for so long was left behind."""


def new_line() -> str:
    """Return an id for a line that is about to be typed."""
    return new_id()


def keep(
    project: Project, line_id: str, text: str, cursor: int, session: SessionId | None
) -> datetime:
    """Keep a line as it now stands, or forget it where nothing is typed; return the time."""
    line = _mine(line_id, text, cursor, session)
    with project.cache() as cache:
        if text:
            store.keep(cache, line)
        else:
            store.drop(cache, line_id)
    return line.updated


def _mine(line_id: str, text: str, cursor: int, session: SessionId | None) -> Unsent:
    """Return a line as this process types it now."""
    now = datetime.now(UTC)
    owner = this_process()
    return Unsent(line_id, owner.host, owner.pid, owner.started, now, text, cursor, session, now)


def left_behind(project: Project, *, now: datetime | None = None) -> tuple[Unsent, ...]:
    """Return the lines whose window is gone, the newest first."""
    moment = now or datetime.now(UTC)
    return tuple(one for one in reversed(unsent(project)) if is_left_behind(one, moment))


def take_over(project: Project, line: Unsent, line_id: str) -> Unsent | None:
    """Make a line that was left behind one's own; None where another window was quicker."""
    mine = _mine(line_id, line.text, line.cursor, line.session)
    with project.cache() as cache:
        if all(one.id != line.id for one in unsent(cache)):
            return None
        store.drop(cache, line.id)
        store.keep(cache, mine)
    return mine


def is_left_behind(line: Unsent, now: datetime) -> bool:
    """Whether the window in which a line was typed is gone."""
    gone = is_gone(Owner(line.host, line.pid, line.started))
    return now - line.heartbeat > SILENT if gone is None else gone
