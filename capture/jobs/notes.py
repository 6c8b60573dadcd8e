"""Logging and changing notes: one typed line in, one change in the project."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING

from capture.jobs import names as names_jobs
from capture.jobs.names import names_for
from capture.reading import Names, Sticking, remark_before, voice
from data.errors import NotFound, SaysoError, UsageError
from data.records import (
    Attribution,
    Bearing,
    EvidenceStance,
    Kind,
    Note,
    NoteId,
    ParticipantId,
    Session,
    SessionId,
    SessionKind,
    Stance,
    TagId,
)
from data.shorthand import Hint, describe
from data.store import bearings, notes, sessions, touchpoints
from data.store.lists import tags
from data.store.notes import NoteFields, NoteTags, nod
from data.text import clip, counted, fold, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from capture.jobs.browse import Targets
    from data.shorthand import Shorthand
    from data.store import Project
    from data.store.common import Reader
    from data.store.log import Change


def session_for(project: Project, place: Place, moment: datetime) -> tuple[Session | None, bool]:
    """Return the session that the line belongs to (None: to be made), and if it is continued."""
    if place.session is not None:
        return sessions.get(project, place.session), False
    if place.session_title:
        wanted = fold(place.session_title)
        fits = [one for one in sessions.all(project) if fold(one.title) == wanted]
        return (fits[-1] if fits else None), bool(fits)
    session = sessions.continuing(project, moment)
    return session, session is not None


class Act(Enum):
    """What a line did."""

    STORED = "stored"
    CHANGED = "changed"
    AGREED = "agrees"
    DISAGREED = "disagrees"
    KEPT = "kept beside another version"


@dataclass(frozen=True, slots=True)
class Place:
    """Where lines go, and what each takes from those before it.

    Without a ``session`` they go to that of ``session_title``, else to the one that goes on, else
    to a new one of ``session_kind``.  ``speaker`` says what names nobody; ``last`` is the note that
    an amendment changes.
    """

    session: SessionId | None = None
    session_title: str = ""
    session_kind: SessionKind = SessionKind.STAFF_MEETING
    speaker: str = ""
    sticking: Sticking = field(default_factory=Sticking)
    last: NoteId | None = None


@dataclass(frozen=True, slots=True)
class Logged:
    """What became of a line: the note as it now stands, how the line was read, what comes next.

    The next line is logged at ``place``.  ``against`` is the remark that it was said against.
    """

    act: Act
    note: Note
    session: Session
    reading: Shorthand
    place: Place
    continued: bool = False
    against: Note | None = None


def carried_over(logged: Logged) -> Shorthand:
    """Return what a new note carries although its line does not say it: what stuck."""
    note = logged.note
    stuck = Sticking(note.stage, note.personas, note.channel)
    return (stuck if logged.act is Act.STORED else Sticking()).beyond(logged.reading)


def log(
    project: Project, line: str, place: Place, *, now: datetime | None = None, unsent: str = ""
) -> Logged:
    """Store one typed line as a note, or act on the last note where the line has no text.

    All of it is one change, in which the unsent line ``unsent`` is forgotten.

    Raises:
        UsageError: the line is empty.
        NotFound: there is no note yet that an amendment could change, or no such participant.
    """
    with project.change("Log a note") as change:
        logged = write(project, change, line, place, now=now)
        _forget(change, unsent)
    return logged


def write(
    project: Project, change: Change, line: str, place: Place, *, now: datetime | None = None
) -> Logged:
    """Do what `log` does inside a change, which is called after the line.

    Raises:
        UsageError: the line is empty.
        NotFound: there is no note yet that an amendment could change, or no such participant.
    """
    moment = now or datetime.now(UTC)
    # All is read within the change: two windows that begin at once are to share one session.
    session, continued = session_for(project, place, moment)
    reading = names_for(project, session).read(line)
    _refuse_empty(reading)
    change.rename(_label(project, reading, place, session))
    logged = _act(project, change, reading, place, session, moment)
    return replace(logged, continued=continued and logged.act is Act.STORED)


def stick(project: Project, line: str, place: Place) -> tuple[Place, str] | None:
    """Let stick what a line of nothing but a tail names, for a run of lines that begins with it.

    Returns where the next line goes, and in words what sticks; None for any other line.
    """
    session, _ = session_for(project, place, datetime.now(UTC))
    names = names_for(project, session)
    reading = names.read(line)
    bare = replace(
        reading, stage=None, personas=(), channel=None,
        clear_stage=False, clear_persona=False, clear_channel=False,
    )  # fmt: skip
    if reading.has_text or reading == bare or not bare.is_empty:
        return None
    return replace(place, sticking=place.sticking.on(reading)), describe(reading, names.nearest)


def log_lines(
    project: Project,
    lines: Sequence[str],
    place: Place,
    *,
    now: datetime | None = None,
    unsent: str = "",
) -> list[Logged]:
    """Store several lines as `log` would, one after another, all in one change.

    Raises:
        UsageError: a line is empty.
        NotFound: a line names nobody known, or the first has no text and there is no note yet.
    """
    moment = now or datetime.now(UTC)
    done: list[Logged] = []
    names: Names | None = None
    with project.change(f"Log {len(lines)} notes") as change:
        session, _ = session_for(project, place, moment)
        for line in lines:
            names = names or names_for(project, session)
            reading = names.read(line)
            _refuse_empty(reading)
            done.append(_act(project, change, reading, place, session, moment))
            if session is None or reading.new_speaker is not None or reading.new_tags:
                names = None  # the next line may use what this one made
            session, place = done[-1].session, done[-1].place
        _forget(change, unsent)
    return done


def _forget(change: Change, unsent: str) -> None:
    if unsent:
        from data.store.unsent import drop  # which a line from a shell does without

        drop(change, unsent)


def _refuse_empty(reading: Shorthand) -> None:
    if reading.is_empty:
        raise UsageError("The note is empty; nothing was stored.")


def _label(project: Project, reading: Shorthand, place: Place, session: Session | None) -> str:
    """Return what history and undo call the line."""
    if reading.has_text:
        return f"Log “{shortly(reading.text)}”"
    return f"Change “{shortly(last_note(project, place, session).text)}”"


def _act(
    project: Project,
    change: Change,
    reading: Shorthand,
    place: Place,
    session: Session | None,
    moment: datetime,
) -> Logged:
    """Write the note with everything that the line says, or amend the last one, inside a change."""
    if not reading.has_text:
        return _amend(project, change, reading, place, session)
    if session is None:
        session = sessions.add(
            change,
            place.session_title or title_for(place.session_kind, moment),
            place.session_kind,
            started_at=moment,
        )
    speaker = speaker_of(project, change, reading, session, otherwise=place.speaker)
    against = _contradicted(change, reading, session, speaker)
    reading = _with_no_taken(reading, speaker, against)
    carried = place.sticking.on(reading)
    note = notes.add(
        change,
        session=session.id,
        text=reading.text,
        at=moment,
        **_tagged(change, reading, carried, _attributions(speaker)),
    )
    if against is not None:
        bearings.put(change, Bearing(note.id, against.id, EvidenceStance.AGAINST))
    if reading.card is not None:
        attach_card(project, change, reading, note)
    if speaker is not None and speaker not in session.roster:
        session = replace(session, roster=(*session.roster, speaker))
    sticking = place.sticking.after(reading)
    after = replace(place, session=session.id, sticking=sticking, last=note.id)
    return Logged(Act.STORED, note, session, reading, after, against=against)


def _tagged(
    change: Change,
    reading: Shorthand,
    carried: Sticking | Shorthand,
    people: tuple[Attribution, ...],
) -> NoteTags:
    """Return all that a line says of its note; ``carried`` has what may stem from lines before."""
    return NoteTags(
        kind=reading.kind,
        need_type=reading.need_type,
        stage=carried.stage,
        channel=carried.channel,
        emotion=reading.emotion,
        source=reading.source,
        verbatim=reading.verbatim,
        left_over=reading.left_over,
        personas=carried.personas,
        tags=tuple(dict.fromkeys(tags_of(change, reading))),
        participants=people,
    )


def title_for(kind: SessionKind, moment: datetime) -> str:
    """Return a title that tells sessions apart in a list."""
    return f"{kind.value.capitalize()} {moment.astimezone():%Y-%m-%d %H:%M}"


def speaker_of(
    project: Project,
    change: Change,
    reading: Shorthand,
    session: Session,
    *,
    otherwise: str = "",
    alone: bool = True,
) -> ParticipantId | None:
    """Return who said it, made and put on the roster where new.

    A speaker named in the line wins over ``otherwise``, the one of the whole run; in an interview
    with one person that person is meant where nobody is named (``alone``), known or not.
    """
    group = names_jobs.group_in(session.kind)
    speaker = reading.speaker
    if reading.new_speaker is not None:
        new = reading.new_speaker
        speaker = names_jobs.find_or_add(project, change, f"{new.name}/{new.team}", group=group).id
    elif speaker is None and otherwise:
        speaker = names_jobs.find_or_add(project, change, otherwise, group=group).id
    elif speaker is None and alone and session.kind is SessionKind.CUSTOMER_INTERVIEW:
        if reading.stranger:
            return None
        speaker = session.roster[0] if len(session.roster) == 1 else None
    if speaker is not None and speaker not in session.roster:
        sessions.join(change, session.id, speaker)
    return speaker


def _attributions(
    speaker: ParticipantId | None, stance: Stance = Stance.SAID
) -> tuple[Attribution, ...]:
    return () if speaker is None else (Attribution(speaker, stance),)


def _contradicted(
    change: Change, reading: Shorthand, session: Session, speaker: ParticipantId | None
) -> Note | None:
    """Return the remark that a new line's ``no`` is said against, where there is one."""
    if not reading.disagrees or speaker is None or reading.card is not None:
        return None
    return remark_before(notes.in_session(change, session.id), speaker)


