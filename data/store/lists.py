"""The lists of a project and the two rows that each project has: a table of them, and one store.

`stages`, `personas` and the like below say what a list is: its table, what may be said of a thing,
who names it.  `List` reads all of them and adds to, edits, removes from and reorders them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from enum import Enum, auto
from typing import (
    TYPE_CHECKING,
    Any,
    Generic,
    ParamSpec,
    Protocol,
    TypeVar,
    cast,
)

from data.errors import NameTaken, StillInUse, UnknownName, UsageError
from data.records import (
    Channel,
    Consent,
    Group,
    Journey,
    Participant,
    Participation,
    Persona,
    PersonaId,
    ProjectInfo,
    SavedFilter,
    Settings,
    Stage,
    StageId,
    Tag,
)
from data.store.common import refuse_if_used, title_of
from data.store.log import read
from data.store.schema import TABLES, quoted
from data.text import clean, fold, one_line, slugify

if TYPE_CHECKING:
    from data.store.common import Reader
    from data.store.log import Change


class Listed(Protocol):
    """A record of a list."""

    @property
    def id(self) -> str:
        """What it is known by; its name may change."""
        ...


Record = TypeVar("Record", bound=Listed, covariant=True)
Row = TypeVar("Row")
New = ParamSpec("New")
Values = dict[str, object]

_READ: Mapping[str, Callable[[Any], object]] = {
    "examples": lambda stored: tuple(json.loads(stored)),
    "lanes": lambda stored: tuple(json.loads(stored)),
    "own": bool,
    "gave_up": bool,
    "is_default": bool,
    "participation": Participation,
    "group": Group,
    "consent": Consent,
}
"""What a column holds as the record has it, where the two differ."""

_WRITTEN: Mapping[str, Callable[[Any], object]] = {
    "examples": tuple,
    "lanes": tuple,
    "team": one_line,
    "owner": one_line,
    "query": lambda typed: clean(typed)[0],
}
"""What is given for a column as it is stored, where the log's own fitting does not do."""


class Naming(Enum):
    """What the names of a list must be."""

    UNIQUE = auto()
    """None folds to another of the list, or to a word with a meaning of its own in a tail."""
    SAID = auto()
    """Each says something; two may be alike."""
    FREE = auto()
    """None is needed."""


@dataclass(frozen=True, slots=True)
class Link:
    """Rows that name a thing of a list, in a column called like the list's table.

    With an ``owner`` they are members of a set, and that column names whose.  A link that ``binds``
    keeps the thing from being removed; any other lets go of it.
    """

    table: str
    owner: str = ""
    binds: bool = True


