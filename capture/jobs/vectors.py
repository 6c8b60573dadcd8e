"""A project's vectors: kept by text, where notes stand, and which remarks are most alike."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from data.errors import NotFound, Progress, ShouldStop, UsageError
from data.records import Note, NoteId, Stance
from data.store import drafts, notes, sessions
from data.store import vectors as kept_vectors
from data.store.lists import participants
from data.text import clip, counted, visible

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from data.store import Project
    from synthesis.board.ground import Placed, VectorSource
    from synthesis.grouping.encode import Encoder, Vectors
    from synthesis.titles.titles import NamingGroup, Title


@dataclass(slots=True)
class Source:
    """The project's vectors, with the caller's progress and wish to stop."""

    vectors: Vectors
    encoder: Encoder
    progress: Progress | None
    cancelled: ShouldStop | None

    def of(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return a unit row a text; see `synthesis.grouping.encode.Vectors`."""
        return self.vectors.of(texts, progress=self.progress, cancelled=self.cancelled)


def source(
    project: Project,
    progress: Progress | None = None,
    cancelled: ShouldStop | None = None,
) -> Source:
    """Return what turns texts into vectors, through those that the project keeps."""
    from synthesis.grouping.encode import Vectors, default_encoder

    encoder = default_encoder()

    def read(prints: list[str]) -> Mapping[str, bytes]:
        return kept_vectors.read(project, encoder.id, prints)

    def keep(rows: Mapping[str, bytes]) -> None:
        with project.cache() as cache:
            cache.keep_vectors(encoder.id, rows)

    keeper = None if project.read_only else keep
    return Source(Vectors(read, keeper, encoder=encoder), encoder, progress, cancelled)


class Namer:
    """Names groups; what was found is kept, so that the same groups cost nothing again."""

    def __init__(
        self,
        project: Project,
        encoder: Encoder,
        progress: Progress | None,
        cancelled: ShouldStop | None,
    ) -> None:
        from synthesis.grouping.encode import Vectors

        self._project = project
        self._progress = progress
        self._cancelled = cancelled
        self._asked = 0
        # Candidates are many and serve once: the titles are kept, not their vectors.
        self._vectors = Vectors(encoder=encoder)

    @property
    def candidates(self) -> int:
        """How many candidates had to be encoded."""
        return self._vectors.encoded

    def __call__(self, groups: Sequence[NamingGroup], *, taken: Collection[str]) -> list[Title]:
        """Return a title a group; see `synthesis.titles.titles.name_groups`."""
        from synthesis.titles.titles import name_groups

        return name_groups(groups, self._encode, self._kept, self._keep, taken=taken)

    def _encode(self, texts: list[str]) -> NDArray[np.float32]:
        # Candidates come in several lots: they are counted together, so that a bar only grows.
        before, self._asked = self._asked, self._asked + len(texts)

        def count(done: int, total: int) -> None:
            if self._progress is not None:
                self._progress(before + done, before + total)

        return self._vectors.of(texts, progress=count, cancelled=self._cancelled)

    def _kept(self, keys: list[str]) -> Mapping[str, str]:
        return drafts.kept_titles(self._project, keys)

    def _keep(self, found: Mapping[str, str]) -> None:
        with self._project.cache() as cache:
            cache.keep_titles(found)


_lock = Lock()
_kept: dict[str, tuple[int, Placed]] = {}
_MOST = 2  # projects


def placer(project: Project, vectors: VectorSource) -> Callable[[Sequence[str]], Placed]:
    """Return what places a project's texts, asking for vectors only where a text has changed."""
    path = str(project.path)

    def place(texts: Sequence[str]) -> Placed:
        from synthesis.board.ground import place_all

        digest = hash(tuple(texts))
        with _lock:
            found = _kept.get(path)
        if found is not None and found[0] == digest:
            return found[1]
        placed = place_all(vectors)(texts)
        with _lock:
            _kept[path] = digest, placed
            while len(_kept) > _MOST:
                del _kept[next(iter(_kept))]
        return placed

    return place


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


