"""Putting one thing of a list in another's place wherever it is named: nothing doubled or lost."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from data.records import Consent, NoteId, Stance
from data.store import channels, common, drafts, participants, personas, stages, tags
from data.store.log import read

if TYPE_CHECKING:
    from data.store.log import Change


@dataclass(frozen=True, slots=True)
class Links:
    """Where rows name a thing: in ``columns`` of theirs, or as ``members`` of a set.

    Both are (table, the column of a member's owner or the table's key).  ``drafted`` is True where
    draft touchpoints name it too.
    """

    columns: tuple[str, ...] = ()
    members: tuple[tuple[str, str], ...] = ()
    drafted: bool = False


LINKS = {
    "stage": Links(("note", "touchpoint"), (("journey_stage", "journey"),), drafted=True),
    "persona": Links(("participant", "journey"), (("note_persona", "note"),)),
    "channel": Links(("note", "touchpoint"), drafted=True),
    "tag": Links((), (("note_tag", "note"),)),
    "participant": Links((), (("note_participant", "note"), ("session_participant", "session"))),
}
"""The lists whose things can be merged, by their tables, and who names such a thing."""

_REMOVE: dict[str, Any] = {
    "stage": stages.remove,
    "persona": personas.remove,
    "channel": channels.remove,
    "tag": tags.remove,
    "participant": participants.remove,
}
_PROSE = frozenset({
    "description", "current_situation", "ideal_future", "outcomes", "traits", "prior_knowledge",
    "motivations", "question",
})  # fmt: skip
_KEPT = frozenset({"title", "name", "slug", "code", "position"})


def carriers(reader: common.Reader, what: str, thing: str) -> list[NoteId]:
    """The notes that name a thing, in the order of their time."""
    if "note" in LINKS[what].columns:
        named = f"SELECT id FROM note WHERE {what} = ? ORDER BY at, id"
    else:
        named = (
            f"SELECT note.id FROM note_{what} JOIN note ON note.id = note WHERE {what} = ?"
            " ORDER BY at, note.id"
        )
    return [NoteId(one) for (one,) in reader.connection.rows(named, (thing,))]


def uses(reader: common.Reader, what: str, thing: str) -> dict[str, int]:
    """How many rows of each table name a thing; tables without one are left out."""
    tables = [*LINKS[what].columns, *(table for table, _ in LINKS[what].members)]
    found = {}
    for table in tables:
        (count,) = reader.connection.row(f"SELECT count(*) FROM {table} WHERE {what} = ?", (thing,))
        if count:
            found[table] = count
    return found


def both(reader: common.Reader, what: str, one: str, other: str) -> dict[str, int]:
    """How many sets hold both of two things, by the table of the set."""
    found = {}
    for table, owner in LINKS[what].members:
        (count,) = reader.connection.row(
            f"SELECT count(*) FROM {table} AS mine JOIN {table} AS theirs USING ({owner})"
            f" WHERE mine.{what} = ? AND theirs.{what} = ?",
            (one, other),
        )
        if count:
            found[table] = count
    return found


def stances(reader: common.Reader, one: str, other: str) -> list[tuple[Stance, Stance]]:
    """How two participants stand to each note that both stand on."""
    return [
        (Stance(mine), Stance(theirs))
        for mine, theirs in reader.connection.rows(
            "SELECT mine.stance, theirs.stance FROM note_participant AS mine"
            " JOIN note_participant AS theirs USING (note)"
            " WHERE mine.participant = ? AND theirs.participant = ?",
            (one, other),
        )
    ]


def united(one: Stance, other: Stance) -> Stance:
    """The stance of somebody who was two: who said a note said it, and a doubt outweighs a nod."""
    for stance in (Stance.SAID, Stance.DISAGREES):
        if stance in (one, other):
            return stance
    return Stance.AGREES


def strictest(one: Consent, other: Consent) -> Consent:
    """What both of two consents allow."""
    return max(one, other, key=list(Consent).index)


def merge(change: Change, what: str, gone: str, kept: str) -> None:
    """Let ``kept`` stand wherever ``gone`` is named, know what ``gone`` knows, and remove ``gone``.

    A set that holds both holds ``kept`` once.  Texts of both are kept, and examples united; of two
    consents the stricter holds; of the rest ``kept`` takes what it has none of.

    Raises:
        UnknownName: one of them is not there.
    """
    _unite(change, what, gone, kept)
    for table in LINKS[what].columns:
        rows = change.connection.rows(f"SELECT id FROM {table} WHERE {what} = ?", (gone,))
        change.edit_many(table, ((row, what, kept) for (row,) in rows))
    if LINKS[what].drafted:
        named = [
            card
            for card in drafts.load_cards(change.connection, held=False)
            if getattr(card, what) == gone
        ]
        if named:
            follow: dict[str, Any] = {what: kept}
            drafts.revise(change, named, [replace(card, **follow) for card in named])
    for table, owner in LINKS[what].members:
        _substitute(change, table, owner, what, gone, kept)
    _REMOVE[what](change, gone)


def move(change: Change, what: str, old: str, new: str, among: Iterable[NoteId]) -> list[NoteId]:
    """Put ``new`` in the place of ``old`` on those of some notes that have it; gives these."""
    wanted = set(among)
    moved = [note for note in carriers(change, what, old) if note in wanted]
    if "note" in LINKS[what].columns:
        change.edit_many("note", ((note, what, new) for note in moved))
    else:
        _substitute(change, f"note_{what}", "note", what, old, new, moved)
    return moved


def _unite(change: Change, what: str, gone: str, kept: str) -> None:
    """Let one row know what another knows."""
    theirs, ours = read(change.connection, what, gone), read(change.connection, what, kept)
    values: dict[str, object] = {}
    for name, value in (theirs or {}).items():
        own = (ours or {}).get(name)
        if name in _KEPT or name == "id" or value in (None, "", own):
            continue
        if name == "examples":
            values[name] = tuple(dict.fromkeys([*json.loads(str(own)), *json.loads(str(value))]))
        elif own in (None, ""):
            values[name] = value
        elif name == "consent":
            values[name] = strictest(Consent(str(own)), Consent(str(value)))
        elif name in _PROSE:
            values[name] = _both_texts(str(own), str(value))
    change.edit(what, kept, **values)


def _both_texts(own: str, other: str) -> str:
    if other in own:
        return own
    if own in other:
        return other
    return f"{own}{' ' if own.endswith(('.', '!', '?', '…')) else '; '}{other}"


def _substitute(
    change: Change,
    table: str,
    owner: str,
    member: str,
    old: str,
    new: str,
    owners: Sequence[str] | None = None,
) -> None:
    """Put one member in another's place, at its place in the order, in all sets or in some."""
    columns = [owner, member, *(name for name in _extra(table))]
    names = ", ".join(f'"{name}"' for name in columns)
    some = "" if owners is None else f" AND {owner} IN (SELECT value FROM json_each(?))"
    asked: tuple[str, ...] = (old,) if owners is None else (old, json.dumps(list(owners)))
    rows = [
        dict(zip(columns, row, strict=True))
        for row in change.connection.rows(
            f"SELECT {names} FROM {table} WHERE {member} = ?{some} ORDER BY {owner}", asked
        )
    ]
    there = dict(
        change.connection.rows(
            f"SELECT {owner}, {'stance' if 'stance' in columns else 'NULL'} FROM {table}"
            f" WHERE {member} = ?",
            (new,),
        )
    )
    if "stance" in columns:
        change.edit_many(
            table,
            (
                (
                    _key(table, row[owner], new),
                    "stance",
                    united(Stance(held), Stance(row["stance"])),
                )
                for row in rows
                if (held := there.get(row[owner])) is not None
            ),
        )
    change.remove_many(table, (_key(table, row[owner], old) for row in rows))
    change.make_many(table, (row | {member: new} for row in rows if row[owner] not in there))


def _extra(table: str) -> tuple[str, ...]:
    from data.store.schema import TABLES

    return TABLES[table].columns


def _key(table: str, owner: str, member: str) -> str:
    del table  # every set has its owner first
    return f"{owner}:{member}"
