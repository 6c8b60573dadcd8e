"""Writing many rows of one table at once: the rows and records that one by one would write.

A batch reads what it needs in two queries and writes with one statement for every table touched, so
ten thousand notes cost a few bare updates.  Order is that of the rows given.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar, cast

from data import search
from data.errors import UnknownName
from data.store.tables import TABLES, Table, Value, fit, quoted

if TYPE_CHECKING:
    from data.store.change import Change
    from data.store.connection import Connection

_T = TypeVar("_T")

BATCH = 1000
"""Rows that are read and written together: between two batches a caller may stop it all."""

MADE, REMOVED = "+", "-"
"""The fields of a record that makes or removes an entity."""

Edit = tuple[str, str, object]
"""The id of a row, a column, and what it is to hold."""

Step = Callable[[int], None]
"""Told how many rows are done; what it raises takes the whole change back."""


def edit_many(
    change: Change,
    entity: str,
    edits: Iterable[Edit],
    step: Step | None = None,
    *,
    seen: bool = False,
) -> list[str]:
    """Set columns of rows; gives the ids of those that really change, in order.

    A column of a row may be named once.  ``seen``: the caller has read in this very transaction
    that the rows are there and that every edit changes something, as a column would hold it.

    Raises:
        UnknownName: there is no such row.
    """
    table = TABLES[entity]
    changed: dict[str, None] = {}
    done = 0
    for batch in _batches(edits):
        changed.update(dict.fromkeys(_edit(change, table, batch, seen=seen)))
        done += len(batch)
        if step is not None:
            step(done)
    return list(changed)


def make_many(
    change: Change,
    entity: str,
    rows: Iterable[Mapping[str, object]],
    step: Step | None = None,
) -> int:
    """Insert rows that are not there yet; gives how many.

    Every value of a row is given, its key too.
    """
    table = TABLES[entity]
    done = 0
    for batch in _batches(rows):
        names = table.every_column
        stored = [{name: fit(table, name, row[name]) for name in names} for row in batch]
        ids = [table.entity_id(row) for row in stored]
        change.connection.executemany(
            f"INSERT INTO {entity} ({quoted(names)}) VALUES ({', '.join('?' * len(names))})",
            [tuple(row.values()) for row in stored],
        )
        if table.searched:
            search.add(change.connection, *ids)
        _record_whole(change, entity, MADE, dict(zip(ids, stored, strict=True)))
        done += len(batch)
        if step is not None:
            step(done)
    return done


def remove_many(change: Change, entity: str, ids: Iterable[str], step: Step | None = None) -> int:
    """Delete rows; their values stay in the log; gives how many.

    Raises:
        UnknownName: there is no such row.
        sqlite3.IntegrityError: other rows point to one.
    """
    table = TABLES[entity]
    done = 0
    for batch in _batches(ids):
        before = read_many(change.connection, entity, batch)
        _refuse_missing(entity, batch, before)
        if table.searched:
            search.drop(change.connection, *batch)
        change.connection.executemany(
            f"DELETE FROM {entity} WHERE {table.where}", [table.key_values(one) for one in batch]
        )
        _record_whole(change, entity, REMOVED, {one: before[one] for one in batch})
        done += len(batch)
        if step is not None:
            step(done)
    return done


def read_many(
    connection: Connection, entity: str, ids: Sequence[str], columns: Sequence[str] | None = None
) -> dict[str, dict[str, Value]]:
    """Rows by their ids, as the log would hold them; those that are not there are left out.

    With ``columns`` only these are read.
    """
    table = TABLES[entity]
    wanted = tuple(columns) if columns is not None else table.every_column
    names = table.key + tuple(name for name in wanted if name not in table.key)
    columns_of_row = ", ".join(f'row."{name}"' for name in names)
    alone = len(table.key) == 1
    on = " AND ".join(
        f'row."{name}" = ' + ("wanted.value" if alone else f"json_extract(wanted.value, '$[{at}]')")
        for at, name in enumerate(table.key)
    )
    rows = connection.rows(
        f"SELECT {columns_of_row} FROM json_each(?) AS wanted CROSS JOIN {entity} AS row ON {on}",
        (json.dumps(list(ids) if alone else [table.key_values(one) for one in ids]),),
    )
    if alone and names == wanted:
        return {row[0]: dict(zip(names, row, strict=True)) for row in rows}
    found = (dict(zip(names, row, strict=True)) for row in rows)
    return {table.entity_id(row): {name: row[name] for name in wanted} for row in found}


def current_many(connection: Connection, entity: str, ids: Sequence[str]) -> dict[str, list[str]]:
    """For each entity the ids of the records that are current for its fields, in order."""
    heads: dict[str, dict[str, str]] = {one: {} for one in ids}
    for entity_id, record, field in connection.rows(
        "SELECT entity_id, id, field FROM change WHERE entity = ?"
        " AND entity_id IN (SELECT value FROM json_each(?)) ORDER BY rowid",
        (entity, json.dumps(list(ids))),
    ):
        if field in (MADE, REMOVED):
            heads[entity_id] = {MADE: record}
        else:
            heads[entity_id][field] = record
    return {one: sorted(set(found.values())) for one, found in heads.items()}


def _heads_of(
    connection: Connection, entity: str, ids: Sequence[str], field: str
) -> dict[str, list[str]]:
    """For each entity the record that is current for one field: that which made it, if no other."""
    rows = connection.rows(
        # The index holds an entity's records in their order: from the last back, one is enough.
        "SELECT wanted.value, (SELECT id FROM change WHERE entity_id = wanted.value AND entity = ?"
        "  AND field IN (?, ?, ?) ORDER BY rowid DESC LIMIT 1) FROM json_each(?) AS wanted",
        (entity, MADE, REMOVED, field, json.dumps(list(ids))),
    )
    return {entity_id: [record] for entity_id, record in rows if record is not None}


def _edit(change: Change, table: Table, edits: Sequence[Edit], *, seen: bool) -> list[str]:
    columns = list(dict.fromkeys(name for _, name, _ in edits))
    for name in columns:
        if name not in table.columns:
            raise TypeError(f"{table.name} has no {name}")
    due = cast("Sequence[tuple[str, str, Value]]", edits) if seen else _due(change, table, edits)
    if not due:
        return []
    heads: dict[str, dict[str, list[str]]] = {}
    for column in columns:
        rows = [row for row in due if row[1] == column]
        theirs = [one for one, _, _ in rows]
        heads[column] = _heads_of(change.connection, table.name, theirs, column)
        _update(change.connection, table, column, rows)
    change.record_many(
        table.name,
        ((one, name, value, heads[name].get(one, [])) for one, name, value in due),
    )
    return [one for one, _, _ in due]


def _due(change: Change, table: Table, edits: Sequence[Edit]) -> list[tuple[str, str, Value]]:
    """Return the edits that change something, with values as their columns hold them."""
    columns = list(dict.fromkeys(name for _, name, _ in edits))
    ids = list(dict.fromkeys(one for one, _, _ in edits))
    before = read_many(change.connection, table.name, ids, columns)
    _refuse_missing(table.name, ids, before)
    fits: dict[tuple[str, type, object], Value] = {}  # a batch mostly sets one and the same value
    due = []
    for one, name, value in edits:
        key = (name, type(value), tuple(value) if isinstance(value, list) else value)
        if key not in fits:
            fits[key] = fit(table, name, value)
        if fits[key] != before[one][name]:
            due.append((one, name, fits[key]))
    return due


def _update(
    connection: Connection, table: Table, column: str, rows: Sequence[tuple[str, str, Value]]
) -> None:
    indexed = table.searched and column in search.COLUMNS
    ids = [one for one, _, _ in rows]
    if indexed:
        search.drop(connection, *ids)
    connection.executemany(
        f'UPDATE {table.name} SET "{column}" = ? WHERE {table.where}',
        [(value, *table.key_values(one)) for one, _, value in rows],
    )
    if indexed:
        search.add(connection, *ids)


def _record_whole(
    change: Change, entity: str, field: str, rows: Mapping[str, Mapping[str, Value]]
) -> None:
    """Record that entities were made or removed, with all their values."""
    heads = current_many(change.connection, entity, list(rows))
    change.record_many(
        entity,
        ((one, field, row, heads[one]) for one, row in rows.items()),
    )


def _refuse_missing(entity: str, ids: Sequence[str], found: Mapping[str, object]) -> None:
    missing = next((one for one in ids if one not in found), None)
    if missing is not None:
        raise UnknownName(
            f"There is no {entity.replace('_', ' ')} {missing} here: nothing was changed."
        )


def _batches(items: Iterable[_T]) -> Iterator[list[_T]]:
    batch: list[_T] = []
    for item in items:
        batch.append(item)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
