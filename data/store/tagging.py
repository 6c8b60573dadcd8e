"""Tags on many notes at once: what each loses and gains, and which tags were used last."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from data.records import Emotion, Kind, NoteId, PersonaId, StageId
from data.store import log, undo
from data.store.leftover import LeftOver
from data.store.log import MADE
from data.store.schema import Value, plain
from data.vocabulary import LISTS, OFFERED

if TYPE_CHECKING:
    from data.store.common import Reader
    from data.store.log import Change

Step = Callable[[int], None]

MEMBERS = {one.name: f"note_{one.name}" for one in LISTS.values() if one.several}
"""The lists of which a note may carry any number, and the tables that say so."""


@dataclass(frozen=True, slots=True)
class Retag:
    """What is to become of the tags of some notes; what is not named stays.

    Attributes:
        put: columns of a note and what they are to hold; None takes it away.
        feel: steps up or down the scale of emotion.
        turn: ``verbatim``, ``flagged`` or ``set_aside``: set it, or take it away where all have it.
        give: members to add, each the name of its list (``persona``, ``tag``) and an id.
        take: members to take away.
        only: lists that are to hold exactly these.
        new: free tags to add by their names: whoever plans finds or makes them first.
    """

    put: tuple[tuple[str, object], ...] = ()
    feel: int = 0
    turn: str = ""
    give: tuple[tuple[str, str], ...] = ()
    take: tuple[tuple[str, str], ...] = ()
    only: tuple[tuple[str, tuple[str, ...]], ...] = ()
    new: tuple[str, ...] = ()

    @property
    def lists(self) -> tuple[str, ...]:
        """The lists of members that it touches."""
        named = [one for one, _ in (*self.give, *self.take)] + [one for one, _ in self.only]
        return tuple(dict.fromkeys(named))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of a note that it touches."""
        names = [name for name, _ in self.put]
        if "kind" in names or "need_type" in names:
            names += ["kind", "need_type"]
        names += ["emotion"] if self.feel else []
        names += [self.turn] if self.turn else []
        return tuple(dict.fromkeys(names))


@dataclass(frozen=True, slots=True)
class Plan:
    """What a retag would write.

    ``before`` tells how the notes that change stand now, by column or list: a value, or the ids of
    the members.  ``turned`` is what a mark that is turned would become.
    """

    notes: tuple[NoteId, ...]
    changing: tuple[NoteId, ...]
    edits: tuple[log.Edit, ...]
    gone: tuple[tuple[str, str], ...]
    new: tuple[tuple[str, dict[str, object]], ...]
    before: Mapping[str, Mapping[NoteId, Value | tuple[str, ...]]]
    turned: bool = True


def stepped(emotion: int | None, by: int) -> int | None:
    """An emotion some steps further; none begins beside the middle, below the least is none."""
    if emotion is None:
        return None if not by else int(Emotion.HIGH if by > 0 else Emotion.LOW)
    further = emotion + by
    return None if further < min(Emotion) else min(further, int(max(Emotion)))


