"""Writing: rows and their change records, together or not at all.

Everything here runs inside a transaction that `data.store.project` began.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import uuid_utils

from data import search
from data.errors import UnknownName
from data.records import OpId
from data.store import authors, bulk
from data.store.bulk import MADE as MADE
from data.store.bulk import REMOVED as REMOVED
from data.store.tables import TABLES, Table, Value, fit, now, quoted, stamp
from data.text import clean

if TYPE_CHECKING:
    from data.store.bulk import Edit, Step
    from data.store.connection import Connection
    from data.store.files import Place

Line = tuple[str, str, object, list[str]]
"""A record to be: the entity's id, a field, a value, and the records that were current."""


# `json.dumps` would make an encoder for each value; of these lists it is the strings that count.
_ENCODE = json.JSONEncoder(ensure_ascii=False).encode


def new_id() -> str:
    """A fresh UUIDv7; later ids of one process sort after earlier ones."""
    return str(uuid_utils.uuid7())


class Change:
    """One operation being written: rows and their records, in one transaction.

    Verbs that speak of stages, notes and the like are in the modules of `data.store`; they all end
    in `make`, `edit` and `remove` here.
    """

    def __init__(self, connection: Connection, label: str, place: Place) -> None:
        """``place`` is the file's device and inode: where this copy of the project lies."""
        self.connection = connection
        self.label = ""
        self.rename(label)
        self.op = OpId(new_id())
        self.at = now()
        self.count = 0
        self._place = place
        self._clock: _Clock | None = None

    def rename(self, label: str) -> None:
        """Call the operation so from the next record on: for a name that only reading gives."""
        self.label = clean(label)[0]

    def make(self, entity: str, **values: object) -> str:
        """Insert a row; gives its id (a fresh one where the key is ``id`` and none is given)."""
        table = TABLES[entity]
        if table.key == ("id",) and "id" not in values:
            values["id"] = new_id()
        stored = {name: fit(table, name, values[name]) for name in table.every_column}
        if len(values) != len(stored):
            raise TypeError(f"{entity} has no {sorted(set(values) - set(stored))}")
        entity_id = table.entity_id(stored)
        _insert(self.connection, table, stored)
        heads = current(self.connection, entity, entity_id)
        self.record(entity, entity_id, MADE, stored, sorted(set(heads.values())))
        return entity_id

    def edit(self, entity: str, entity_id: str, **values: object) -> bool:
        """Set columns of a row; one record for each that really changes, False where none does.

        Raises:
            UnknownName: there is no such row.
        """
        table = TABLES[entity]
        before = read(self.connection, entity, entity_id)
        if before is None:
            raise _unknown(entity, entity_id)
        heads: dict[str, str] | None = None
        for name, value in values.items():
            if name not in table.columns:
                raise TypeError(f"{entity} has no {name}")
            after = fit(table, name, value)
            if after == before[name]:
                continue
            if heads is None:
                heads = current(self.connection, entity, entity_id)
            _update(self.connection, table, entity_id, name, after)
            self.record(entity, entity_id, name, after, _parents(heads, name))
        return heads is not None

    def remove(self, entity: str, entity_id: str) -> None:
        """Delete a row; its values stay in the log.

        Raises:
            UnknownName: there is no such row.
            sqlite3.IntegrityError: other rows point to it.
        """
        before = read(self.connection, entity, entity_id)
        if before is None:
            raise _unknown(entity, entity_id)
        heads = current(self.connection, entity, entity_id)
        _delete(self.connection, TABLES[entity], entity_id)
        self.record(entity, entity_id, REMOVED, before, sorted(set(heads.values())))

    def new_codes(self, prefix: str, count: int = 1) -> list[str]:
        """The next ``count`` codes (``P07``); see the function of that name."""
        return new_codes(self.connection, prefix, count)

    def finish(self) -> None:
        """Write the clock back; the last thing before the commit."""
        if self._clock is not None:
            self._clock.store(self.connection)

    def record(
        self, entity: str, entity_id: str, field: str, value: object, parents: list[str]
    ) -> None:
        """Append one record to the log; the verbs above do so by themselves."""
        self.record_many(entity, [(entity_id, field, value, parents)])

    def record_many(self, entity: str, lines: Iterable[Line]) -> None:
        """Append records of one kind of entity to the log, in their order."""
        if self._clock is None:
            self._clock = _Clock.of(self.connection, self._place)
        clock, at, author = self._clock, stamp(self.at), authors.current()
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

    def edit_many(
        self, entity: str, edits: Iterable[Edit], step: Step | None = None, *, seen: bool = False
    ) -> list[str]:
        """As `edit` for many rows; the ids of those that really change. See `data.store.bulk`."""
        return bulk.edit_many(self, entity, edits, step, seen=seen)

    def make_many(
        self, entity: str, rows: Iterable[Mapping[str, object]], step: Step | None = None
    ) -> int:
        """As `make` for many rows, their keys given; see `data.store.bulk`."""
        return bulk.make_many(self, entity, rows, step)

    def remove_many(self, entity: str, ids: Iterable[str], step: Step | None = None) -> int:
        """As `remove` for many rows; see `data.store.bulk`."""
        return bulk.remove_many(self, entity, ids, step)


def _unknown(entity: str, entity_id: str) -> UnknownName:
    return UnknownName(
        f"There is no {entity.replace('_', ' ')} {entity_id} here: nothing was changed."
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
    table = TABLES[entity]
    row = connection.row(
        f"SELECT {quoted(table.every_column)} FROM {entity} WHERE {table.where}",
        table.key_values(entity_id),
    )
    return None if row is None else dict(zip(table.every_column, row, strict=True))


def current(connection: Connection, entity: str, entity_id: str) -> dict[str, str]:
    """The id of the record that is current for each field of an entity.

    Under `MADE` stands the record that made or removed it: current for every field without an
    entry of its own.
    """
    heads: dict[str, str] = {}
    for record_id, field in connection.rows(
        "SELECT id, field FROM change WHERE entity_id = ? AND entity = ? ORDER BY rowid",
        (entity_id, entity),
    ):
        if field in (MADE, REMOVED):
            heads = {MADE: record_id}
        else:
            heads[field] = record_id
    return heads


def _parents(heads: Mapping[str, str], field: str) -> list[str]:
    head = heads.get(field, heads.get(MADE))
    return [] if head is None else [head]


def _insert(connection: Connection, table: Table, values: Mapping[str, Value]) -> None:
    marks = ", ".join("?" * len(table.every_column))
    connection.execute(
        f"INSERT INTO {table.name} ({quoted(table.every_column)}) VALUES ({marks})",
        tuple(values[name] for name in table.every_column),
    )
    if table.searched:
        search.add(connection, table.entity_id(values))


def _update(connection: Connection, table: Table, entity_id: str, name: str, value: Value) -> None:
    indexed = table.searched and name in search.COLUMNS
    if indexed:
        search.drop(connection, entity_id)
    connection.execute(
        f'UPDATE {table.name} SET "{name}" = ? WHERE {table.where}',
        (value, *table.key_values(entity_id)),
    )
    if indexed:
        search.add(connection, entity_id)


def _delete(connection: Connection, table: Table, entity_id: str) -> None:
    if table.searched:
        search.drop(connection, entity_id)
    connection.execute(f"DELETE FROM {table.name} WHERE {table.where}", table.key_values(entity_id))
