"""Going through the notes: found, counted, a page at a time, and why nothing fits."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Any

from capture.filterlang import (
    Being,
    Both,
    Having,
    Node,
    OneOf,
    Parsed,
    Without,
    condition_in,
    joined,
    parse,
    quoted,
    written,
)
from capture.jobs import filters
from capture.jobs.names import names_for
from capture.reading import Names, no_names
from data.errors import NotFound
from data.records import (
    Attribution,
    Column,
    Group,
    Kind,
    Note,
    NoteId,
    Order,
    Session,
    SessionId,
    Source,
)
from data.store import filters as filters_store
from data.store import notes, sessions
from data.store.authors import current_author
from data.store.filters import EVERYTHING, All, Condition, Facet, Flag, Value
from data.store.lists import participants
from data.text import clip, counted, fold, visible

if TYPE_CHECKING:
    from data.records import Operation, Snapshot
    from data.store import Project
    from synthesis.board.standing import People as People


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
    # One moment of the project: a note must not come of a session that the snapshot lacks.
    with project.reading():
        wanted = filters.condition(project, typed, finished=True)
        return notes.page(project, wanted, order, 0, limit), project.snapshot()


def count(project: Project, typed: str) -> int:
    """Return how many notes fit a filter.

    Raises:
        NotFound: as for `find`.
    """
    with project.reading():
        return notes.count(project, filters.condition(project, typed, finished=True))


def with_options(typed: str, named: Mapping[str, str], *, untagged: bool = False) -> str:
    """Return a filter that asks for more: values of facets, "" for any, by the facets' names."""
    asked = [written(Facet(what), _value(name)) for what, name in named.items() if name]
    return joined(typed, *asked, *(["untagged"] if untagged else []))


def _value(name: str) -> str | None:
    return None if fold(name) == "none" else name


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


def documents(chosen: Iterable[Note], snapshot: Snapshot) -> list[dict[str, Any]]:
    """Return notes in plain values, with names in the place of ids."""
    from synthesis.board.standing import People, said_by

    people = People.of(snapshot)
    names: dict[str | None, str | None] = {None: None}
    names |= {thing.id: thing.title for thing in snapshot.stages}
    names |= {thing.id: thing.title for thing in snapshot.sessions}
    for things in (snapshot.personas, snapshot.channels, snapshot.tags):
        names |= {thing.id: thing.name for thing in things}

    return [
        {
            "id": note.id,
            "text": note.text,
            "kind": note.kind.value if note.kind else None,
            "need_type": note.need_type.value if note.need_type else None,
            "stage": names[note.stage],
            "personas": [names[persona] for persona in note.personas],
            "channel": names[note.channel],
            "emotion": int(note.emotion) if note.emotion is not None else None,
            "source": said_by(note, people).value,
            "participants": [_person(voiced, people) for voiced in note.participants],
            "session": names[note.session],
            "at": note.at.isoformat(),
            "tags": [names[tag] for tag in note.tags],
            "verbatim": note.verbatim,
            "left_over": note.left_over,
            "consent": people.consent(note),
        }
        for note in chosen
    ]


def _person(said: Attribution, people: People) -> dict[str, str]:
    one = people.participants[said.participant]
    return {"code": one.code, "name": one.name, "team": one.team, "stance": said.stance.value}


_MOST = 12  # parts that are tried one by one; a filter of more was pasted
_TOLD = 3


@dataclass(frozen=True, slots=True)
class Way:
    """A filter that finds something where another found nothing: ``left_out`` is not in it."""

    typed: str
    left_out: str
    count: int


def _ways_out(project: Project, parsed: Parsed, names: filters.Names) -> tuple[Way, ...]:
    """Return the filters with one part less that find something, those that find most first.

    Parts of an AND are left out one by one, and where no one part is enough, two by two; each side
    of an OR is asked by itself.
    """
    if parsed.node is None:
        return ()
    ways_out: dict[str, Way] = {}
    for both in _ands(parsed.node):
        parts = both.parts
        ways = _without(project, parsed, names, [(one,) for one in parts[:_MOST]])
        if not ways and 3 <= len(parts) <= _MOST // 2:
            ways = _without(project, parsed, names, list(combinations(parts, 2)))
        ways_out |= {way.typed: way for way in ways}
    return tuple(sorted(ways_out.values(), key=lambda way: -way.count))


