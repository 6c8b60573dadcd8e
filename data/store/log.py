"""Writing: rows and their change records, together or not at all, one by one or many at once.

Everything here runs inside a transaction that `data.store.project` began.

A batch reads what it needs in two queries and writes with one statement for every table touched, so
ten thousand notes cost a few bare updates.  Order is that of the rows given.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, islice
from time import time
from typing import TYPE_CHECKING, TypeVar, cast

import uuid_utils

from data.errors import UnknownName
from data.records import OpId
from data.store import search
from data.store.authors import current_author
from data.store.schema import TABLES, Table, Value, fit, now, plain, quoted, stamp
from data.text import clean

if TYPE_CHECKING:
    from data.store.files import Connection, Place

_T = TypeVar("_T")

BATCH = 1000
"""Rows that are read and written together: between two batches a caller may stop it all."""

MADE, REMOVED = "+", "-"
"""The fields of a record that makes or removes an entity."""

Edit = tuple[str, str, object]
"""The id of a row, a column, and what it is to hold."""

Step = Callable[[int], None]
"""Told how many rows are done; what it raises takes the whole change back."""


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
    heads: dict[str, dict[str, str]] = {entity_id: {} for entity_id in ids}
    for entity_id, record, field in connection.rows(
        # The ids first: by the order of the log it would be read from its first record on.
        "SELECT entity_id, logged.id, field FROM json_each(?) AS wanted CROSS JOIN logged"
        " ON entity_id = wanted.value AND entity = ? ORDER BY logged.rowid",
        (json.dumps(list(ids)), entity),
    ):
        if field in (MADE, REMOVED):
            heads[entity_id] = {MADE: record}
        else:
            heads[entity_id][field] = record
    return {entity_id: sorted(set(last.values())) for entity_id, last in heads.items()}


def _heads_of(
    connection: Connection, entity: str, ids: Sequence[str], field: str
) -> dict[str, list[str]]:
    """For each entity the record that is current for one field: that which made it, if no other."""
    rows = connection.rows(
        # The index holds an entity's records in their order: from the last back, one is enough.
        "SELECT wanted.value, (SELECT id FROM logged WHERE entity_id = wanted.value AND entity = ?"
        "  AND field IN (?, ?, ?) ORDER BY rowid DESC LIMIT 1) FROM json_each(?) AS wanted",
        (entity, MADE, REMOVED, field, json.dumps(list(ids))),
    )
    return {entity_id: [record] for entity_id, record in rows if record is not None}


def _key_of(table: Table, values: Mapping[str, object]) -> str:
    return table.entity_id({name: plain(values[name]) for name in table.key})


def _due(
    connection: Connection, table: Table, edits: Sequence[Edit]
) -> list[tuple[str, str, Value]]:
    """Return the edits that change something, with values as their columns hold them."""
    columns = list(dict.fromkeys(name for _, name, _ in edits))
    ids = list(dict.fromkeys(entity_id for entity_id, _, _ in edits))
    before = read_many(connection, table.name, ids, columns)
    _refuse_missing(table.name, ids, before)
    fits: dict[tuple[str, type, object], Value] = {}  # a batch mostly sets one and the same value
    due = []
    for entity_id, name, value in edits:
        key = (name, type(value), tuple(value) if isinstance(value, list) else value)
        if key not in fits:
            fits[key] = fit(table, name, value)
        if fits[key] != before[entity_id][name]:
            due.append((entity_id, name, fits[key]))
    return due


def _update_rows(
    connection: Connection, table: Table, column: str, rows: Sequence[tuple[str, str, Value]]
) -> None:
    indexed = table.searched and column in search.COLUMNS
    ids = [entity_id for entity_id, _, _ in rows]
    if indexed:
        search.drop(connection, *ids)
    connection.executemany(
        f'UPDATE {table.name} SET "{column}" = ? WHERE {table.where}',
        [(value, *table.key_values(entity_id)) for entity_id, _, value in rows],
    )
    if indexed:
        search.add(connection, *ids)


def _refuse_missing(entity: str, ids: Sequence[str], found: Mapping[str, object]) -> None:
    missing = next((one for one in ids if one not in found), None)
    if missing is not None:
        raise UnknownName(
            f"There is no {entity.replace('_', ' ')} {missing} here: nothing was changed."
        )


def _batches(items: Iterable[_T], step: Step | None) -> Iterator[list[_T]]:
    """Part rows into batches; ``step`` is told once each is done."""
    waiting, done = iter(items), 0
    while batch := list(islice(waiting, BATCH)):
        yield batch
        done += len(batch)
        if step is not None:
            step(done)


Line = tuple[str, str, object, list[str]]
"""A record to be: the entity's id, a field, a value, and the records that were current."""


# `json.dumps` would make an encoder for each value; of these lists it is the strings that count.
_ENCODE = json.JSONEncoder(ensure_ascii=False).encode


