"""Which tags were used last: read from the change log, so that every window and restart agrees."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from data.store.bulk import MADE

if TYPE_CHECKING:
    from data.store.common import Reader

LISTS = ("stage", "persona", "channel", "tag", "kind")
"""What notes are tagged with that has a name."""

_FARTHEST = 300  # operations that are looked back: what is older is not recent
_OF_EACH = 40  # records of one operation that are read: ten thousand notes put at one stage say so
_COLUMNS = ("stage", "channel", "kind")


def recent(reader: Reader, most: int) -> list[tuple[str, str]]:
    """The tags that were used last, newest first: each a list's name and an id (a kind's word).

    What was taken back does not count.  A tag may have been removed since.
    """
    found: dict[tuple[str, str], None] = {}
    for op in _standing(reader):
        for used in _used(reader, op):
            found.setdefault(used)
        if len(found) >= most:
            break
    return list(found)[:most]


def _standing(reader: Reader) -> Iterator[str]:
    """The newest operations that are neither undo nor redo, and not taken back; found by seeks."""
    row = reader.connection.row("SELECT op FROM change ORDER BY rowid DESC LIMIT 1")
    for _ in range(_FARTHEST):
        if row is None:
            return
        (op,) = row
        undone = reader.connection.row(
            "SELECT value FROM change WHERE entity_id = ? AND entity = 'op'"
            " ORDER BY rowid DESC LIMIT 1",
            (op,),
        )
        if undone is None or undone[0] != "true":
            yield op
        row = reader.connection.row(
            "SELECT op FROM change WHERE rowid < (SELECT min(rowid) FROM change WHERE op = ?)"
            " ORDER BY rowid DESC LIMIT 1",
            (op,),
        )


def _used(reader: Reader, op: str) -> Iterator[tuple[str, str]]:
    """What one operation gave to notes; an undo or redo gives nothing."""
    last = reader.connection.row(
        "SELECT entity FROM change WHERE op = ? ORDER BY rowid DESC LIMIT 1", (op,)
    )
    if last is None or last[0] == "op":
        return
    for entity, field, value in reader.connection.rows(
        "SELECT entity, field, value FROM change WHERE op = ? ORDER BY rowid LIMIT ?",
        (op, _OF_EACH),
    ):
        if entity == "note" and field in _COLUMNS:
            told = {field: json.loads(value)}
        elif field == MADE and entity in ("note", "note_persona", "note_tag"):
            told = json.loads(value)
        else:
            continue
        for name in LISTS:
            if told.get(name) is not None and (entity == "note") == (name in _COLUMNS):
                yield name, str(told[name])
