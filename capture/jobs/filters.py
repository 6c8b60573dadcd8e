"""What a filter means in a project, filters under a name, and names in them that change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from operator import eq, ge, gt, le, lt
from typing import TYPE_CHECKING

from capture.filterlang import (
    ANY,
    NONE,
    Being,
    Both,
    Given,
    Having,
    Node,
    OneOf,
    Parsed,
    When,
    Without,
    Word,
    parse,
    written,
)
from capture.jobs.names import SHORT, Known, named
from data.dates import days_of
from data.errors import NameTaken, NotFound, SaysoError, UsageError
from data.records import Emotion, Group, Kind, SavedFilter, Source
from data.shorthand.finder import Keys, code_key, code_keys, keys_of
from data.store import Project, filters, notes, sessions
from data.store.filters import (
    EVERYTHING,
    All,
    Among,
    Between,
    Condition,
    Either,
    Facet,
    Not,
    Value,
    Words,
    team_key,
)
from data.store.lists import STORES, participants, saved_filters
from data.store.schema import stamp
from data.text import clip, fold, visible
from data.vocabulary import LISTS

if TYPE_CHECKING:
    from data.records import Participant, Session
    from data.store.common import Reader
    from data.store.log import Change

_FEELINGS = {"--": -2, "-": -1, "+": 1, "++": 2}
_BOUND = re.compile(r"(<=|>=|<|>|=)?([+-]?\d)")
_TESTS = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq}


def condition(project: Project, typed: str, *, finished: bool = False) -> Condition:
    """What a typed filter comes to in a project.

    A filter that is ``finished``, for an act or a verb, must say what it begins to say.

    Raises:
        NotFound: it names something that the project does not have, or that could be several; or
            it is finished, yet one of its conditions lacks a value.
    """
    parsed = parse(typed)
    if finished and parsed.unfinished:
        shown = clip(visible(parsed.unfinished[0]), 40)
        raise NotFound(
            f"“{shown}” in the filter says nothing yet: give it a value (#stage, on:2026-03-01, "
            "no:kind). Nothing was changed."
        )
    return of(parsed, Names(project))


def of(parsed: Parsed, names: Names) -> Condition:
    """What a filter that is read comes to.

    Raises:
        NotFound: see `condition`.
    """
    return EVERYTHING if parsed.node is None else meant(parsed.node, names)


def meant(node: Node, names: Names) -> Condition:
    """What a part of a filter comes to.

    Raises:
        NotFound: see `condition`.
    """
    match node:
        case Word():
            return Words(node.query)
        case Being():
            return node.flag
        case Without():
            return Not(meant(node.part, names))
        case Both():
            return All(tuple(meant(part, names) for part in node.parts))
        case OneOf():
            return Either(tuple(meant(part, names) for part in node.parts))
        case Having():
            return _having(node, names)


def _having(node: Having, names: Names) -> Condition:
    if isinstance(node.what, When):
        spans = [_between(node.what, _days(value.name)) for value in node.values]
        return spans[0] if len(spans) == 1 else Either(tuple(spans))
    if any(_is(value, ANY) for value in node.values):
        return Not(Among(node.what, (None,)))
    values: dict[Value, None] = {}
    for value in node.values:
        found = (None,) if _is(value, NONE) else names.values(node.what, value.name)
        values.update(dict.fromkeys(found))
    return Among(node.what, tuple(values))


def _is(given: Given, word: str) -> bool:
    return not given.quoted and fold(given.name) == word


@dataclass(frozen=True, slots=True)
class NamedValue:
    """A value of a facet, and what finds it: its name, ``codes``, and ``also`` another name.

    ``code`` is the one that people read.
    """

    value: Value
    name: str
    codes: tuple[str, ...] = ()
    code: str = ""
    also: str = ""

    @property
    def told(self) -> str:
        """The value in a sentence: its code and name."""
        return f"{self.code} {self.name}".strip()

    @property
    def keys(self) -> Keys:
        """What finds it."""
        keys = keys_of(self.name, *self.codes)
        return replace(keys, whole=(*keys.whole, fold(self.also))) if self.also else keys


_FIXED: dict[Facet, tuple[NamedValue, ...]] = {
    **{
        facet: tuple(NamedValue(one.value, one.value, (SHORT.get(one, ""),)) for one in words)
        for facet, words in ((Facet.KIND, Kind), (Facet.SOURCE, Source), (Facet.GROUP, Group))
    },
    Facet.EMOTION: tuple(NamedValue(int(one), f"{one:+d}".replace("+0", "0")) for one in Emotion),
}


class Names:
    """What the names in a filter may mean, each list read when first asked for."""

    def __init__(self, project: Reader) -> None:
        """Look names up in a project, or as an open change has them."""
        self._project = project
        self._known: dict[Facet, Known[NamedValue]] = {}

    @cached_property
    def people(self) -> tuple[Participant, ...]:
        """Everybody who spoke."""
        return participants.all(self._project)

    @cached_property
    def meetings(self) -> tuple[Session, ...]:
        """The sessions."""
        return tuple(sessions.all(self._project))

    @cached_property
    def cards(self) -> tuple[filters.Card, ...]:
        """The touchpoints, decided or drafted."""
        return filters.cards(self._project)

    def of(self, facet: Facet) -> tuple[NamedValue, ...]:
        """The values of a facet that have names, in their order."""
        return self._of(facet).things

    def values(self, facet: Facet, name: str) -> Sequence[Value]:
        """The values of a facet that a name means: of sessions all that have the title.

        Raises:
            NotFound: it means none, or could be several.
        """
        if facet is Facet.EMOTION:
            return _feelings(name)
        known = self._of(facet)
        if facet is Facet.SESSION and (fits := known.finder.exact(name)):
            return [one.value for one in fits]
        return (known.find(name).value,)

    def _of(self, facet: Facet) -> Known[NamedValue]:
        if facet not in self._known:
            word = "touchpoint" if facet is Facet.CARD else facet.value
            self._known[facet] = Known(
                self._read(facet), word, lambda one: one.told, keys=lambda one: one.keys
            )
        return self._known[facet]

    def _read(self, facet: Facet) -> Iterable[NamedValue]:
        match facet:
            case Facet.TEAM:
                teams: dict[str, str] = {}
                for person in self.people:
                    teams.setdefault(team_key(person.team), person.team.strip())
                return (NamedValue(key, name) for key, name in teams.items() if key)
            case Facet.PARTICIPANT:
                return (
                    NamedValue(person.id, person.name, (code_key(person.code),), person.code)
                    for person in self.people
                )
            case Facet.SESSION:
                return (
                    NamedValue(held.id, held.title, (code_key(held.id),), also=dated(held))
                    for held in self.meetings
                )
            case Facet.CARD:
                return (
                    NamedValue(card.id, card.title, code_keys(card.code), card.code)
                    for card in self.cards
                )
        if facet in _FIXED:
            return _FIXED[facet]
        names = STORES[facet].names(self._project) if facet in LISTS else {}
        return (NamedValue(id_, name) for id_, name in names.items())


def dated(session: Session) -> str:
    """A session's title and day, which tell it from others of that title."""
    return f"{session.title} {session.started_at.astimezone():%Y-%m-%d}"


