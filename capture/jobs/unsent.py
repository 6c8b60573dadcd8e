"""Unsent lines: what is being typed, kept so that a crash costs a few letters, and offered again.

A line belongs to a process: host, process id and the time at which that process started.  On the
same host a line whose process is gone was left behind; from another host a line is taken for left
behind once its heartbeat is `SILENT` old.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from data import rescue
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


@dataclass(frozen=True, slots=True)
class Rescued(Unsent):
    """A line that lies in a rescue file, since it could not be stored."""

    path: Path


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
    rescued = _rescued(project)
    ids = {one.id for one in rescued}  # such a line is newer than what the project holds of it
    left = (one for one in unsent(project) if one.id not in ids and is_left_behind(one, moment))
    return tuple(sorted((*left, *rescued), key=lambda one: one.updated, reverse=True))


def left_ids(project: Project) -> frozenset[str]:
    """Return the ids of the lines whose window is gone."""
    return frozenset(one.id for one in left_behind(project))


def _rescued(project: Project) -> list[Rescued]:
    return [
        Rescued(
            words.id,
            file.owner.host,
            file.owner.pid,
            file.owner.started,
            words.at,
            words.text,
            len(words.text),
            None,
            words.at,
            file.path,
        )
        for file in rescue.left_for(project.path, project.identity())
        for words in file.words
    ]


def adopt(project: Project, line: Rescued) -> Unsent | None:
    """Make a line of a rescue file one's own, under its id; None where it is another window's."""
    now = datetime.now(UTC)
    with project.cache() as cache:
        held = next((one for one in unsent(cache) if one.id == line.id), None)
        if held is not None and not is_left_behind(held, now):
            return None
        if not rescue.holds(line.path, line.id):
            return None
        mine = _mine(line.id, line.text, line.cursor, None)
        store.keep(cache, mine)
    with suppress(OSError):  # it is offered once more, then
        rescue.drop(line.path, line.id)
    return mine


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