def _with_no_taken(
    reading: Shorthand, speaker: ParticipantId | None, against: Note | None
) -> Shorthand:
    """Return a reading whose ``no`` is left over where no person, remark or card takes it."""
    if not reading.disagrees or against is not None or reading.card is not None:
        return reading
    if speaker is None:
        return _with_no_left_over(reading, "“no” was left over: nobody is named who says so.")
    return _with_no_left_over(
        reading, "“no” was left over: no remark of somebody else is before it in this session."
    )


def _with_no_left_over(reading: Shorthand, why: str) -> Shorthand:
    left = " ".join(filter(None, (reading.left_over, "no")))
    hints = (*reading.hints, Hint("no", why, 0))
    return replace(reading, disagrees=False, left_over=left, hints=hints)


def tags_of(change: Change, reading: Shorthand) -> tuple[TagId, ...]:
    """Return the tags that a line gives a note, new ones made."""
    return (*reading.tags, *(tag_named(change, name) for name in reading.new_tags))


def tag_named(change: Change, name: str) -> TagId:
    """Return the tag of that name, made where new: another window may have been quicker."""
    wanted = fold(name)
    known = next((one.id for one in tags.all(change) if fold(one.name) == wanted), None)
    return known or tags.add(change, name).id


def attach_card(project: Project, change: Change, reading: Shorthand, note: Note) -> None:
    """Put a note on the card whose code it names: a person's act, which holds the card."""
    card = touchpoints.by_code(project, reading.card or "")
    if card is None:
        raise NotFound(f"There is no card {reading.card} any more; nothing was stored.")
    stance = EvidenceStance.AGAINST if reading.disagrees else EvidenceStance.FOR
    touchpoints.attach(change, card.id, note.id, stance)


