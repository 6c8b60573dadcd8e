"""Filtering by values: a count beside every value, and what is chosen of them as a filter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from capture.filterlang import joined, parse, written
from capture.filternodes import Being, Having, Node, Without
from capture.jobs import filtering
from data.errors import NotFound
from data.records import Emotion, Group, Kind, Source
from data.store import channels, filters, notes, personas, stages, tags
from data.store.filters import All, Condition, Facet, Flag, Value
from data.text import fold, visible

if TYPE_CHECKING:
    from data.store import Project

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
    names = filtering.Names(project)
    parsed = parse(typed)
    values: dict[Key, bool] = {}
    taken: list[Node] = []
    facets: set[str] = set()
    for part in parsed.parts:
        wanted = not isinstance(part, Without)
        said = part.part if isinstance(part, Without) else part
        found = _values(said, names)
        # Two conditions on one facet must both hold, which picking cannot say but of states.
        if not found or (wanted and {key[0] for key in found} & facets):
            continue
        if any(key in values for key in found) or (not wanted and len(found) > 1):
            continue
        values |= dict.fromkeys(found, wanted)
        facets |= {key[0] for key in found} - {STATE} if wanted else set()
        taken.append(part)
    rest = parsed
    for part in reversed(taken):
        rest = parse(rest.but(part))
    return Picks(rest.typed, values)


def _values(said: Node, names: filtering.Names) -> list[Key]:
    """Return the values that a condition asks for, none where it asks for something else."""
    if isinstance(said, Being):
        return [(STATE, said.flag.value)]
    if not isinstance(said, Having) or not isinstance(said.what, Facet):
        return []
    try:
        wanted = filtering.meant(said, names)
    except NotFound:
        return []
    values = getattr(wanted, "values", None)
    return [(said.what.value, one) for one in values] if values is not None else []


def put_together(picks: Picks, names: Mapping[Key, str | None]) -> str:
    """Return the filter that picks stand for; ``names`` say what each value is written as."""
    asked: dict[str, list[str | None]] = {}
    parts = []
    for (facet, value), wanted in picks.values.items():
        if facet == STATE:
            parts.append(f"{'' if wanted else '-'}{value}")
        elif wanted:
            asked.setdefault(facet, []).append(names.get((facet, value), str(value)))
        else:
            parts.append(f"-{written(Facet(facet), names.get((facet, value), str(value)))}")
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
        known = filtering.Names(project)
        everything = named(project, known)
        written_as = {key: as_written for key, (_, as_written) in everything.items()}
        typed = put_together(picks, written_as)
        found: list[Offer] = []
        for facet in (STATE, *Facet):
            among = put_together(picks.without(facet), written_as)
            counts = _counts(project, facet, filtering.of(parse(among), known))
            for key, (name, _) in everything.items():
                if key[0] == facet:
                    found.append(Offer(facet, key[1], name, counts.get(key[1], 0)))
        count = notes.count(project, filtering.of(parse(typed), known))
        return Offers(picks, tuple(found), typed, count, notes.count(project))


def named(project: Project, names: filtering.Names) -> dict[Key, tuple[str, str | None]]:
    """Return every value there may be: its name for people, and as a filter writes it."""
    found: dict[Key, tuple[str, str | None]] = {
        (STATE, flag.value): (_STATES[flag], flag.value) for flag in Flag
    }
    for facet, some in (
        (Facet.STAGE, [(one.id, one.title) for one in stages.all(project)]),
        (Facet.PERSONA, [(one.id, one.name) for one in personas.all(project)]),
        (Facet.KIND, [(one.value, one.value) for one in Kind]),
        (Facet.EMOTION, [(int(one), f"{int(one):+d}".replace("+0", "0")) for one in Emotion]),
        (Facet.SOURCE, [(one.value, one.value) for one in Source]),
        (Facet.PARTICIPANT, [(one.id, one.name or one.code) for one in names.people]),
        (Facet.GROUP, [(one.value, one.value) for one in Group]),
        (Facet.TEAM, list(names.teams.items())),
        (Facet.SESSION, _sessions(names)),
        (Facet.CHANNEL, [(one.id, one.name) for one in channels.all(project)]),
        (Facet.TAG, [(one.id, one.name) for one in tags.all(project)]),
        (Facet.CARD, [(one.id, f"{one.code} {one.title}".strip()) for one in names.cards]),
    ):
        twice = Counter(fold(name) for _, name in some)
        for value, name in some:
            alone = twice[fold(name)] == 1
            found[facet, value] = (name, writable(name) if alone else str(value))
        if some:
            found[facet, None] = (f"no {facet}", None)
    for card in names.cards:
        found[Facet.CARD, card.id] = (found[Facet.CARD, card.id][0], card.code)
    for person in names.people:
        if found[Facet.PARTICIPANT, person.id][1] == person.id:
            found[Facet.PARTICIPANT, person.id] = (f"{person.name} {person.code}", person.code)
    return found


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


def _sessions(names: filtering.Names) -> list[tuple[Value, str]]:
    """The sessions by their titles, those of one title by their days too."""
    twice = Counter(fold(one.title) for one in names.meetings)
    return [
        (one.id, one.title if twice[fold(one.title)] == 1 else filtering.dated(one))
        for one in names.meetings
    ]


def _counts(project: Project, facet: str, among: Condition) -> Mapping[Value, int]:
    if facet == STATE:
        return {flag.value: notes.count(project, All((among, flag))) for flag in Flag}
    return filters.counts_by_value(project, Facet(facet), among)
