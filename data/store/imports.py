"""Which rows of which foreign files are in the project, so that a file can be read again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from data.records import NoteId
from data.store import common
from data.store.change import read

if TYPE_CHECKING:
    from data.store.change import Change

_AT_ONCE = 500


def known(reader: common.Reader, keys: Iterable[str]) -> set[str]:
    """Those of the row keys that were imported before, their note removed since or not."""
    wanted = list(dict.fromkeys(keys))
    found: set[str] = set()
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        marks = ", ".join("?" * len(some))
        found.update(
            key
            for (key,) in reader.connection.rows(
                f"SELECT row_key FROM import_row WHERE row_key IN ({marks})", some
            )
        )
    return found


def record(change: Change, file_hash: str, row_key: str, note_id: NoteId) -> None:
    """Remember that a row became a note; undo of the import forgets it again."""
    if read(change.connection, "import_row", row_key) is not None:
        change.edit("import_row", row_key, file=file_hash, note=note_id)
    else:
        change.make("import_row", row_key=row_key, file=file_hash, note=note_id)