def _feelings(name: str) -> tuple[int, ...]:
    """Return the emotions that ``-2``, ``--``, ``<0`` and the like stand for."""
    if name in _FEELINGS:
        return (_FEELINGS[name],)
    if bound := _BOUND.fullmatch(name):
        test, number = _TESTS[bound[1] or "="], int(bound[2])
        fits = tuple(int(one) for one in Emotion if test(one, number))
        if fits:
            return fits
    raise NotFound(
        f"The emotion “{clip(visible(name), 40)}” is unknown (known: -2 to 2, <0, >=1, none, any). "
        "Nothing was changed."
    )


# -- dates -------------------------------------------------------------------------------------


def _days(name: str) -> tuple[date, date]:
    days = days_of(name)
    if days is None:
        raise NotFound(
            f"There is no date “{clip(visible(name), 40)}” (write 2026-03-01, 2026-03, 2026, today "
            "or yesterday). Nothing was changed."
        )
    return days


def _between(when: When, days: tuple[date, date]) -> Between:
    begin, end = _midnight(days[0]), _midnight(days[1], after=True)
    starts = {When.ON: begin, When.SINCE: begin, When.AFTER: end}
    ends = {When.ON: end, When.BEFORE: begin, When.UNTIL: end}
    return Between(starts.get(when, ""), ends.get(when, ""))