def _ands(node: Node) -> list[Both]:
    """Every AND of a filter that is not itself inside a NOT, the outermost first."""
    if not isinstance(node, Both | OneOf):
        return []
    inside = [both for part in node.parts for both in _ands(part)]
    return [node, *inside] if isinstance(node, Both) else inside


def _without(
    project: Project,
    parsed: Parsed,
    names: filters.Names,
    choices: list[tuple[Node, ...]],
) -> list[Way]:
    ways = []
    for parts in choices:
        rest = parsed.without(*parts)
        if rest.node is not None and (count := notes.count(project, filters.of(rest, names))):
            ways.append(Way(rest.typed, " ".join(parsed.text(part) for part in parts), count))
    return ways


def _why_nothing(parsed: Parsed, ways: tuple[Way, ...], total: int) -> str:
    """Say why a filter finds nothing in a project of ``total`` notes."""
    if not total:
        return "There is no note yet. F5 goes to the line to take some."
    if not ways:
        return f"None of {counted(total, 'note')} fits {shown(parsed.typed)}."
    told = ", ".join(f"{one.count:,} without {shown(one.left_out)}" for one in ways[:_TOLD])
    return f"No note fits all of it: {told}."


def shown(typed: str) -> str:
    """A part of a filter as a sentence shows it."""
    return f"“{clip(visible(' '.join(typed.split())), 40)}”"


PAGE = 200
"""Notes that are read at a time."""

NEWEST = Order(Column.TIME, descending=True)
"""The order of a list that nobody has put in order."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What fits a filter, and in which order; its notes are read by `page`.

    ``count`` of ``total`` notes fit.  ``names`` are those of what may stand on a note.  Where
    nothing fits, ``told`` says why, and ``ways`` are filters that would find something.
    """

    typed: str = ""
    wanted: Condition = EVERYTHING
    order: Order = NEWEST
    count: int = 0
    total: int = 0
    sessions: Mapping[SessionId, Session] = field(default_factory=dict)
    names: Names = field(default_factory=no_names)
    told: str = ""
    ways: tuple[Way, ...] = ()


def browse(project: Project, typed: str, order: Order = NEWEST) -> Listing:
    """Find the notes that fit a typed filter.

    Raises:
        NotFound: the filter names something that the project does not have.
    """
    parsed = parse(typed)
    with project.reading():
        names = filters.Names(project)
        wanted = filters.of(parsed, names)
        total = notes.count(project)
        count = total if wanted == EVERYTHING else notes.count(project, wanted)
        ways = _ways_out(project, parsed, names) if total and not count else ()
        told = "" if count else _why_nothing(parsed, ways, total)
        meetings = {session.id: session for session in sessions.all(project)}
        lines = names_for(project, None)
    return Listing(typed, wanted, order, count, total, meetings, lines, told, ways)


def page(project: Project, listing: Listing, start: int) -> tuple[Note, ...]:
    """Return the `PAGE` notes of a listing from index ``start`` on, as they are now."""
    with project.reading():
        return tuple(notes.page(project, listing.wanted, listing.order, start, PAGE))


def position(project: Project, listing: Listing, note: NoteId) -> int | None:
    """Return the index at which a note stands in a listing; ``None`` where it is not in it."""
    return notes.position(project, listing.wanted, listing.order, note)


def problem(error: Exception) -> str:
    """Return what to tell of a filter that names something unknown."""
    sentence = str(error)
    unknown = isinstance(error, NotFound)
    return sentence.replace(" Nothing was changed.", "") if unknown else sentence


# -- completing --------------------------------------------------------------------------------

_LAST = re.compile(r'(?:[^\s"]|"[^"]*(?:"|\Z))*\Z')