def plan(reader: Reader, ids: Sequence[NoteId], wanted: Retag) -> Plan:
    """Work out what a retag of these notes would write; ids that are not there are left out."""
    columns = wanted.columns
    rows = log.read_many(reader.connection, "note", ids, ("id", "left_over", *columns))
    there = tuple(note for note in dict.fromkeys(ids) if note in rows)
    turned = not all(rows[note][wanted.turn] for note in there) if wanted.turn else True
    put = {name: plain(value) for name, value in wanted.put}
    edits: list[log.Edit] = []
    changing: dict[NoteId, None] = {}
    joined: dict[NoteId, list[tuple[str, str]]] = {}
    for note in there:
        for name, value in _values(rows[note], put, wanted, turned=turned).items():
            if value != rows[note][name]:
                edits.append((note, name, value))
                changing[note] = None
    before: dict[str, dict[NoteId, Value | tuple[str, ...]]] = {}
    gone: list[tuple[str, str]] = []
    new: list[tuple[str, dict[str, object]]] = []
    for name in wanted.lists:
        held = _held(reader, name, there)
        before[name] = {note: tuple(held[note]) for note in there}
        for note in there:
            leave, join = _members(tuple(held[note]), name, wanted)
            if leave or join:
                changing[note] = None
            if join:
                joined.setdefault(note, []).extend((name, member) for member in join)
            gone += [(MEMBERS[name], f"{note}:{member}") for member in leave]
            last = max(held[note].values(), default=-1)
            new += [
                (MEMBERS[name], {"note": note, name: member, "position": last + place})
                for place, member in enumerate(join, 1)
            ]
    for name in columns:
        before[name] = {note: rows[note][name] for note in there}
    edits += _left_over(reader, rows, edits, joined)
    changes = tuple(note for note in there if note in changing)
    return Plan(there, changes, tuple(edits), tuple(gone), tuple(new), before, turned)


def _left_over(
    reader: Reader,
    rows: Mapping[str, Mapping[str, Value]],
    edits: Sequence[log.Edit],
    joined: Mapping[NoteId, Sequence[tuple[str, str]]],
) -> list[log.Edit]:
    """What changes of the words left over: those go whose tag is given now."""
    words = LeftOver(reader)
    put: dict[str, dict[str, object]] = {note: {} for note in joined}
    for note, name, value in edits:
        put.setdefault(note, {})[name] = value
    told: list[log.Edit] = []
    for note, columns in put.items():
        before = str(rows[note]["left_over"])
        if (
            before
            and (after := words.after(before, columns, joined.get(NoteId(note), ()))) != before
        ):
            told.append((note, "left_over", after))
    return told


def write(change: Change, planned: Plan, step: Step | None = None) -> None:
    """Write what was planned in the same transaction; ``step`` is told of rows as they are done."""
    done = 0

    def tell(count: int) -> None:
        if step is not None:
            step(done + count)

    change.edit_many("note", planned.edits, tell, seen=True)
    done = len(planned.edits)
    for table in MEMBERS.values():
        leave = [key for name, key in planned.gone if name == table]
        join = [row for name, row in planned.new if name == table]
        change.remove_many(table, leave, tell)
        done += len(leave)
        change.make_many(table, join, tell)
        done += len(join)


def _values(
    row: Mapping[str, Value], put: Mapping[str, Value], wanted: Retag, *, turned: bool
) -> dict[str, Value]:
    """What the columns of one note are to hold."""
    values = dict(put)
    kind = values.get("kind", row.get("kind"))
    if "need_type" in values and values["need_type"] is not None and "kind" not in values:
        values["kind"] = kind = Kind.NEED.value
    if "kind" in values and "need_type" not in put and kind != row["kind"]:
        values["need_type"] = None  # a need's type goes with the kind
    if wanted.feel:
        emotion = row["emotion"]
        values["emotion"] = stepped(None if emotion is None else int(emotion), wanted.feel)
    if wanted.turn:
        values[wanted.turn] = int(turned)
    return values


def _members(held: tuple[str, ...], name: str, wanted: Retag) -> tuple[list[str], list[str]]:
    """Who of one list is to leave a note, and who is to join it."""
    keep = dict(reversed(wanted.only)).get(name, held)
    keep = tuple(member for member in keep if (name, member) not in wanted.take)
    keep += tuple(member for list_, member in wanted.give if list_ == name)
    leave = [member for member in held if member not in keep]
    return leave, [member for member in dict.fromkeys(keep) if member not in held]


def _held(reader: Reader, name: str, ids: Sequence[NoteId]) -> dict[NoteId, dict[str, int]]:
    """The members of one list on each note, and their positions, in order."""
    members: dict[NoteId, dict[str, int]] = {note_id: {} for note_id in ids}
    for note, member, position in reader.connection.rows(
        f"SELECT note, {name}, position FROM {MEMBERS[name]}"
        " WHERE note IN (SELECT value FROM json_each(?)) ORDER BY note, position",
        (json.dumps(list(ids)),),
    ):
        members[note][member] = position
    return members


