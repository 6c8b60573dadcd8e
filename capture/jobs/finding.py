"""Finding notes by what people type, and telling them in names instead of ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from data.errors import NotFound
from data.records import Attribution, Note, NoteId
from data.store import notes
from data.store.notes import Order
from data.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from data.records import Snapshot
    from data.store import Project
    from synthesis.board.standing import People


OLDEST = Order()
"""The order in which notes were taken."""


def find(
    project: Project,
    typed: str = "",
    *,
    order: Order = OLDEST,
    limit: int | None = None,
) -> tuple[list[Note], Snapshot]:
    """Return the notes that fit a filter, in order, and the project they belong to.

    Raises:
        NotFound: a condition names something that the project does not have, or lacks its value.
    """
    from capture.jobs.filtering import condition

    # One moment of the project: a note must not come of a session that the snapshot lacks.
    with project.reading():
        wanted = condition(project, typed, finished=True)
        return notes.page(project, wanted, order, 0, limit), project.snapshot()


def count(project: Project, typed: str) -> int:
    """Return how many notes fit a filter.

    Raises:
        NotFound: as for `find`.
    """
    from capture.jobs.filtering import condition

    with project.reading():
        return notes.count(project, condition(project, typed, finished=True))


def with_options(typed: str, named: Mapping[str, str], *, untagged: bool = False) -> str:
    """Return a filter that asks for more: values of facets, "" for any, by the facets' names."""
    from capture.filterlang import joined, written
    from data.store.filters import Facet

    asked = [written(Facet(what), _value(name)) for what, name in named.items() if name]
    return joined(typed, *asked, *(["untagged"] if untagged else []))


def _value(name: str) -> str | None:
    return None if fold(name) == "none" else name


def why_nothing(project: Project, typed: str) -> str:
    """Return why nothing fits a filter, in a sentence.

    Raises:
        NotFound: as for `find`.
    """
    from capture.jobs.browsing import browse

    return browse(project, typed).told


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
    from synthesis.board.standing import People
    from synthesis.map.emotion import said_by

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
