"""A project's vectors: kept by text, where notes stand, and which remarks are most alike."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING

from data.errors import Cancelled, NotFound, Progress, ShouldStop, UsageError
from data.records import Note, NoteId, Stance
from data.store import drafts, notes, sessions
from data.store import vectors as kept_vectors
from data.store.lists import participants
from data.text import clip, counted, visible

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from data.store import Project
    from synthesis.board.ground import Placed
    from synthesis.grouping.encode import Encoder
    from synthesis.grouping.group import Places
    from synthesis.titles.titles import NamingGroup, Title


_AT_ONCE = 1000  # texts whose vectors are read from the file together


@dataclass(slots=True)
class Source:
    """The vectors that a project keeps, with the caller's progress and wish to stop.

    It holds on to none of them; ``encoded`` counts the texts that had to be encoded.
    """

    project: Project
    encoder: Encoder
    progress: Progress | None
    cancelled: ShouldStop | None
    encoded: int = 0

    def of(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return a unit row a text, read from the file or encoded and kept there.

        Raises:
            Cancelled: the caller wished to stop; what was encoded is kept.
        """
        import numpy as np

        from synthesis.grouping.encode import WIDTH, Vectors

        rows = np.empty((len(texts), WIDTH), dtype=np.float32)
        keeper = None if self.project.read_only else self._keep
        for start in range(0, len(texts), _AT_ONCE):
            some = texts[start : start + _AT_ONCE]

            def tell(done: int, total: int, start: int = start) -> None:
                if self.progress is not None and total:
                    self.progress(start + done, len(texts))

            read = partial(kept_vectors.read, self.project, self.encoder.id)
            part = Vectors(read, keeper, encoder=self.encoder)
            try:
                rows[start : start + len(some)] = part.of(
                    some, progress=tell, cancelled=self.cancelled
                )
            finally:
                self.encoded += part.encoded
        return rows

    def _keep(self, rows: Mapping[str, bytes]) -> None:
        with self.project.cache() as cache:
            cache.keep_vectors(self.encoder.id, rows)


def source(
    project: Project,
    progress: Progress | None = None,
    cancelled: ShouldStop | None = None,
) -> Source:
    """Return what turns texts into vectors, through those that the project keeps."""
    from synthesis.grouping.encode import default_encoder

    return Source(project, default_encoder(), progress, cancelled)


class Namer:
    """Names cards; what was found is kept, so that the same cards cost nothing again."""

    def __init__(self, project: Project) -> None:
        self._project = project

    def __call__(self, groups: Sequence[NamingGroup], *, taken: Collection[str]) -> list[Title]:
        """Return a title a card; see `synthesis.titles.titles.name_groups`."""
        from synthesis.titles.titles import name_groups

        kept = partial(drafts.kept_titles, self._project)
        return name_groups(groups, kept, self._keep, taken=taken)

    def _keep(self, found: Mapping[str, str]) -> None:
        with self._project.cache() as cache:
            cache.keep_titles(found)


@dataclass(slots=True, eq=False, weakref_slot=True)
class Remarks:
    """A project's remarks, the earliest first: each a row of one matrix, and their places.

    It is handed to all who compare remarks, whatever their thread, and never changed: who finds
    that the project has moved on makes another from it.  Twenty thousand remarks take 31 MB, and
    their places as much again, or twice that with their spelling.
    """

    texts: tuple[str, ...]
    vectors: NDArray[np.float32]
    _places: dict[bool, Places] = field(default_factory=dict)

    def places(self, *, spelling: bool = True, cancelled: ShouldStop | None = None) -> Places:
        """Return where the remarks stand among each other; found when it is first asked for.

        Raises:
            Cancelled: ``cancelled`` answered True.
        """
        from synthesis.grouping.group import places

        def stop(done: int, total: int) -> None:
            del done, total
            if cancelled is not None and cancelled():
                raise Cancelled

        if spelling not in self._places:
            self._places[spelling] = places(
                self.texts, self.vectors, spelling=spelling, own=True, tick=stop
            )
        return self._places[spelling]


_lock = Lock()
_held: dict[str, Remarks] = {}
_MOST = 2  # projects


def remarks_of(texts: Sequence[str], vectors: Source) -> Remarks:
    """Return a project's remarks of these texts as one matrix, kept from the last time.

    Only what is new is asked of ``vectors``; the rest is taken over.

    Raises:
        Cancelled: the source was told to stop; what was encoded is kept.
    """
    path, wanted = str(vectors.project.path), tuple(texts)
    with _lock:
        held = _held.get(path)
    if held is not None and held.texts == wanted:
        return held
    made = Remarks(wanted, _matrix(wanted, held, vectors))
    with _lock:
        _held.pop(path, None)
        _held[path] = made
        while len(_held) > _MOST:
            del _held[next(iter(_held))]
    return made


def _matrix(texts: tuple[str, ...], held: Remarks | None, vectors: Source) -> NDArray[np.float32]:
    """Return a row a text, taken over where it can be."""
    import numpy as np

    from synthesis.grouping.encode import WIDTH

    known = {} if held is None else dict(zip(held.texts, held.vectors, strict=True))
    fresh = [text for text in dict.fromkeys(texts) if text not in known]
    known.update(zip(fresh, vectors.of(fresh), strict=True))
    rows = np.empty((len(texts), WIDTH), dtype=np.float32)
    for row, text in enumerate(texts):
        rows[row] = known[text]
    return rows


