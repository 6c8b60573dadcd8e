"""Reading the change log: what was done, by whom and on which day, and what each change changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from data.changes import Operation, newest_first, told
from data.logged import records
from data.records import NoteId
from data.store.change import MADE, REMOVED
from data.store.tables import TABLES, stamp

if TYPE_CHECKING:
    from data.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which operations to read; what is not given does not count.

    ``note`` finds those that touched it, ``author`` those of somebody (the name as recorded),
    ``day`` those of one day by this machine's clock.  At most ``limit``, following the operation
    ``after`` where given.
    """

    note: NoteId | None = None
    author: str | None = None
    day: date | None = None
    limit: int | None = 50
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """One thing that an operation did to one field of an entity.

    ``field`` is "+" where the entity was made, "-" where it was removed (``after`` or ``before``
    holds all its values then, the other is ``None``).
    """

    entity: str
    entity_id: str
    field: str
    before: Any
    after: Any


def find(connection: Connection, wanted: Wanted) -> list[Operation]:
    """The operations that fit, newest first."""
    found: list[Operation] = []
    for op in _ops(connection, wanted):
        if wanted.limit is not None and len(found) >= wanted.limit:
            break
        found.append(told(connection, op))
    return found


def _ops(connection: Connection, wanted: Wanted) -> Iterator[str]:
    if wanted == Wanted(limit=wanted.limit):
        yield from newest_first(connection)  # by seeks: the log may be long
        return
    where: list[str] = ["1"]
    parameters: list[Any] = []
    if wanted.note is not None:
        # Memberships of a note carry its id before a colon; ";" is the next character.
        where.append("(entity_id = ? OR (entity_id > ? AND entity_id < ?))")
        parameters += [wanted.note, f"{wanted.note}:", f"{wanted.note};"]
    if wanted.author is not None:
        where.append("author = ?")
        parameters.append(wanted.author)
    if wanted.day is not None:
        for sign, day in ((">=", wanted.day), ("<", wanted.day + timedelta(days=1))):
            where.append(f"at {sign} ?")
            parameters.append(stamp(datetime.combine(day, time()).astimezone(UTC)))
    having = ""
    if wanted.after is not None:
        having = " HAVING max(rowid) < (SELECT min(rowid) FROM change WHERE op = ?)"
        parameters.append(wanted.after)
    for (op,) in connection.rows(
        f"SELECT op FROM change WHERE {' AND '.join(where)} GROUP BY op{having}"
        " ORDER BY max(rowid) DESC LIMIT ?",
        (*parameters, -1 if wanted.limit is None else wanted.limit),
    ):
        yield op


def authors(connection: Connection) -> list[tuple[str, int]]:
    """Everybody who changed anything, with how many operations, the busiest first."""
    return connection.rows(
        "SELECT author, count(DISTINCT op) AS n FROM change GROUP BY author ORDER BY n DESC, author"
    )


def days(connection: Connection) -> list[tuple[date, int]]:
    """The days on which anything changed, by this machine's clock, with how many, newest first."""
    counts: dict[date, int] = {}
    for (at,) in connection.rows("SELECT min(at) FROM change GROUP BY op"):
        day = datetime.fromisoformat(at).astimezone().date()
        counts[day] = counts.get(day, 0) + 1
    return sorted(counts.items(), reverse=True)


def ending(connection: Connection, typed: str) -> list[Operation]:
    """The operations whose id ends with what was typed."""
    found = connection.rows(
        "SELECT DISTINCT op FROM change WHERE substr(op, -length(?1)) = ?1", (typed,)
    )
    return [told(connection, op) for (op,) in found]


def edits(
    connection: Connection, op: str, note: NoteId | None = None, limit: int = -1
) -> list[Edit]:
    """What an operation did, in order; with ``note``, only what it did to that note.

    At most ``limit`` of its records are read, all where it is negative.
    """
    found = []
    for record in records(connection, op, note, limit):
        if record.entity not in TABLES:
            continue
        what = (record.entity, record.entity_id, record.field)
        if record.field == MADE:
            found.append(Edit(*what, None, record.value))
        elif record.field == REMOVED:
            found.append(Edit(*what, record.value, None))
        else:
            before = _before(connection, record.entity, record.field, record.parents)
            found.append(Edit(*what, before, record.value))
    return found


def only_note(connection: Connection, op: str) -> NoteId | None:
    """The one note that an operation touched; ``None`` where it was none, or more than one."""
    rows = connection.rows(
        "SELECT DISTINCT CASE instr(entity_id, ':') WHEN 0 THEN entity_id"
        " ELSE substr(entity_id, 1, instr(entity_id, ':') - 1) END FROM change"
        " WHERE op = ? AND (entity = 'note' OR entity LIKE 'note!_%' ESCAPE '!') LIMIT 2",
        (op,),
    )
    found = [NoteId(note) for (note,) in rows]
    return found[0] if len(found) == 1 else None


def _before(connection: Connection, entity: str, field: str, parents: tuple[str, ...]) -> Any:
    row = (
        connection.row("SELECT field, value FROM change WHERE id = ?", (parents[0],))
        if parents
        else None
    )
    if row is None:
        return None
    value = json.loads(row[1])
    return (dict(TABLES[entity].defaults) | value).get(field) if row[0] == MADE else value


def name_of(connection: Connection, entity_id: str) -> tuple[str, dict[str, Any]] | None:
    """What a thing is, and its values as the log last knew them, also where it is gone by now."""
    made = connection.row(
        "SELECT entity, value, rowid FROM change WHERE entity_id = ? AND field = ?"
        " ORDER BY rowid DESC LIMIT 1",
        (entity_id, MADE),
    )
    if made is None:
        return None
    entity, text, since = made
    values: dict[str, Any] = json.loads(text)
    for field, value in connection.rows(
        "SELECT field, value FROM change WHERE entity_id = ? AND entity = ? AND rowid > ?"
        " AND field NOT IN (?, ?) ORDER BY rowid",
        (entity_id, entity, since, MADE, REMOVED),
    ):
        values[field] = json.loads(value)
    return entity, values
