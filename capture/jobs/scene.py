"""What Capture shows, read in one go: the latest notes, and the names of what is on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from capture.jobs.continuing import continuing, resting_interview
from capture.jobs.people import names_for
from capture.reading import Names, no_names
from data.records import Note, Session, SessionId
from data.store import notes, sessions

if TYPE_CHECKING:
    from data.store import Project

LATEST = 500
"""Notes that are shown; older ones are in the mode Notes."""


@dataclass(frozen=True, slots=True)
class Scene:
    """``notes`` stand in the order of their time; ``known`` maps every id on them to its name.

    ``session`` is the one that notes go to, ``continued`` whether it goes on from an earlier time
    because its last note is young enough.  ``interview`` is one that would go on if somebody said
    so.
    """

    notes: tuple[Note, ...] = ()
    sessions: Mapping[SessionId, Session] = field(default_factory=dict)
    known: Mapping[str, str] = field(default_factory=dict)
    names: Names = field(default_factory=no_names)
    session: Session | None = None
    continued: bool = False
    interview: Session | None = None


def scene(
    project: Project, session: SessionId | None, *, fresh: bool = False, now: datetime | None = None
) -> Scene:
    """Read what Capture shows.

    Args:
        project: an open project.
        session: the session that notes go to; left out, the one that goes on, if any.
        fresh: another session was asked for: none goes on.
        now: the time; left out, this moment.
    """
    with project.reading():
        some = notes.find(project, notes.NoteFilter(limit=LATEST, newest_first=True))[::-1]
        known = {one.id: one for one in sessions.all(project)}
        here = known.get(session) if session is not None else None
        continued = False
        interview = None
        if here is None and not fresh:
            moment = now or datetime.now(UTC)
            here = continuing(project, moment)
            interview = resting_interview(project, moment)
            # Nothing is told of a meeting that was opened and holds no note yet.
            continued = here is not None and bool(some)
        names = names_for(project, here)
    words = names.everybody
    lists = (words.stages, words.personas, words.channels, words.tags)
    told = {str(one.id): one.name for some_list in lists for one in some_list}
    told |= {str(one.id): one.name or one.code for one in words.roster}
    return Scene(tuple(some), known, told, names, here, continued, interview)
