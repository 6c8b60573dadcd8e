"""Any facet by any facet: how many notes, or people, lie in each cell, and which these are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from capture.filterlang import KEYS, Being, Both, Node, OneOf, Without, joined, parse, written
from capture.jobs import browse, filters
from capture.jobs.names import named
from data.store import filters as filters_store
from data.store import notes as notes_store
from data.store.filters import All, Condition, Facet, Flag, Not, Value, team_key

if TYPE_CHECKING:
    from data.store import Project

_ALWAYS = frozenset({Facet.STAGE, Facet.PERSONA, Facet.EMOTION})
"""Facets whose values show with nothing in them too: that nobody spoke of a stage is a finding."""

OFFERED = tuple(one for one in Facet if one is not Facet.CARD)
"""The facets that can be crossed."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row or column: its value's name, the condition that asks for it, and its total.

    A note or person in several cells of a line counts once in its total.
    """

    name: str
    typed: str
    total: int


@dataclass(frozen=True, slots=True)
class Crosstab:
    """Counts of notes, or of distinct people, by two facets.

    ``cells[row][column]`` count; ``total`` counts everything once.  ``notes`` fit the filter, and
    ``unheard`` of them are the word of no person (data, our own guesses, marks): where people are
    counted they are in no count.  ``typed`` is the filter.
    """

    down: Facet
    across: Facet
    people: bool
    typed: str
    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    cells: tuple[tuple[int, ...], ...]
    total: int
    notes: int
    unheard: int = 0

    @property
    def most(self) -> int:
        """The largest count of a cell."""
        return max((one for row in self.cells for one in row), default=0)

    def filter_of(self, row: int | None = None, column: int | None = None) -> str:
        """Return the filter that finds the notes of a cell; of a total where one is left out."""
        lines = [self.rows[row]] if row is not None else []
        lines += [self.columns[column]] if column is not None else []
        return joined(self.typed, *dict.fromkeys(one.typed for one in lines))


def facet(name: str) -> Facet:
    """Return the facet of a name, its beginning, or the name that a filter has for it.

    Raises:
        NotFound: there is no such facet.
    """
    known = KEYS.get(name.casefold())
    if isinstance(known, Facet) and known in OFFERED:
        return known
    return named(OFFERED, name, "facet", str)


def cross(
    project: Project, down: Facet, across: Facet, typed: str = "", *, people: bool = False
) -> Crosstab:
    """Count the notes that fit a filter, or the people behind them, in every cell.

    What is set aside is in no count, unless the filter asks for it.

    Raises:
        NotFound: the filter names something that the project does not have, or is not finished.
    """
    with project.reading():
        among: Condition = filters.condition(project, typed, finished=True)
        if not _names_aside(parse(typed).node) and notes_store.count(
            project, All((among, Flag.ASIDE))
        ):
            among, typed = All((among, Not(Flag.ASIDE))), joined(typed, "-aside")
        spread = [filters_store.values_by_note(project, facet, among) for facet in (down, across)]
        heard = filters_store.people_by_note(project, among) if people else None
        names = filters.Names(project)
        known = browse.named_values(names)
        persons = _persons(names) if people else {}
    for which, some in zip((down, across), spread, strict=True):
        if which is Facet.DAY:  # no list knows the days
            days = {value: str(value) for values in some.values() for value in values}
            known |= {(which, day): (days[day], days[day]) for day in sorted(days, key=str)}
    notes = spread[0].keys()
    units = {nr: {str(nr)} for nr in notes} if heard is None else heard
    in_row, in_column, in_cell = _gather(
        (down, spread[0], persons.get(down)), (across, spread[1], persons.get(across)), units
    )
    rows = _lines(down, known, in_row)
    columns = _lines(across, known, in_column)
    return Crosstab(
        down,
        across,
        people,
        typed,
        tuple(line for _, line in rows),
        tuple(line for _, line in columns),
        tuple(
            tuple(len(in_cell.get((row, column), ())) for column, _ in columns) for row, _ in rows
        ),
        len(set().union(*units.values())),
        len(notes),
        0 if heard is None else len(notes - heard.keys()),
    )


_Place = TypeVar("_Place")
_Spread = Mapping[int, tuple[Value, ...]]
_Units = Mapping[int, Set[str]]
_Members = dict[_Place, set[str]]


def _names_aside(node: Node | None) -> bool:
    if isinstance(node, Being):
        return node.flag is Flag.ASIDE
    if isinstance(node, Without):
        return _names_aside(node.part)
    return isinstance(node, Both | OneOf) and any(map(_names_aside, node.parts))


def _persons(names: filters.Names) -> dict[Facet, dict[str, Value]]:
    """The values of the facets that are people's own; where people are counted these hold.

    A note that a clerk said and a customer agrees with makes nobody both.
    """
    units = {f"participant {person.id}": person for person in names.people}
    return {
        Facet.PARTICIPANT: {unit: person.id for unit, person in units.items()},
        Facet.GROUP: {
            unit: person.group.value if person.group is not None else None
            for unit, person in units.items()
        },
        Facet.TEAM: {unit: team_key(person.team) or None for unit, person in units.items()},
    }


_Way = tuple[Facet, _Spread, Mapping[str, Value] | None]
"""A facet, the values of each note, and those of each person where people have their own."""


def _gather(
    down: _Way, across: _Way, units: _Units
) -> tuple[_Members[Value], _Members[Value], _Members[tuple[Value, Value]]]:
    """Return the units, notes or people, of every row, of every column, and of every cell."""
    in_row: _Members[Value] = defaultdict(set)
    in_column: _Members[Value] = defaultdict(set)
    in_cell: _Members[tuple[Value, Value]] = defaultdict(set)
    for nr in down[1]:
        for way, lines in ((down, in_row), (across, in_column)):
            if way[2] is None:
                for value in way[1][nr]:
                    lines[value] |= set()  # notes that are nobody's word still have their line
        for unit in units.get(nr, ()):
            rows = down[1][nr] if down[2] is None else (down[2].get(unit),)
            columns = across[1][nr] if across[2] is None else (across[2].get(unit),)
            for row in rows:
                in_row[row].add(unit)
                for column in columns:
                    in_cell[row, column].add(unit)
            for column in columns:
                in_column[column].add(unit)
    return in_row, in_column, in_cell


def _lines(
    which: Facet,
    known: Mapping[browse.Key, tuple[str, str | None]],
    units: Mapping[Value, set[str]],
) -> list[tuple[Value, Line]]:
    """The lines of a facet: its values in their own order, “none” last and only where there is."""
    return [
        (value, Line(shown, written(which, as_written), len(units.get(value, ()))))
        for (facet, value), (shown, as_written) in known.items()
        if facet == which and (value in units or (which in _ALWAYS and value is not None))
    ]
