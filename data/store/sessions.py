"""The sessions: meetings and interviews, each with who was there."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple, TypedDict, Unpack

from data.records import ParticipantId, Session, SessionId, SessionKind
from data.store import common
from data.text import one_line

if TYPE_CHECKING:
    from data.store.log import Change

# ruff: noqa: A001


CONTINUES_WITHIN = timedelta(hours=1)
"""A meeting goes on where its last note, or its start before any, is younger than this."""


class SessionFields(TypedDict, total=False):
    """What of a session can be edited; the roster has verbs of its own."""

    title: str
    kind: SessionKind
    started_at: datetime
    note_taker: str


class LastHeard(NamedTuple):
    """The meeting in which something was heard last, when (UTC), and whether it has a note yet."""

    session: Session
    at: datetime
    noted: bool


def all(reader: common.Reader) -> tuple[Session, ...]:
    """The sessions in the order in which they started."""
    return _load(reader)


def get(reader: common.Reader, session_id: SessionId) -> Session | None:
    """One session, or ``None``."""
    return next(iter(_load(reader, session_id)), None)


def last(reader: common.Reader) -> Session | None:
    """The session of the project's last note; before any note, the session that started last."""
    row = reader.connection.row("SELECT session FROM note ORDER BY at DESC, id DESC LIMIT 1")
    if row is None:
        row = reader.connection.row("SELECT id FROM session ORDER BY started_at DESC, id DESC")
    return None if row is None else get(reader, SessionId(row[0]))


def last_heard(reader: common.Reader) -> LastHeard | None:
    """The meeting in which something was heard last; ``None`` before any.

    A meeting without notes counts from its start.  An import is no meeting: what is typed after it
    was not said in it.
    """
    row = reader.connection.row(
        "SELECT id, coalesce(at, started_at) AS heard, at IS NOT NULL FROM (SELECT id, started_at,"
        " (SELECT max(at) FROM note WHERE session = session.id) AS at FROM session WHERE kind <> ?)"
        " ORDER BY heard DESC, id DESC",
        (SessionKind.IMPORT.value,),
    )
    if row is None:
        return None
    (session,) = _load(reader, row[0])
    return LastHeard(session, datetime.fromisoformat(row[1]), bool(row[2]))


def continuing(reader: common.Reader, moment: datetime, *, resting: bool = False) -> Session | None:
    """Return the meeting that goes on at this moment, None where the last is too long ago.

    What is typed into an interview is the customer's word, so one that has been noted is
    ``resting``: it goes on only when somebody says so, and is returned only where that is asked
    for.  Whoever opened one that holds no note yet has said so.
    """
    last = last_heard(reader)
    if last is None or abs(moment - last.at) > CONTINUES_WITHIN:
        return None
    rests = last.noted and last.session.kind is SessionKind.CUSTOMER_INTERVIEW
    return last.session if rests is resting else None


def add(
    change: Change, title: str, kind: SessionKind, *, started_at: datetime, note_taker: str = ""
) -> Session:
    """Add a session with nobody there yet; a ``started_at`` without a zone is in UTC."""
    session_id = change.make(
        "session",
        title=common.title_of(title, "session"),
        kind=kind,
        started_at=started_at,
        note_taker=one_line(note_taker),
    )
    (session,) = _load(change, session_id)
    return session


def edit(change: Change, session_id: SessionId, **fields: Unpack[SessionFields]) -> bool:
    """Change a session; False where nothing is different."""
    values: dict[str, object] = dict(fields)
    if "title" in fields:
        values["title"] = common.title_of(fields["title"], "session")
    if "note_taker" in fields:
        values["note_taker"] = one_line(fields["note_taker"])
    return change.edit("session", session_id, **values)


def remove(change: Change, session_id: SessionId) -> None:
    """Remove a session without notes, and its roster.

    Raises:
        StillInUse: it has notes.
    """
    common.refuse_if_used(change, session_id, "This session", [("note", "session", "note")])
    roster = [f"{session_id}:{participant}" for participant in _roster(change, session_id)]
    change.remove_many("session_participant", roster)
    change.remove("session", session_id)


def join(change: Change, session_id: SessionId, participant_id: ParticipantId) -> bool:
    """Put somebody on the roster; False where they are on it."""
    roster = _roster(change, session_id)
    if participant_id in roster:
        return False
    position = max(roster.values(), default=-1) + 1
    change.make(
        "session_participant", session=session_id, participant=participant_id, position=position
    )
    return True


def leave(change: Change, session_id: SessionId, participant_id: ParticipantId) -> bool:
    """Take somebody off the roster; False where they are not on it."""
    if participant_id not in _roster(change, session_id):
        return False
    change.remove("session_participant", f"{session_id}:{participant_id}")
    return True


def _roster(reader: common.Reader, session_id: str) -> dict[str, int]:
    return common.positions(reader, "session_participant", ("session", session_id), "participant")


def _load(reader: common.Reader, session_id: str | None = None) -> tuple[Session, ...]:
    """All sessions, or the one asked for, with their rosters."""
    asked = (session_id,) if session_id is not None else ()
    rosters: dict[str, list[ParticipantId]] = defaultdict(list)
    for session, participant in reader.connection.rows(
        "SELECT session, participant FROM session_participant"
        f"{' WHERE session = ?' if asked else ''} ORDER BY position, participant",
        asked,
    ):
        rosters[session].append(ParticipantId(participant))
    return tuple(
        Session(
            SessionId(row[0]),
            row[1],
            SessionKind(row[2]),
            datetime.fromisoformat(row[3]),
            row[4],
            tuple(rosters[row[0]]),
        )
        for row in reader.connection.rows(
            "SELECT id, title, kind, started_at, note_taker FROM session"
            f"{' WHERE id = ?' if asked else ''} ORDER BY started_at, id",
            asked,
        )
    )
