"""What a filter means in a project: the names in it resolved to what carries them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from capture.filterlang import ANY, NONE, Parsed, parse
from capture.filternodes import Being, Both, Given, Having, Node, OneOf, When, Without, Word
from capture.jobs import people
from capture.jobs.people import named
from data.errors import NotFound
from data.records import Group, Kind, Source
from data.shorthand import KIND_LETTERS
from data.store import Project, channels, filters, participants, personas, sessions, stages, tags
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
from data.store.schema import stamp
from data.text import clip, fold, visible

if TYPE_CHECKING:
    from data.records import Participant, Session
    from data.store.common import Reader

_FEELINGS = {"--": -2, "-": -1, "+": 1, "++": 2}
_BOUND = re.compile(r"(<=|>=|<|>|=)?([+-]?\d)")
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
_LISTS: dict[Facet, tuple[Callable[[Reader], Iterable[Any]], Callable[[Any], str]]] = {
    Facet.STAGE: (stages.all, lambda one: one.title),
    Facet.PERSONA: (personas.all, lambda one: one.name),
    Facet.CHANNEL: (channels.all, lambda one: one.name),
    Facet.TAG: (tags.all, lambda one: one.name),
}
_OWN = {"own": Source.TEAM, "obs": Source.OBSERVED, "rec": Source.RECORD}
_WORDS: dict[Facet, tuple[type[StrEnum], Mapping[str, StrEnum]]] = {
    Facet.KIND: (Kind, KIND_LETTERS),
    Facet.SOURCE: (Source, _OWN),
    Facet.GROUP: (Group, {}),
}


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
        spans = [_between(node.what, span(one.name)) for one in node.values]
        return spans[0] if len(spans) == 1 else Either(tuple(spans))
    if any(_is(one, ANY) for one in node.values):
        return Not(Among(node.what, (None,)))
    values: dict[Value, None] = {}
    for one in node.values:
        found = (None,) if _is(one, NONE) else names.values(node.what, one.name)
        values.update(dict.fromkeys(found))
    return Among(node.what, tuple(values))


def is_none(given: Given) -> bool:
    """Whether a value stands for having none."""
    return _is(given, NONE)


def is_any(given: Given) -> bool:
    """Whether a value stands for having any."""
    return _is(given, ANY)


def _is(given: Given, word: str) -> bool:
    return not given.quoted and fold(given.name) == word


class Names:
    """What the names in a filter may mean, each list read when first asked for."""

    def __init__(self, project: Reader) -> None:
        """Look names up in a project, or as an open change has them."""
        self._project = project

    @cached_property
    def people(self) -> tuple[Participant, ...]:
        """Everybody who spoke."""
        return participants.all(self._project)

    @cached_property
    def teams(self) -> dict[str, str]:
        """The teams: their keys, and the first spelling of each."""
        found: dict[str, str] = {}
        for one in self.people:
            if team_key(one.team):
                found.setdefault(team_key(one.team), one.team.strip())
        return found

    @cached_property
    def meetings(self) -> tuple[Session, ...]:
        """The sessions."""
        return tuple(sessions.all(self._project))

    @cached_property
    def cards(self) -> tuple[filters.Card, ...]:
        """The touchpoints, decided or drafted."""
        return filters.cards(self._project)

    def values(self, what: Facet, name: str) -> Sequence[Value]:
        """The values of a facet that a name means.

        Raises:
            NotFound: it means none, or could be several.
        """
        if what in _LISTS:
            everything, title = _LISTS[what]
            return (named(everything(self._project), name, what, title).id,)
        if what in _WORDS:
            words, short = _WORDS[what]
            return ((short.get(name.casefold()) or named(words, name, what, str)).value,)
        match what:
            case Facet.TEAM:
                return (_team(self.teams, name),)
            case Facet.PARTICIPANT:
                return (people.among(self.people, name).id,)
            case Facet.SESSION:
                return _sessions(self.meetings, name)
            case Facet.CARD:
                return (_card(self.cards, name),)
            case _:
                return feelings(name)


def _team(teams: dict[str, str], name: str) -> str:
    key = team_key(name)
    if key in teams:
        return key
    return named(teams.items(), name, "team", lambda one: one[1])[0]


def _sessions(meetings: Iterable[Session], name: str) -> tuple[str, ...]:
    """The sessions of a title, of a title and day, or the one of an id."""
    everything = tuple(meetings)
    wanted = fold(name)
    for fits in (
        [one for one in everything if one.id == name],
        [one for one in everything if wanted and fold(one.title) == wanted],
        [one for one in everything if wanted and fold(dated(one)) == wanted],
    ):
        if fits:
            return tuple(one.id for one in fits)
    return (named(everything, name, "session", lambda one: one.title).id,)


def dated(session: Session) -> str:
    """A session's title and day, which tell it from others of that title."""
    return f"{session.title} {session.started_at.astimezone():%Y-%m-%d}"


