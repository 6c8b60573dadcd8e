"""Which rows of which foreign files are in the project, so that a file can be read again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.records import NoteId
from data.store.change import read

if TYPE_CHECKING:
    from data.store.change import Change


def record(change: Change, file_hash: str, row_key: str, note_id: NoteId) -> None:
    """Remember that a row became a note; undo of the import forgets it again."""
    if read(change.connection, "import_row", row_key) is not None:
        change.edit("import_row", row_key, file=file_hash, note=note_id)
    else:
        change.make("import_row", row_key=row_key, file=file_hash, note=note_id)
