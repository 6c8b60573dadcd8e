"""Remarks that open with a speaker whom nobody knew when they were typed, and who it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from capture.jobs import names as names_jobs
from capture.jobs.names import names_for
from capture.reading import voice
from data.errors import NotFound
from data.records import Attribution, NoteId, ParticipantId, SessionId, Stance
from data.shorthand.strangers import split_names
from data.store import notes, sessions
from data.text import counted, fold, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from capture.reading import Names
    from data.records import Note, Session
    from data.store import Project
    from data.store.common import Reader
    from data.store.log import Change


@dataclass(frozen=True, slots=True)
class Stranger:
    """What some remarks of a session open with, as typed: ``xx``, or ``le, om`` of two.

    ``notes`` are the remarks, ``first`` the text of the first; ``people`` are the names of those
    who may have been meant, the likest first, with their ids.
    """

    typed: str
    notes: tuple[NoteId, ...]
    first: str
    people: tuple[tuple[ParticipantId, str], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The people that it names."""
        return tuple(split_names(self.typed))


def strangers(project: Project, session_id: SessionId) -> tuple[Stranger, ...]:
    """Return what remarks of a session that nobody is said to have said open with.

    Somebody who is known by now counts too: the remarks were typed before.
    """
    session = sessions.get(project, session_id)
    if session is None:
        return ()
    names = names_for(project, session)
    return _strangers(names, session, notes.in_session(project, session_id))


def _strangers(names: Names, session: Session, said: Sequence[Note]) -> tuple[Stranger, ...]:
    typed: dict[str, str] = {}
    groups: dict[str, list[Note]] = {}
    for note in said:
        if voice(note)[0] < 0 and (opener := _opener(names, note.text)):
            typed.setdefault(fold(opener), opener)
            groups.setdefault(fold(opener), []).append(note)
    people = [
        (one.id, one.name or one.code)
        for one in sorted(
            names.everybody.roster, key=lambda one: (one.id not in session.roster, one.code)
        )
    ]
    return tuple(
        Stranger(
            typed[key],
            tuple(note.id for note in some),
            some[0].text,
            tuple(sorted(people, key=lambda one: not fold(one[1]).startswith(key[:1]))),
        )
        for key, some in groups.items()
    )


def _opener(names: Names, text: str) -> str:
    """Return the name that a text opens with, known or not; "" where it opens with none."""
    if ":" not in text[:130]:
        return ""
    opening = names.opening(text)
    if opening.card is not None:
        return ""
    named = opening.stranger or (text.partition(":")[0] if opening.speaker is not None else "")
    return named.strip() if text.partition(":")[2].strip() else ""


def settle(
    project: Project, session_id: SessionId, typed: str, who: ParticipantId | str = ""
) -> str:
    """Say who remarks are of that open with ``typed``, in one change; return a sentence on it.

    ``who`` is somebody's id, or NAME/TEAM; left out, each name that was typed is somebody, made
    where new: the first said it, the others agree.

    Raises:
        NotFound: no remark of the session opens so.
    """
    with project.change(f"Say who “{visible(typed[:40])}” is") as change:
        session = sessions.get(change, session_id)
        known = strangers(project, session_id)
        meant = next((one for one in known if fold(one.typed) == fold(typed)), None)
        if session is None or meant is None:
            raise NotFound(
                f"No remark of this session opens with “{visible(typed[:40])}:” and is nobody’s; "
                "nothing was changed."
            )
        people = _people(project, change, session, meant, who)
        for person in people:
            if person not in session.roster:
                sessions.join(change, session_id, person)
        for note in notes.these(change, meant.notes):
            _give(change, note, people)
    named = ", ".join(_name(project, one) for one in people)
    return f"{counted(len(meant.notes), 'remark')} of “{visible(meant.typed)}” said by {named}."


def _people(
    project: Project, change: Change, session: Session, meant: Stranger, who: str
) -> list[ParticipantId]:
    roster = names_for(project, session).everybody.roster
    if any(one.id == who for one in roster):
        return [ParticipantId(who)]
    group = names_jobs.group_in(session.kind)
    if who:
        return [names_jobs.find_or_add(project, change, who, group=group).id]
    people: dict[ParticipantId, None] = {}
    for name in meant.names:
        opening = names_for(project, session).opening(f"{name}: x")
        people[
            opening.speaker or names_jobs.find_or_add(project, change, f"{name}/", group=group).id
        ] = None
    return list(people)


def _give(change: Change, note: Note, people: Sequence[ParticipantId]) -> None:
    """Take the name off a remark, and put its speaker and those who agree on it."""
    rest = note.text.partition(":")[2]
    first, *others = people
    heard = {one.participant: one for one in note.participants}
    heard |= {one: Attribution(one, Stance.AGREES) for one in others}
    heard.pop(first, None)
    voices = (Attribution(first, Stance.SAID), *heard.values())
    notes.edit(change, note.id, text=rest[1:] if rest[:1].isspace() else rest, participants=voices)


def _name(reader: Reader, person: ParticipantId) -> str:
    from data.store.lists import participants

    known = {one.id: one for one in participants.all(reader)}
    return visible(known[person].name or known[person].code) if person in known else "somebody"
