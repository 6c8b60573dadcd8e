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