def _card(cards: Iterable[filters.Card], name: str) -> str:
    everything = tuple(cards)
    for one in everything:
        if fold(one.code) == fold(name):
            return one.id
    return named(everything, name, "touchpoint", lambda one: one.title or one.code).id


def feelings(name: str) -> tuple[int, ...]:
    """The emotions that ``-2``, ``--``, ``<0`` and the like stand for.

    Raises:
        NotFound: it stands for none.
    """
    if name in _FEELINGS:
        return (_FEELINGS[name],)
    found = _BOUND.fullmatch(name)
    if found is not None:
        sign, number = found[1] or "=", int(found[2])
        tests: dict[str, Callable[[int], bool]] = {
            "<": lambda one: one < number,
            "<=": lambda one: one <= number,
            ">": lambda one: one > number,
            ">=": lambda one: one >= number,
            "=": lambda one: one == number,
        }
        fits = tuple(one for one in range(-2, 3) if tests[sign](one))
        if fits:
            return fits
    raise NotFound(
        f"The emotion “{clip(visible(name), 40)}” is unknown (known: -2 to 2, <0, >=1, none, any). "
        "Nothing was changed."
    )


# -- dates -------------------------------------------------------------------------------------


def span(name: str) -> tuple[date, date]:
    """The first day of ``2026-03-01``, ``2026-03``, ``2026`` or ``today``, and the last.

    Raises:
        NotFound: there is no such date.
    """
    today = datetime.now().astimezone().date()
    if name.casefold() in ("today", "yesterday"):
        day = today - timedelta(days=name.casefold() == "yesterday")
        return day, day
    found = _DATE.fullmatch(name)
    try:
        if found is None:
            raise ValueError(name)
        year, month, day_of = (int(one) if one else None for one in found.groups())
        assert year is not None
        if day_of is not None and month is not None:
            day = date(year, month, day_of)
            return day, day
        first = date(year, month or 1, 1)
        if month is None:
            return first, date(year, 12, 31)
        return first, date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    except (ValueError, OverflowError):
        raise NotFound(
            f"There is no date “{clip(visible(name), 40)}” (write 2026-03-01, 2026-03, 2026, today "
            "or yesterday). Nothing was changed."
        ) from None


def _between(when: When, days: tuple[date, date]) -> Between:
    first, last = days
    match when:
        case When.ON:
            return Between(_midnight(first), _midnight(last, after=True))
        case When.SINCE:
            return Between(start=_midnight(first))
        case When.AFTER:
            return Between(start=_midnight(last, after=True))
        case When.BEFORE:
            return Between(end=_midnight(first))
        case When.UNTIL:
            return Between(end=_midnight(last, after=True))


def _midnight(day: date, *, after: bool = False) -> str:
    """When a local day begins, or ends, as moments are stored."""
    try:
        day += timedelta(days=after)
        return stamp(datetime(day.year, day.month, day.day).astimezone())
    except (OverflowError, ValueError, OSError):  # beyond what the system's clock reaches
        return stamp(datetime(day.year, day.month, day.day, tzinfo=UTC))
