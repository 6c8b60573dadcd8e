"""Putting one thing of a list in another's place wherever it is named: nothing doubled or lost."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from data.records import Consent, NoteId, Stance, strictest
from data.store import common, drafts
from data.store.lists import STORES, Link
from data.store.log import read
from data.store.schema import TABLES, quoted

if TYPE_CHECKING:
    from data.store.log import Change


_PROSE = frozenset({
    "description", "current_situation", "ideal_future", "outcomes", "traits", "prior_knowledge",
    "motivations", "question",
})  # fmt: skip
_KEPT = frozenset({"title", "name", "slug", "code", "position"})


def carriers(reader: common.Reader, noun: str, thing: str) -> list[NoteId]:
    """The notes that name a thing, in the order of their time."""
    link = _to_notes(noun)
    named = f"SELECT {link.owner or 'id'} FROM {link.table} WHERE {noun} = ?"
    return [
        NoteId(note)
        for (note,) in reader.connection.rows(
            f"SELECT id FROM note WHERE id IN ({named}) ORDER BY at, id", (thing,)
        )
    ]


def uses(reader: common.Reader, noun: str, thing: str) -> dict[str, int]:
    """How many rows of each table name a thing; tables without one are left out."""
    counts = {}
    for link in STORES[noun].links:
        (count,) = reader.connection.row(
            f"SELECT count(*) FROM {link.table} WHERE {noun} = ?", (thing,)
        )
        if count:
            counts[link.table] = count
    return counts


def both(reader: common.Reader, noun: str, thing: str, other: str) -> int:
    """How many notes hold both of two things."""
    link = _to_notes(noun)
    if not link.owner:
        return 0
    (count,) = reader.connection.row(
        f"SELECT count(*) FROM {link.table} AS mine JOIN {link.table} AS theirs USING (note)"
        f" WHERE mine.{noun} = ? AND theirs.{noun} = ?",
        (thing, other),
    )
    return int(count)


def release(change: Change, noun: str, thing: str) -> list[NoteId]:
    """Take a thing from every note that names it; gives these, in the order of their time."""
    link, notes = _to_notes(noun), carriers(change, noun, thing)
    if link.owner:
        change.remove_many(link.table, (f"{note}:{thing}" for note in notes))
    else:
        change.edit_many("note", ((note, noun, None) for note in notes))
    return notes


def _to_notes(noun: str) -> Link:
    """How notes name the things of a list."""
    return next(one for one in STORES[noun].links if "note" in (one.table, one.owner))


def stances(reader: common.Reader, person: str, other: str) -> list[tuple[Stance, Stance]]:
    """How two participants stand to each note that both stand on."""
    return [
        (Stance(mine), Stance(theirs))
        for mine, theirs in reader.connection.rows(
            "SELECT mine.stance, theirs.stance FROM note_participant AS mine"
            " JOIN note_participant AS theirs USING (note)"
            " WHERE mine.participant = ? AND theirs.participant = ?",
            (person, other),
        )
    ]


def united(one: Stance, other: Stance) -> Stance:
    """The stance of somebody who was two: who said a note said it, and a doubt outweighs a nod."""
    for stance in (Stance.SAID, Stance.DISAGREES):
        if stance in (one, other):
            return stance
    return Stance.AGREES


def merge(change: Change, noun: str, gone: str, kept: str) -> None:
    """Let ``kept`` stand wherever ``gone`` is named, know what ``gone`` knows, and remove ``gone``.

    A set that holds both holds ``kept`` once.  Texts of both are kept, and examples united; of two
    consents the stricter holds; of the rest ``kept`` takes what it has none of.

    Raises:
        UnknownName: one of them is not there.
    """
    _unite(change, noun, gone, kept)
    for link in STORES[noun].links:
        if not link.owner:
            rows = change.connection.rows(f"SELECT id FROM {link.table} WHERE {noun} = ?", (gone,))
            change.edit_many(link.table, ((row, noun, kept) for (row,) in rows))
    if STORES[noun].drafted:
        named = [
            card
            for card in drafts.load_cards(change.connection, held=False)
            if getattr(card, noun) == gone
        ]
        if named:
            follow: dict[str, Any] = {noun: kept}
            drafts.revise(change, named, [replace(card, **follow) for card in named])
    for link in STORES[noun].links:
        if link.owner:
            _substitute(change, link, noun, gone, kept)
    STORES[noun].remove(change, gone)


def move(change: Change, noun: str, old: str, new: str, among: Iterable[NoteId]) -> list[NoteId]:
    """Put ``new`` in the place of ``old`` on those of some notes that have it; gives these."""
    wanted = set(among)
    moved = [note for note in carriers(change, noun, old) if note in wanted]
    link = _to_notes(noun)
    if link.owner:
        _substitute(change, link, noun, old, new, moved)
    else:
        change.edit_many("note", ((note, noun, new) for note in moved))
    return moved


def _unite(change: Change, noun: str, gone: str, kept: str) -> None:
    """Let one row know what another knows."""
    theirs, ours = read(change.connection, noun, gone), read(change.connection, noun, kept)
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
            values[name] = strictest((Consent(str(own)), Consent(str(value))))
        elif name in _PROSE:
            values[name] = _both_texts(str(own), str(value))
    change.edit(noun, kept, **values)


def _both_texts(own: str, other: str) -> str:
    if other in own:
        return own
    if own in other:
        return other
    return f"{own}{' ' if own.endswith(('.', '!', '?', '…')) else '; '}{other}"


def _substitute(
    change: Change,
    link: Link,
    member: str,
    old: str,
    new: str,
    owners: Sequence[str] | None = None,
) -> None:
    """Put one member in another's place, at its place in the order, in all sets or in some."""
    table, owner = link.table, link.owner
    columns = [owner, member, *TABLES[table].columns]
    some = "" if owners is None else f" AND {owner} IN (SELECT value FROM json_each(?))"
    asked: tuple[str, ...] = (old,) if owners is None else (old, json.dumps(list(owners)))
    rows = [
        dict(zip(columns, row, strict=True))
        for row in change.connection.rows(
            f"SELECT {quoted(columns)} FROM {table} WHERE {member} = ?{some} ORDER BY {owner}",
            asked,
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
                (f"{row[owner]}:{new}", "stance", united(Stance(held), Stance(row["stance"])))
                for row in rows
                if (held := there.get(row[owner])) is not None
            ),
        )
    # The table of a set has its owner first.
    change.remove_many(table, (f"{row[owner]}:{old}" for row in rows))
    change.make_many(table, (row | {member: new} for row in rows if row[owner] not in there))