class List(Generic[Record, New]):
    """One list; ``new`` says what a new thing is made of."""

    def __init__(
        self,
        record: Callable[..., Record],
        new: Callable[New, None],
        table: str,
        *,
        named: str = "name",
        naming: Naming = Naming.UNIQUE,
        order: str = "position, id",
        by_name: bool = False,
        complete: Callable[[Change, Values], Values] | None = None,
        links: Sequence[Link] = (),
        drafted: bool = False,
    ) -> None:
        """``complete`` gives what sayso itself says of a new thing, such as a code.

        Things of one place stand ``by_name``.  Draft touchpoints name things of a ``drafted`` list.
        """
        self.table = table
        self.named = named
        self.links = tuple(links)
        self.drafted = drafted
        del new  # for the types alone
        self._record = record
        self._naming, self._order, self._by_name = naming, order, by_name
        self._complete = complete
        self._columns = TABLES[table].every_column
        self._defaults = {
            one.name: one.default
            for one in fields(cast("Any", record))
            if one.default is not MISSING and one.name in self._columns
        }

    def all(self, reader: Reader) -> tuple[Record, ...]:
        """The things in their order."""
        rows = self._rows(reader, f"ORDER BY {self._order}")
        if self._by_name:
            rows.sort(key=lambda row: (row["position"], row["name"].casefold(), row["id"]))
        return tuple(self._record(**row) for row in rows)

    def names(self, reader: Reader) -> dict[str, str]:
        """The names of the things by their ids, in their order."""
        return {one.id: str(getattr(one, self.named)) for one in self.all(reader)}

    def get(self, reader: Reader, thing: str) -> Record | None:
        """The thing of an id; ``None`` where it is gone."""
        rows = self._rows(reader, "WHERE id = ?", thing)
        return self._record(**rows[0]) if rows else None

    def add(self, change: Change, *args: New.args, **known: New.kwargs) -> Record:
        """As `make`, the name first."""
        return self.make(change, {**({self.named: args[0]} if args else {}), **known})

    def make(self, change: Change, known: Mapping[str, object]) -> Record:
        """Add a thing, at the end or at ``position`` (0-based), under the next code if it has one.

        Raises:
            NameTaken: the name is too like another's, or means something in a tail.
        """
        values = self._checked(change, {**self._defaults, **known}, None)
        if self._complete is not None:
            values |= self._complete(change, values)
        if "position" in self._columns:
            values["position"] = self._place(change, cast("int | None", known.get("position")))
        made = self.get(change, change.make(self.table, **values))
        assert made is not None
        return made

    def edit(self, change: Change, thing: str, /, **known: object) -> bool:
        """Change a thing; False where nothing is different.

        Raises:
            NameTaken: as for `make`.
        """
        return change.edit(self.table, thing, **self._checked(change, known, thing))

    def remove(self, change: Change, thing: str) -> None:
        """Remove a thing; sets that may do without it let go of it.

        Raises:
            StillInUse: something that must not lose it names it.
        """
        binding = [link for link in self.links if link.binds]
        refuse_if_used(
            change,
            thing,
            f"This {self.table}",
            [(link.table, self.table, link.owner or link.table) for link in binding],
        )
        for link in self.links:
            if not link.binds:
                owners = change.connection.rows(
                    f"SELECT {link.owner} FROM {link.table} WHERE {self.table} = ? ORDER BY 1",
                    (thing,),
                )
                change.remove_many(link.table, (f"{owner}:{thing}" for (owner,) in owners))
        change.remove(self.table, thing)

    def reorder(self, change: Change, ids: Sequence[str]) -> bool:
        """Put things in this order; those not named follow as they stood.  False where they do."""
        known = [one.id for one in self.all(change)]
        for thing in ids:
            if thing not in known:
                raise UnknownName(f"There is no {self.table} {thing} here: nothing was changed.")
        order = dict.fromkeys([*ids, *known])
        moved = [
            change.edit(self.table, thing, position=place) for place, thing in enumerate(order)
        ]
        return any(moved)

    def _rows(self, reader: Reader, rest: str, *values: str) -> list[dict[str, Any]]:
        """The columns of rows as the record has them."""
        query = f"SELECT {quoted(self._columns)} FROM {self.table} {rest}"
        readers = [(name, _READ[name]) for name in self._columns if name in _READ]
        rows = [
            dict(zip(self._columns, row, strict=True))
            for row in reader.connection.rows(query, values)
        ]
        for row in rows:
            for name, convert in readers:
                if row[name] is not None:
                    row[name] = convert(row[name])
        return rows

    def _checked(self, change: Change, known: Mapping[str, object], but: str | None) -> Values:
        """Values as they are stored; ``but`` is the thing that they are for, if it is there."""
        values = {
            name: _WRITTEN[name](value) if name in _WRITTEN else value
            for name, value in known.items()
        }
        if self.named in values:
            values[self.named] = self._checked_name(change, str(values[self.named]), but)
        return values

    def _checked_name(self, change: Change, typed: str, but: str | None) -> str:
        if self._naming is Naming.SAID:
            return title_of(typed, self.table)
        name = one_line(typed)
        if self._naming is Naming.UNIQUE:
            from data.shorthand import name_problem

            others = dict(
                change.connection.rows(
                    f"SELECT {self.named}, id FROM {self.table} WHERE id IS NOT ?", (but,)
                )
            )
            problem = name_problem(name, others)
            if problem is not None:
                same = (other for known, other in others.items() if fold(known) == fold(name))
                raise NameTaken(f"{problem} Nothing was changed.", next(same, ""))
        return name

    def _place(self, change: Change, position: int | None) -> int:
        """Where a new thing stands: at the end, or at ``position`` with the others moved on."""
        (last,) = change.connection.row(f"SELECT max(position) FROM {self.table}")
        if self._by_name and position is None:
            # Behind the others where somebody has ordered them, else by its name.
            return int(last or 0)
        ids = [one.id for one in self.all(change)] if position is not None else []
        if position is None or position >= len(ids):
            return 0 if last is None else int(last) + 1
        position = max(position, 0)
        for place, thing in enumerate(ids):
            change.edit(self.table, thing, position=place + (place >= position))
        return position


# -- the lists ------------------------------------------------------------------------------------
#
# A function without a body says what a new thing is made of.


def _new_stage(
    title: str, *, description: str = ..., examples: Sequence[str] = ..., question: str = ...,
    position: int | None = ..., slug: str = ...,
) -> None: ...  # fmt: skip


