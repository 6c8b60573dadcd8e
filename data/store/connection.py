"""One connection to a project file: its settings, and its errors in plain words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from data.errors import (
    DiskFull,
    NotAProject,
    ProjectDamaged,
    ProjectLocked,
    ProjectReadOnly,
    ProjectReplaced,
    SaysoError,
    StorageFailed,
)

BUSY_SECONDS = 5.0
"""How long to wait for another writer before giving up."""

SETTINGS = {
    "foreign_keys": 1,
    "secure_delete": 1,
    "synchronous": 3,
    "trusted_schema": 0,
    "temp_store": 2,
    "cell_size_check": 1,
    "mmap_size": 0,
}
"""The pragmas of every connection and the values that they must read back as (EXTRA is 3)."""

_IN_WORDS: tuple[tuple[tuple[int, ...], type[SaysoError], str], ...] = (
    (
        (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED),
        ProjectLocked,
        "{path} is being written to by another program: nothing was changed. "
        "Try again when it has finished.",
    ),
    (
        (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH),
        ProjectReadOnly,
        "{path} or its folder cannot be written to: nothing was changed. "
        "Give yourself write permission for both, or work on a copy elsewhere.",
    ),
    (
        (sqlite3.SQLITE_CANTOPEN,),
        ProjectReadOnly,
        "{path} cannot be opened, or its folder cannot be written to: nothing was changed. "
        "Check the permissions of both, or work on a copy elsewhere.",
    ),
    (
        (sqlite3.SQLITE_FULL,),
        DiskFull,
        "There is no room left on the disk for {path}: this change was not stored, everything "
        "stored before is intact. Make room and try again.",
    ),
    (
        (sqlite3.SQLITE_IOERR,),
        StorageFailed,
        "The disk refused to read or write {path} (it may be full, or a limit was reached): this "
        "change was not stored, everything stored before is intact. Check the disk and try again.",
    ),
    (
        (sqlite3.SQLITE_NOTADB,),
        NotAProject,
        "{path} is not a sayso project: it was left as it is.",
    ),
    (
        (sqlite3.SQLITE_CORRUPT,),
        ProjectDamaged,
        "{path} is damaged: nothing was changed. Keep the file as it is and go back to a backup; "
        "`sayso check` says what is wrong.",
    ),
)


def explain(error: sqlite3.Error, path: Path) -> SaysoError | None:
    """The sentence for a failure of the disk or of the lock; ``None`` for any other error.

    A broken constraint is not explained here: only the caller knows what it means.
    """
    code = getattr(error, "sqlite_errorcode", None)
    if code is None and "decode to UTF-8" in str(error):
        code = sqlite3.SQLITE_CORRUPT  # text that is no text; Python finds it, not SQLite
    if code is None:
        return None
    if code == sqlite3.SQLITE_READONLY_DBMOVED:
        return replaced(path)
    if code == sqlite3.SQLITE_ERROR and str(error).startswith("no such"):
        code = sqlite3.SQLITE_CORRUPT  # a table that was dropped, by whatever means
    for codes, kind, sentence in _IN_WORDS:
        if code & 0xFF in codes:  # the low byte is the family, the rest says where it happened
            return kind(sentence.format(path=path))
    return None


def replaced(path: Path) -> ProjectReplaced:
    """The error for a path that no longer leads to the file that was opened."""
    return ProjectReplaced(
        f"{path} was moved, deleted or replaced by another file while it was open: nothing was "
        "changed. Open it again to go on with the file that is there now."
    )


class Connection(sqlite3.Connection):
    """A SQLite connection that speaks in `SaysoError` sentences and knows its path.

    Broken constraints still raise `sqlite3.IntegrityError`.
    """

    path: Path = Path()

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Turn a failure of the disk or of the lock into its sentence."""
        try:
            yield
        except sqlite3.Error as error:
            explained = explain(error, self.path)
            if explained is None:
                raise
            raise explained from error

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Run one statement."""
        try:
            return super().execute(sql, parameters)
        except sqlite3.Error as error:
            explained = explain(error, self.path)
            if explained is None:
                raise
            raise explained from error

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> sqlite3.Cursor:
        """Run one statement for each set of parameters."""
        with self.guard():
            return super().executemany(sql, parameters)

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """Every row of a query, as tuples."""
        with self.guard():
            return super().execute(sql, parameters).fetchall()

    def row(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """The first row of a query, or ``None``."""
        with self.guard():
            return super().execute(sql, parameters).fetchone()


def connect(path: Path, *, read_only: bool = False, wait: float = BUSY_SECONDS) -> Connection:
    """Open an existing file with every setting of a project; ``wait`` is in seconds.

    Raises:
        SaysoError: the file cannot be opened, is locked or is damaged.
    """
    uri = path.absolute().as_uri() + ("?mode=ro" if read_only else "?mode=rw")
    try:
        connection = sqlite3.connect(
            uri, uri=True, timeout=wait, isolation_level=None, factory=Connection
        )
    except sqlite3.Error as error:
        raise (explain(error, path) or error) from error
    connection.path = path
    try:
        for name, value in SETTINGS.items():
            connection.execute(f"PRAGMA {name} = {value}")
        if not read_only:
            # Reads the header, and takes a file that somebody switched to WAL back to one file.
            connection.execute("PRAGMA journal_mode = DELETE")
    except BaseException:
        connection.close()
        raise
    return connection
