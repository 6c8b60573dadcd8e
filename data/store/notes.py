"""The notes: remarks, with their tags and with who said them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TypedDict, Unpack

from data.errors import UsageError
from data.records import (
    Attribution,
    ChannelId,
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
from data.store import common, links, touchpoints
from data.store.finding import NoteFilter, conditions, load
from data.store.tables import now, stamp
from data.text import clean

if TYPE_CHECKING:
    from data.store.change import Change

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
    personas: Iterable[PersonaId]
    tags: Iterable[TagId]
    participants: Iterable[Attribution]


class NoteFields(NoteTags, total=False):
    """What of a note can be edited; sets are replaced as a whole."""

    text: str
    at: datetime
    session: SessionId


_COLUMNS = (
    "kind",
    "need_type",
    "stage",
    "channel",
    "emotion",
    "source",
    "verbatim",
    "left_over",
    "respondent",
    "flagged",
    "set_aside",
)
_UNSET: dict[str, object] = dict.fromkeys(_COLUMNS) | {
    "verbatim": False,
    "left_over": "",
    "respondent": "",
    "flagged": False,
    "set_aside": False,
}


def all(reader: common.Reader) -> tuple[Note, ...]:
    """Every note, in the order of their time."""
    return tuple(load(reader.connection))


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
    found = load(reader.connection, "note.session = ?", (session,), limit=1, newest_first=True)
    return found[0] if found else None


def find(reader: common.Reader, wanted: NoteFilter) -> list[Note]:
    """The notes that fit, by their time; see `NoteFilter`."""
    where, parameters = conditions(wanted)
    return load(
        reader.connection,
        where,
        parameters,
        limit=wanted.limit,
        newest_first=wanted.newest_first,
    )


def ids(reader: common.Reader, wanted: NoteFilter) -> list[NoteId]:
    """The ids of all notes that fit, by their time, however many."""
    where, parameters = conditions(wanted)
    return [
        NoteId(row)
        for (row,) in reader.connection.rows(
            f"SELECT id FROM note WHERE {where} ORDER BY note.at, note.id", parameters
        )
    ]


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
    there = {
        row
        for (row,) in reader.connection.rows(
            "SELECT id FROM note WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(asked),),
        )
    }
    return tuple(one for one in asked if one in there)


def counts(reader: common.Reader) -> dict[str, int]:
    """How many notes each thing of each list is named by, by its id."""
    found: dict[str, int] = {}
    for table, column in (
        ("note", "stage"),
        ("note", "session"),
        ("note", "channel"),
        ("note_persona", "persona"),
        ("note_tag", "tag"),
        ("note_participant", "participant"),
    ):
        found.update(
            reader.connection.rows(
                f"SELECT {column}, count(*) FROM {table} WHERE {column} IS NOT NULL"
                f" GROUP BY {column}"
            )
        )
    return found


def add(
    change: Change,
    *,
    session: SessionId,
    text: str,
    at: datetime | None = None,
    **tags: Unpack[NoteTags],
) -> Note:
    """Add a note; ``at`` is now unless given, and in UTC where it names no zone.

    Raises:
        UsageError: the text is blank.
    """
    text = _worth_keeping(text)
    values = _UNSET | {name: value for name, value in tags.items() if name in _COLUMNS}
    moment = stamp(at or now())
    note_id = NoteId(change.make("note", session=session, text=text, at=moment, **values))
    personas = tuple(dict.fromkeys(tags.get("personas", ())))
    free = tuple(dict.fromkeys(tags.get("tags", ())))
    people = _one_stance(tags.get("participants", ()))
    for place, persona in enumerate(personas):
        change.make("note_persona", note=note_id, persona=persona, position=place)
    for place, tag in enumerate(free):
        change.make("note_tag", note=note_id, tag=tag, position=place)
    for place, (participant, stance) in enumerate(people.items()):
        change.make(
            "note_participant",
            note=note_id,
            participant=participant,
            stance=stance,
            position=place,
        )
    note = get(change, note_id)
    assert note is not None
    return note


def edit(change: Change, note_id: NoteId, **fields: Unpack[NoteFields]) -> bool:
    """Change a note; False where nothing is different.

    Raises:
        UsageError: the new text is blank.
    """
    values: dict[str, object] = {
        name: value
        for name, value in fields.items()
        if name not in ("personas", "tags", "participants")
    }
    if "text" in fields:
        values["text"] = _worth_keeping(fields["text"])
    changed = change.edit("note", note_id, **values)
    owner = ("note", note_id)
    if "personas" in fields:
        wanted = fields["personas"]
        changed |= common.sync_members(change, "note_persona", owner, "persona", wanted)
    if "tags" in fields:
        changed |= common.sync_members(change, "note_tag", owner, "tag", fields["tags"])
    if "participants" in fields:
        people = _one_stance(fields["participants"])
        for participant in _stances(change, note_id).keys() - people.keys():
            changed |= unattribute(change, note_id, participant)
        for participant, stance in people.items():
            changed |= attribute(change, note_id, participant, stance)
    return changed


def attribute(
    change: Change, note_id: NoteId, participant_id: ParticipantId, stance: Stance = Stance.SAID
) -> bool:
    """Say how somebody stands to a note, in place of what was said before; False if the same."""
    held = _stances(change, note_id)
    if participant_id in held:
        return change.edit("note_participant", f"{note_id}:{participant_id}", stance=stance)
    change.make(
        "note_participant",
        note=note_id,
        participant=participant_id,
        stance=stance,
        position=max(held.values(), default=-1) + 1,
    )
    return True


def unattribute(change: Change, note_id: NoteId, participant_id: ParticipantId) -> bool:
    """Take somebody from a note; False where they do not stand on it."""
    if participant_id not in _stances(change, note_id):
        return False
    change.remove("note_participant", f"{note_id}:{participant_id}")
    return True


def remove(change: Change, note_id: NoteId) -> None:
    """Remove a note and all that hangs on it; a point that it alone made goes with it."""
    touchpoints.forget_note(change, note_id)
    links.forget_note(change, note_id)
    for table, member in (
        ("note_persona", "persona"),
        ("note_tag", "tag"),
        ("note_participant", "participant"),
    ):
        for (other,) in change.connection.rows(
            f"SELECT {member} FROM {table} WHERE note = ?", (note_id,)
        ):
            change.remove(table, f"{note_id}:{other}")
    change.remove("note", note_id)


def _worth_keeping(text: str) -> str:
    if not text.strip():
        raise UsageError("A note needs some text: nothing was stored.")
    return clean(text)[0]


def _one_stance(people: Iterable[Attribution]) -> dict[ParticipantId, Stance]:
    return {person.participant: person.stance for person in people}


def _stances(reader: common.Reader, note_id: str) -> dict[ParticipantId, int]:
    """The participants of a note and their positions."""
    return dict(
        reader.connection.rows(
            "SELECT participant, position FROM note_participant WHERE note = ?", (note_id,)
        )
    )


__all__: Sequence[str] = (
    "NoteFields",
    "NoteFilter",
    "NoteTags",
    "add",
    "all",
    "attribute",
    "counts",
    "edit",
    "find",
    "get",
    "heard",
    "ids",
    "last",
    "neighbours",
    "remarks",
    "remove",
    "still_there",
    "these",
    "unattribute",
)
