"""Changing a note after it was stored: its line anew, or one mark on it with one key."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from capture.jobs.notetaking import (
    Act,
    Desk,
    Logged,
    attach_card,
    last_note,
    log,
    speaker_of,
    tag_named,
    tags_of,
    with_somebody_against,
)
from capture.jobs.people import names_for
from capture.reading import voice
from data.errors import NotFound, UsageError
from data.records import Attribution, Kind, Note, NoteId, ParticipantId, Stance
from data.store import notes, sessions
from data.store.notes import NoteFields
from data.store.unsent import drop
from data.text import clip, visible

if TYPE_CHECKING:
    from data.store import Project

MOMENT_OF_TRUTH = "moment of truth"
"""The free tag that marks a note as one; a card has a field of its own for it."""


def rewrite(project: Project, note_id: NoteId, line: str, *, unsent: str = "") -> Logged:
    """Make a note say what an edited line says: its text, its tags, and who said it.

    Who agreed or disagreed with it stays.

    Raises:
        NotFound: the note is gone.
        UsageError: the line has no text.
    """
    note = notes.get(project, note_id)
    session = sessions.get(project, note.session) if note is not None else None
    if note is None or session is None:
        raise NotFound("That note was removed meanwhile; nothing was stored.")
    reading = names_for(project, session).read(line)
    if not reading.has_text:
        raise UsageError("A note needs some text; it was left as it is.")
    with project.change(f"Edit “{clip(visible(reading.text[:400]), 40)}”") as change:
        speaker = speaker_of(project, change, reading, Desk(), session, alone=False)
        reading = with_somebody_against(reading, speaker)
        fields = NoteFields(
            text=reading.text,
            kind=reading.kind,
            need_type=reading.need_type,
            stage=reading.stage,
            channel=reading.channel,
            emotion=reading.emotion,
            source=reading.source,
            verbatim=reading.verbatim,
            left_over=reading.left_over,
            personas=reading.personas,
            tags=tuple(dict.fromkeys(tags_of(change, reading))),
            participants=_heard_again(note, speaker, against=reading.disagrees),
        )
        notes.edit(change, note.id, **fields)
        if reading.card is not None:
            attach_card(project, change, reading, note)
        if unsent:
            drop(change, unsent)
    return Logged(Act.CHANGED, notes.get(project, note.id) or note, session, reading)


def _heard_again(
    note: Note, speaker: ParticipantId | None, *, against: bool
) -> tuple[Attribution, ...]:
    """Return a note's people with another speaker in place of the one that its line named."""
    place, _ = voice(note)
    others = [
        one
        for at, one in enumerate(note.participants)
        if at != place and one.participant != speaker
    ]
    if speaker is None:
        return tuple(others)
    said = Attribution(speaker, Stance.DISAGREES if against else Stance.SAID)
    return (said, *others)


def toggle_moment_of_truth(project: Project, desk: Desk) -> tuple[Note, bool]:
    """Mark the last note as a moment of truth, or take the mark back; True where it is one now.

    Raises:
        NotFound: there is no note yet.
    """
    note = _last(project, desk)
    with project.change(_about(note, MOMENT_OF_TRUTH.capitalize())) as change:
        tag = tag_named(change, MOMENT_OF_TRUTH)
        marked = tag not in note.tags
        wanted = tuple(one for one in note.tags if one != tag)
        wanted = (*wanted, tag) if marked else wanted
        notes.edit(change, note.id, tags=wanted)
    return notes.get(project, note.id) or note, marked


def toggle_verbatim(project: Project, desk: Desk) -> tuple[Note, bool]:
    """Say that the last note is word for word, or that it is not; True where it is now.

    Raises:
        NotFound: there is no note yet.
    """
    note = _last(project, desk)
    with project.change(_about(note, "Verbatim")) as change:
        notes.edit(change, note.id, verbatim=not note.verbatim)
    return replace(note, verbatim=not note.verbatim), not note.verbatim


def mark_time(project: Project, desk: Desk, *, now: datetime | None = None) -> Logged:
    """Store a bare mark of the time, to be filled in later.

    It is an ask, something to find out: never evidence, never grouped, until somebody makes a
    remark of it.
    """
    moment = now or datetime.now(UTC)
    line = f": said at {moment.astimezone():%H:%M:%S}, to fill in ,,!{Kind.ASK.value}"
    return log(project, line, desk, now=moment)


def _last(project: Project, desk: Desk) -> Note:
    session = sessions.get(project, desk.session) if desk.session is not None else None
    return last_note(project, desk, session or sessions.last(project))


def _about(note: Note, what: str) -> str:
    return f"{what}: “{clip(visible(note.text[:400]), 40)}”"
