"""The notes: remarks, their tags and who said them; found, put in order, read by the page."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from data.errors import ProjectDamaged, UsageError
from data.records import (
    Attribution,
    ChannelId,
    Column,
    Consent,
    Emotion,
    Kind,
    NeedType,
    Note,
    NoteId,
    Order,
    ParticipantId,
    PersonaId,
    SessionId,
    Source,
    StageId,
    Stance,
    TagId,
)
from data.store import common, consent, filters, log, touchpoints
from data.store.filters import EVERYTHING, Condition, compiled
from data.store.leftover import LeftOver
from data.store.schema import TABLES, now, stamp
from data.text import clean, says_nothing

if TYPE_CHECKING:
    from data.store.common import Reader
    from data.store.files import Connection
    from data.store.log import Change

_FEW = 400  # up to here members are fetched by note; beyond, reading every row is quicker

# Looking a value up is several times quicker than calling the enumeration, and this runs per note.
_KINDS: dict[str | None, Kind | None] = {None: None, **{kind.value: kind for kind in Kind}}
_NEEDS: dict[str | None, NeedType | None] = {None: None, **{need.value: need for need in NeedType}}
_FEELINGS: dict[int | None, Emotion | None] = {None: None, **{int(mark): mark for mark in Emotion}}
_SOURCES: dict[str | None, Source | None] = {None: None, **{from_.value: from_ for from_ in Source}}
_STANCES = {stance.value: stance for stance in Stance}
_CONSENTS: dict[str | None, Consent | None] = {None: None, **{one.value: one for one in Consent}}


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
        f" left_over, respondent, flagged, set_aside, consent FROM note WHERE {where}"
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
        _CONSENTS[row[15]],
    )


def _members(connection: Connection, table: str, columns: str, ids: list[str] | None) -> _Members:
    """The rows of a membership table by note, in their order; ``None`` stands for every note."""
    marks = "" if ids is None else f" WHERE note IN ({', '.join('?' * len(ids))})"
    members: _Members = defaultdict(list)
    for row in connection.rows(
        f"SELECT note, {columns} FROM {table}{marks} ORDER BY note, position", ids or ()
    ):
        members[row[0]].append(row)
    return members


# ruff: noqa: A001


class NoteTags(TypedDict, total=False):
    """What a note may carry beside its text; what is left out is not given."""

    kind: Kind | None
    need_type: NeedType | None
    stage: StageId | None
    channel: ChannelId | None
    emotion: Emotion | None
    source: Source | None
    verbatim: bool
    left_over: str
    respondent: str
    flagged: bool
    set_aside: bool
    consent: Consent | None
    personas: Iterable[PersonaId]
    tags: Iterable[TagId]
    participants: Iterable[Attribution]


class NoteFields(NoteTags, total=False):
    """What of a note can be edited; sets are replaced as a whole."""

    text: str
    at: datetime
    session: SessionId


_UNSET: dict[str, object] = dict.fromkeys(TABLES["note"].columns[3:]) | {
    "verbatim": False,
    "left_over": "",
    "respondent": "",
    "flagged": False,
    "set_aside": False,
}


def all(reader: common.Reader) -> tuple[Note, ...]:
    """Every note, in the order of their time."""
    return tuple(load(reader.connection))


def files(reader: common.Reader) -> tuple[tuple[NoteId, str], ...]:
    """The notes that came from a file, each with a name for that file.

    A file that grew is one file: what was added to a session of it bears the same name.
    """
    rows = reader.connection.rows(
        "SELECT note.id, session, file FROM import_row JOIN note ON note.id = note ORDER BY note.id"
    )
    names: dict[str, str] = {}
    for _, session, file in rows:
        names[session] = min(file, names.get(session, file))
    return tuple((NoteId(note), names[session]) for note, session, _ in rows)


def remarks(reader: common.Reader) -> list[tuple[NoteId, str]]:
    """Every note that is evidence as its id and its text, in the order of their time: quick."""
    return reader.connection.rows(
        "SELECT id, text FROM note WHERE (kind IS NULL OR kind NOT IN ('memo', 'ask'))"
        " AND NOT set_aside"
        " ORDER BY at, id"
    )


def heard(reader: common.Reader, session: SessionId) -> set[ParticipantId]:
    """Everybody who stands on a note of a session, whatever their stance."""
    rows = reader.connection.rows(
        "SELECT DISTINCT participant FROM note_participant JOIN note ON note.id = note"
        " WHERE session = ?",
        (session,),
    )
    return {ParticipantId(one) for (one,) in rows}


def get(reader: common.Reader, note_id: NoteId) -> Note | None:
    """One note, or ``None``."""
    return next(iter(load(reader.connection, "note.id = ?", (note_id,))), None)


def last(reader: common.Reader, session: SessionId) -> Note | None:
    """The newest note of a session, by its time."""
    newest = load(reader.connection, "note.session = ?", (session,), limit=1, newest_first=True)
    return next(iter(newest), None)


def in_session(reader: common.Reader, session: SessionId) -> list[Note]:
    """The notes of a session, in the order of their time."""
    return load(reader.connection, "note.session = ?", (session,))


def these(reader: common.Reader, wanted: Iterable[NoteId]) -> list[Note]:
    """The notes of these ids that are there, in the order of their time: four queries in all."""
    return load(
        reader.connection,
        "note.id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(wanted)),),
    )


def neighbours(
    reader: common.Reader, note: Note, most: int
) -> tuple[tuple[Note, ...], tuple[Note, ...]]:
    """Up to ``most`` notes before and after one in its session, both in the order of their time."""
    here = (note.session, stamp(note.at), note.id)
    before = load(
        reader.connection,
        "note.session = ? AND (note.at, note.id) < (?, ?)",
        here,
        limit=most,
        newest_first=True,
    )
    after = load(
        reader.connection,
        "note.session = ? AND (note.at, note.id) > (?, ?)",
        here,
        limit=most,
    )
    return tuple(reversed(before)), tuple(after)


def still_there(reader: common.Reader, wanted: Iterable[NoteId]) -> tuple[NoteId, ...]:
    """Those of ``wanted`` that the project still holds, in their order; one query for all."""
    asked = tuple(wanted)
    there = log.read_many(reader.connection, "note", asked, ("id",))
    return tuple(note for note in asked if note in there)


def counts(reader: common.Reader) -> dict[str, int]:
    """How many notes each thing of each list is named by, by its id."""
    by_id: dict[str, int] = {}
    for table, column in (
        ("note", "stage"),
        ("note", "session"),
        ("note", "channel"),
        ("note_persona", "persona"),
        ("note_tag", "tag"),
        ("note_participant", "participant"),
    ):
        by_id |= reader.connection.rows(
            f"SELECT {column}, count(*) FROM {table} WHERE {column} IS NOT NULL GROUP BY {column}"
        )
    return by_id


def add(
    change: Change,
    *,
    session: SessionId,
    text: str,
    at: datetime | None = None,
    **tags: Unpack[NoteTags],
) -> Note:
    """Add a note; ``at`` is now unless given, and in UTC where it names no zone.

    An answer that says nothing is set aside: it is kept, and no evidence.

    Raises:
        UsageError: the text is blank.
    """
    text = _worth_keeping(text)
    values = _UNSET | {name: value for name, value in tags.items() if name in _UNSET}
    values["set_aside"] = bool(values["set_aside"]) or says_nothing(text)
    moment = stamp(at or now())
    note_id = NoteId(change.make("note", session=session, text=text, at=moment, **values))
    members: dict[str, list[dict[str, object]]] = {
        "note_persona": [
            {"persona": persona} for persona in dict.fromkeys(tags.get("personas", ()))
        ],
        "note_tag": [{"tag": tag} for tag in dict.fromkeys(tags.get("tags", ()))],
        "note_participant": [
            {"participant": participant, "stance": stance}
            for participant, stance in _one_stance(tags.get("participants", ())).items()
        ],
    }
    for table, rows in members.items():
        change.make_many(
            table, (row | {"note": note_id, "position": at} for at, row in enumerate(rows))
        )
    note = get(change, note_id)
    assert note is not None
    return note


def edit(change: Change, note_id: NoteId, **fields: Unpack[NoteFields]) -> bool:
    """Change a note; False where nothing is different.

    A word that was left over goes when the tag that it meant is given, unless ``left_over`` is
    given too.

    Raises:
        UsageError: the new text is blank.
    """
    sets = ("personas", "tags", "participants")
    values: dict[str, object] = {k: value for k, value in fields.items() if k not in sets}
    if "text" in fields:
        values["text"] = _worth_keeping(fields["text"])
    if "left_over" not in fields and (left := left_after(change, note_id, fields)) is not None:
        values["left_over"] = left
    if "text" in fields and "set_aside" not in fields:
        _count_words(change, note_id, values)
    if values.get("set_aside") or (fields.get("kind") or Kind.PAIN).is_mark:
        touchpoints.pass_code_on(change, note_id)
    changed = change.edit("note", note_id, **values)
    owner = ("note", note_id)
    if "personas" in fields:
        wanted = fields["personas"]
        changed |= common.sync_members(change, "note_persona", owner, "persona", wanted)
    if "tags" in fields:
        changed |= common.sync_members(change, "note_tag", owner, "tag", fields["tags"])
    if "participants" in fields:
        people = _one_stance(fields["participants"])
        consent.keep_where_nobody_speaks(change, note_id, people)
        gone = [f"{note_id}:{old}" for old in _people(change, note_id) if old not in people]
        change.remove_many("note_participant", gone)
        changed |= bool(gone)
        for participant, stance in people.items():
            changed |= attribute(change, note_id, participant, stance)
    return changed


def _count_words(change: Change, note_id: NoteId, values: dict[str, object]) -> None:
    """Set a note aside whose new text says nothing; let one count that said nothing till now."""
    row = log.read(change.connection, "note", note_id)
    nothing = says_nothing(str(values["text"]))
    if row is not None and nothing != says_nothing(str(row["text"])):
        values["set_aside"] = nothing


def left_after(change: Change, note_id: NoteId, fields: NoteFields) -> str | None:
    """What stays left over of a note that gets these fields; None where nothing was."""
    row = log.read(change.connection, "note", note_id)
    if row is None or not row["left_over"]:
        return None
    put = {name: value for name, value in fields.items() if name in row and value != row[name]}
    join = [
        (name, str(member))
        for name, table in (("persona", "note_persona"), ("tag", "note_tag"))
        for member in _joining(change, note_id, table, name, fields)
    ]
    return LeftOver(change).after(str(row["left_over"]), put, join)


def _joining(
    change: Change, note_id: NoteId, table: str, name: str, fields: NoteFields
) -> list[object]:
    """Those of the members that the fields give a note which it does not hold yet."""
    wanted = fields.get("personas", ()) if name == "persona" else fields.get("tags", ())
    held = common.positions(change, table, ("note", note_id), name)
    return [member for member in wanted if member not in held]


def attribute(
    change: Change, note_id: NoteId, participant_id: ParticipantId, stance: Stance = Stance.SAID
) -> bool:
    """Say how somebody stands to a note, in place of what was said before; False if the same."""
    held = _people(change, note_id)
    if participant_id in held:
        consent.keep_where_nobody_speaks(change, note_id, {participant_id: stance}, others=True)
        return change.edit("note_participant", f"{note_id}:{participant_id}", stance=stance)
    change.make(
        "note_participant",
        note=note_id,
        participant=participant_id,
        stance=stance,
        position=max(held.values(), default=-1) + 1,
    )
    return True


def remove(change: Change, note_id: NoteId) -> None:
    """Remove a note and all that hangs on it; a claim that it alone made goes with it."""
    from data.store import layouts  # for removing alone: logging, which is quick, loads none of it

    layouts.leave_before(change)
    touchpoints.forget_note(change, note_id)
    touchpoints.forget_links_of(change, note_id)
    for member in ("persona", "tag", "participant"):
        held = common.positions(change, f"note_{member}", ("note", note_id), member)
        change.remove_many(f"note_{member}", [f"{note_id}:{other}" for other in held])
    change.remove("note", note_id)


def _worth_keeping(text: str) -> str:
    if not text.strip():
        raise UsageError("A note needs some text: nothing was stored.")
    return clean(text)[0]


def _one_stance(people: Iterable[Attribution]) -> dict[ParticipantId, Stance]:
    return {person.participant: person.stance for person in people}


def _people(change: Change, note_id: str) -> dict[str, int]:
    return common.positions(change, "note_participant", ("note", note_id), "participant")


def nod(change: Change, note_id: NoteId, participant_id: ParticipantId, stance: Stance) -> bool:
    """Say that somebody agrees or disagrees; False where that tells nothing new.

    Whoever said the note agrees with it already: as one who agrees they would leave it without a
    speaker, and a note without one counts for somebody unnamed beside them.
    """
    said = change.connection.row(
        "SELECT 1 FROM note_participant WHERE note = ? AND participant = ? AND stance = ?",
        (note_id, participant_id, Stance.SAID.value),
    )
    if said is not None and stance is Stance.AGREES:
        return False
    return attribute(change, note_id, participant_id, stance)


def texts(reader: Reader) -> list[tuple[NoteId, str, bool]]:
    """Every note as its id, its text and whether that is word for word, in the order of time."""
    return [
        (NoteId(note), text, bool(verbatim))
        for note, text, verbatim in reader.connection.rows(
            "SELECT id, text, verbatim FROM note ORDER BY at, id"
        )
    ]


def decided_titles(reader: Reader) -> list[tuple[str, str, str, str]]:
    """The titles that people froze, as (table, id, the card's code, title): cards, then claims."""
    return reader.connection.rows(
        "SELECT 'touchpoint', id, code, title FROM touchpoint"
        " UNION ALL SELECT 'claim', claim.id, code, claim.title FROM claim"
        " JOIN touchpoint ON touchpoint.id = touchpoint ORDER BY 1 DESC, 3, 2"
    )


def voiced(reader: Reader) -> list[tuple[NoteId, str, str]]:
    """Every note that is not set aside as its id, its text and whose voice it is, by time.

    The voice is that of those who said it, else its respondent's, else ``session …``: nobody known.
    """
    return [
        (NoteId(note), text, voice)
        for note, text, voice in reader.connection.rows(
            "SELECT id, text, coalesce((SELECT group_concat(participant, ' ') FROM"
            "   (SELECT participant FROM note_participant"
            "     WHERE note = note.id AND stance = 'said' ORDER BY participant)),"
            "  CASE respondent WHEN '' THEN 'session ' || session"
            "    ELSE 'respondent ' || respondent END)"
            " FROM note WHERE NOT set_aside ORDER BY at, id"
        )
    ]


def record_rows(change: Change, file_hash: str, row_key: str, note_id: NoteId) -> None:
    """Remember that a row became a note; undo of the import forgets it again."""
    change.put("import_row", row_key=row_key, file=file_hash, note=note_id)


_SAID = (
    "SELECT coalesce(nullif(participant.name, ''), participant.code) FROM note_participant"
    " JOIN participant ON participant.id = participant WHERE note = note.id"
)
_KINDS_IN_ORDER = " ".join(f"WHEN '{kind.value}' THEN {place}" for place, kind in enumerate(Kind))
_KEYS = {
    Column.WHO: f"({_SAID} ORDER BY stance = 'said' DESC, position LIMIT 1) COLLATE NOCASE",
    Column.KIND: f"CASE note.kind {_KINDS_IN_ORDER} END",
    Column.EMOTION: "note.emotion",
    Column.STAGE: "(SELECT position FROM stage WHERE stage.id = note.stage)",
    Column.PERSONA: "(SELECT min(persona.position) FROM note_persona JOIN persona"
    " ON persona.id = persona WHERE note = note.id)",
    Column.SESSION: "(SELECT title FROM session WHERE session.id = note.session) COLLATE NOCASE",
    Column.CHANNEL: "(SELECT position FROM channel WHERE channel.id = note.channel)",
    Column.SOURCE: f"CASE {filters.WHOSE} WHEN 'customer' THEN 0 WHEN 'staff' THEN 1"
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
    ids = ids_in_order(reader, wanted, order, start, most)
    by_id = {note.id: note for note in these(reader, ids)}
    return [by_id[note_id] for note_id in ids]


def ids_in_order(
    reader: common.Reader,
    wanted: Condition,
    order: Order,
    start: int = 0,
    most: int | None = None,
) -> list[NoteId]:
    """The ids of the notes that fit, in order: as `page`."""
    where, parameters = _where(reader.connection, wanted)
    rows = reader.connection.rows(
        f"SELECT note.id FROM note{where} ORDER BY {_by(order)} LIMIT ? OFFSET ?",
        (*parameters, -1 if most is None else most, start),
    )
    return [NoteId(note) for (note,) in rows]


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
        (earlier,) = reader.connection.row(
            f"SELECT count(*) FROM note{joined} (note.at, note.id) {before} (?, ?)",
            (*parameters, *here),
        )
        return int(earlier)
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
    filters.prepare(connection)
    where, parameters = compiled(wanted)
    return f" WHERE ({where})", parameters