def _slug(change: Change, values: Values) -> Values:
    """A stage's slug: as given, or of its title, with a number where another has it."""
    taken = {slug for (slug,) in change.connection.rows("SELECT slug FROM stage")}
    slug = free = str(values.get("slug") or slugify(str(values["title"])))
    number = 2
    while free in taken:
        free, number = f"{slug}-{number}", number + 1
    return {"slug": free}


stages = List(
    Stage,
    _new_stage,
    "stage",
    named="title",
    complete=_slug,
    links=(Link("note"), Link("touchpoint"), Link("journey_stage", "journey", binds=False)),
    drafted=True,
)
"""The steps of the journey; a slug stays."""


def _new_persona(
    name: str, *, description: str = ..., current_situation: str = ..., ideal_future: str = ...,
    outcomes: str = ..., traits: str = ..., prior_knowledge: str = ..., motivations: str = ...,
    participation: Participation | None = ..., examples: Sequence[str] = ...,
    position: int | None = ...,
) -> None: ...  # fmt: skip


personas = List(
    Persona,
    _new_persona,
    "persona",
    links=(Link("note_persona", "note"), Link("participant"), Link("journey")),
)
"""Whom notes are about."""


def _new_channel(
    name: str, *, description: str = ..., examples: Sequence[str] = ..., own: bool = ...,
    position: int | None = ...,
) -> None: ...  # fmt: skip


channels = List(
    Channel,
    _new_channel,
    "channel",
    links=(Link("note"), Link("touchpoint")),
    drafted=True,
)
"""Where things happen."""


def _new_tag(name: str, *, description: str = ..., examples: Sequence[str] = ...) -> None: ...


tags = List(Tag, _new_tag, "tag", by_name=True, links=(Link("note_tag", "note", binds=False),))
"""The free tags, in the order that people gave them; those of one place by their names."""


def _new_participant(
    name: str = ..., *, group: Group | None = ..., team: str = ..., persona: PersonaId | None = ...,
    consent: Consent | None = ..., gave_up: bool = ...,
) -> None: ...  # fmt: skip


participants = List(
    Participant,
    _new_participant,
    "participant",
    naming=Naming.FREE,
    order="length(code), code",
    complete=lambda change, _: {"code": change.new_codes("P")[0]},
    links=(Link("note_participant", "note"), Link("session_participant", "session", binds=False)),
)
"""Who spoke, each under a code that stays and is never given to anybody else."""


def _new_filter(name: str, *, query: str) -> None: ...


saved_filters = List(SavedFilter, _new_filter, "saved_filter")
"""What somebody looks for again and again."""


def _new_journey(
    title: str, *, persona: PersonaId | None = ..., trigger: str = ..., scenario: str = ...,
    stages: Sequence[StageId] | None = ..., owner: str = ..., lanes: Sequence[str] = ...,
    is_default: bool = ...,
) -> None: ...  # fmt: skip


class _Journeys(List[Journey, New]):
    """The journeys: each picks from the project's stages, and one of them cannot be removed."""

    def make(self, change: Change, known: Mapping[str, object]) -> Journey:
        values, chosen = _with_stages({"stages": None, **known})
        made = super().make(change, values)
        for stage in dict.fromkeys(chosen or ()):
            change.make("journey_stage", journey=made.id, stage=stage)
        return self.get(change, made.id) or made

    def edit(self, change: Change, thing: str, /, **known: object) -> bool:
        """As `List.edit`.

        Raises:
            StillInUse: stages are chosen for the default journey, which always shows every one.
        """
        values, chosen = _with_stages(known)
        if chosen is not None:
            self._refuse_default(change, thing, "always shows every stage")
        changed = super().edit(change, thing, **values)
        if "stages" not in known:
            return changed
        wanted, held = set(chosen or ()), _stages_of(change, thing)
        for stage in sorted(held - wanted):
            change.remove("journey_stage", f"{thing}:{stage}")
        for stage in sorted(wanted - held):
            change.make("journey_stage", journey=thing, stage=stage)
        return changed or held != wanted

    def remove(self, change: Change, thing: str) -> None:
        """Remove a journey; its notes and touchpoints stay.

        Raises:
            StillInUse: it is the default journey.
        """
        self._refuse_default(change, thing, "cannot be removed")
        for stage in sorted(_stages_of(change, thing)):
            change.remove("journey_stage", f"{thing}:{stage}")
        super().remove(change, thing)

    def _rows(self, reader: Reader, rest: str, *values: str) -> list[dict[str, Any]]:
        chosen: dict[str, list[StageId]] = defaultdict(list)
        for journey, stage in reader.connection.rows(
            "SELECT journey, stage FROM journey_stage JOIN stage ON stage.id = stage"
            " ORDER BY stage.position, stage.id"
        ):
            chosen[journey].append(StageId(stage))
        rows = super()._rows(reader, rest, *values)
        for row in rows:
            row["stages"] = None if row.pop("every_stage") else tuple(chosen[row["id"]])
        return rows

    def _refuse_default(self, change: Change, thing: str, why: str) -> None:
        journey = self.get(change, thing)
        if journey is not None and journey.is_default:
            raise StillInUse(
                f"The default journey {why}: nothing was changed. Make another journey."
            )