def complete(typed: str, names: Names) -> str | None:
    """Return a filter with the name that is being typed at its end written out; None: no such.

    What is typed is its beginning, letter for letter.
    """
    last = _LAST.search(typed)
    word = (last[0] if last else "").lstrip("-(")
    if len(word) > 2:
        for flag in Flag:
            if flag.startswith(word) and flag != word:
                return typed + flag[len(word) :]
    facet, values = (condition_in(word) if word else None) or (None, "")
    if not isinstance(facet, Facet):
        return None
    begun = values.rpartition("|")[2]
    for name in _names_of(facet, names):
        whole = quoted(name, always=begun.startswith('"'))
        if visible(whole) == whole and whole.casefold().startswith(begun.casefold()):
            return typed + whole[len(begun) :]
    return None


def _names_of(facet: Facet, names: Names) -> Iterable[str]:
    known = names.everybody
    lists: dict[Facet, Iterable[str]] = {
        Facet.STAGE: (entry.name for entry in known.stages),
        Facet.PERSONA: (entry.name for entry in known.personas),
        Facet.CHANNEL: (entry.name for entry in known.channels),
        Facet.TAG: (entry.name for entry in known.tags),
        Facet.KIND: Kind,
        Facet.SOURCE: Source,
        Facet.GROUP: Group,
        Facet.PARTICIPANT: (entry.name or entry.code for entry in known.roster),
        Facet.TEAM: (entry.team for entry in known.roster if entry.team),
        Facet.CARD: sorted(known.cards),
    }
    return lists.get(facet, ())


@dataclass(frozen=True, slots=True)
class Look:
    """What a screen needs to show the list at once.

    ``at`` is the place of the chosen row, ``found`` whether the note that was asked for is in the
    list; ``pages`` are the pages around that row by their number.
    """

    listing: Listing
    people: People
    at: int = 0
    found: bool = False
    pages: Mapping[int, tuple[Note, ...]] = field(default_factory=dict)


def look(
    project: Project, typed: str, order: Order, here: NoteId | None, otherwise: int = 0
) -> Look:
    """Look at what fits a typed filter, at the note ``here`` or else the row ``otherwise``.

    Raises:
        NotFound: the filter names something that the project does not have.
    """
    from synthesis.board.standing import People

    with project.reading():
        listing = browse(project, typed, order)
        people = People(participants.all(project), listing.sessions.values())
        place = position(project, listing, here) if here is not None else None
        at = max(0, min(otherwise if place is None else place, listing.count - 1))
        number = at // PAGE
        near = (number - 1, number, number + 1) if order.column is Column.TIME else (number,)
        pages = {
            one: page(project, listing, one * PAGE)
            for one in near
            if 0 <= one * PAGE < listing.count
        }
    return Look(listing, people, at, place is not None, pages)


def order_of(by: str, *, down: bool) -> Order:
    """Return the order that a column's name stands for; that of time where it is no such name."""
    return Order(Column(by), down) if by in frozenset(Column) else Order(Column.TIME, down)


@dataclass(frozen=True, slots=True)
class Targets:
    """The notes that an act is for: those of ``ids``, and all that fit the filter ``fits``.

    ``fits`` is a filter as typed (None: no such), so that an act may be handed in before anybody
    has counted what fits; ``ids`` are in the order of the list.  ``marked`` says whether somebody
    marked them: else it is the one note under the cursor.
    """

    ids: tuple[NoteId, ...] = ()
    fits: str | None = None
    marked: bool = False

    def __bool__(self) -> bool:
        """Whether there is anything to act on."""
        return bool(self.ids) or self.fits is not None

    def resolve(self, project: Project) -> tuple[NoteId, ...]:
        """Return the ids of those that are still there: in one query, or in two.

        Raises:
            NotFound: the filter names something that the project does not have any more, or a
                condition of it lacks its value: an act must not reach further than was meant.
        """
        wanted = dict.fromkeys(self.ids)
        if self.fits is not None:
            wanted |= dict.fromkeys(all_that_fit(project, self.fits, finished=True))
        return notes.still_there(project, wanted)


