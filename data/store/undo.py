"""The change log read and taken back: what was done, by whom, and the way back.

A record says that an entity was made (field ``+``, value: all its values), removed (field ``-``,
value: all the values that it had) or edited (field: a column, value: the new one).  Membership of
a set is an entity of its own, under the ids that it joins.  ``parents`` are the records that the
writer saw as current for that field.  Records are never altered and never taken out: undo appends
the inverse of an operation, and says so with a record on the entity ``op``.

**Whose.**  Undo and redo take an author's own changes (`data.store.log`; a record without a
name is everybody's) and leave what others did alone: the newest change of one's own is taken back,
past whatever others have done since.  Where a later change that stands has set the very same
fields, by whomever and to whatever value, or needs what would go, it is refused, and says who did
what.  Any one change of one's own can be taken back by its id in the same way.

Writing is in `data.store.log`; both run inside a transaction that `data.store.project` began.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from data.errors import UndoRefused, UnknownName
from data.records import Edit, NoteId, Operation, OpId, Wanted
from data.store.log import MADE, REMOVED, Change, current_many, read_many
from data.store.schema import TABLES, stamp

if TYPE_CHECKING:
    from data.store.files import Connection


@dataclass(frozen=True, slots=True)
class Record:
    """One line of the log, with its value read."""

    id: str
    entity: str
    entity_id: str
    field: str
    value: Any
    parents: tuple[str, ...]


def records(
    connection: Connection, op: str, about: str | None = None, limit: int = -1
) -> list[Record]:
    """The records of one operation, in the order in which they were written.

    With ``about`` only those of that thing and of its memberships; at most ``limit``, if positive.
    """
    where, parameters = "op = ?", [op]
    if about is not None:
        # The unary plus keeps to the few records of the thing: an operation may have many.
        where = "+op = ? AND (entity_id = ? OR (entity_id > ? AND entity_id < ?))"
        parameters += [about, f"{about}:", f"{about};"]
    return [
        Record(record_id, entity, entity_id, field, json.loads(value), tuple(json.loads(parents)))
        for record_id, entity, entity_id, field, value, parents in connection.rows(
            f"SELECT id, entity, entity_id, field, value, parents FROM logged WHERE {where}"
            " ORDER BY rowid LIMIT ?",
            (*parameters, limit),
        )
    ]


_OP, _UNDONE = "op", "undone"
_IN_PASSING = {
    "participant": (("note_participant", "participant"), ("session_participant", "participant")),
    "session": (("note", "session"),),
    "tag": (("note_tag", "tag"),),
}
"""What a note makes in passing, and where it may be in use by others."""
_MOVED_ON = "It cannot be taken back: a {what} is no longer as that change left it"
_SAME_FIELDS = """
  SELECT later.op, mine.entity FROM logged AS mine CROSS JOIN logged AS later
    ON later.entity_id = mine.entity_id AND later.entity = mine.entity
  WHERE mine.op = ?1 AND later.rowid > (SELECT max(rowid) FROM logged WHERE op = ?1)
    AND (later.field = mine.field OR later.field IN ('+', '-') OR mine.field IN ('+', '-'))
    AND mine.entity NOT IN (SELECT value FROM json_each(?2))
  GROUP BY later.op ORDER BY max(later.rowid) DESC
