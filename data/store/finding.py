"""Reading notes in bulk, and the conditions under which they are found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from data.errors import ProjectDamaged
from data.records import (
    Attribution,
    Emotion,
    Kind,
    NeedType,
    Note,
    NoteId,
    ParticipantId,
    PersonaId,
    SessionId,
    Source,
    StageId,
    Stance,
    TagId,
)

if TYPE_CHECKING:
    from data.store.connection import Connection

_AT_ONCE = 10_000  # well below the most parameters that SQLite takes
_FEW = 400  # up to here members are fetched by note; beyond, reading every row is quicker

# Looking a value up is several times quicker than calling the enumeration, and this runs per note.
_KINDS: dict[str | None, Kind | None] = {None: None, **{kind.value: kind for kind in Kind}}
_NEEDS: dict[str | None, NeedType | None] = {None: None, **{need.value: need for need in NeedType}}
_FEELINGS: dict[int | None, Emotion | None] = {None: None, **{int(mark): mark for mark in Emotion}}
_SOURCES: dict[str | None, Source | None] = {None: None, **{from_.value: from_ for from_ in Source}}
_STANCES = {stance.value: stance for stance in Stance}


@dataclass(frozen=True, slots=True)
class NoteFilter:
    """Which notes to find; what is not given does not count.

    ``persona`` finds notes tagged with it, not those that count for every persona.  At most
    ``limit`` notes are found.
    """

    stage: StageId | None = None
    persona: PersonaId | None = None
    participant: ParticipantId | None = None
    session: SessionId | None = None
    limit: int | None = None
    newest_first: bool = False


def conditions(wanted: NoteFilter) -> tuple[str, list[Any]]:
    """A filter, without its limit, as an SQL condition over ``note`` and its parameters."""
    parts, parameters = ["1"], list[Any]()
    for column in ("stage", "session"):
        value = getattr(wanted, column)
        if value is not None:
            parts.append(f"note.{column} = ?")
            parameters.append(value)
    for column in ("persona", "participant"):
        value = getattr(wanted, column)
        if value is not None:
            parts.append(f"note.id IN (SELECT note FROM note_{column} WHERE {column} = ?)")
            parameters.append(value)
    return " AND ".join(parts), parameters


def load(
    connection: Connection,
    where: str = "1",
    parameters: Sequence[Any] = (),
    *,
    limit: int | None = None,
    newest_first: bool = False,
) -> list[Note]:
    """The notes that meet an SQL condition, in the order of their time: four queries in all.

    Raises:
        ProjectDamaged: a note holds a word that this version does not know.
    """
    order = "DESC" if newest_first else "ASC"
    rows = connection.rows(
        "SELECT id, session, text, at, kind, need_type, stage, channel, emotion, source, verbatim,"
        f" left_over, respondent, flagged, set_aside FROM note WHERE {where}"
        f" ORDER BY note.at {order}, note.id {order} LIMIT ?",
        (*parameters, -1 if limit is None else limit),
    )
    ids = [row[0] for row in rows] if len(rows) <= _FEW else None
    personas = _members(connection, "note_persona", "persona", ids)
    tags = _members(connection, "note_tag", "tag", ids)
    people = _members(connection, "note_participant", "participant, stance", ids)
    try:
        return [_note(row, personas, tags, people) for row in rows]
    except KeyError as error:
        raise ProjectDamaged(
            f"{connection.path} holds a note with {error}, which this version of sayso does not "
            "know. Nothing was changed; update sayso, or run `sayso check`."
        ) from error


def in_order(connection: Connection, numbers: Sequence[int]) -> list[Note]:
    """The notes of these numbers (``note.nr``), in the order of the numbers.

    Raises:
        ProjectDamaged: as for `load`.
    """
    place = {nr: at for at, nr in enumerate(numbers)}
    found: list[tuple[int, Note]] = []
    for start in range(0, len(numbers), _AT_ONCE):
        some = numbers[start : start + _AT_ONCE]
        where = f"note.nr IN ({', '.join('?' * len(some))})"
        by_id = dict(connection.rows(f"SELECT id, nr FROM note WHERE {where}", some))
        found += [(place[by_id[note.id]], note) for note in load(connection, where, some)]
    return [note for _, note in sorted(found, key=lambda one: one[0])]


_Members = dict[str, list[Any]]


def _note(row: tuple[Any, ...], personas: _Members, tags: _Members, people: _Members) -> Note:
    note_id = NoteId(row[0])
    return Note(
        note_id,
        SessionId(row[1]),
        row[2],
        datetime.fromisoformat(row[3]),
        _KINDS[row[4]],
        _NEEDS[row[5]],
        row[6],
        row[7],
        _FEELINGS[row[8]],
        _SOURCES[row[9]],
        bool(row[10]),
        row[11],
        row[12],
        tuple(PersonaId(member[1]) for member in personas.get(note_id, ())),
        tuple(TagId(member[1]) for member in tags.get(note_id, ())),
        tuple(
            Attribution(ParticipantId(member[1]), _STANCES[member[2]])
            for member in people.get(note_id, ())
        ),
        bool(row[13]),
        bool(row[14]),
    )


def _members(
    connection: Connection, table: str, columns: str, ids: list[str] | None
) -> dict[str, list[Any]]:
    """The rows of a membership table by note, in their order; ``None`` stands for every note."""
    marks = "" if ids is None else f" WHERE note IN ({', '.join('?' * len(ids))})"
    found: dict[str, list[Any]] = defaultdict(list)
    for row in connection.rows(
        f"SELECT note, {columns} FROM {table}{marks} ORDER BY note, position", ids or ()
    ):
        found[row[0]].append(row)
    return found
