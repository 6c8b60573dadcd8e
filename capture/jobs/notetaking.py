"""Logging notes: one typed line in, one change in the project.

The rules are those of the typing grammar (`data.shorthand`); here its readings are acted upon.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, TypeVar

from capture.jobs import people
from data import shorthand
from data.errors import NotFound, UsageError
from data.records import (
    Attribution,
    ChannelId,
    EvidenceStance,
    Group,
    Note,
    NoteId,
    ParticipantId,
    PersonaId,
    Session,
    SessionId,
    SessionKind,
    StageId,
    Stance,
    TagId,
)
from data.store import notes, sessions, tags, touchpoints
from data.store.notes import NoteFields
from data.text import clip, fold, visible

if TYPE_CHECKING:
    from data.shorthand import Shorthand
    from data.store import Project
    from data.store.change import Change

_Sticky = TypeVar("_Sticky", StageId, ChannelId)

CONTINUES_WITHIN = timedelta(hours=4)
"""A session goes on where its last note is younger than this; else the next note opens another."""


class Act(Enum):
    """What a line did."""

    STORED = "stored"
    CHANGED = "changed"
    AGREED = "agrees"
    DISAGREED = "disagrees"


@dataclass(slots=True)
class Desk:
    """What one window, or one run of ``log -``, carries from line to line.

    ``stage``, ``personas`` and ``channel`` stick; ``last`` is the note that an amendment changes.
    """

    session: SessionId | None = None
    session_title: str = ""
    session_kind: SessionKind = SessionKind.STAFF_MEETING
    speaker: str = ""
    stage: StageId | None = None
    personas: tuple[PersonaId, ...] = ()
    channel: ChannelId | None = None
    last: NoteId | None = None


@dataclass(frozen=True, slots=True)
class Logged:
    """What became of a line: the note as it now stands, and how the line was read."""

    act: Act
    note: Note
    session: Session
    reading: Shorthand
    continued: bool = field(default=False)


def log(project: Project, line: str, desk: Desk, *, now: datetime | None = None) -> Logged:
    """Store one typed line as a note, or act on the last note where the line has no text.

    All of it is one change.  ``desk`` is brought up to date only once the change is stored.

    Raises:
        UsageError: the line is empty.
        NotFound: there is no note yet that an amendment could change, or no such participant.
    """
    moment = now or datetime.now(UTC)
    session, continued = _find_session(project, desk, moment)
    reading = _read(project, line, session)
    if not reading.text.strip() and not (reading.is_amendment or reading.is_agreement):
        raise UsageError("The note is empty; nothing was stored.")
    if reading.text.strip():
        logged = _store(project, reading, desk, session, moment)
        logged = replace(logged, continued=continued)
    else:
        logged = _amend(project, reading, desk, session)
    desk.session, desk.last = logged.session.id, logged.note.id
    return logged


def _find_session(project: Project, desk: Desk, moment: datetime) -> tuple[Session | None, bool]:
    """Return the session that the line belongs to (None: to be made), and if it is continued."""
    everything = sessions.all(project)
    if desk.session is not None:
        return next((one for one in everything if one.id == desk.session), None), False
    if desk.session_title:
        wanted = fold(desk.session_title)
        fits = [one for one in everything if fold(one.title) == wanted]
        return (fits[-1] if fits else None), bool(fits)
    last = sessions.last(project)
    if last is None:
        return None, False
    final = notes.last(project, last.id)
    if final is not None and abs(moment - final.at) <= CONTINUES_WITHIN:
        return last, True
    return None, False


def _read(project: Project, line: str, session: Session | None) -> Shorthand:
    """Read a line with the session's roster; a name found nowhere there may be anybody's.

    In a meeting the roster decides, so that two letters are enough.  On the command line there may
    be no roster at all: then all participants of the project are looked through.
    """
    roster = session.id if session is not None and session.roster else None
    reading = shorthand.parse(line, project.vocabulary(roster))
    in_doubt = reading.speaker_in_doubt
    if roster is not None and not reading.has_speaker and not in_doubt:
        wider = shorthand.parse(line, project.vocabulary(None))
        if wider.speaker is not None:
            return wider
    return reading


def _store(
    project: Project, reading: Shorthand, desk: Desk, session: Session | None, moment: datetime
) -> Logged:
    """Write the note with everything that the line says, in one change."""
    with project.change(f"Log “{clip(visible(reading.text), 40)}”") as change:
        if session is None:
            session = sessions.add(
                change,
                desk.session_title or _title(desk.session_kind, moment),
                desk.session_kind,
                started_at=moment,
            )
        speaker = _speaker(project, change, reading, desk, session)
        stage = _sticky(reading.stage, reading.clear_stage, desk.stage)
        channel = _sticky(reading.channel, reading.clear_channel, desk.channel)
        personas = reading.personas or (() if reading.clear_persona else desk.personas)
        note = notes.add(
            change,
            session=session.id,
            text=reading.text,
            at=moment,
            kind=reading.kind,
            need_type=reading.need_type,
            stage=stage,
            channel=channel,
            emotion=reading.emotion,
            source=reading.source,
            verbatim=reading.verbatim,
            left_over=reading.left_over,
            personas=personas,
            tags=_tags(change, reading),
            participants=_attributions(reading, speaker),
        )
        if reading.card is not None:
            _attach(project, change, reading, note)
    desk.stage, desk.personas, desk.channel = stage, personas, channel
    return Logged(Act.STORED, note, session, reading)


def _title(kind: SessionKind, moment: datetime) -> str:
    """Return a title that tells sessions apart in a list."""
    return f"{kind.value.capitalize()} {moment.astimezone():%Y-%m-%d %H:%M}"


def _sticky(typed: _Sticky | None, cleared: bool, stuck: _Sticky | None) -> _Sticky | None:
    if typed is not None:
        return typed
    return None if cleared else stuck


def _speaker(
    project: Project, change: Change, reading: Shorthand, desk: Desk, session: Session
) -> ParticipantId | None:
    """Return who said it, made and put on the roster where new.

    A speaker named in the line wins over one named for the whole run; in an interview with one
    person that person is meant where nobody is named.
    """
    group = Group.CUSTOMER if session.kind is SessionKind.CUSTOMER_INTERVIEW else Group.FRONTLINE
    speaker = reading.speaker
    if reading.new_speaker is not None:
        new = reading.new_speaker
        speaker = people.find_or_add(project, change, f"{new.name}/{new.team}", group=group).id
    elif speaker is None and desk.speaker:
        speaker = people.find_or_add(project, change, desk.speaker, group=group).id
    elif speaker is None and session.kind is SessionKind.CUSTOMER_INTERVIEW:
        speaker = session.roster[0] if len(session.roster) == 1 else None
    if speaker is not None and speaker not in session.roster:
        sessions.join(change, session.id, speaker)
    return speaker


def _attributions(reading: Shorthand, speaker: ParticipantId | None) -> tuple[Attribution, ...]:
    if speaker is None:
        return ()
    return (Attribution(speaker, Stance.DISAGREES if reading.disagrees else Stance.SAID),)


def _tags(change: Change, reading: Shorthand) -> tuple[TagId, ...]:
    return (*reading.tags, *(tags.add(change, name).id for name in reading.new_tags))


def _attach(project: Project, change: Change, reading: Shorthand, note: Note) -> None:
    """Put a note on the card whose code it names: a person's act, which holds the card."""
    card = next((one for one in touchpoints.all(project) if one.code == reading.card), None)
    if card is None:
        raise NotFound(f"There is no card {reading.card} any more; nothing was stored.")
    stance = EvidenceStance.AGAINST if reading.disagrees else EvidenceStance.FOR
    touchpoints.attach(change, card.id, note.id, stance)