def _with_stages(known: Mapping[str, object]) -> tuple[Values, Sequence[StageId] | None]:
    """What is known of a journey as its columns hold it, and the stages that it picks."""
    values = {name: value for name, value in known.items() if name != "stages"}
    chosen = cast("Sequence[StageId] | None", known.get("stages"))
    if "stages" in known:
        values["every_stage"] = chosen is None
    return values, chosen


def _stages_of(change: Change, journey: str) -> set[StageId]:
    rows = change.connection.rows("SELECT stage FROM journey_stage WHERE journey = ?", (journey,))
    return {StageId(stage) for (stage,) in rows}


journeys = _Journeys(Journey, _new_journey, "journey", named="title", naming=Naming.SAID)
"""What each map shows; ``stages`` are ``None`` for every stage."""


Thing = Stage | Persona | Channel | Tag | Participant | Journey | SavedFilter
"""A thing of one of the lists."""

AnyList = List[Thing, ...]
"""A list, whatever its things are made of: what is said of them goes by the names of columns."""

STORES: Mapping[str, AnyList] = {
    "stage": stages,
    "persona": personas,
    "channel": channels,
    "tag": tags,
    "participant": participants,
    "journey": journeys,
    "filter": saved_filters,
}
"""The lists, by the word for a thing of theirs."""


# -- the rows that each project has ---------------------------------------------------------------


class Single(Generic[Row]):
    """A row that each project has once."""

    def __init__(
        self,
        record: Callable[..., Row],
        table: str,
        checked: Callable[[str, object], object],
    ) -> None:
        """``checked`` gives a value as its column holds it."""
        self._record, self._table, self._checked = record, table, checked

    def get(self, reader: Reader) -> Row:
        """The row."""
        columns = quoted(TABLES[self._table].columns)
        return self._record(*reader.connection.row(f"SELECT {columns} FROM {self._table}"))

    def edit(self, change: Change, **known: object) -> bool:
        """Change it; False where nothing is different.

        Raises:
            UsageError: a value is refused.
        """
        values = {name: self._checked(name, value) for name, value in known.items()}
        (row_id,) = change.connection.row(f"SELECT id FROM {self._table}")
        return change.edit(self._table, row_id, **values)


info = Single(
    ProjectInfo,
    "project",
    lambda name, value: title_of(str(value), "project") if name == "title" else value,
)
"""What the research is for."""


def _checked_number(name: str, value: object) -> object:
    if name == "dial":
        if not 0 <= float(str(value)) <= 1:
            raise UsageError(f"The dial goes from 0 to 1, not {value}: nothing was changed.")
    elif int(str(value)) < (name != "cuts"):
        raise UsageError(f"{name} must be 1 or more, not {value}: nothing was changed.")
    return value


settings = Single(Settings, "settings", _checked_number)
"""The numbers of the standing rule and of synthesis."""


# -- look-alikes that are not the same ------------------------------------------------------------

Pair = tuple[str, str]
"""Two ids, the lesser first."""


def as_pair(one: str, other: str) -> Pair:
    """Two ids as the pair that they are kept as."""
    return (one, other) if one < other else (other, one)


def told_apart(reader: Reader, sort: str) -> frozenset[Pair]:
    """The pairs of one sort that somebody told apart: ``note``, or a list such as ``stage``."""
    return frozenset(
        (one, other)
        for one, other in reader.connection.rows(
            "SELECT one, other FROM told_apart WHERE what = ?", (sort,)
        )
    )


def tell_apart(change: Change, sort: str, one: str, other: str) -> bool:
    """Say that two things are not the same; False where that was said before."""
    first, second = as_pair(one, other)
    if read(change.connection, "told_apart", f"{first}:{second}") is not None:
        return False
    change.make("told_apart", one=first, other=second, what=sort)
    return True