def last_note(project: Project, place: Place, session: Session | None) -> Note:
    """Return the note that an amendment changes: the last that was stored or changed here.

    Raises:
        NotFound: there is no note yet.
    """
    last = notes.get(project, place.last) if place.last is not None else None
    if last is None and session is not None:
        last = notes.last(project, session.id)
    if last is None:
        raise NotFound("There is no note yet to change; nothing was stored.")
    return last


def _amend(
    project: Project, change: Change, reading: Shorthand, place: Place, session: Session | None
) -> Logged:
    """Change the last note: its tags, or who agrees or disagrees with it.

    Raises:
        NotFound: there is no note yet.
    """
    last = last_note(project, place, session)
    session = session or sessions.get(project, last.session)
    assert session is not None
    act, against = Act.CHANGED, None
    if reading.has_speaker:
        speaker = speaker_of(project, change, reading, session, otherwise=place.speaker)
        if speaker is not None:
            stance = Stance.DISAGREES if reading.disagrees else Stance.AGREES
            act = Act.DISAGREED if reading.disagrees else Act.AGREED
            nod(change, last.id, speaker, stance)
    elif reading.disagrees and reading.card is None:
        reading, against = _turn_against(change, reading, last)
    fields = _amendments(reading)
    new_tags = tags_of(change, reading)
    if new_tags:
        fields["tags"] = tuple(dict.fromkeys((*last.tags, *new_tags)))
    if reading.left_over:
        kept = notes.left_after(change, last.id, fields)
        fields["left_over"] = " ".join(filter(None, (kept, reading.left_over)))
    if fields:
        notes.edit(change, last.id, **fields)
    if reading.card is not None:
        attach_card(project, change, reading, last)
    after = replace(place, session=session.id, last=last.id)
    now = notes.get(project, last.id) or last
    return Logged(act, now, session, reading, after, against=against)


