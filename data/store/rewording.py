"""Texts and frozen titles, read bare and in one go: what a word may stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.records import NoteId

if TYPE_CHECKING:
    from data.store.common import Reader


def texts(reader: Reader) -> list[tuple[NoteId, str, bool]]:
    """Every note as its id, its text and whether that is word for word, in the order of time."""
    return [
        (NoteId(note), text, bool(verbatim))
        for note, text, verbatim in reader.connection.rows(
            "SELECT id, text, verbatim FROM note ORDER BY at, id"
        )
    ]


def titles(reader: Reader) -> list[tuple[str, str, str, str]]:
    """The titles that people froze, as (table, id, the card's code, title): cards, then points."""
    return reader.connection.rows(
        "SELECT 'touchpoint', id, code, title FROM touchpoint"
        " UNION ALL SELECT 'point', point.id, code, point.title FROM point"
        " JOIN touchpoint ON touchpoint.id = touchpoint ORDER BY 1 DESC, 3, 2"
    )
