"""The change log: every change to the research, in order, and the way back.

A record says that an entity was made (field ``+``, value: all its values), removed (field ``-``,
value: all the values that it had) or edited (field: a column, value: the new one).  Membership of
a set is an entity of its own, under the ids that it joins.  ``parents`` are the records that the
writer saw as current for that field.  Records are never altered and never taken out: undo appends
the inverse of an operation, and says so with a record on the entity ``op``.

Writing is in `data.store.change`; both run inside a transaction that `data.store.project` began.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from data.errors import UndoRefused
from data.records import NoteId, OpId
from data.store.bulk import MADE, REMOVED, read_many
from data.store.change import Change, current
from data.store.tables import TABLES, Value

if TYPE_CHECKING:
    from data.store.connection import Connection

_OP, _UNDONE = "op", "undone"
_MOVED_ON = (
    "It cannot be taken back: a {what} is no longer as that change left it. Nothing was changed."
)


@dataclass(frozen=True, slots=True)
class Operation:
    """One change as people made it: all its records carry the same ``id`` and ``label``.

    ``at`` is in UTC; ``undone`` is True while the operation is taken back; ``count`` is how many
    records it wrote.
    """

    id: OpId
    label: str
    at: datetime
    undone: bool
    count: int


@dataclass(frozen=True, slots=True)
class Record:
    """One line of the log, with its value read."""

    id: str
    entity: str
    entity_id: str
    field: str
    value: Any
    parents: tuple[str, ...]


def records(connection: Connection, op: str) -> list[Record]:
    """The records of one operation, in the order in which they were written."""
    return [
        Record(record_id, entity, entity_id, field, json.loads(value), tuple(json.loads(parents)))
        for record_id, entity, entity_id, field, value, parents in connection.rows(
            "SELECT id, entity, entity_id, field, value, parents FROM change WHERE op = ?"
            " ORDER BY rowid",
            (op,),
        )
    ]


def _newest_first(connection: Connection) -> Iterator[str]:
    """The operations of the file from the newest back, found by seeks: no scan of the log."""
    row = connection.row("SELECT rowid, op FROM change ORDER BY rowid DESC LIMIT 1")
    while row is not None:
        op = row[1]
        yield op
        row = connection.row(
            "SELECT rowid, op FROM change"
            " WHERE rowid < (SELECT min(rowid) FROM change WHERE op = ?)"
            " ORDER BY rowid DESC LIMIT 1",
            (op,),
        )


def _marked(connection: Connection, op: str) -> tuple[OpId, bool] | None:
    """What an undo or redo took back (True) or made again (False); ``None`` for other operations.

    The mark is the last record of its operation.
    """
    row = connection.row(
        "SELECT entity, entity_id, value FROM change WHERE op = ? ORDER BY rowid DESC LIMIT 1",
        (op,),
    )
    if row is None or row[0] != _OP:
        return None
    return OpId(row[1]), bool(json.loads(row[2]))


def _is_undone(connection: Connection, op: str) -> bool:
    row = connection.row(
        "SELECT value FROM change WHERE entity_id = ? AND entity = ? ORDER BY rowid DESC LIMIT 1",
        (op, _OP),
    )
    return row is not None and bool(json.loads(row[0]))


def to_undo(connection: Connection) -> Operation | None:
    """The operation that undo would take back: the newest that is not taken back already.

    The operation that made the project itself is never given.
    """
    for op in _newest_first(connection):
        if _marked(connection, op) is None and not _is_undone(connection, op):
            first = connection.row(
                "SELECT entity FROM change WHERE op = ? ORDER BY rowid LIMIT 1", (op,)
            )
            return (
                None if first[0] == "project" and _made(connection, op) else _told(connection, op)
            )
    return None


def _made(connection: Connection, op: str) -> bool:
    return bool(
        connection.row(
            "SELECT 1 FROM change WHERE op = ? AND entity = 'project' AND field = ?", (op, MADE)
        )
    )


def to_redo(connection: Connection) -> tuple[Operation, OpId] | None:
    """What redo would make again, and the undo that took it back.

    Redo reaches back to the newest operation that is neither undo nor redo: a new change makes
    what was undone before it final.
    """
    made_again = 0
    for op in _newest_first(connection):
        mark = _marked(connection, op)
        if mark is None:
            return None
        if not mark[1]:
            made_again += 1
        elif made_again:
            made_again -= 1
        else:
            return _told(connection, mark[0]), OpId(op)
    return None


def undo(change: Change, target: Operation) -> None:
    """Append the inverse of ``target``; `UndoRefused` where the rows no longer allow it."""
    _take_back(change, target.id)
    _mark(change, target.id, undone=True)


def redo(change: Change, target: Operation, by: OpId) -> None:
    """Append the inverse of the undo ``by``, which took ``target`` back."""
    _take_back(change, by)
    _mark(change, target.id, undone=False)


def _take_back(change: Change, op: OpId) -> None:
    try:
        for run in _runs(reversed(records(change.connection, op))):
            _invert(change, run)
    except sqlite3.IntegrityError as error:
        raise UndoRefused(
            "It cannot be taken back: something made since then depends on it. Nothing was changed."
        ) from error


def _told(connection: Connection, op: str) -> Operation:
    label, at, count = connection.row(
        "SELECT label, at, (SELECT count(*) FROM change WHERE op = ?) FROM change WHERE op = ?"
        " ORDER BY rowid LIMIT 1",
        (op, op),
    )
    undone = _is_undone(connection, op)
    return Operation(OpId(op), label, datetime.fromisoformat(at), undone, count)


def history(
    connection: Connection, limit: int | None = 50, note: NoteId | None = None
) -> list[Operation]:
    """The newest operations, newest first; with ``note``, those that touched it."""
    if note is None:
        ops = _newest_first(connection)
    else:
        # Memberships of a note carry its id before a colon; ";" is the next character.
        ops = (
            op
            for (op,) in connection.rows(
                "SELECT op FROM change WHERE entity_id = ? OR (entity_id > ? AND entity_id < ?)"
                " GROUP BY op ORDER BY max(rowid) DESC",
                (note, f"{note}:", f"{note};"),
            )
        )
    found: list[Operation] = []
    for op in ops:
        if limit is not None and len(found) >= limit:
            break
        found.append(_told(connection, op))
    return found


def _way(record: Record) -> str:
    """`MADE` or `REMOVED`; an edit of any field is "" here."""
    return record.field if record.field in (MADE, REMOVED) else ""


def _runs(lines: Iterable[Record]) -> Iterator[list[Record]]:
    """Part records into what can be inverted together: one table, one way, each field once."""
    run: list[Record] = []
    seen: set[tuple[str, str]] = set()
    for record in lines:
        if record.entity == _OP:
            continue
        ours = (record.entity_id, record.field)
        if run and (run[0].entity != record.entity or _way(run[0]) != _way(record) or ours in seen):
            yield run
            run, seen = [], set()
        run.append(record)
        seen.add(ours)
    if run:
        yield run


def _earlier(connection: Connection, run: Sequence[Record]) -> Iterator[tuple[str, str, Value]]:
    """What each field held before an edit: the value of the record that it replaced."""
    replaced = [record.parents[0] for record in run if record.parents]
    found = {
        record_id: (field, json.loads(value))
        for record_id, field, value in connection.rows(
            "SELECT id, field, value FROM change WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(replaced),),
        )
    }
    for record in run:
        if not record.parents or record.parents[0] not in found:
            raise UndoRefused(
                "It cannot be taken back: the log no longer holds what was there before. "
                "Nothing was changed."
            )
        field, value = found[record.parents[0]]
        told = _values(record.entity, value)[record.field] if field == MADE else value
        yield record.entity_id, record.field, told


def _values(entity: str, told: dict[str, Any]) -> dict[str, Any]:
    """Every value of an entity that was made or removed, those of later columns too."""
    return dict(TABLES[entity].defaults) | told


def _invert(change: Change, run: Sequence[Record]) -> None:
    """Append the inverse of a run of records, and apply it."""
    entity, way = run[0].entity, run[0].field
    ids = [record.entity_id for record in run]
    fields = None if _way(run[0]) else tuple({record.field: None for record in run})
    before = read_many(change.connection, entity, ids, fields)
    if way == REMOVED:
        if before:
            raise _moved_on(entity)
        change.make_many(entity, (_values(entity, record.value) for record in run))
        return
    for record in run:
        made = way == MADE
        left = _values(entity, record.value) if made else {record.field: record.value}
        held = before.get(record.entity_id)
        if held is None or any(held[name] != left[name] for name in left):
            raise _moved_on(entity)
    if way == MADE:
        change.remove_many(entity, ids)
    else:
        change.edit_many(entity, _earlier(change.connection, run))


def _moved_on(entity: str) -> UndoRefused:
    return UndoRefused(_MOVED_ON.format(what=entity.replace("_", " ")))


def _mark(change: Change, op: OpId, *, undone: bool) -> None:
    """Say in the log that an operation is taken back, or made again."""
    heads = current(change.connection, _OP, op)
    change.record(_OP, op, _UNDONE, undone, sorted(set(heads.values())))