def all_that_fit(project: Project, typed: str, *, finished: bool = False) -> tuple[NoteId, ...]:
    """Return the ids of all notes that fit a typed filter, in the order of their time.

    A ``finished`` filter must say what it begins to say; one in the app counts as far as it goes.

    Raises:
        NotFound: the filter names something that the project does not have.
    """
    wanted = filters.condition(project, typed, finished=finished)
    return tuple(notes.ids_in_order(project, wanted, OLDEST))


NEAR = 3
"""Notes that are shown before and after."""

ACTS = 8
"""Acts on the note that are shown."""


@dataclass(frozen=True, slots=True)
class Around:
    """A note in its session: ``before`` and ``after`` in the order of their time.

    ``acts`` are the operations that touched it, newest first; ``more`` says that there are others.
    ``me`` is the name under which this window writes.
    """

    note: Note
    session: Session | None
    before: tuple[Note, ...] = ()
    after: tuple[Note, ...] = ()
    acts: tuple[Operation, ...] = ()
    more: bool = False
    me: str = ""


def around(project: Project, note_id: NoteId) -> Around | None:
    """Return what lies around a note, None where it is gone: a few seeks, whatever the size."""
    with project.reading():
        note = notes.get(project, note_id)
        if note is None:
            return None
        before, after = notes.neighbours(project, note, NEAR)
        acts = project.history(ACTS + 1, note_id)
        session = sessions.get(project, note.session)
    return Around(
        note, session, before, after, tuple(acts[:ACTS]), len(acts) > ACTS, current_author()
    )


STATE = "state"
"""The facet of what a note simply is or is not: untagged, verbatim, flagged, set aside."""

Key = tuple[str, Value]
"""A facet and one of its values."""


@dataclass(frozen=True, slots=True)
class Picks:
    """A filter taken apart: ``rest`` as typed, and values that are wanted (True) or not wanted.

    Of the wanted values of one facet any will do; facets, states and what is not wanted must all
    hold.
    """

    rest: str = ""
    values: Mapping[Key, bool] = field(default_factory=dict)

    def turned(self, key: Key, *, wanted: bool) -> Picks:
        """Return them with one value picked so, or no more where it was picked so already."""
        values = dict(self.values)
        if values.get(key) is wanted:
            del values[key]
        else:
            values[key] = wanted
        return Picks(self.rest, values)

    def without(self, facet: str) -> Picks:
        """Return them without what is wanted of one facet: what its counts are counted among."""
        if facet == STATE:
            return self  # of these all must hold
        return Picks(
            self.rest,
            {key: wanted for key, wanted in self.values.items() if key[0] != facet or not wanted},
        )


@dataclass(frozen=True, slots=True)
class Offer:
    """A value that may be picked: its name for people, and on how many notes it would be found."""

    facet: str
    value: Value
    name: str
    count: int

    @property
    def key(self) -> Key:
        """What it is picked by."""
        return self.facet, self.value


@dataclass(frozen=True, slots=True)
class Offers:
    """Every value there is with its count, and what the picks come to: ``typed``, ``count``."""

    picks: Picks = field(default_factory=Picks)
    values: tuple[Offer, ...] = ()
    typed: str = ""
    count: int = 0
    total: int = 0


def take_apart(project: Project, typed: str) -> Picks:
    """Take a filter apart into picked values and a rest.

    What cannot be said by picking values (words, parentheses, dates), and what names something
    that is not there, stays in the rest.
    """
    names = filters.Names(project)
    parsed = parse(typed)
    values: dict[Key, bool] = {}
    taken: list[Node] = []
    facets: set[str] = set()
    for part in parsed.parts:
        wanted = not isinstance(part, Without)
        said = part.part if isinstance(part, Without) else part
        keys = _values(said, names)
        # Two conditions on one facet must both hold, which picking cannot say but of states.
        if not keys or (wanted and {key[0] for key in keys} & facets):
            continue
        if any(key in values for key in keys) or (not wanted and len(keys) > 1):
            continue
        values |= dict.fromkeys(keys, wanted)
        facets |= {key[0] for key in keys} - {STATE} if wanted else set()
        taken.append(part)
    return Picks(parsed.without(*taken).typed, values)