"""


def newest_first(connection: Connection) -> Iterator[str]:
    """The operations of the file from the newest back, found by seeks: no scan of the log."""
    row = connection.row("SELECT rowid, op FROM logged ORDER BY rowid DESC LIMIT 1")
    while row is not None:
        op = row[1]
        yield op
        row = connection.row(
            "SELECT rowid, op FROM logged"
            " WHERE rowid < (SELECT min(rowid) FROM logged WHERE op = ?)"
            " ORDER BY rowid DESC LIMIT 1",
            (op,),
        )


def marked(connection: Connection, op: str) -> tuple[OpId, bool] | None:
    """What an undo or redo took back (True) or made again (False); ``None`` for other operations.

    The mark is the last record of its operation.
    """
    row = connection.row(
        "SELECT entity, entity_id, value FROM logged WHERE op = ? ORDER BY rowid DESC LIMIT 1",
        (op,),
    )
    if row is None or row[0] != _OP:
        return None
    return OpId(row[1]), bool(json.loads(row[2]))


def is_undone(connection: Connection, op: str) -> bool:
    """Whether an operation is taken back, and was not made again."""
    row = connection.row(
        "SELECT value FROM logged WHERE entity_id = ? AND entity = ? ORDER BY rowid DESC LIMIT 1",
        (op, _OP),
    )
    return row is not None and bool(json.loads(row[0]))


def _is_of(connection: Connection, op: str, author: str) -> bool:
    """Whether an operation is somebody's own; one without a name, and nobody, is everybody's."""
    (name,) = connection.row("SELECT author FROM logged WHERE op = ? LIMIT 1", (op,))
    return not author or not name or name == author


def to_undo(connection: Connection, author: str = "") -> Operation | None:
    """What undo would take back: the author's newest operation that is not taken back already.

    The operation that made the project itself is never given.
    """
    for op in newest_first(connection):
        if not _is_of(connection, op, author):
            continue
        if marked(connection, op) is None and not is_undone(connection, op):
            return None if _made(connection, op) else operation(connection, op)
    return None


def chosen(connection: Connection, op: str, author: str = "") -> Operation:
    """The operation of this id, to be taken back.

    Raises:
        UnknownName: there is none.
        UndoRefused: it is not the author's, is taken back already, or made the project.
    """
    if connection.row("SELECT 1 FROM logged WHERE op = ? LIMIT 1", (op,)) is None:
        raise UnknownName(f"There is no change {op} in this project: nothing was changed.")
    target = operation(connection, op)
    mark = marked(connection, op)
    if mark is not None:
        raise UndoRefused(f"“{target.label}” is itself an undo or a redo. Nothing was changed.")
    if target.undone:
        raise UndoRefused(f"“{target.label}” is taken back already. Nothing was changed.")
    if _made(connection, op):
        raise UndoRefused("What made the project cannot be taken back. Nothing was changed.")
    if not _is_of(connection, op, author):
        raise UndoRefused(
            f"“{target.label}” was {target.author}'s change, not yours. Nothing was changed. "
            f"{target.author} can take it back, or change by hand what you think wrong."
        )
    return target


def _made(connection: Connection, op: str) -> bool:
    return bool(
        connection.row(
            "SELECT 1 FROM logged WHERE op = ? AND entity = 'project' AND field = ?", (op, MADE)
        )
    )


def to_redo(connection: Connection, author: str = "") -> tuple[Operation, OpId] | None:
    """What redo would make again of the author's own, and the undo that took it back.

    Redo reaches back to the author's newest operation that is neither undo nor redo: a new change
    makes what was undone before it final.
    """
    made_again = 0
    for op in newest_first(connection):
        if not _is_of(connection, op, author):
            continue
        mark = marked(connection, op)
        if mark is None:
            return None
        if not mark[1]:
            made_again += 1
        elif made_again:
            made_again -= 1
        else:
            return operation(connection, mark[0]), OpId(op)
    return None


def take_back(change: Change, op: OpId, target: Operation, *, undone: bool) -> None:
    """Append the inverse of ``op``: of ``target``, or of the undo by which that was ``undone``.

    Raises:
        UndoRefused: the rows no longer allow it.
    """
    lines = records(change.connection, op)
    in_passing = any(line.entity == "note" and line.field == MADE for line in lines)
    _refuse_if_built_on(change.connection, op, [_OP, *(_IN_PASSING if in_passing else ())])
    for run in _runs(reversed(lines)):
        try:
            _invert(change, run, op, in_passing=in_passing)
        except sqlite3.IntegrityError as error:
            raise _needed(change.connection, run, change.op) from error
    heads = current_many(change.connection, _OP, [target.id])[target.id]
    change.record_many(_OP, [(target.id, _UNDONE, undone, heads)])


def _refuse_if_built_on(connection: Connection, op: str, but: Sequence[str]) -> None:
    """Refuse where a later operation that stands has set the same fields, but in some tables.

    That it may have set them to the same values is no matter: somebody has decided so since.
    """
    for later, entity in connection.rows(_SAME_FIELDS, (op, json.dumps(but))):
        if marked(connection, later) is None and not is_undone(connection, later):
            same = entity.replace("_", " ")
            raise UndoRefused(
                f"It cannot be taken back: {_by(connection, later)} has since changed the same "
                f"{same}. Nothing was changed. Take that back first (sayso undo {later[-6:]}, by "
                "who made it), or change by hand what you think wrong."
            )


def _needed(connection: Connection, run: Sequence[Record], op: str) -> UndoRefused:
    """Say what keeps a run of records from being inverted: what names it, or what it names."""
    if run[0].field != MADE:
        return UndoRefused(
            "It cannot be taken back: something that it would bring back names what has been "
            "removed since. Nothing was changed."
        )
    ids = json.dumps([record.entity_id for record in run])
    for table in TABLES.values():
        for row in connection.rows(f"PRAGMA foreign_key_list({table.name})"):
            parent, column = row[2], row[3]
            if parent != run[0].entity:
                continue
            key = " || ':' || ".join(f'"{name}"' for name in table.key)
            user = connection.row(
                f"SELECT op FROM logged WHERE entity = ? AND op IS NOT ? AND entity_id = (SELECT"
                f' {key} FROM {table.name} WHERE "{column}" IN (SELECT value FROM json_each(?))'
                " LIMIT 1) ORDER BY rowid DESC LIMIT 1",
                (table.name, op, ids),
            )
            if user is not None:
                return UndoRefused(
                    f"It cannot be taken back: something made since then depends on it: "
                    f"{_by(connection, user[0])}. Nothing was changed. Take that back first, or "
                    "change by hand what you think wrong."
                )
    return UndoRefused(
        "It cannot be taken back: something made since then depends on it. Nothing was changed."
    )


def operation(connection: Connection, op: str) -> Operation:
    """Return an operation, which is there, as people made it."""
    label, at, author, count = connection.row(
        "SELECT label, at, author, (SELECT count(*) FROM logged WHERE op = ?) FROM logged"
        " WHERE op = ? ORDER BY rowid LIMIT 1",
        (op, op),
    )
    undone = is_undone(connection, op)
    return Operation(OpId(op), label, datetime.fromisoformat(at), undone, count, author)


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


def _replaced(connection: Connection, edits: Sequence[Record]) -> dict[str, Any]:
    """What fields held before edits, by the edits' ids: the values of the records they replaced.

    An edit is left out where the log does not hold that record.
    """
    replaced = {
        record_id: (field, json.loads(value))
        for record_id, field, value in connection.rows(
            "SELECT id, field, value FROM logged WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps([record.parents[0] for record in edits if record.parents]),),
        )
    }
    before: dict[str, Any] = {}
    for record in edits:
        if record.parents and record.parents[0] in replaced:
            field, value = replaced[record.parents[0]]
            whole = field == MADE
            before[record.id] = _values(record.entity, value).get(record.field) if whole else value
    return before


def _values(entity: str, told: dict[str, Any]) -> dict[str, Any]:
    """Every value of an entity that was made or removed, those of later columns too."""
    return dict(TABLES[entity].defaults) | told


def _invert(change: Change, run: Sequence[Record], op: str, *, in_passing: bool) -> None:
    """Append the inverse of a run of records, and apply it.

    ``in_passing``: the operation logged a note, and may have made a meeting and people for it.
    """
    entity, way = run[0].entity, run[0].field
    ids = [record.entity_id for record in run]
    fields = None if _way(run[0]) else tuple({record.field: None for record in run})
    before = read_many(change.connection, entity, ids, fields)
    if way == REMOVED:
        if before:
            raise _moved_on(change.connection, entity, next(iter(before)), op)
        change.make_many(entity, (_values(entity, record.value) for record in run))
        return
    if way == MADE and in_passing and entity in _IN_PASSING:
        run = [one for one in run if not _serves(change.connection, entity, one.entity_id)]
    for record in run:
        made = way == MADE
        left = _values(entity, record.value) if made else {record.field: record.value}
        held = before.get(record.entity_id)
        if held is None or any(held[name] != left[name] for name in left):
            raise _moved_on(change.connection, entity, record.entity_id, op)
    if way == MADE:
        change.remove_many(entity, [record.entity_id for record in run])
    else:
        earlier = _replaced(change.connection, run)
        if len(earlier) < len(run):
            raise UndoRefused(
                "It cannot be taken back: the log no longer holds what was there before. "
                "Nothing was changed."
            )
        due = [
            (record.entity_id, record.field, earlier[record.id])
            for record in run
            if earlier[record.id] != before[record.entity_id][record.field]
        ]
        change.edit_many(entity, due, seen=True)


def _serves(connection: Connection, entity: str, entity_id: str) -> bool:
    """Whether something that was made in passing has come to serve other changes: it stays then.

    The first note of a meeting makes the meeting, and whoever speaks; taking that note back must
    not wait for all others to go.
    """
    return any(
        connection.row(f"SELECT 1 FROM {table} WHERE {column} = ? LIMIT 1", (entity_id,))
        for table, column in _IN_PASSING.get(entity, ())
    )


def _moved_on(connection: Connection, entity: str, entity_id: str, op: str) -> UndoRefused:
    """Say which later change stands in the way, and whose it is."""
    row = connection.row(
        "SELECT op FROM logged WHERE entity_id = ? AND entity = ?"
        " AND rowid > (SELECT max(rowid) FROM logged WHERE op = ?) ORDER BY rowid DESC LIMIT 1",
        (entity_id, entity, op),
    )
    later = f": {_by(connection, row[0])}" if row is not None else ""
    moved = _MOVED_ON.format(what=entity.replace("_", " "))
    return UndoRefused(f"{moved}{later}. Nothing was changed.")


def _by(connection: Connection, op: str) -> str:
    change = operation(connection, op)
    who = f" by {change.author}" if change.author else ""
    return f"“{change.label}”{who}, {change.at.astimezone():%Y-%m-%d %H:%M}"


def find_operations(connection: Connection, wanted: Wanted) -> list[Operation]:
    """The operations that fit, newest first."""
    most = None if wanted.limit is None else min(wanted.limit, sys.maxsize)
    return [operation(connection, op) for op in islice(_ops(connection, wanted), most)]


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
        having = " HAVING max(rowid) < (SELECT min(rowid) FROM logged WHERE op = ?)"
        parameters.append(wanted.after)
    for (op,) in connection.rows(
        f"SELECT op FROM logged WHERE {' AND '.join(where)} GROUP BY op{having}"
        " ORDER BY max(rowid) DESC LIMIT ?",
        (*parameters, -1 if wanted.limit is None else wanted.limit),
    ):
        yield op


def authors(connection: Connection) -> list[tuple[str, int]]:
    """Everybody who changed anything, with how many operations, the busiest first."""
    return connection.rows(
        "SELECT author, count(DISTINCT op) AS n FROM logged GROUP BY author ORDER BY n DESC, author"
    )


def days(connection: Connection) -> list[tuple[date, int]]:
    """The days on which anything changed, by this machine's clock, with how many, newest first."""
    began = connection.rows("SELECT min(at) FROM logged GROUP BY op")
    counts = Counter(datetime.fromisoformat(at).astimezone().date() for (at,) in began)
    return sorted(counts.items(), reverse=True)