def _turn_against(change: Change, reading: Shorthand, last: Note) -> tuple[Shorthand, Note | None]:
    """Let the last note stand against the remark before it, as a ``no`` of its own would have."""
    at, _ = voice(last)
    speaker = last.participants[at].participant if at >= 0 else None
    said = notes.in_session(change, last.session)
    before = said[: next((at for at, note in enumerate(said) if note.id == last.id), 0)]
    against = remark_before(before, speaker) if speaker is not None else None
    if against is not None:
        bearings.put(change, Bearing(last.id, against.id, EvidenceStance.AGAINST))
    return _with_no_taken(reading, speaker, against), against


def _amendments(reading: Shorthand) -> NoteFields:
    """Return the fields that the tail of a line without text gives anew."""
    fields = NoteFields()
    if reading.kind is not None:
        # A need's type belongs to the kind: it goes when another kind comes.
        fields["kind"], fields["need_type"] = reading.kind, reading.need_type
    if reading.emotion is not None:
        fields["emotion"] = reading.emotion
    if reading.source is not None:
        fields["source"] = reading.source
    if reading.stage is not None or reading.clear_stage:
        fields["stage"] = reading.stage
    if reading.channel is not None or reading.clear_channel:
        fields["channel"] = reading.channel
    if reading.personas or reading.clear_persona:
        fields["personas"] = reading.personas
    if reading.verbatim:
        fields["verbatim"] = True
    return fields


MOMENT_OF_TRUTH = "moment of truth"
"""The free tag that marks a note as one; a card has a field of its own for it."""


