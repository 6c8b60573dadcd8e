"""What hangs on a note beside its tags: places on claims and cards, links and bearings.

They are shared with the parts of a note that is split, and handed over to the note that others are
joined into.  Drafts follow, and are remembered, so that undo gives them back.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from data.records import Bearing, EvidenceStance, Link, LinkKind, LinkLevel, NoteId, Touchpoint
from data.store import bearings, common, drafts, layouts, touchpoints
from data.store.log import read
from data.store.schema import TABLES

if TYPE_CHECKING:
    from data.store.log import Change

_OWNERS = ("claim", "touchpoint")
_AGAINST = EvidenceStance.AGAINST.value


@dataclass(frozen=True, slots=True)
class Place:
    """A note on a claim that somebody froze; ``alone`` where the claim rests on that note only."""

    claim: str
    title: str
    card: str
    code: str
    alone: bool


def places(reader: common.Reader, notes: Sequence[NoteId]) -> dict[NoteId, Place]:
    """The held claims that notes are on."""
    by_note = {}
    for note in notes:
        row = reader.connection.row(
            "SELECT claim.id, claim.title, touchpoint.id, code,"
            " (SELECT count(*) FROM claim_evidence AS mates WHERE mates.claim = claim.id) = 1"
            " FROM claim_evidence JOIN claim ON claim.id = claim"
            " JOIN touchpoint ON touchpoint.id = touchpoint WHERE note = ?",
            (note,),
        )
        if row is not None:
            by_note[note] = Place(row[0], row[1], row[2], row[3], bool(row[4]))
    return by_note


def told_apart(reader: common.Reader, notes: Sequence[NoteId]) -> bool:
    """True where somebody decided that two of these never belong together."""
    wanted = json.dumps(list(notes))
    return (
        reader.connection.row(
            "SELECT 1 FROM link WHERE kind = ?2 AND first IN (SELECT value FROM json_each(?1))"
            " AND second IN (SELECT value FROM json_each(?1)) LIMIT 1",
            (wanted, LinkKind.APART.value),
        )
        is not None
    )


def bear_on_each_other(reader: common.Reader, notes: Sequence[NoteId]) -> bool:
    """True where somebody put one of these for or against another."""
    some = set(notes)
    return any({said.note, said.target} <= some for said in bearings.all(reader))


def share(change: Change, note: NoteId, parts: Sequence[NoteId]) -> None:
    """Put the parts of a note wherever the note is, for or against as it is, held or draft.

    What it belongs together with, or never does, holds for the parts too, and so does what it was
    put for or against, and what was put for or against it.
    """
    for owner in _OWNERS:
        change.make_many(
            f"{owner}_evidence",
            (row | {"note": part} for row in _rows(change, owner, note) for part in parts),
        )
    before = _drafts_with(change, [note])
    for owner in _OWNERS:
        names = ", ".join((owner, *TABLES[f"{owner}_evidence"].columns))
        change.connection.executemany(
            f"INSERT INTO draft_{owner}_evidence (note, {names})"
            f" SELECT ?, {names} FROM draft_{owner}_evidence WHERE note = ?",
            [(part, note) for part in parts],
        )
    _remember(change, before)
    for other, kind, level in _links(change, note):
        for part in parts:
            touchpoints.put_link(change, Link.between(part, other, kind, level))
    for said in bearings.concerning(change, note):
        for part in parts:
            bearings.put(change, _moved(said, note, part))


def hand_over(change: Change, gone: Sequence[NoteId], kept: NoteId) -> None:
    """Put one note wherever the others are; they are to be removed next.

    A note is on one claim only: where another is on a different one, ``kept`` goes on that one's
    card instead.  Somebody for and against is against.  A link that ``kept`` has itself stays.
    What they were put for or against, and what was put for or against them, is ``kept``'s then.
    """
    layouts.leave_before(change)
    before = _drafts_with(change, (kept, *gone))
    for note in gone:
        touchpoints.pass_code_on(change, note, but=gone)
    for note in gone:
        _hand_over_claim(change, note, kept)
        for row in _rows(change, "touchpoint", note):
            _attach(change, row | {"note": kept})
        _hand_over_links(change, note, kept, gone)
        _hand_over_bearings(change, note, kept, gone)
    _hand_over_draft(change, gone, kept)
    _remember(change, before)


def _rows(change: Change, owner: str, note: NoteId) -> list[dict[str, Any]]:
    """The held evidence rows of a note, on claims or on cards."""
    names = ("note", owner, *TABLES[f"{owner}_evidence"].columns)
    return [
        dict(zip(names, row, strict=True))
        for row in change.connection.rows(
            f"SELECT {', '.join(names)} FROM {owner}_evidence WHERE note = ? ORDER BY {owner}",
            (note,),
        )
    ]


def _links(change: Change, note: NoteId) -> list[tuple[NoteId, LinkKind, LinkLevel]]:
    return [
        (NoteId(second if first == note else first), LinkKind(kind), LinkLevel(level))
        for first, second, kind, level in change.connection.rows(
            "SELECT first, second, kind, level FROM link WHERE first = ?1 OR second = ?1", (note,)
        )
    ]


def _hand_over_claim(change: Change, note: NoteId, kept: NoteId) -> None:
    both = places(change, (note, kept))
    theirs, own = both.get(note), both.get(kept)
    if theirs is None:
        return
    (row,) = (one for one in _rows(change, "claim", note) if one["claim"] == theirs.claim)
    stays = own is None or own.claim == theirs.claim
    if own is None:
        change.make("claim_evidence", **(row | {"note": kept}))
    elif stays:
        _agree(change, "claim_evidence", f"{kept}:{own.claim}", row)
    elif own.card != theirs.card and row["stance"] != _AGAINST:
        marks = {name: row[name] for name in TABLES["touchpoint_evidence"].columns}
        _attach(change, {"note": kept, "touchpoint": theirs.card} | marks)
    for (claim,) in change.connection.rows("SELECT id FROM claim WHERE quote = ?", (note,)):
        change.edit("claim", claim, quote=kept if stays and claim == theirs.claim else None)


def _attach(change: Change, row: dict[str, Any]) -> None:
    """Put a note on the card itself, behind the others."""
    key = f"{row['note']}:{row['touchpoint']}"
    if read(change.connection, "touchpoint_evidence", key) is not None:
        _agree(change, "touchpoint_evidence", key, row)
        return
    touchpoints.place_on_card(change, **row)


def _agree(change: Change, table: str, key: str, row: dict[str, Any]) -> None:
    """Let a place that two notes had be against if either was, and pinned if either was."""
    if row["stance"] == _AGAINST:
        change.edit(table, key, stance=_AGAINST)
    if row["pinned"]:
        change.edit(table, key, pinned=True)


def _hand_over_links(change: Change, note: NoteId, kept: NoteId, gone: Sequence[NoteId]) -> None:
    own: dict[NoteId, set[LinkKind]] = {}
    for other, kind, _ in _links(change, kept):
        own.setdefault(other, set()).add(kind)
    for other, kind, level in _links(change, note):
        if other != kept and other not in gone and own.get(other, {kind}) == {kind}:
            touchpoints.put_link(change, Link.between(kept, other, kind, level))


def _moved(said: Bearing, note: NoteId, to: NoteId) -> Bearing:
    """Return what was said of a note as said of another."""
    if said.note == note:
        return replace(said, note=to)
    return replace(said, target=to)


def _hand_over_bearings(change: Change, note: NoteId, kept: NoteId, gone: Sequence[NoteId]) -> None:
    """Let what was said of one note be said of another, but for notes that become one."""
    one = {kept, *gone}
    for said in bearings.concerning(change, note):
        bearings.remove(change, said.note, said.target)
        if not {said.note, said.target} <= one:
            bearings.pass_on(change, _moved(said, note, kept))


def _hand_over_draft(change: Change, gone: Sequence[NoteId], kept: NoteId) -> None:
    """Let the note take the first draft place of the others, if it has none at all."""
    connection = change.connection
    for note in gone:
        connection.execute(
            "UPDATE OR IGNORE draft_touchpoint_evidence SET note = ? WHERE note = ?", (kept, note)
        )
        connection.execute(
            "UPDATE OR IGNORE draft_claim_evidence SET note = ?1 WHERE note = ?2"
            " AND NOT EXISTS (SELECT 1 FROM draft_claim_evidence WHERE note = ?1)"
            " AND NOT EXISTS (SELECT 1 FROM claim_evidence WHERE note = ?1)",
            (kept, note),
        )
        connection.execute(
            "UPDATE draft_claim SET quote = ?1 WHERE quote = ?2 AND id IN"
            " (SELECT claim FROM draft_claim_evidence WHERE note = ?1)",
            (kept, note),
        )
        drafts.forget_note(connection, note)
    drafts.prune(change)


def _drafts_with(change: Change, notes: Sequence[NoteId]) -> list[Touchpoint]:
    """The drafts that any of these notes is on."""
    rows = change.connection.rows(
        "SELECT touchpoint FROM draft_touchpoint_evidence"
        " WHERE note IN (SELECT value FROM json_each(?1))"
        " UNION SELECT touchpoint FROM draft_claim_evidence JOIN draft_claim ON id = claim"
        " WHERE note IN (SELECT value FROM json_each(?1))",
        (json.dumps(list(notes)),),
    )
    return [
        card
        for (touchpoint,) in rows
        for card in drafts.load_cards(change.connection, held=False, card=touchpoint)
    ]


def _remember(change: Change, before: Sequence[Touchpoint]) -> None:
    """Remember drafts as they were and as they are now, for undo and redo."""
    after = [
        now
        for card in before
        for now in drafts.load_cards(change.connection, held=False, card=card.id)
    ]
    if before != after:
        drafts.revise(change, before, after)
