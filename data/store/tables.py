"""The entity tables as the change log sees them, and values as their columns hold them."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum

from data.errors import SaysoError
from data.text import clean

Value = str | int | float | None
"""What a column holds."""


@dataclass(frozen=True, slots=True)
class Table:
    """An entity table: its columns without the key, and the columns of its key.

    ``defaults`` are the values of columns that a later schema added: what a record of an older log
    means where it does not name them.
    """

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...] = ("id",)
    reals: frozenset[str] = frozenset()
    searched: bool = False
    defaults: Mapping[str, Value] = field(default_factory=dict, hash=False)

    @property
    def every_column(self) -> tuple[str, ...]:
        """Key and columns, in the order of the table."""
        return self.key + self.columns

    @property
    def where(self) -> str:
        """The SQL condition that picks one row by its key."""
        return " AND ".join(f'"{name}" = ?' for name in self.key)

    def entity_id(self, values: Mapping[str, Value]) -> str:
        """The id under which the log knows a row."""
        return ":".join(str(values[name]) for name in self.key)

    def key_values(self, entity_id: str) -> tuple[str, ...]:
        """The inverse of `entity_id`."""
        return tuple(entity_id.split(":")) if len(self.key) > 1 else (entity_id,)


def quoted(columns: Iterable[str]) -> str:
    """Return columns as a list in SQL."""
    return ", ".join(f'"{name}"' for name in columns)


def _table(
    name: str,
    columns: str,
    key: str = "id",
    *,
    reals: str = "",
    searched: bool = False,
    **defaults: Value,
) -> Table:
    return Table(
        name,
        tuple(columns.split()),
        tuple(key.split()),
        frozenset(reals.split()),
        searched,
        defaults,
    )


TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        _table("project", "title goal objectives use scope"),
        _table("settings", "supported_at contradicted_at shared_teams dial", reals="dial"),
        _table("stage", "slug title description examples position question", question=""),
        _table(
            "persona",
            "name description current_situation ideal_future outcomes traits prior_knowledge"
            " motivations participation position examples",
            examples="[]",
        ),
        _table(
            "channel",
            "name position description examples own",
            description="",
            examples="[]",
            own=1,
        ),
        _table(
            "tag",
            "name description examples position",
            description="",
            examples="[]",
            position=0,
        ),
        _table("saved_filter", "name query position"),
        _table(
            "journey",
            "title persona trigger scenario every_stage is_default position owner lanes",
            owner="",
            lanes="[]",
        ),
        _table("journey_stage", "", "journey stage"),
        _table("participant", "code name group team persona consent", consent=None),
        _table("session", "title kind started_at note_taker"),
        _table("session_participant", "position", "session participant"),
        _table(
            "note",
            "session text at kind need_type stage channel emotion source verbatim left_over"
            " respondent flagged set_aside",
            searched=True,
            flagged=0,
            set_aside=0,
        ),
        _table("note_persona", "position", "note persona"),
        _table("note_tag", "position", "note tag"),
        _table("note_participant", "stance position", "note participant"),
        _table("import_row", "file note", "row_key"),
        _table(
            "touchpoint",
            "code stage title decision owner channel grade graded_by moment_of_truth expectation"
            " contacts contacts_basis minutes minutes_basis position at_stake way_out",
            reals="contacts minutes",
            at_stake="",
            way_out="",
        ),
        _table("point", "touchpoint kind title quote terms position"),
        _table("told_apart", "what", "one other"),
        _table(
            "point_evidence", "stance position joined pinned", "note point", joined=None, pinned=0
        ),
        _table(
            "touchpoint_evidence",
            "stance position joined pinned",
            "note touchpoint",
            joined=None,
            pinned=0,
        ),
        _table("link", "kind", "first second level"),
        _table("comment", "touchpoint kind author text at answer closed"),
        _table("answer", "yes", "question"),
        _table("kpi", "touchpoint name unit value target basis position", reals="value target"),
        _table("vote", "touchpoint voter dots"),
        _table("frozen_map", "name made_at persona map"),
    )
}
"""Every table that the log retells, parents before children."""


def now() -> datetime:
    """The present, in UTC; only ever shown, never used to decide an order."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """A moment as stored: UTC, fixed width, so that text order is time order.

    A moment without a zone is taken to be in UTC.
    """
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.isoformat(timespec="microseconds")


def plain(value: object) -> Value:
    """A record's value as a column holds it; tuples become JSON, text passes the door."""
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, str):
        return clean(value)[0]
    if value is None or isinstance(value, bool | int):
        return None if value is None else int(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise SaysoError(f"{value} is not a number that can be stored: nothing was changed.")
        return value
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, tuple | list):
        return json.dumps([plain(part) for part in value], ensure_ascii=False)
    raise TypeError(f"cannot store {type(value).__name__}")


def fit(table: Table, name: str, value: object) -> Value:
    """A value for one column of a table: `plain`, and a whole number made real where it is due."""
    stored = plain(value)
    return float(stored) if name in table.reals and isinstance(stored, int) else stored