def _values(said: Node, names: filters.Names) -> list[Key]:
    """Return the values that a condition asks for, none where it asks for something else."""
    if isinstance(said, Being):
        return [(STATE, said.flag.value)]
    if not isinstance(said, Having) or not isinstance(said.what, Facet):
        return []
    try:
        wanted = filters.meant(said, names)
    except NotFound:
        return []
    values = getattr(wanted, "values", None)
    return [(said.what.value, one) for one in values] if values is not None else []


def _put_together(picks: Picks, names: Mapping[Key, str | None]) -> str:
    """Return the filter that picks stand for; ``names`` say what each value is written as."""
    asked: dict[str, list[str | None]] = {}
    parts = []
    for (facet, value), wanted in picks.values.items():
        name = names.get((facet, value), str(value))
        if facet != STATE and wanted:
            asked.setdefault(facet, []).append(name)
        else:
            term = value if facet == STATE else written(Facet(facet), name)
            parts.append(f"{'' if wanted else '-'}{term}")
    wanted_parts = [written(Facet(facet), *some) for facet, some in asked.items()]
    return joined(picks.rest, *wanted_parts, *parts)


def offers(project: Project, picks: Picks) -> Offers:
    """Count, beside every value, the notes that would be found if it were picked.

    A facet's values are counted among what the rest of the filter finds: so a second value of a
    facet shows how many notes it would add.

    Raises:
        NotFound: the rest of the filter names something that the project does not have.
    """
    with project.reading():
        known = filters.Names(project)
        everything = named_values(known)
        written_as = {key: as_written for key, (_, as_written) in everything.items()}
        typed = _put_together(picks, written_as)
        offered: list[Offer] = []
        for facet in (STATE, *Facet):
            among = _put_together(picks.without(facet), written_as)
            counts = _counts(project, facet, filters.of(parse(among), known))
            offered += [
                Offer(facet, value, name, counts.get(value, 0))
                for (of, value), (name, _) in everything.items()
                if of == facet
            ]
        count = notes.count(project, filters.of(parse(typed), known))
        return Offers(picks, tuple(offered), typed, count, notes.count(project))


def named_values(names: filters.Names) -> dict[Key, tuple[str, str | None]]:
    """Return every value there may be: its name for people, and as a filter writes it."""
    texts: dict[Key, tuple[str, str | None]] = {
        (STATE, flag.value): (_STATES[flag], flag.value) for flag in Flag
    }
    for facet in Facet:
        some = names.of(facet)
        alike = Counter(fold(name) for named in some for name in {named.name, named.also})
        for named in some:
            clear = next((n for n in (named.name, named.also) if n and alike[fold(n)] == 1), "")
            if facet is Facet.CARD:
                texts[facet, named.value] = (named.told, named.code)
            elif clear or not named.code:
                shown = clear or named.also or named.name
                texts[facet, named.value] = (shown, writable(clear) if clear else str(named.value))
            else:
                texts[facet, named.value] = (f"{named.name} {named.code}".strip(), named.code)
        if some:
            texts[facet, None] = (f"no {facet}", None)
    return texts


def writable(name: str) -> str:
    """Return a name as a filter may hold it: without signs that a line must not show.

    None of them counts where names are looked up, so it still means the same.
    """
    if visible(name) == name:
        return name
    return "".join(char if visible(char) == char else " " for char in name)


_STATES = {
    Flag.UNTAGGED: "untagged: no kind or no stage yet",
    Flag.VERBATIM: "word for word",
    Flag.FLAGGED: "flagged",
    Flag.ASIDE: "set aside",
}


def _counts(project: Project, facet: str, among: Condition) -> Mapping[Value, int]:
    if facet == STATE:
        return {flag.value: notes.count(project, All((among, flag))) for flag in Flag}
    return filters_store.counts_by_value(project, Facet(facet), among)
