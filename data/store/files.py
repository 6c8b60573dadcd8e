"""The file as a file: looked at before SQLite touches it, connected to, made whole, migrated."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic
from typing import Any

from data import files
from data.errors import (
    DiskFull,
    ForeignProject,
    NotAProject,
    NotFound,
    ProjectDamaged,
    ProjectExists,
    ProjectLocked,
    ProjectMissing,
    ProjectOlder,
    ProjectReadOnly,
    ProjectReplaced,
    SaysoError,
    StorageFailed,
    UsageError,
)
from data.header import HEADER_BYTES as _HEADER_BYTES
from data.header import MAGIC as _MAGIC
from data.header import Place as Place
from data.header import open_files as open_files
from data.store import schema

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
        (sqlite3.SQLITE_AUTH,),
        ForeignProject,
        "{path} holds what sayso never put there, which may mislead whoever opens it: it was not "
        "run, and nothing was changed. `sayso check` says what it is.",
    ),
    (
        (sqlite3.SQLITE_INTERRUPT,),
        ProjectDamaged,
        "{path} does not come to an end of being read: it is damaged, or made to keep whoever "
        "opens it waiting. Nothing was changed; `sayso check` says what is wrong.",
    ),
    (
        (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM),
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
        "{path} is damaged: nothing was changed. `sayso check` says what is wrong, `sayso check "
        "--repair` saves what can be saved, and `sayso restore` goes back to a backup; both keep "
        "the file.",
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


def older(path: Path) -> ProjectOlder:
    """The error for a file that has lost changes which it was seen to hold."""
    return ProjectOlder(
        f"An older copy lies in the place of {path}: changes that were stored in it are not there "
        "any more. Nothing was changed; put the file back that was there, or open it again to go "
        "on with the older one."
    )


PATIENCE = 120.0
"""Seconds after which a statement that has not come to its end never will."""

_OFTEN = 500_000  # steps of SQLite's machine between two looks at the clock: some ten milliseconds
_WRITES = {sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE}
_NEVER_CALLED = frozenset({"load_extension", "fts3_tokenizer"})


def _may(
    action: int, one: str | None, two: str | None, base: str | None, within: str | None
) -> int:
    """SQLite's question whether a statement may do something.

    ``within`` names the view, trigger or part of a query that asks.  The last line: even where it
    came into a file after that was looked at, no view stands for a table and no trigger writes.
    """
    del base
    if within is not None and (action in _WRITES or within in schema.tables()):
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_ATTACH and one:  # VACUUM attaches a file without a name
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_PRAGMA and (one or "").casefold() == "writable_schema":
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_FUNCTION and (two or "").casefold() in _NEVER_CALLED:
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


class Connection(sqlite3.Connection):
    """A SQLite connection that speaks in `SaysoError` sentences and knows its path.

    Broken constraints still raise `sqlite3.IntegrityError`.  A file's own views and triggers are
    never run on it, and no statement runs for ever.
    """

    path: Path = Path()
    patience = PATIENCE
    _ends = float("inf")

    def harden(self) -> None:
        """Let nothing run but our own statements, and none for longer than ``patience``."""
        self.set_authorizer(_may)
        self.set_progress_handler(self._is_late, _OFTEN)

    def _is_late(self) -> bool:
        return monotonic() > self._ends

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
        self._ends = monotonic() + self.patience
        with self.guard():
            return super().execute(sql, parameters)

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> sqlite3.Cursor:
        """Run one statement for each set of parameters."""
        self._ends = monotonic() + self.patience
        with self.guard():
            return super().executemany(sql, parameters)

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """Every row of a query, as tuples."""
        self._ends = monotonic() + self.patience
        with self.guard():
            return super().execute(sql, parameters).fetchall()

    def row(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """The first row of a query, or ``None``."""
        self._ends = monotonic() + self.patience
        with self.guard():
            return super().execute(sql, parameters).fetchone()


def commit(connection: Connection, op: str | None) -> bool:
    """Commit; False where it is stored, and the disk did not confirm the folder that it lies in.

    SQLite deletes its journal, which is what makes a change stored, and then has the disk keep the
    folder.  Where the disk refuses just that, the commit fails although it is done; so after any
    failure the log is asked whether the operation ``op`` is in it.
    """
    try:
        connection.execute("COMMIT")
    except SaysoError as error:
        if connection.in_transaction or not _is_stored(connection, op, error):
            raise
        return False
    return True


def _is_stored(connection: Connection, op: str | None, error: SaysoError) -> bool:
    if op is not None:
        with suppress(SaysoError, sqlite3.Error):
            return connection.row("SELECT 1 FROM change WHERE op = ? LIMIT 1", (op,)) is not None
    cause = getattr(error.__cause__, "sqlite_errorcode", None)
    return cause == sqlite3.SQLITE_IOERR_DIR_FSYNC


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
    connection.harden()
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


_LONGEST_NAME = 220  # folders hold 255 bytes a name, and SQLite appends to ours
_MIGRATING_SECONDS = 60.0  # another process may be migrating this file: worth waiting for


def look(path: Path) -> int | None:
    """The schema version in a file's header, read before SQLite touches it.

    ``None`` where this process has the file open already, and so has looked before.  The file is
    left as it is, byte for byte, and nothing appears beside it.

    Raises:
        ProjectMissing, NotAProject, ProjectReadOnly: with their sentence.
    """
    place = Place.of(path)
    with open_files.lock:
        if place is not None and place in open_files.places:
            return None
        header = _header(path)
    if not header:
        raise NotAProject(f"{path} is empty: it is not a sayso project. It was left as it is.")
    if len(header) < _HEADER_BYTES or not header.startswith(_MAGIC):
        raise NotAProject(f"{path} is not a sayso project. It was left as it is.")
    return judge(
        path,
        application_id=int.from_bytes(header[68:72], "big"),
        version=int.from_bytes(header[60:64], "big"),
    )


def judge(path: Path, *, application_id: int, version: int) -> int:
    """Whether a database with these numbers is a project of any version; its version."""
    if application_id != schema.APPLICATION_ID or version < 1:
        raise NotAProject(
            f"{path} is a database of another program, not a sayso project. It was left as it is."
        )
    return version


def _header(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise NotAProject(f"{path} is a folder, not a sayso project.")
        if not stat.S_ISREG(mode):
            raise NotAProject(f"{path} is not a file, so it is no sayso project.")
        with path.open("rb") as file:
            return file.read(_HEADER_BYTES)
    except FileNotFoundError:
        raise ProjectMissing(
            f"There is no project at {path}. `sayso new NAME` makes one."
        ) from None
    except PermissionError:
        raise ProjectReadOnly(
            f"{path} cannot be read: you have no permission to. It was left as it is."
        ) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise StorageFailed(f"{path} cannot be read ({error}).") from error


def is_writable(path: Path) -> bool:
    """Whether both the file and its folder may be written: a transaction needs both."""
    return os.access(path, os.W_OK) and os.access(path.resolve().parent, os.W_OK)


def has_unfinished_change(path: Path) -> bool:
    """Whether a journal lies beside a project: somebody is writing to it, or was when it crashed.

    Whatever opens the file for writing takes a crashed change back; a reader cannot.
    """
    with suppress(OSError):
        real = path.resolve()  # SQLite puts the journal beside what a link leads to
        return real.with_name(real.name + "-journal").stat().st_size > 0
    return False


@contextmanager
def made_whole(path: Path) -> Iterator[Path]:
    """A project's file to be filled, as `data.files.made_whole` lends it.

    Raises:
        ProjectExists, NotFound, ProjectReadOnly, DiskFull, StorageFailed: with their sentence.
    """
    if len(os.fsencode(path.name)) > _LONGEST_NAME:
        raise UsageError(
            f"{path} has too long a name for a project: at most {_LONGEST_NAME} bytes. "
            "Nothing was made."
        )
    try:
        with files.made_whole(path) as temporary:
            yield temporary
    except FileExistsError:
        raise ProjectExists(
            f"{path} exists already; it was left as it is. Choose another name."
        ) from None
    except (FileNotFoundError, NotADirectoryError):
        raise NotFound(f"There is no folder {path.parent}: nothing was made.") from None
    except PermissionError:
        raise ProjectReadOnly(
            f"The folder {path.parent} cannot be written to: nothing was made."
        ) from None
    except (OSError, ValueError) as error:
        raise _unmade(path, error) from error


def _unmade(path: Path, error: Exception) -> SaysoError:
    import errno

    code = getattr(error, "errno", None)
    if code in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(f"There is no room left on the disk for {path}: nothing was made.")
    if code == errno.EROFS:
        return ProjectReadOnly(f"The folder {path.parent} cannot be written to: nothing was made.")
    return StorageFailed(f"{path} cannot be made ({error}): nothing was made.")


def build(connection: Connection, steps: Sequence[schema.Step] | None = None) -> None:
    """Every table of the present version, in the transaction that is open; those there stay.

    With ``steps`` those of the version that ends with them.
    """
    # Plugins that happen to be installed have no business in somebody's research.
    from sqlite_utils import Database

    database = Database(connection, strict=True, execute_plugins=False)
    schema.migrations(tuple(steps or schema.STEPS)).apply(database)


def migrate(
    path: Path, convert: Callable[[Connection, int], None], back_up: Callable[[Path], Path]
) -> Path | None:
    """Bring an older file up to date; the backup that was made, ``None`` where none was needed.

    ``convert`` is given the file in its new shape and the version that it had, in the same
    transaction; ``back_up`` is called before, while nobody else may write.

    Of several processes one migrates; the others wait, and find it done.  Whatever goes wrong, the
    file is as it was.

    Raises:
        SaysoError: the backup or the migration failed; the sentence says so.
    """
    import sqlite_utils  # noqa: F401  (slow to load: not while holding the lock)

    connection = connect(path, wait=_MIGRATING_SECONDS)
    try:
        connection.execute("BEGIN IMMEDIATE")
        try:
            (version,) = connection.row("PRAGMA user_version")
            if version >= schema.VERSION:
                connection.execute("ROLLBACK")
                return None
            backup = back_up(path)
            build(connection)
            if connection.row("PRAGMA foreign_key_check") is not None:
                raise ProjectDamaged(
                    f"{path} could not be brought up to date, since parts of it point to nothing. "
                    f"It is as it was; a copy of it is {backup}."
                )
            convert(connection, version)
            commit(connection, None)
            return backup
        except sqlite3.Error as error:
            raise StorageFailed(
                f"{path} could not be brought up to date ({error}). It is as it was."
            ) from error
        finally:
            if connection.in_transaction:
                with suppress(sqlite3.Error):
                    connection.rollback()
    finally:
        connection.close()


def fingerprint(connection: Connection) -> str:
    """A hash of every row of every table, to tell whether two files hold the same."""
    import hashlib

    digest = hashlib.sha256()
    for (name,) in connection.rows(
        "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
    ):
        digest.update(name.encode())
        with connection.guard():
            for row in connection.execute(f'SELECT * FROM "{name}"'):
                digest.update(repr(row).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