def ending(connection: Connection, typed: str) -> list[Operation]:
    """The operations whose id ends with what was typed."""
    found = connection.rows(
        "SELECT DISTINCT op FROM logged WHERE substr(op, -length(?1)) = ?1", (typed,)
    )
    return [operation(connection, op) for (op,) in found]


def edits(
    connection: Connection, op: str, note: NoteId | None = None, limit: int = -1
) -> list[Edit]:
    """What an operation did, in order; with ``note``, only what it did to that note.

    At most ``limit`` of its records are read, all where it is negative.
    """
    lines = [one for one in records(connection, op, note, limit) if one.entity in TABLES]
    before = _replaced(connection, [record for record in lines if not _way(record)])
    return [
        Edit(
            record.entity,
            record.entity_id,
            record.field,
            record.value if record.field == REMOVED else before.get(record.id),
            None if record.field == REMOVED else record.value,
        )
        for record in lines
    ]


def only_note(connection: Connection, op: str) -> NoteId | None:
    """The one note that an operation touched; ``None`` where it was none, or more than one."""
    rows = connection.rows(
        "SELECT DISTINCT CASE instr(entity_id, ':') WHEN 0 THEN entity_id"
        " ELSE substr(entity_id, 1, instr(entity_id, ':') - 1) END FROM logged"
        " WHERE op = ? AND (entity = 'note' OR entity LIKE 'note!_%' ESCAPE '!') LIMIT 2",
        (op,),
    )
    found = [NoteId(note) for (note,) in rows]
    return found[0] if len(found) == 1 else None


def name_of(connection: Connection, entity_id: str) -> tuple[str, dict[str, Any]] | None:
    """What a thing is, and its values as the log last knew them, also where it is gone by now."""
    made = connection.row(
        "SELECT entity, value, rowid FROM logged WHERE entity_id = ? AND field = ?"
        " ORDER BY rowid DESC LIMIT 1",
        (entity_id, MADE),
    )
    if made is None:
        return None
    entity, text, since = made
    values: dict[str, Any] = json.loads(text)
    for field, value in connection.rows(
        "SELECT field, value FROM logged WHERE entity_id = ? AND entity = ? AND rowid > ?"
        " AND field NOT IN (?, ?) ORDER BY rowid",
        (entity_id, entity, since, MADE, REMOVED),
    ):
        values[field] = json.loads(value)
    return entity, values