@dataclass(frozen=True, slots=True)
class TagMaps:
    """The tags of every note that is evidence.

    Attributes:
        stage: each note's stage, None where it has none.
        kindless: those without a kind.
        persona: the first persona of those that have one.
        speaker: the persona of whoever said it, where a participant has one.
    """

    stage: dict[NoteId, StageId | None]
    kindless: frozenset[NoteId]
    persona: dict[NoteId, PersonaId]
    speaker: dict[NoteId, PersonaId]


def tagged(reader: Reader) -> TagMaps:
    """Read them: three queries, whatever the number of notes."""
    rows = reader.connection.rows(
        "SELECT id, stage, kind IS NULL FROM note WHERE kind IS NULL OR kind NOT IN ('memo', 'ask')"
    )
    stage = {NoteId(row[0]): row[1] for row in rows}
    personas = reader.connection.rows(
        "SELECT note, persona FROM note_persona ORDER BY position DESC"  # the first one stays
    )
    spoken = reader.connection.rows(
        "SELECT note, persona FROM note_participant"
        " JOIN participant ON participant.id = participant WHERE stance = 'said'"
        " AND persona IS NOT NULL ORDER BY position DESC"
    )
    return TagMaps(
        stage,
        frozenset(NoteId(row[0]) for row in rows if row[2]),
        {NoteId(note): one for note, one in personas if note in stage},
        {NoteId(note): one for note, one in spoken if note in stage},
    )


def tag_counts(reader: Reader) -> dict[tuple[str, str], int]:
    """How many notes carry each tag, by its list (``stage``, ``persona``, …) and id."""
    counts: dict[tuple[str, str], int] = {}
    for name in _TAGS:
        table = MEMBERS.get(name, "note")
        rows = reader.connection.rows(
            f"SELECT {name}, count(*) FROM {table} WHERE {name} IS NOT NULL GROUP BY {name}"
        )
        counts |= {(name, str(tag)): count for tag, count in rows}
    return counts


_FARTHEST = 300  # operations that are looked back: what is older is not recent
_OF_EACH = 40  # records of one operation that are read: ten thousand notes put at one stage say so
_TAGS = tuple(one.name for one in OFFERED)
_COLUMNS = tuple(name for name in _TAGS if name not in MEMBERS)


def recent(reader: Reader, most: int) -> list[tuple[str, str]]:
    """The tags that were used last, newest first: each a list's name and an id (a kind's word).

    What was taken back does not count.  A tag may have been removed since.
    """
    tags: dict[tuple[str, str], None] = {}
    for op in _standing(reader):
        for used in _used(reader, op):
            tags.setdefault(used)
        if len(tags) >= most:
            break
    return list(tags)[:most]


def _standing(reader: Reader) -> Iterator[str]:
    """The newest operations that are neither undo nor redo, and not taken back."""
    for op in islice(undo.newest_first(reader.connection), _FARTHEST):
        if not undo.is_undone(reader.connection, op) and undo.marked(reader.connection, op) is None:
            yield op


def _used(reader: Reader, op: str) -> Iterator[tuple[str, str]]:
    """What one operation gave to notes."""
    for entity, field, value in reader.connection.rows(
        "SELECT entity, field, value FROM change WHERE op = ? ORDER BY rowid LIMIT ?",
        (op, _OF_EACH),
    ):
        if entity == "note" and field in _COLUMNS:
            values = {field: json.loads(value)}
        elif field == MADE and entity in ("note", "note_persona", "note_tag"):
            values = json.loads(value)
        else:
            continue
        for name in _TAGS:
            if values.get(name) is not None and (entity == "note") == (name in _COLUMNS):
                yield name, str(values[name])
