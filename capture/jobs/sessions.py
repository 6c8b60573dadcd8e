"""Sessions: opened, changed, shown as Capture shows them, and closed with what they gave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from capture.jobs import filters
from capture.jobs import names as names_jobs
from capture.jobs.names import named, names_for
from capture.jobs.notes import ChangedMeanwhile, shortly
from capture.jobs.strangers import Stranger, strangers
from capture.reading import Names, no_names
from data.errors import NotFound, StillInUse
from data.records import (
    Emotion,
    Kind,
    Note,
    NoteId,
    Order,
    ParticipantId,
    Session,
    SessionId,
    SessionKind,
    StageId,
    Stance,
)
from data.store import notes, sessions
from data.store.filters import EVERYTHING, Among, Facet
from data.store.lists import participants, stages
from data.text import counted, fold

if TYPE_CHECKING:
    from data.store import Project
    from data.store.common import Reader
    from data.store.log import Change
    from data.store.notes import NoteTags
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
        _seat(project, change, session, people)
    return _the(project, session.id)


def find(project: Project, name: str) -> Session:
    """Return the session with this title, or what is only called so; else the one of this number.

    Titles need not differ, so sessions have numbers too, from 1 in the order in which they started.

    Raises:
        NotFound: nothing, or more than one, is called that.
    """
    everything = sessions.all(project)
    try:
        return named(everything, name, "session", lambda session: session.title)
    except NotFound as error:
        if name.isdecimal() and 1 <= int(name) <= len(everything):
            return everything[int(name) - 1]
        if sum(fold(session.title) == fold(name) for session in everything) < 2:
            raise
        numbers = [
            str(at) for at, session in enumerate(everything, 1) if fold(session.title) == fold(name)
        ]
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
        _seat(project, change, session, people)
    return session


def edit(change: Change, session_id: SessionId, fields: SessionFields) -> None:
    """Change a session, within a change; saved filters follow a new title and a new day.

    Titles need not differ: where another session has the new one, filters name the day as well.
    """
    saved = filters.naming(change, "session", session_id)
    sessions.edit(change, session_id, **fields)
    now = sessions.get(change, session_id)
    if now is not None:
        ways = (now.title, filters.dated(now), now.id)
        filters.follow(change, saved, session_id, ways)


def put(project: Project, session: SessionId | None, fields: Mapping[str, object]) -> str:
    """Add a session (None) or change one; return its id.

    ``people`` (NAME or NAME/TEAM each) is the whole roster.

    Raises:
        UsageError: no title.
        NotFound: it is gone, or a bare name that nobody has; nothing is changed then.
    """
    rest: Any = dict(fields)
    people = rest.pop("people", None)
    if session is None:
        title = rest.pop("title", "")
        kind = rest.pop("kind", SessionKind.STAFF_MEETING)
        with project.change(f"Open “{title}”") as change:
            made = sessions.add(change, title, kind, started_at=datetime.now(UTC), **rest)
            _seat(project, change, made, people or ())
        return made.id
    known = _the(project, session)
    with project.change(f"Change the session “{known.title}”") as change:
        if rest:
            edit(change, session, rest)
        if people is not None:
            _seat(project, change, known, people, alone=True)
    return session


def _the(reader: Reader, session_id: SessionId) -> Session:
    session = sessions.get(reader, session_id)
    if session is None:
        raise NotFound("That session was removed meanwhile; nothing was changed.")
    return session


def _seat(
    project: Project, change: Change, session: Session, specs: Sequence[str], *, alone: bool = False
) -> None:
    """Put people on the roster, new ones made; where they are ``alone``, the others leave."""
    group = names_jobs.group_in(session.kind)
    wanted = [names_jobs.find_or_add(project, change, spec, group=group).id for spec in specs]
    for gone in set(session.roster) - set(wanted) if alone else ():
        sessions.leave(change, session.id, gone)
    for person in wanted:
        sessions.join(change, session.id, person)


def remove(project: Project, session: Session, *, with_notes: bool) -> str:
    """Remove a session, with its notes where that is asked for; return a sentence on it.

    Raises:
        NotFound: it is gone already.
        StillInUse: it has notes, and they were not to go with it.
    """
    with project.change(f"Remove the session “{session.title}”") as change:
        known = _the(change, session.id)
        # Counted within the change: a note that comes meanwhile must not go unasked.
        inside = notes.ids_in_order(change, Among(Facet.SESSION, (session.id,)), Order())
        if inside and not with_notes:
            raise StillInUse(
                f"“{known.title}” has {counted(len(inside), 'note')}; nothing was removed. "
                "Use --with-notes to remove them too."
            )
        for note in inside:
            notes.remove(change, note)
        sessions.remove(change, session.id)
    return f"Removed the session “{known.title}” and {counted(len(inside), 'note')}."


Counts = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """A session in numbers; each list in its own order, names as they were typed.

    ``bare`` are the notes that lack a kind, or a stage although they are evidence, in their order.
    ``silent`` are people of the roster who stand on no note, ``unknown`` the speakers that remarks
    open with although they are nobody's.
    """

    title: str
    began: datetime | None
    ended: datetime | None
    total: int
    people: Counts
    stages: Counts
    kinds: Counts
    bare: tuple[NoteId, ...]
    silent: tuple[str, ...]
    unknown: tuple[Stranger, ...] = ()


def summary(project: Project, session_id: SessionId) -> Summary:
    """Sum a session up.

    Raises:
        NotFound: there is no such session.
    """
    with project.reading():
        session = sessions.get(project, session_id)
        if session is None:
            raise NotFound("That session is not there any more.")
        said = notes.page(project, Among(Facet.SESSION, (session_id,)), Order())
        known = {person.id: person.name or person.code for person in participants.all(project)}
        steps = {stage.id: stage.title for stage in stages.all(project)}
        unknown = strangers(project, session_id)
    heard = Counter(_speakers(said))
    spoke = {voiced.participant for note in said for voiced in note.participants}
    places = Counter(note.stage for note in said if note.is_evidence)
    kinds = Counter(note.kind for note in said)
    columns: tuple[tuple[StageId | None, str], ...] = (*steps.items(), (None, "no stage"))
    people = [(known[who], count) for who, count in heard.most_common() if who is not None]
    if heard[None]:
        people.append(("nobody named", heard[None]))
    return Summary(
        session.title,
        said[0].at if said else None,
        said[-1].at if said else None,
        len(said),
        tuple(people),
        tuple((name, places[stage]) for stage, name in columns if places[stage]),
        tuple((str(kind or "no kind"), kinds[kind]) for kind in (*Kind, None) if kinds[kind]),
        tuple(
            note.id for note in said if not note.kind or (note.is_evidence and note.stage is None)
        ),
        tuple(known.get(who, "?") for who in session.roster if who not in spoke),
        unknown,
    )


def _speakers(said: Sequence[Note]) -> list[ParticipantId | None]:
    """Return who said each note, ``None`` where nobody is named."""
    speakers: list[ParticipantId | None] = []
    for note in said:
        voices = [one.participant for one in note.participants if one.stance is not Stance.AGREES]
        speakers.extend(voices or (None,))
    return speakers


@dataclass(frozen=True, slots=True)
class Page:
    """One bare note as it was read, with the names on it."""

    note: Note
    known: Mapping[str, str]
    stages: tuple[StageId, ...]


def page(project: Project, note_id: NoteId) -> Page | None:
    """Read one note with the names on it; None where it is gone."""
    with project.reading():
        note = notes.get(project, note_id)
        words = project.vocabulary(None)
    if note is None:
        return None
    return Page(note, words.known, tuple(StageId(one.id) for one in words.stages))


def take_away(project: Project, session_id: SessionId, lines: Sequence[str]) -> int:
    """Store takeaways as memos of the session, all in one change; return how many there were."""
    said = [line for line in lines if line.strip()]
    if said:
        with project.change(f"Takeaways: “{shortly(said[0])}”") as change:
            for line in said:
                notes.add(change, session=session_id, text=line, kind=Kind.MEMO)
    return len(said)


def tag(
    project: Project,
    seen: Note,
    stage: StageId | None,
    kind: Kind | None,
    emotion: Emotion | None,
) -> bool:
    """Give a note the tags that were chosen in the walk; False where nothing is different.

    What was left as it was ``seen`` is left, whoever changed it since.

    Raises:
        ChangedMeanwhile: a tag that was chosen has been given elsewhere since, another one.
        NotFound: the note is gone.
    """
    chosen = {"stage": stage, "kind": kind, "emotion": emotion}
    wanted = {name: tag for name, tag in chosen.items() if tag != getattr(seen, name)}
    if not wanted:
        return False
    with project.change(f"Tag “{shortly(seen.text)}”") as change:
        now = notes.get(change, seen.id)
        if now is None:
            raise NotFound("That note was removed meanwhile; nothing was stored.")
        for name, chosen_tag in wanted.items():
            if getattr(now, name) not in (getattr(seen, name), chosen_tag):
                raise ChangedMeanwhile(now)
        fields = cast("NoteTags", wanted)
        if "kind" in fields:
            fields["need_type"] = now.need_type if kind is now.kind else None
        return notes.edit(change, seen.id, **fields)


LATEST = 500
"""Notes that are shown; older ones are in the mode Notes."""


@dataclass(frozen=True, slots=True)
class Scene:
    """``notes`` stand in the order of their time; ``known`` maps every id on them to its name.

    ``session`` is the one that notes go to; ``last_noted`` is the time of its last note, where it
    goes on from an earlier time because that note is young enough.  ``interview`` is one that would
    go on if somebody said so.
    """

    notes: tuple[Note, ...] = ()
    sessions: Mapping[SessionId, Session] = field(default_factory=dict)
    known: Mapping[str, str] = field(default_factory=dict)
    names: Names = field(default_factory=no_names)
    session: Session | None = None
    last_noted: datetime | None = None
    interview: Session | None = None


def scene(project: Project, session: SessionId | None, *, now: datetime | None = None) -> Scene:
    """Read what Capture shows.

    Args:
        project: an open project.
        session: the session that notes go to; left out, the one that goes on, if any.
        now: the time; left out, this moment.
    """
    with project.reading():
        some = notes.page(project, EVERYTHING, Order(descending=True), most=LATEST)[::-1]
        known = {one.id: one for one in sessions.all(project)}
        here = known.get(session) if session is not None else None
        last = interview = None
        if here is None:
            moment = now or datetime.now(UTC)
            here = sessions.continuing(project, moment)
            interview = sessions.continuing(project, moment, resting=True)
            last = notes.last(project, here.id) if here is not None else None
        names = names_for(project, here)
    last_noted = last.at if last is not None else None
    return Scene(tuple(some), known, names.everybody.known, names, here, last_noted, interview)


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