@dataclass(slots=True)
class Ears:
    """The project's remarks as vectors, brought up to date with each question.

    Only the compute thread uses it.  Vectors are those that the project keeps; a remark that has
    none yet is encoded once and its vector kept.
    """

    texts: dict[NoteId, str] = field(default_factory=dict)
    rows: dict[NoteId, NDArray[np.float32]] = field(default_factory=dict)

    def listen(
        self,
        project: Project,
        cancelled: Callable[[], bool],
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        """Take in what is new in the project; ``progress`` counts what must be encoded.

        Raises:
            Cancelled: ``cancelled`` answered True; what was encoded is kept.
        """
        found = dict(notes.remarks(project))
        if found == self.texts:
            return
        fresh = [one for one, text in found.items() if self.texts.get(one) != text]
        vectors = source(project, progress, cancelled).of([found[one] for one in fresh])
        kept = {one: row for one, row in self.rows.items() if one in found}
        kept.update(zip(fresh, vectors, strict=True))
        self.rows = {one: kept[one] for one in found}
        self.texts = found

    def hear(
        self, project: Project, note_id: NoteId, cancelled: Callable[[], bool]
    ) -> Heard | None:
        """Return the most similar remark made before a note, if it is similar enough.

        Raises:
            Cancelled: ``cancelled`` answered True.
        """
        import numpy as np

        from synthesis.suggest import HEARD_AT, most_alike

        self.listen(project, cancelled)
        if note_id not in self.rows:
            return None
        ids = list(self.rows)
        earlier = ids[: ids.index(note_id)]
        if not earlier:
            return None
        found = most_alike(self.rows[note_id], np.stack([self.rows[one] for one in earlier]))
        if found is None or found[1] < HEARD_AT:
            return None
        note = notes.get(project, earlier[found[0]])
        if note is None:
            return None
        people, customers = _behind(project, note)
        return Heard(note_id, note.id, note.text, people, customers, found[1])


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
    said = [one.participant for one in note.participants if one.stance is Stance.SAID]
    if not said:
        raise UsageError("Nobody is named as the speaker of that note, so nobody can agree.")
    behind = {one.participant for one in earlier.participants if one.stance in _FOR}
    joining = [one for one in said if one not in behind]
    known = {one.id: one.name or one.code for one in participants.all(project)}
    if not joining:
        raise UsageError(f"{known.get(said[0], 'The speaker')} stands behind that one already.")
    about = clip(visible(earlier.text[:400]), 40)
    with project.change(f"Same claim: “{about}”") as change:
        for one in joining:
            notes.attribute(change, earlier.id, one, Stance.AGREES)
    return notes.get(project, earlier.id) or earlier, ", ".join(known[one] for one in joining)


MOST = 6
"""Notes that are shown."""

LEAST = 0.2
"""Likeness below which a note is not worth showing; remarks that say the same have 0.42 or more."""

_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Alike:
    """A note and how like it is (-1 to 1)."""

    note: Note
    likeness: float


class Alikes:
    """Every remark of the project as a row of one table, brought up to date with each question.

    Only the compute thread uses it.  Vectors are those that the project keeps; a remark that has
    none yet is encoded once and its vector kept.  Twenty thousand remarks take 31 MB.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._version: int | None = None
        self._texts: dict[NoteId, str] = {}
        self._rows: NDArray[np.float32] | None = None

    def near(
        self,
        project: Project,
        note_id: NoteId,
        cancelled: Callable[[], bool],
        progress: Callable[[int, int], None] | None = None,
    ) -> tuple[Alike, ...]:
        """Return the remarks most like a note, the likest first; none for a mark or a lost note.

        ``progress`` is told how many of those that must be encoded are.

        Raises:
            Cancelled: ``cancelled`` answered True; what was encoded is kept.
        """
        from synthesis.suggest import nearest

        self._listen(project, cancelled, progress)
        if note_id not in self._texts or self._rows is None:
            return ()
        ids = list(self._texts)
        found = nearest(self._rows, ids.index(note_id), MOST)
        wanted = {ids[at]: likeness for at, likeness in found if likeness >= LEAST}
        known = {note.id: note for note in notes.these(project, wanted)}
        return tuple(Alike(known[one], likeness) for one, likeness in wanted.items())

    def _listen(
        self,
        project: Project,
        cancelled: Callable[[], bool],
        progress: Callable[[int, int], None] | None,
    ) -> None:
        """Take in what is new in the project; nothing where nobody has stored anything since."""
        version = project.version()
        if version == self._version:
            return
        found = dict(notes.remarks(project))
        if found != self._texts:
            self._rows = self._table(project, found, cancelled, progress)
            self._texts = found
        self._version = version

    def _table(
        self,
        project: Project,
        found: dict[NoteId, str],
        cancelled: Callable[[], bool],
        progress: Callable[[int, int], None] | None,
    ) -> NDArray[np.float32]:
        """Return a row for each remark, taken over from the table there was where it can be."""
        import numpy as np

        from synthesis.grouping.encode import WIDTH

        rows = np.empty((len(found), WIDTH), dtype=np.float32)
        place = {one: at for at, one in enumerate(found)}
        fresh = [one for one, text in found.items() if self._texts.get(one) != text]
        for start in range(0, len(fresh), _AT_ONCE):
            some = fresh[start : start + _AT_ONCE]

            def tell(done: int, total: int, start: int = start) -> None:
                if progress is not None and total:
                    progress(start + done, len(fresh))

            # A source of its own for each part: it holds on to what it has read.
            part = source(project, tell, cancelled).of([found[one] for one in some])
            rows[[place[one] for one in some]] = part
        if self._rows is not None:
            known = {one: at for at, one in enumerate(self._texts)}
            stay = list(found.keys() - set(fresh))
            rows[[place[one] for one in stay]] = self._rows[[known[one] for one in stay]]
        return rows
