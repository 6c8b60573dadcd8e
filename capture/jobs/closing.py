"""After a meeting: what it gave, what is bare, who was silent, and going through it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from data.errors import NotFound
from data.records import Emotion, Kind, Note, NoteId, ParticipantId, SessionId, StageId, Stance
from data.store import notes, participants, sessions, stages
from data.text import clip, visible

if TYPE_CHECKING:
    from data.store import Project

Counts = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """A session in numbers; each list in its own order, names as they were typed.

    ``bare`` are the notes that lack a kind, or a stage although they are evidence, in their order.
    ``silent`` are people of the roster who stand on no note.
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


def summary(project: Project, session_id: SessionId) -> Summary:
    """Sum a session up.

    Raises:
        NotFound: there is no such session.
    """
    with project.reading():
        session = sessions.get(project, session_id)
        if session is None:
            raise NotFound("That session is not there any more.")
        said = notes.find(project, notes.NoteFilter(session=session_id))
        known = {one.id: one.name or one.code for one in participants.all(project)}
        steps = {one.id: one.title for one in stages.all(project)}
    heard = Counter(_speakers(said))
    spoke = {one.participant for note in said for one in note.participants}
    places = Counter(note.stage for note in said if note.is_evidence)
    kinds = Counter(note.kind for note in said)
    columns: tuple[tuple[StageId | None, str], ...] = (*steps.items(), (None, "no stage"))
    people = [(known[one], count) for one, count in heard.most_common() if one is not None]
    if heard[None]:
        people.append(("nobody named", heard[None]))
    return Summary(
        session.title,
        said[0].at if said else None,
        said[-1].at if said else None,
        len(said),
        tuple(people),
        tuple((name, places[one]) for one, name in columns if places[one]),
        tuple((one.value if one else "no kind", kinds[one]) for one in (*Kind, None) if kinds[one]),
        tuple(note.id for note in said if is_bare(note)),
        tuple(known.get(one, "?") for one in session.roster if one not in spoke),
    )


def _speakers(said: Sequence[Note]) -> list[ParticipantId | None]:
    """Return who said each note, ``None`` where nobody is named."""
    found: list[ParticipantId | None] = []
    for note in said:
        voices = [one.participant for one in note.participants if one.stance is not Stance.AGREES]
        found.extend(voices or (None,))
    return found


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
    known = {str(one.id): one.name for one in words.stages}
    known |= {str(one.id): one.name or one.code for one in words.roster}
    return Page(note, known, tuple(StageId(one.id) for one in words.stages))


def is_bare(note: Note) -> bool:
    """Whether a note lacks what the map needs: a kind, and a stage where it is evidence."""
    return note.kind is None or (note.stage is None and note.is_evidence)


def take_away(project: Project, session_id: SessionId, lines: Sequence[str]) -> int:
    """Store takeaways as memos of the session, all in one change; return how many there were."""
    said = [line for line in lines if line.strip()]
    if said:
        with project.change(f"Takeaways: “{clip(visible(said[0][:400]), 40)}”") as change:
            for line in said:
                notes.add(change, session=session_id, text=line, kind=Kind.MEMO)
    return len(said)


def tag(
    project: Project,
    note_id: NoteId,
    stage: StageId | None,
    kind: Kind | None,
    emotion: Emotion | None,
) -> bool:
    """Give a note the tags that were chosen in the walk; False where nothing is different.

    Raises:
        NotFound: the note is gone.
    """
    note = notes.get(project, note_id)
    if note is None:
        raise NotFound("That note was removed meanwhile; nothing was stored.")
    if (note.stage, note.kind, note.emotion) == (stage, kind, emotion):
        return False
    need = note.need_type if kind is note.kind else None
    with project.change(f"Tag “{clip(visible(note.text[:400]), 40)}”") as change:
        notes.edit(change, note_id, stage=stage, kind=kind, emotion=emotion, need_type=need)
    return True
