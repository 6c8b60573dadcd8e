"""Single remarks: notes that are near nothing, and so lie on no card, as a draft found them.

A row counts while its note is evidence, is still at the stage where it was looked at, and lies on
no card: whatever takes the note up, or undoes that, need not know of the row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.records import NoteId, Single, StageId

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from data.store.common import Reader
    from data.store.files import Connection

# ruff: noqa: A001

_OWNED = " AND ".join(
    f"NOT EXISTS (SELECT 1 FROM {draft}{owner}_evidence own WHERE own.note = s.note)"
    for draft in ("", "draft_")
    for owner in ("claim", "touchpoint")
)
_ASLEEP = (
    "SELECT s.note FROM draft_single s"
    " WHERE EXISTS (SELECT 1 FROM claim_evidence own WHERE own.note = s.note)"
    " OR EXISTS (SELECT 1 FROM touchpoint_evidence own WHERE own.note = s.note)"
)


def rows(connection: Connection) -> list[tuple[str, str | None]]:
    """The notes that are single, each with the stage where it was found so, in their order."""
    return [
        (note, stage)
        for note, stage in connection.rows(
            "SELECT s.note, s.stage FROM draft_single s JOIN note ON note.id = s.note"
            " WHERE note.stage IS s.stage AND NOT note.set_aside"
            " AND coalesce(note.kind, '') NOT IN ('memo', 'ask')"
            f" AND {_OWNED} ORDER BY s.position, s.note"
        )
    ]


def all(reader: Reader, codes: Mapping[NoteId, str]) -> tuple[Single, ...]:
    """Every single remark; ``codes`` are those of claims, by the note that each hangs on."""
    return tuple(
        Single(NoteId(note), StageId(stage) if stage else None, codes.get(NoteId(note), ""))
        for note, stage in rows(reader.connection)
    )


def every_row(connection: Connection) -> list[tuple[str, str | None]]:
    """All that was found single, in its order; also what lies elsewhere by now, or is other."""
    return connection.rows("SELECT note, stage FROM draft_single ORDER BY position, note")


def replace_all(connection: Connection, singles: Iterable[Single]) -> None:
    """Put other single remarks in the place of those that are there; give them codes after.

    What lies on a held card keeps its row and its place among them: undo may give it back.
    """
    found = list(singles)
    known = {one.note for one in found}
    asleep = {note for (note,) in connection.rows(_ASLEEP)}
    before: NoteId | None = None
    for note, stage in every_row(connection):
        one = Single(NoteId(note), StageId(stage) if stage else None)
        if one.note in asleep - known:
            known.add(one.note)
            found.insert(_behind(found, before), one)
        if one.note in known:
            before = one.note
    connection.execute("DELETE FROM draft_single")
    add(connection, found)


def _behind(singles: Sequence[Single], note: NoteId | None) -> int:
    return next((at for at, one in enumerate(singles, start=1) if one.note == note), 0)


def add(connection: Connection, singles: Iterable[Single]) -> None:
    """Put single remarks behind those that are there; give them codes after."""
    (last,) = connection.row("SELECT coalesce(max(position), -1) FROM draft_single")
    connection.executemany(
        "INSERT OR REPLACE INTO draft_single (note, stage, position) VALUES (?, ?, ?)",
        [(one.note, one.stage, last + at) for at, one in enumerate(singles, start=1)],
    )