def _midnight(day: date, *, after: bool = False) -> str:
    """When a local day begins, or ends, as moments are stored."""
    try:
        day += timedelta(days=after)
        return stamp(datetime(day.year, day.month, day.day).astimezone())
    except (OverflowError, ValueError, OSError):  # beyond what the system's clock reaches
        return stamp(datetime(day.year, day.month, day.day, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved filter, how many notes fit it now, and what is wrong with it ("" for nothing)."""

    filter: SavedFilter
    count: int = 0
    problem: str = ""


def saved(project: Project) -> tuple[Saved, ...]:
    """Return every saved filter in order, with what fits it now."""
    with project.reading():
        names = Names(project)
        return tuple(_now(project, one, names) for one in saved_filters.all(project))


def _now(project: Project, kept: SavedFilter, names: Names) -> Saved:
    parsed = parse(kept.query)
    problem = _gone(kept, parsed, names)
    if problem:
        return Saved(kept, problem=problem)
    return Saved(kept, notes.count(project, of(parsed, names)))


def find(project: Project, name: str) -> SavedFilter:
    """Return the saved filter that a name, or its beginning, means.

    Raises:
        NotFound: nothing, or more than one, is called that.
    """
    return named(saved_filters.all(project), name, "saved filter", lambda one: one.name)


def typed_of(project: Project, name: str) -> str:
    """Return what was typed of a saved filter, seen to mean something still.

    Raises:
        NotFound: it is not there, or something that it names is gone: the sentence says what, and
            what to do.
    """
    with project.reading():
        kept = find(project, name)
        problem = _gone(kept, parse(kept.query), Names(project))
    if problem:
        raise NotFound(problem)
    return kept.query


def _gone(kept: SavedFilter, parsed: Parsed, names: Names) -> str:
    """Say what of a saved filter means nothing any more; "" where all of it does."""
    lost: list[str] = []
    why = ""
    for part in _leaves(parsed.node):
        try:
            meant(part, names)
        except NotFound as error:
            lost.append(f"“{clip(visible(parsed.text(part)), 40)}”")
            why = why or str(error).replace(" Nothing was changed.", "")
    if not lost:
        return ""
    return (
        f"The saved filter “{kept.name}” asks for {' and '.join(dict.fromkeys(lost))}, which is "
        f"gone or has another name. {why} Save it anew under its name, or remove it; nothing was "
        "changed."
    )


def _leaves(node: Node | None) -> list[Node]:
    """Return the words and conditions of a filter, in the order in which they stand."""
    if node is None:
        return []
    if isinstance(node, Without):
        return _leaves(node.part)
    if isinstance(node, Both | OneOf):
        return [leaf for part in node.parts for leaf in _leaves(part)]
    return [node]


def save(project: Project, name: str, typed: str, *, replacing: bool = False) -> SavedFilter:
    """Keep a filter under a name, ``replacing`` what has that name; one step to undo.

    Raises:
        UsageError: the filter asks for nothing.
        NotFound: it names something that the project does not have.
        NameTaken: the name cannot be one, or another filter has it and is not to be replaced.
    """
    if parse(typed).node is None and not parse(typed).unfinished:
        raise UsageError("A filter that asks for nothing need not be saved: nothing was changed.")
    typed = " ".join(typed.split())
    with project.change(f"Save the filter “{clip(visible(name), 40)}”") as change:
        condition(project, typed, finished=True)
        for one in saved_filters.all(change):
            if fold(one.name) == fold(name):
                if one.query != typed and not replacing:
                    raise NameTaken(
                        f"A filter is saved as “{one.name}” already: {one.query}. It was left as "
                        "it is. Choose another name, or replace it with --force.",
                        one.id,
                    )
                saved_filters.edit(change, one.id, query=typed)
                return SavedFilter(one.id, one.name, typed, one.position)
        return saved_filters.add(change, name, query=typed)


class FilterKnown(SaysoError):  # noqa: N818 - named as the rest of data.errors
    """A filter of that name is saved already, and was not seen to be; ``filter`` is it."""

    def __init__(self, known: SavedFilter) -> None:
        """Say which."""
        super().__init__(
            f"“{clip(visible(known.name), 40)}” is saved already, as: "
            f"{clip(visible(known.query), 80)}. Nothing was changed."
        )
        self.filter = known


def save_unless_known(
    project: Project, name: str, typed: str, seen: SavedFilter | None = None
) -> SavedFilter:
    """As `save`, but in place of no other filter than the one that was ``seen``.

    Raises:
        FilterKnown: another has that name, or that one asks for something else by now.
    """

    def compare(change: Change) -> None:
        for one in saved_filters.all(change):
            if fold(one.name) != fold(name) or one.query == " ".join(typed.split()):
                continue
            if seen is None or one.query != seen.query:
                raise FilterKnown(one)

    with project.expecting(compare):
        return save(project, name, typed, replacing=seen is not None)


@dataclass(frozen=True, slots=True)
class Naming:
    """A saved filter, and what of it names the thing: the values of its conditions, by place."""

    filter: SavedFilter
    spots: tuple[tuple[Having, frozenset[int]], ...]


def naming(reader: Reader, word: str, thing_id: str) -> list[Naming]:
    """Return the saved filters that name a thing; to be asked before its name changes."""
    names = Names(reader)
    namings = []
    for kept in saved_filters.all(reader):
        spots = []
        for part in _conditions(parse(kept.query).node, Facet(word)):
            mine = frozenset(
                at
                for at, value in enumerate(part.values)
                if _means(names, part, value) == (thing_id,)
            )
            if mine:
                spots.append((part, mine))
        if spots:
            namings.append(Naming(kept, tuple(spots)))
    return namings


def follow(change: Change, namings: list[Naming], thing_id: str, ways: Sequence[str]) -> None:
    """Let saved filters name the thing as it is called now, where the old name no longer means it.

    Of the ``ways`` in which it may be called, the first that means nothing else.
    """
    names = Names(change)
    for naming in namings:
        query = naming.filter.query
        # From the right, so that what stands further left stays where it was.
        for part, mine in sorted(naming.spots, key=lambda spot: -spot[0].start):
            if all(_means(names, part, part.values[at]) == (thing_id,) for at in mine):
                continue
            assert isinstance(part.what, Facet)
            name = next((way for way in ways if _reads(names, part.what, way) == (thing_id,)), None)
            if name is None:
                continue  # whatever is written would mean something else
            values = [
                name if at in mine else None if _is(value, NONE) else value.name
                for at, value in enumerate(part.values)
            ]
            query = query[: part.start] + written(part.what, *values) + query[part.end :]
        if query != naming.filter.query:
            saved_filters.edit(change, naming.filter.id, query=query)


def _conditions(node: Node | None, facet: Facet) -> Iterator[Having]:
    for leaf in _leaves(node):
        # Beside "any" a name asks for nothing more.
        asks = isinstance(leaf, Having) and not any(_is(one, ANY) for one in leaf.values)
        if asks and isinstance(leaf, Having) and leaf.what is facet:
            yield leaf


def _means(names: Names, part: Having, value: Given) -> tuple[object, ...]:
    """Return the ids that a value stands for; none where it stands for nothing, or for no name."""
    assert isinstance(part.what, Facet)
    if _is(value, NONE):
        return ()
    try:
        return tuple(names.values(part.what, value.name))
    except NotFound:
        return ()


def _reads(names: Names, what: Facet, name: str) -> tuple[object, ...]:
    """Return the ids that a name stands for once it is written into a filter and read again."""
    node = parse(written(what, name)).node
    return _means(names, node, node.values[0]) if isinstance(node, Having) else ()
