"""Notes as a list: put in order by any column, counted, and read a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from data.records import Kind, Note, NoteId
from data.store import common, facets
from data.store.conditions import EVERYTHING, Condition, compiled
from data.store.finding import in_order

if TYPE_CHECKING:
    from data.store.connection import Connection


class Column(StrEnum):
    """What notes can be put in order by."""

    TIME = "time"
    WHO = "who"
    KIND = "kind"
    EMOTION = "emotion"
    STAGE = "stage"
    PERSONA = "persona"
    SESSION = "session"
    CHANNEL = "channel"
    SOURCE = "source"
    LENGTH = "length"
    TEXT = "text"
    FLAGGED = "flagged"
    VERBATIM = "verbatim"


@dataclass(frozen=True, slots=True)
class Order:
    """By which column, and which end first.

    Notes that are alike there stand in the order of their time, oldest first; those that have
    nothing there stand last, whichever end is first.
    """

    column: Column = Column.TIME
    descending: bool = False


_SAID = (
    "SELECT coalesce(nullif(participant.name, ''), participant.code) FROM note_participant"
    " JOIN participant ON participant.id = participant WHERE note = note.id"
)
_KINDS = " ".join(f"WHEN '{kind.value}' THEN {place}" for place, kind in enumerate(Kind))
_KEYS = {
    Column.WHO: f"({_SAID} ORDER BY stance = 'said' DESC, position LIMIT 1) COLLATE NOCASE",
    Column.KIND: f"CASE note.kind {_KINDS} END",
    Column.EMOTION: "note.emotion",
    Column.STAGE: "(SELECT position FROM stage WHERE stage.id = note.stage)",
    Column.PERSONA: "(SELECT min(persona.position) FROM note_persona JOIN persona"
    " ON persona.id = persona WHERE note = note.id)",
    Column.SESSION: "(SELECT title FROM session WHERE session.id = note.session) COLLATE NOCASE",
    Column.CHANNEL: "(SELECT position FROM channel WHERE channel.id = note.channel)",
    Column.SOURCE: f"CASE {facets.WHOSE} WHEN 'customer' THEN 0 WHEN 'staff' THEN 1"
    " WHEN 'observed' THEN 2 WHEN 'record' THEN 3 ELSE 4 END",
    Column.LENGTH: "length(note.text)",
    Column.TEXT: "note.text COLLATE NOCASE",
    Column.FLAGGED: "nullif(NOT note.flagged, 1)",  # those without the mark stand last, always
    Column.VERBATIM: "nullif(NOT note.verbatim, 1)",
}


def _by(order: Order) -> str:
    way = "DESC" if order.descending else "ASC"
    if order.column is Column.TIME:
        return f"note.at {way}, note.id {way}"
    return f"{_KEYS[order.column]} {way} NULLS LAST, note.at, note.id"


def count(reader: common.Reader, wanted: Condition = EVERYTHING) -> int:
    """How many notes fit."""
    where, parameters = _where(reader.connection, wanted)
    (found,) = reader.connection.row(f"SELECT count(*) FROM note{where}", parameters)
    return int(found)


def page(
    reader: common.Reader,
    wanted: Condition,
    order: Order,
    start: int = 0,
    most: int | None = None,
) -> list[Note]:
    """Up to ``most`` of the notes that fit, in order, from the one at index ``start`` on."""
    where, parameters = _where(reader.connection, wanted)
    found = [
        nr
        for (nr,) in reader.connection.rows(
            f"SELECT note.nr FROM note{where} ORDER BY {_by(order)} LIMIT ? OFFSET ?",
            (*parameters, -1 if most is None else most, start),
        )
    ]
    return in_order(reader.connection, found)


def ids(reader: common.Reader, wanted: Condition, order: Order) -> list[NoteId]:
    """The ids of all notes that fit, in order."""
    where, parameters = _where(reader.connection, wanted)
    return [
        NoteId(row)
        for (row,) in reader.connection.rows(
            f"SELECT note.id FROM note{where} ORDER BY {_by(order)}", parameters
        )
    ]


def position(reader: common.Reader, wanted: Condition, order: Order, note_id: NoteId) -> int | None:
    """The index of a note among those that fit; ``None`` where it does not fit."""
    where, parameters = _where(reader.connection, wanted)
    if order.column is Column.TIME:
        here = reader.connection.row(
            f"SELECT note.at, note.id FROM note WHERE note.id = ? AND note.nr IN"
            f" (SELECT note.nr FROM note{where})",
            (note_id, *parameters),
        )
        if here is None:
            return None
        joined = f"{where} AND" if where else " WHERE"
        before = ">" if order.descending else "<"
        (found,) = reader.connection.row(
            f"SELECT count(*) FROM note{joined} (note.at, note.id) {before} (?, ?)",
            (*parameters, *here),
        )
        return int(found)
    row = reader.connection.row(
        "SELECT place - 1 FROM (SELECT note.id AS id, row_number() OVER"
        f" (ORDER BY {_by(order)}) AS place FROM note{where}) WHERE id = ?",
        (*parameters, note_id),
    )
    return None if row is None else int(row[0])


def _where(connection: Connection, wanted: Condition) -> tuple[str, list[object]]:
    """A WHERE clause, "" for every note, so that SQLite need look at no note to count them."""
    if wanted == EVERYTHING:
        return "", []
    facets.prepare(connection)
    where, parameters = compiled(wanted)
    return f" WHERE ({where})", parameters