def rewrite(
    project: Project, seen: Note, line: str, place: Place | None = None, *, unsent: str = ""
) -> Logged:
    """Make a note say what an edited line says: its text, its tags, and who said it.

    ``seen`` is the note that the line was made from: where it is no longer so, somebody else's work
    would be overwritten unseen.  Who agreed or disagreed with it stays, what it stands for or
    against does, and so does ``place``, where the next line goes.

    Raises:
        ChangedMeanwhile: it was changed since.
        NotFound: the note is gone.
        UsageError: the line has no text.
    """
    with project.change(f"Edit “{shortly(seen.text)}”") as change:
        note = unchanged(change, seen)
        session = _session_of(change, note)
        reading = _read_edited(project, session, line)
        change.rename(f"Edit “{shortly(reading.text)}”")
        speaker = speaker_of(project, change, reading, session, alone=False)
        people = _heard_again(note, speaker)
        fields = _tagged(change, reading, reading, people)
        notes.edit(change, note.id, text=reading.text, **fields)
        if reading.card is not None:
            attach_card(project, change, reading, note)
        _forget(change, unsent)
    now = notes.get(project, note.id) or note
    return Logged(Act.CHANGED, now, session, reading, place or Place())


def keep_beside(
    project: Project, theirs: Note, line: str, place: Place | None = None, *, unsent: str = ""
) -> Logged:
    """Make a note of its own of an edited line, beside the one that somebody else has changed.

    Raises:
        NotFound: that note is gone, and its session with it.
        UsageError: the line has no text.
    """
    with project.change(f"Keep both versions of “{shortly(theirs.text)}”") as change:
        session = _session_of(change, theirs)
        reading = _read_edited(project, session, line)
        speaker = speaker_of(project, change, reading, session, alone=False)
        fields = _tagged(change, reading, reading, _attributions(speaker))
        note = notes.add(
            change, session=session.id, text=reading.text, at=_just_after(theirs), **fields
        )
        if reading.card is not None:
            attach_card(project, change, reading, note)
        _forget(change, unsent)
    return Logged(Act.KEPT, note, session, reading, place or Place())


def keep_text_beside(project: Project, theirs: Note, text: str) -> Note:
    """As `keep_beside` for a text alone: the new note has the tags and people of the other.

    Raises:
        NotFound: that note is gone, and its session with it.
        UsageError: the text is blank.
    """
    with project.change(f"Keep both versions of “{shortly(theirs.text)}”") as change:
        session = _session_of(change, theirs)
        alike: NoteTags = {  # type: ignore[assignment]  # the names are those of a note's tags
            name: getattr(theirs, name) for name in NoteTags.__annotations__
        }
        return notes.add(change, session=session.id, text=text, at=_just_after(theirs), **alike)


def _session_of(reader: Reader, note: Note) -> Session:
    session = sessions.get(reader, note.session)
    if session is None:
        raise NotFound("That note was removed meanwhile; nothing was stored.")
    return session


def _read_edited(project: Project, session: Session, line: str) -> Shorthand:
    """Read an edited line; a ``no`` in it is left over.

    Raises:
        UsageError: the line has no text.
    """
    reading = names_for(project, session).read(line)
    if not reading.has_text:
        raise UsageError("A note needs some text; it was left as it is.")
    if reading.disagrees and reading.card is None:
        return _with_no_left_over(
            reading, "“no” was left over: editing a remark puts it against nothing."
        )
    return reading


def _just_after(note: Note) -> datetime:
    return note.at + timedelta(microseconds=1)


def _heard_again(note: Note, speaker: ParticipantId | None) -> tuple[Attribution, ...]:
    """Return a note's people with another speaker in place of the one that its line named.

    Whoever disagreed in their own words, as older projects have it, goes on to do so.
    """
    place, _ = voice(note)
    stance = note.participants[place].stance if place >= 0 else Stance.SAID
    others = (
        voiced
        for at, voiced in enumerate(note.participants)
        if at != place and voiced.participant != speaker
    )
    return (*_attributions(speaker, stance), *others)