def placer(vectors: Source) -> Callable[[Sequence[str]], Placed]:
    """Return what places a project's texts, asking for vectors only where a text has changed."""

    def place(texts: Sequence[str]) -> Placed:
        remarks = remarks_of(texts, vectors)
        return remarks.vectors, remarks.places(cancelled=vectors.cancelled)

    return place


def remarks_now(
    project: Project, cancelled: ShouldStop, progress: Progress | None
) -> tuple[list[NoteId], Remarks]:
    """Return the ids of all remarks of a project, and the remarks."""
    pairs = notes.remarks(project)
    texts = [text for _, text in pairs]
    return [note for note, _ in pairs], remarks_of(texts, source(project, progress, cancelled))


@dataclass(frozen=True, slots=True)
class Heard:
    """An earlier remark, who stands behind it, and how like it is (-1 to 1)."""

    note: NoteId
    earlier: NoteId
    text: str
    people: int
    customers: int
    likeness: float

    def sentence(self, room: int = 100) -> str:
        """Return it in one line of about ``room`` cells: the remark is cut, the people are not."""
        people = counted(self.people, "person", "people")
        some = f", {counted(self.customers, 'customer')}"
        ending = f"”, {people}{some if self.customers else ''}"
        text = clip(visible(self.text[:400]), max(12, room - len(ending) - 15))
        return f"heard before: “{text}{ending}"


def heard_before(project: Project, note_id: NoteId, cancelled: ShouldStop) -> Heard | None:
    """Return the most similar remark made before a note, if it is similar enough.

    Raises:
        Cancelled: ``cancelled`` answered True; what was encoded is kept.
    """
    from synthesis.suggest import HEARD_AT, nearest

    ids, remarks = remarks_now(project, cancelled, None)
    if note_id not in ids:
        return None
    own = ids.index(note_id)
    likest = nearest(remarks.vectors[: own + 1], own, 1)
    if not likest or likest[0][1] < HEARD_AT:
        return None
    ((row, likeness),) = likest
    note = notes.get(project, ids[row])
    if note is None:
        return None
    people, customers = _behind(project, note)
    return Heard(note_id, note.id, note.text, people, customers, likeness)


def _behind(project: Project, note: Note) -> tuple[int, int]:
    """Count the people for a note, as the map would, and the customers among them."""
    from synthesis.board.standing import People, count

    session = sessions.get(project, note.session)
    people = People(participants.all(project), () if session is None else (session,))
    counts = count(people.voices(note))
    # What was observed, and our own guess, have nobody behind them that the map would count.
    return max(1, counts.people_for), counts.customers_for


_FOR = (Stance.SAID, Stance.AGREES)


def same_claim(project: Project, note_id: NoteId, earlier_id: NoteId) -> tuple[Note, str]:
    """Record whoever said a note as agreeing with an earlier one; return that one and the names.

    Both notes stay as they are said: what is stored is that one more person stands behind the
    earlier, which is what counts on the map, and undo takes it back.

    Raises:
        NotFound: one of the notes is gone.
        UsageError: nobody is named as the speaker, or they stand behind it already.
    """
    note, earlier = notes.get(project, note_id), notes.get(project, earlier_id)
    if note is None or earlier is None:
        raise NotFound("That note was removed meanwhile; nothing was stored.")
    said = [who.participant for who in note.participants if who.stance is Stance.SAID]
    if not said:
        raise UsageError("Nobody is named as the speaker of that note, so nobody can agree.")
    behind = {who.participant for who in earlier.participants if who.stance in _FOR}
    joining = [person for person in said if person not in behind]
    known = {person.id: person.name or person.code for person in participants.all(project)}
    if not joining:
        raise UsageError(f"{known.get(said[0], 'The speaker')} stands behind that one already.")
    about = clip(visible(earlier.text[:400]), 40)
    with project.change(f"Same claim: “{about}”") as change:
        for person in joining:
            notes.attribute(change, earlier.id, person, Stance.AGREES)
    return notes.get(project, earlier.id) or earlier, ", ".join(known[person] for person in joining)


MOST = 6
"""Notes that are shown."""

LEAST = 0.2
"""Likeness below which a note is not worth showing; remarks that say the same have 0.42 or more."""


@dataclass(frozen=True, slots=True)
class Alike:
    """A note and how like it is (-1 to 1)."""

    note: Note
    likeness: float


def most_like(
    project: Project,
    note_id: NoteId,
    cancelled: ShouldStop,
    progress: Progress | None = None,
) -> tuple[Alike, ...]:
    """Return the remarks most like a note, the likest first; none for a mark or a lost note.

    ``progress`` is told how many of those that must be encoded are.

    Raises:
        Cancelled: ``cancelled`` answered True; what was encoded is kept.
    """
    from synthesis.suggest import nearest

    ids, remarks = remarks_now(project, cancelled, progress)
    if note_id not in ids:
        return ()
    likest = nearest(remarks.vectors, ids.index(note_id), MOST)
    wanted = {ids[row]: likeness for row, likeness in likest if likeness >= LEAST}
    known = {note.id: note for note in notes.these(project, wanted)}
    return tuple(Alike(known[note], likeness) for note, likeness in wanted.items())
