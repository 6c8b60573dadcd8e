"""Finding notes by what people type, and telling them in names instead of ids."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, TypeVar

from capture.jobs import people
from data.errors import NotFound
from data.records import Attribution, Kind, Note, NoteId, Source
from data.store import channels, notes, personas, sessions, stages, tags
from data.store.notes import NoteFilter
from data.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from data.records import Snapshot
    from data.store import Project
    from synthesis.standing import People

_Thing = TypeVar("_Thing")


@dataclass(frozen=True, slots=True)
class Terms:
    """Conditions on notes as typed: words to look for, and names; an empty one holds for all."""

    words: str = ""
    stage: str = ""
    persona: str = ""
    channel: str = ""
    tag: str = ""
    kind: str = ""
    source: str = ""
    participant: str = ""
    session: str = ""
    untagged: bool = False

    def given(self) -> list[str]:
        """Return the names of the conditions that say something."""
        return [one.name for one in fields(self) if getattr(self, one.name)]


def named(things: Iterable[_Thing], name: str, what: str, title: Callable[[_Thing], str]) -> _Thing:
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


def find(project: Project, terms: Terms) -> tuple[list[Note], Snapshot]:
    """Return the notes for which every condition holds, and the project they belong to.

    Raises:
        NotFound: a condition names something that the project does not have.
    """
    # One moment of the project: a note must not come of a session that the snapshot lacks.
    with project.reading():
        return notes.find(project, filter_of(project, terms)), project.snapshot()


def filter_of(project: Project, terms: Terms) -> NoteFilter:
    """Put ids in the place of names; the stage “none” stands for having none.

    Raises:
        NotFound: a name is unknown, or could be several.
    """
    unplaced = fold(terms.stage) == "none"
    where = "" if unplaced else terms.stage
    stage = _of(where, "stage", lambda: stages.all(project), lambda one: one.title)
    persona = _of(terms.persona, "persona", lambda: personas.all(project), lambda one: one.name)
    channel = _of(terms.channel, "channel", lambda: channels.all(project), lambda one: one.name)
    tag = _of(terms.tag, "tag", lambda: tags.all(project), lambda one: one.name)
    session = _of(terms.session, "session", lambda: sessions.all(project), lambda one: one.title)
    someone = people.find(project, terms.participant) if terms.participant else None
    return NoteFilter(
        query=terms.words,
        stage=stage.id if stage else None,
        persona=persona.id if persona else None,
        channel=channel.id if channel else None,
        tag=tag.id if tag else None,
        kind=named(Kind, terms.kind, "kind", str) if terms.kind else None,
        source=named(Source, terms.source, "source", str) if terms.source else None,
        participant=someone.id if someone else None,
        session=session.id if session else None,
        untagged=terms.untagged,
        unplaced=unplaced,
    )


def _of(
    name: str, what: str, everything: Callable[[], Iterable[_Thing]], title: Callable[[_Thing], str]
) -> _Thing | None:
    """Return the thing of a name; None where none is asked for."""
    return named(everything(), name, what, title) if name else None


def by_id(snapshot: Snapshot, typed: str) -> Note:
    """Return the note with this id, or the only one whose id ends with it or whose text holds it.

    Raises:
        NotFound: no note, or more than one, fits.
    """
    words = fold(typed)
    for fits in (
        [note for note in snapshot.notes if note.id == NoteId(typed)],
        [note for note in snapshot.notes if len(typed) >= 4 and note.id.endswith(typed)],
        [note for note in snapshot.notes if words and words in fold(note.text)],
        [note for note in snapshot.notes if typed and typed in note.text],
    ):
        if len(fits) == 1:
            return fits[0]
        if fits:
            raise NotFound(f"{len(fits)} notes fit “{typed}”: say more of the text, or the id.")
    raise NotFound(f"No note fits “{typed}”. Look for it with: sayso notes WORD")


def documents(found: Iterable[Note], snapshot: Snapshot) -> list[dict[str, Any]]:
    """Return notes in plain values, with names in the place of ids."""
    from synthesis.emotion import said_by
    from synthesis.standing import People

    people = People.of(snapshot)
    names: dict[str | None, str | None] = {None: None}
    names |= {one.id: one.title for one in snapshot.stages}
    names |= {one.id: one.title for one in snapshot.sessions}
    for things in (snapshot.personas, snapshot.channels, snapshot.tags):
        names |= {one.id: one.name for one in things}

    def said(note: Note) -> dict[str, Any]:
        return {
            "id": note.id,
            "text": note.text,
            "kind": note.kind.value if note.kind else None,
            "need_type": note.need_type.value if note.need_type else None,
            "stage": names[note.stage],
            "personas": [names[one] for one in note.personas],
            "channel": names[note.channel],
            "emotion": int(note.emotion) if note.emotion is not None else None,
            "source": said_by(note, people).value,
            "participants": [_person(one, people) for one in note.participants],
            "session": names[note.session],
            "at": note.at.isoformat(),
            "tags": [names[one] for one in note.tags],
            "verbatim": note.verbatim,
            "left_over": note.left_over,
        }

    return [said(note) for note in found]


def _person(said: Attribution, people: People) -> dict[str, str]:
    one = people.participants[said.participant]
    return {"code": one.code, "name": one.name, "team": one.team, "stance": said.stance.value}