def toggle_moment_of_truth(project: Project, place: Place) -> tuple[Note, bool]:
    """Mark the last note as a moment of truth, or take the mark back; True where it is one now.

    Raises:
        NotFound: there is no note yet.
    """
    with project.change(MOMENT_OF_TRUTH.capitalize()) as change:
        note = _last(project, place)
        change.rename(f"{MOMENT_OF_TRUTH.capitalize()}: “{shortly(note.text)}”")
        tag = tag_named(change, MOMENT_OF_TRUTH)
        marked = tag not in note.tags
        others = tuple(other for other in note.tags if other != tag)
        notes.edit(change, note.id, tags=(*others, tag) if marked else others)
    return notes.get(project, note.id) or note, marked


def toggle_verbatim(project: Project, place: Place) -> tuple[Note, bool]:
    """Say that the last note is word for word, or that it is not; True where it is now.

    Raises:
        NotFound: there is no note yet.
    """
    with project.change("Verbatim") as change:
        note = _last(project, place)
        change.rename(f"Verbatim: “{shortly(note.text)}”")
        notes.edit(change, note.id, verbatim=not note.verbatim)
    return replace(note, verbatim=not note.verbatim), not note.verbatim


def mark_time(project: Project, place: Place, *, now: datetime | None = None) -> Logged:
    """Store a bare mark of the time, to be filled in later.

    It is an ask, something to find out: never evidence, never grouped, until somebody makes a
    remark of it.
    """
    moment = now or datetime.now(UTC)
    line = f": said at {moment.astimezone():%H:%M:%S}, to fill in ,,!{Kind.ASK.value}"
    return log(project, line, place, now=moment)


def _last(project: Project, place: Place) -> Note:
    session = sessions.get(project, place.session) if place.session is not None else None
    return last_note(project, place, session or sessions.last(project))


class ChangedMeanwhile(SaysoError):  # noqa: N818 - named as the rest of data.errors
    """The note is not as it was when its line was made; ``note`` is how it stands now."""

    def __init__(self, note: Note) -> None:
        """Say so."""
        super().__init__(
            f"This note was changed elsewhere meanwhile; it now says “{shortly(note.text)}”. Yours "
            "was not stored; nothing was changed."
        )
        self.note = note


def unchanged(change: Change, seen: Note, done: str = "stored") -> Note:
    """Return a note that is as it was seen; where it is not, nothing was ``done``.

    It asks a change, since only what is written in the same transaction is sure to be about the
    note that was compared.

    Raises:
        ChangedMeanwhile: it was changed.
        NotFound: it is gone.
    """
    now = notes.get(change, seen.id)
    if now is None:
        raise NotFound(f"That note was removed meanwhile; nothing was {done}.")
    if now != seen:
        raise ChangedMeanwhile(now)
    return now


def edit_line(project: Project, seen: Note, line: str) -> Note:
    """As `rewrite`, of which it returns the note as it now stands."""
    return rewrite(project, seen, line).note


def edit_text(project: Project, seen: Note, text: str) -> Note:
    """Change a note's text and nothing else, for what no line can say; see `rewrite`.

    Raises:
        ChangedMeanwhile: it has been changed since.
        NotFound: the note is gone.
        UsageError: the text is blank.
    """
    with project.change(f"Edit “{shortly(text)}”") as change:
        unchanged(change, seen)
        notes.edit(change, seen.id, text=text)
    return notes.get(project, seen.id) or seen


def remove_notes(project: Project, targets: Targets) -> tuple[int, str]:
    """Remove notes, in one change that can be undone; return how many, and the first one's text.

    Raises:
        NotFound: they were all gone already, or the filter that says which names what is gone.
    """
    with project.change("Remove notes") as change:
        gone = targets.resolve(project)
        first = notes.get(change, gone[0]) if gone else None
        if first is None:
            raise NotFound("That note was removed already.")
        one = f"“{shortly(first.text)}”"
        change.rename(f"Remove {one if len(gone) == 1 else counted(len(gone), 'note')}")
        for note in gone:
            notes.remove(change, note)
    return len(gone), first.text


def shortly(text: str, room: int = 40) -> str:
    """Return the beginning of a note, fit for a label or a sentence."""
    return clip(visible(text[: room * 10]), room)