def _amend(project: Project, reading: Shorthand, desk: Desk, session: Session | None) -> Logged:
    """Change the last note: its tags, or who agrees or disagrees with it.

    Raises:
        NotFound: there is no note yet.
    """
    last = notes.get(project, desk.last) if desk.last is not None else None
    if last is None and session is not None:
        last = notes.last(project, session.id)
    if last is None or session is None:
        raise NotFound("There is no note yet to change; nothing was stored.")
    about = clip(visible(last.text), 40)
    act = Act.CHANGED
    speaker: ParticipantId | None = None
    with project.change(f"Change “{about}”") as change:
        if reading.speaker is not None or reading.new_speaker is not None:
            speaker = _speaker(project, change, reading, desk, session)
        if speaker is not None:
            stance = Stance.DISAGREES if reading.disagrees else Stance.AGREES
            act = Act.DISAGREED if reading.disagrees else Act.AGREED
            notes.attribute(change, last.id, speaker, stance)
        fields = _amendments(reading, last)
        new_tags = _tags(change, reading)
        if new_tags:
            fields["tags"] = tuple(dict.fromkeys((*last.tags, *new_tags)))
        if fields:
            notes.edit(change, last.id, **fields)
    return Logged(act, notes.get(project, last.id) or last, session, reading)


def _amendments(reading: Shorthand, last: Note) -> NoteFields:
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
    if reading.left_over:
        fields["left_over"] = " ".join(filter(None, (last.left_over, reading.left_over)))
    return fields