def new_id() -> str:
    """A fresh UUIDv7; later ids of one process sort after earlier ones, whatever the clock says.

    An id has no room for a time before 1970, and the library ends its thread over one.
    """
    return str(uuid_utils.uuid7() if time() >= 0 else _timeless())


def _timeless() -> uuid_utils.UUID:
    """An id without a time: counted up in this process, from a place of its own."""
    number = next(_COUNTED)
    halves = 7 << 76 | (number >> 62 & 0xFFF) << 64 | 0b10 << 62 | number & (1 << 62) - 1
    return uuid_utils.UUID(int=halves)


_COUNTED = count(int.from_bytes(os.urandom(9)))


class Change:
    """One operation being written: rows and their records, in one transaction.

    Verbs that speak of stages, notes and the like are in the modules of `data.store`; they all end
    in `make`, `edit` and `remove` here.  ``keeps_drafts`` says that the drafts as it found them
    are kept already.
    """

    def __init__(
        self, connection: Connection, label: str, place: Place, *, everybodys: bool = False
    ) -> None:
        """``place`` is the file's device and inode: where this copy of the project lies.

        What is ``everybodys`` is in nobody's name, so that anybody may take it back.
        """
        self.connection = connection
        self.label = ""
        self.rename(label)
        self.op = OpId(new_id())
        self.at = now()
        self.count = 0
        self.keeps_drafts = False
        self._place = place
        self._everybodys = everybodys
        self._clock: _Clock | None = None

    def rename(self, label: str) -> None:
        """Call the operation so from the next record on: for a name that only reading gives."""
        self.label = clean(label)[0]

    def make(self, entity: str, **values: object) -> str:
        """Insert a row; gives its id (a fresh one where the key is ``id`` and none is given)."""
        table = TABLES[entity]
        if table.key == ("id",) and "id" not in values:
            values["id"] = new_id()
        if unknown := set(values).difference(table.every_column):
            raise TypeError(f"{entity} has no {sorted(unknown)}")
        self.make_many(entity, [values])
        return _key_of(table, values)

    def make_many(
        self, entity: str, rows: Iterable[Mapping[str, object]], step: Step | None = None
    ) -> None:
        """Insert rows that are not there yet; every value of a row is given, its key too."""
        table = TABLES[entity]
        names = table.every_column
        for batch in _batches(rows, step):
            stored = [{name: fit(table, name, row[name]) for name in names} for row in batch]
            ids = [table.entity_id(row) for row in stored]
            self.connection.executemany(
                f"INSERT INTO {entity} ({quoted(names)}) VALUES ({', '.join('?' * len(names))})",
                [tuple(row.values()) for row in stored],
            )
            if table.searched:
                search.add(self.connection, *ids)
            self._record_whole(entity, MADE, dict(zip(ids, stored, strict=True)))

    def edit(self, entity: str, entity_id: str, **values: object) -> bool:
        """Set columns of a row; one record for each that really changes, False where none does.

        Raises:
            UnknownName: there is no such row.
        """
        if not values:
            _refuse_missing(entity, [entity_id], read_many(self.connection, entity, [entity_id]))
        return bool(self.edit_many(entity, [(entity_id, *column) for column in values.items()]))

    def edit_many(
        self, entity: str, edits: Iterable[Edit], step: Step | None = None, *, seen: bool = False
    ) -> list[str]:
        """Set columns of rows; gives the ids of those that really change, in order.

        A column of a row may be named once.  ``seen``: the caller has read in this very transaction
        that the rows are there and that every edit changes something, as a column would hold it.

        Raises:
            UnknownName: there is no such row.
        """
        table = TABLES[entity]
        changed: dict[str, None] = {}
        for batch in _batches(edits, step):
            changed.update(dict.fromkeys(self._edit(table, batch, seen=seen)))
        return list(changed)

    def _edit(self, table: Table, edits: Sequence[Edit], *, seen: bool) -> list[str]:
        columns = list(dict.fromkeys(name for _, name, _ in edits))
        for name in columns:
            if name not in table.columns:
                raise TypeError(f"{table.name} has no {name}")
        due = (
            cast("Sequence[tuple[str, str, Value]]", edits)
            if seen
            else _due(self.connection, table, edits)
        )
        heads: dict[str, dict[str, list[str]]] = {}
        for column in columns:
            rows = [row for row in due if row[1] == column]
            if rows:
                ids = [entity_id for entity_id, _, _ in rows]
                heads[column] = _heads_of(self.connection, table.name, ids, column)
                _update_rows(self.connection, table, column, rows)
        if due:
            self.record_many(
                table.name,
                (
                    (entity_id, name, value, heads[name].get(entity_id, []))
                    for entity_id, name, value in due
                ),
            )
        return [entity_id for entity_id, _, _ in due]

    def put(self, entity: str, **values: object) -> bool:
        """Make a row, or edit it where its key is there already; False where nothing is different.

        Every value of the row is given.
        """
        table = TABLES[entity]
        entity_id = _key_of(table, values)
        if read(self.connection, entity, entity_id) is None:
            self.make(entity, **values)
            return True
        return self.edit(entity, entity_id, **{name: values[name] for name in table.columns})

    def remove(self, entity: str, entity_id: str) -> None:
        """Delete a row; its values stay in the log.

        Raises:
            UnknownName: there is no such row.
            sqlite3.IntegrityError: other rows point to it.
        """
        self.remove_many(entity, [entity_id])

    def remove_many(self, entity: str, ids: Iterable[str], step: Step | None = None) -> None:
        """As `remove` for many rows."""
        table = TABLES[entity]
        for batch in _batches(ids, step):
            before = read_many(self.connection, entity, batch)
            _refuse_missing(entity, batch, before)
            if table.searched:
                search.drop(self.connection, *batch)
            self.connection.executemany(
                f"DELETE FROM {entity} WHERE {table.where}", map(table.key_values, batch)
            )
            rows = {entity_id: before[entity_id] for entity_id in batch}
            self._record_whole(entity, REMOVED, rows)

    def _record_whole(
        self, entity: str, field: str, rows: Mapping[str, Mapping[str, Value]]
    ) -> None:
        """Record that entities were made or removed, with all their values."""
        heads = current_many(self.connection, entity, list(rows))
        self.record_many(
            entity,
            ((entity_id, field, row, heads[entity_id]) for entity_id, row in rows.items()),
        )

    def new_codes(self, prefix: str, count: int = 1) -> list[str]:
        """The next ``count`` codes (``P07``); see the function of that name."""
        return new_codes(self.connection, prefix, count)

    def finish(self) -> None:
        """Write the clock back; the last thing before the commit."""
        if self._clock is not None:
            self._clock.store(self.connection)

    def record_many(self, entity: str, lines: Iterable[Line]) -> None:
        """Append records of one kind of entity to the log, in their order."""
        if self._clock is None:
            self._clock = _Clock.of(self.connection, self._place)
        clock, at = self._clock, stamp(self.at)
        author = "" if self._everybodys else current_author()
        before, rows = clock.seq, []
        for entity_id, field, value, parents in lines:
            clock.tick()
            rows.append(
                (
                    new_id(),
                    clock.replica,
                    clock.seq,
                    clock.lamport,
                    self.op,
                    self.label,
                    entity,
                    entity_id,
                    field,
                    _ENCODE(value),
                    f"[{', '.join(map(_ENCODE, parents))}]",
                    at,
                    author,
                )
            )
        self.count += clock.seq - before
        self.connection.executemany(
            "INSERT INTO change (id, replica, seq, lamport, op, label, entity, entity_id, field,"
            " value, parents, at, author) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )


@dataclass(slots=True)
class _Clock:
    """Who writes (one copy of the file in one place) and how far its counting is."""

    replica: str
    place: Place
    seq: int
    lamport: int

    @classmethod
    def of(cls, connection: Connection, place: Place) -> _Clock:
        """The clock of this copy: a fresh replica where the file is not where it last wrote."""
        row = connection.row("SELECT id, device, inode, seq, lamport FROM replica")
        if row is None:
            return cls(new_id(), place, 0, 0)
        replica, device, inode, seq, lamport = row
        if (device, inode) != (place.device, place.inode):
            return cls(new_id(), place, 0, lamport)
        return cls(replica, place, seq, lamport)

    def tick(self) -> None:
        self.seq += 1
        self.lamport += 1

    def store(self, connection: Connection) -> None:
        connection.execute(
            "INSERT INTO replica (nr, id, device, inode, seq, lamport) VALUES (1, ?, ?, ?, ?, ?)"
            " ON CONFLICT (nr) DO UPDATE SET id = excluded.id, device = excluded.device,"
            " inode = excluded.inode, seq = excluded.seq, lamport = excluded.lamport",
            (self.replica, self.place.device, self.place.inode, self.seq, self.lamport),
        )


def new_codes(connection: Connection, prefix: str, count: int = 1) -> list[str]:
    """The next ``count`` codes, such as ``P07``: counted up for ever, and never undone."""
    (last,) = connection.row(
        "INSERT INTO counter (prefix, last) VALUES (?, ?)"
        " ON CONFLICT (prefix) DO UPDATE SET last = last + excluded.last RETURNING last",
        (prefix, count),
    )
    return [f"{prefix}{number:02d}" for number in range(last - count + 1, last + 1)]


def read(connection: Connection, entity: str, entity_id: str) -> dict[str, Value] | None:
    """A row as the log would hold it, or ``None``."""
    return read_many(connection, entity, [entity_id]).get(entity_id)
