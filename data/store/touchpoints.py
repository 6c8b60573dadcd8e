"""The touchpoints: drafts that synthesis may make again, and cards that people hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.errors import UnknownName
from data.records import (
    EvidenceStance,
    NoteId,
    Touchpoint,
    TouchpointId,
)
from data.store import common, drafts, workshop
from data.store.cards import load, rows_of
from data.store.change import read
from data.store.tables import TABLES

if TYPE_CHECKING:
    from data.store.change import Change

# ruff: noqa: A001


def all(reader: common.Reader) -> tuple[Touchpoint, ...]:
    """Drafts and held ones together: by stage, Unplaced last, each stage in its order."""
    cards = [*load(reader.connection, held=True), *load(reader.connection, held=False)]
    stages = {stage: place for place, stage in enumerate(common.ordered_ids(reader, "stage"))}
    last = len(stages)
    cards.sort(
        key=lambda card: (
            stages.get(card.stage or "", last),
            card.position,
            len(card.code),
            card.code,
        )
    )
    return tuple(cards)


def get(reader: common.Reader, touchpoint_id: TouchpointId) -> Touchpoint | None:
    """One touchpoint, draft or held, or ``None``."""
    for held in (True, False):
        for card in load(reader.connection, held=held, card=touchpoint_id):
            return card
    return None


def by_code(reader: common.Reader, code: str) -> Touchpoint | None:
    """The touchpoint with a code such as ``T07`` (case ignored), or ``None``."""
    row = reader.connection.row(
        "SELECT id FROM touchpoint WHERE code = ?1 COLLATE NOCASE"
        " UNION ALL SELECT id FROM draft_touchpoint WHERE code = ?1 COLLATE NOCASE",
        (code,),
    )
    return None if row is None else get(reader, TouchpointId(row[0]))


def codes(reader: common.Reader) -> frozenset[str]:
    """The code of every touchpoint that exists, draft or held."""
    return frozenset(
        code
        for (code,) in reader.connection.rows(
            "SELECT code FROM touchpoint UNION SELECT code FROM draft_touchpoint"
        )
    )


def hold(change: Change, touchpoint_id: TouchpointId) -> Touchpoint:
    """Make a draft a card that stays: it is logged whole, with its points and evidence.

    One that is held already is given back as it is.

    Raises:
        UnknownName: there is no such touchpoint.
    """
    card = get(change, touchpoint_id)
    if card is None:
        raise UnknownName(f"There is no touchpoint {touchpoint_id} here: nothing was changed.")
    if card.held:
        return card
    change.connection.execute("DELETE FROM draft_touchpoint WHERE id = ?", (touchpoint_id,))
    for table, values in rows_of(card):
        change.make(table, **values)
    held = get(change, touchpoint_id)
    assert held is not None
    return held


def put(change: Change, card: Touchpoint) -> None:
    """Store a card exactly as it is given, which makes it held; only what differs is written.

    A draft is logged first as it was, so that undo gives it back; one that is not there is made.
    """
    if get(change, card.id) is None:
        for table, values in rows_of(card):
            change.make(table, **values)
        return
    before = _by_key(hold(change, card.id))
    after = _by_key(card)
    gone = before.keys() - after.keys()
    for table in ("point_evidence", "touchpoint_evidence"):
        for _, key in sorted(one for one in gone if one[0] == table):
            change.remove(table, key)
    for (table, key), values in after.items():
        if (table, key) in before:
            columns = TABLES[table].columns
            change.edit(table, key, **{name: values[name] for name in columns})
        else:
            change.make(table, **values)
    for table, key in sorted(gone):
        if table == "point":
            change.remove(table, key)


def _by_key(card: Touchpoint) -> dict[tuple[str, str], dict[str, object]]:
    """The rows of a card by table and the id under which the log knows them, parents first."""
    return {
        (table, ":".join(str(values[name]) for name in TABLES[table].key)): values
        for table, values in rows_of(card)
    }


def remove(change: Change, touchpoint_id: TouchpointId) -> None:
    """Remove a held card with its points, comments, figures and votes; the notes stay, on no card.

    Raises:
        UnknownName: there is no such held card.
    """
    card = get(change, touchpoint_id)
    if card is None or not card.held:
        raise UnknownName(f"There is no touchpoint {touchpoint_id} here: nothing was changed.")
    for (comment,) in change.connection.rows(
        "SELECT id FROM comment WHERE touchpoint = ? ORDER BY at DESC", (touchpoint_id,)
    ):
        change.remove("comment", comment)
    workshop.forget_card(change, touchpoint_id)
    for table, key in reversed(_by_key(card)):
        change.remove(table, key)


def attach(
    change: Change,
    touchpoint_id: TouchpointId,
    note_id: NoteId,
    stance: EvidenceStance = EvidenceStance.FOR,
) -> bool:
    """Put a note on the card itself, for or against it, which makes it held.

    A note that is on it already takes the new stance; False where nothing is different.
    """
    hold(change, touchpoint_id)
    key = f"{note_id}:{touchpoint_id}"
    if read(change.connection, "touchpoint_evidence", key) is not None:
        return change.edit("touchpoint_evidence", key, stance=stance)
    (last,) = change.connection.row(
        "SELECT coalesce(max(position), -1) FROM touchpoint_evidence WHERE touchpoint = ?",
        (touchpoint_id,),
    )
    change.make(
        "touchpoint_evidence",
        note=note_id,
        touchpoint=touchpoint_id,
        stance=stance,
        position=last + 1,
        joined=None,
        pinned=False,
    )
    return True


def forget_note(change: Change, note_id: NoteId) -> None:
    """Take a note from every card, held or draft; points that it alone made are removed."""
    connection = change.connection
    drafts.forget_note(connection, note_id)
    for (card,) in connection.rows(
        "SELECT touchpoint FROM touchpoint_evidence WHERE note = ?", (note_id,)
    ):
        change.remove("touchpoint_evidence", f"{note_id}:{card}")
    for (point,) in connection.rows("SELECT id FROM point WHERE quote = ?", (note_id,)):
        change.edit("point", point, quote=None)
    for (point,) in connection.rows("SELECT point FROM point_evidence WHERE note = ?", (note_id,)):
        change.remove("point_evidence", f"{note_id}:{point}")
        if connection.row("SELECT 1 FROM point_evidence WHERE point = ?", (point,)) is None:
            change.remove("point", point)
