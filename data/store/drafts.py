"""Draft touchpoints in their tables: put in place of each other, and kept true as notes go."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from data.records import NoteId, Touchpoint
from data.store.cards import FAMILY, rows_of
from data.store.change import MADE, REMOVED
from data.store.tables import TABLES, Value, plain

if TYPE_CHECKING:
    from data.store.change import Change
    from data.store.connection import Connection


def replace_all(connection: Connection, cards: Sequence[Touchpoint]) -> None:
    """Put other drafts in place of those that are there; held cards are passed over."""
    connection.execute("DELETE FROM draft_touchpoint")
    rows: dict[str, list[dict[str, Value]]] = defaultdict(list)
    for card in cards:
        if not card.held:
            for table, values in rows_of(card):
                rows[table].append({name: plain(value) for name, value in values.items()})
    for table in FAMILY:
        if rows[table]:
            names = TABLES[table].every_column
            connection.executemany(
                f"INSERT INTO draft_{table} ({', '.join(names)})"
                f" VALUES ({', '.join(f':{name}' for name in names)})",
                rows[table],
            )


def forget_note(connection: Connection, note_id: NoteId) -> None:
    """Take a note from the drafts; only what held it is looked at, for many notes may go at once.

    Points and drafts that it alone made go with it.
    """
    points = connection.rows(
        "SELECT point, touchpoint FROM draft_point_evidence"
        " JOIN draft_point ON draft_point.id = point WHERE note = ?",
        (note_id,),
    )
    cards = connection.rows(
        "SELECT touchpoint FROM draft_touchpoint_evidence WHERE note = ?", (note_id,)
    )
    for table in ("draft_point_evidence", "draft_touchpoint_evidence"):
        connection.execute(f"DELETE FROM {table} WHERE note = ?", (note_id,))
    for point, _ in points:
        connection.execute(
            "DELETE FROM draft_point WHERE id = ?1"
            " AND NOT EXISTS (SELECT 1 FROM draft_point_evidence WHERE point = ?1)",
            (point,),
        )
    for card in {card for _, card in points} | {card for (card,) in cards}:
        connection.execute(
            "DELETE FROM draft_touchpoint WHERE id = ?1"
            " AND NOT EXISTS (SELECT 1 FROM draft_point WHERE touchpoint = ?1)"
            " AND NOT EXISTS (SELECT 1 FROM draft_touchpoint_evidence WHERE touchpoint = ?1)",
            (card,),
        )


def prune(change: Change) -> None:
    """Take out of the drafts what a person holds by now, and what has lost its last note."""
    for statement in (
        "DELETE FROM draft_point_evidence WHERE note IN (SELECT note FROM point_evidence)",
        "DELETE FROM draft_point WHERE id NOT IN (SELECT point FROM draft_point_evidence)",
        "DELETE FROM draft_touchpoint WHERE id NOT IN (SELECT touchpoint FROM draft_point)"
        " AND id NOT IN (SELECT touchpoint FROM draft_touchpoint_evidence)",
    ):
        change.connection.execute(statement)


def settle(change: Change) -> None:
    """After undo and redo: a card that is no longer held is a draft again, and the reverse."""
    connection = change.connection
    marks = ", ".join("?" * len(FAMILY))
    records = connection.rows(
        f"SELECT entity, field, value FROM change WHERE op = ? AND entity IN ({marks})",
        (change.op, *FAMILY),
    )
    values = [(entity, field, json.loads(value)) for entity, field, value in records]
    let_go = {row["id"] for entity, field, row in values if (entity, field) == (FAMILY[0], REMOVED)}
    for entity, field, row in values:
        if entity == "touchpoint" and field == MADE:
            connection.execute("DELETE FROM draft_touchpoint WHERE id = ?", (row["id"],))
    for table in FAMILY if let_go else ():
        names = TABLES[table].every_column
        rows = [row for entity, field, row in values if (entity, field) == (table, REMOVED)]
        connection.executemany(
            f"INSERT OR IGNORE INTO draft_{table} ({', '.join(names)})"
            f" VALUES ({', '.join(f':{name}' for name in names)})",
            [row for row in rows if _belongs(connection, table, row)],
        )
    prune(change)  # also where no card is concerned: notes may have come or gone


def _belongs(connection: Connection, table: str, row: dict[str, Any]) -> bool:
    """Whether all that a card's row names is there: a card goes back as far as it can."""
    if table == "touchpoint":
        return True
    parent = "point" if table == "point_evidence" else "touchpoint"
    found = connection.row(f"SELECT 1 FROM draft_{parent} WHERE id = ?", (row[parent],))
    note = row.get("note", row.get("quote"))
    there = note is None or connection.row("SELECT 1 FROM note WHERE id = ?", (note,))
    return found is not None and there is not None
