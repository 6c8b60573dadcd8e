"""Finding notes by what people type, and telling them in names instead of ids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from capture.jobs import people
from data.errors import NotFound
from data.records import Kind, Note, NoteId, Source
from data.store import notes
from data.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from data.records import Snapshot
    from data.store import Project

_Thing = TypeVar("_Thing")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Conditions on notes, as typed; an empty one holds for every note."""

    query: str = ""
    stage: str = ""
    persona: str = ""
    kind: str = ""
    source: str = ""
    participant: str = ""
    untagged: bool = False


def named(
    things: Iterable[_Thing], name: str, what: str, title: Callable[[_Thing], str]
) -> _Thing:
    """Return the one thing whose name, or a word of whose name, begins with what was typed.

    Raises:
        NotFound: nothing, or more than one thing, is called that; the known names are listed.
    """
    everything = list(things)
    wanted = fold(name)
    for fits in (
        [one for one in everything if fold(title(one)) == wanted],
        [one for one in everything if wanted and fold(title(one)).startswith(wanted)],
        [
            one
            for one in everything
            if wanted and any(fold(word).startswith(wanted) for word in title(one).split())
        ],
    ):
        if len(fits) == 1:
            return fits[0]
        if fits:
            break
    known = ", ".join(title(one) for one in everything) or "none yet"
    trouble = "could be several" if fits else "is unknown"
    raise NotFound(f"The {what} “{name}” {trouble} (known: {known}). Nothing was changed.")


def find(project: Project, wanted: Wanted) -> tuple[list[Note], Snapshot]:
    """Return the notes for which every condition holds, and the project they belong to.

    Raises:
        NotFound: a condition names something that the project does not have.
    """
    snapshot = project.snapshot()
    someone = people.find(project, wanted.participant).id if wanted.participant else None
    stage = None
    if wanted.stage and fold(wanted.stage) != "none":
        stage = named(snapshot.stages, wanted.stage, "stage", lambda one: one.title).id
    persona = None
    if wanted.persona:
        persona = named(snapshot.personas, wanted.persona, "persona", lambda one: one.name).id
    kind = named(Kind, wanted.kind, "kind", str) if wanted.kind else None
    source = named(Source, wanted.source, "source", str) if wanted.source else None
    found = notes.find(
        project,
        notes.NoteFilter(
            query=wanted.query,
            stage=stage,
            persona=persona,
            kind=kind,
            source=source,
            participant=someone,
            untagged=wanted.untagged,
        ),
    )
    if fold(wanted.stage) == "none":
        found = [note for note in found if note.stage is None]
    return found, snapshot


def by_id(snapshot: Snapshot, typed: str) -> Note:
    """Return the note with this id, or the only one whose id ends with it or whose text holds it.

    Raises:
        NotFound: no note, or more than one, fits.
    """
    for fits in (
        [note for note in snapshot.notes if note.id == NoteId(typed)],
        [note for note in snapshot.notes if len(typed) >= 4 and note.id.endswith(typed)],
        [note for note in snapshot.notes if typed and fold(typed) in fold(note.text)],
    ):
        if len(fits) == 1:
            return fits[0]
        if fits:
            raise NotFound(f"{len(fits)} notes fit “{typed}”: say more of the text, or the id.")
    raise NotFound(f"No note fits “{typed}”.")


def as_document(note: Note, snapshot: Snapshot) -> dict[str, Any]:
    """Return a note in plain values, with names in the place of ids."""
    from synthesis.standing import source_of

    stages = {one.id: one.title for one in snapshot.stages}
    personas = {one.id: one.name for one in snapshot.personas}
    channels = {one.id: one.name for one in snapshot.channels}
    labels = {one.id: one.name for one in snapshot.tags}
    everybody = {one.id: one for one in snapshot.participants}
    sessions = {one.id: one for one in snapshot.sessions}
    return {
        "id": note.id,
        "text": note.text,
        "kind": note.kind.value if note.kind else None,
        "need_type": note.need_type.value if note.need_type else None,
        "stage": stages[note.stage] if note.stage else None,
        "personas": [personas[one] for one in note.personas],
        "channel": channels[note.channel] if note.channel else None,
        "emotion": int(note.emotion) if note.emotion is not None else None,
        "source": source_of(note, snapshot).value,
        "participants": [
            {
                "code": everybody[one.participant].code,
                "name": everybody[one.participant].name,
                "team": everybody[one.participant].team,
                "stance": one.stance.value,
            }
            for one in note.participants
        ],
        "session": sessions[note.session].title,
        "at": note.at.isoformat(),
        "tags": [labels[one] for one in note.tags],
        "verbatim": note.verbatim,
        "left_over": note.left_over,
    }
