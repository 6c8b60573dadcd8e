"""Opening: what a file is, whose it is, whether it holds together, and how far it may be trusted.

In this order, so that each step may rely on those before it: the header; what lies beside the file;
whose tables these are; whether its pages hold together; and only then a row is read.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.errors import NewerProject, ProjectDamaged, SaysoError
from data.store import backups, files, health, schema, shape, sidecars
from data.store.files import SETTINGS, Connection, connect
from data.store.log import Change

if TYPE_CHECKING:
    from pathlib import Path


_LITTLE_PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class Opened:
    """A connection and what is known of its file.

    ``refusal`` is why nothing may be written, ``notices`` what to tell whoever opened it; ``older``
    says that an older file was read into memory and is seen there as this version has it.
    """

    connection: Connection
    read_only: bool
    refusal: SaysoError | None = None
    notices: tuple[str, ...] = ()
    older: bool = False
    mark: health.Mark | None = None


def opened(path: Path, *, read_only: bool, wait: float) -> Opened:
    """Open a file as far as it can be trusted; see `data.store.project.Project.open`."""
    files.look(path)
    beside = _settle(path)
    writable = files.is_writable(path)
    if read_only and writable and files.has_unfinished_change(path):
        # Whoever may only read cannot take back what a crash left half-written.
        connect(path, wait=wait).close()
    notices: tuple[str, ...] = (beside.said,) if beside.said else ()
    read_only = read_only or not writable
    # The version, once a change that a crash left half-written is taken back.
    connection = connect(path, read_only=read_only, wait=wait)
    try:
        version = _version(connection, path)
        refusal: SaysoError | None = None
        if version > schema.VERSION:
            shape.judge_newer(connection, path, version)
            refusal = _newer(path, version)
        else:
            refusal = _missing(connection, path, version)
        if refusal is None or version > schema.VERSION:
            refusal = health.look(connection, path, unclean=beside.unclean) or refusal
        if refusal is not None:
            notices += (str(refusal),)
            connection.patience = _LITTLE_PATIENCE  # its pages may lead in a circle
        if version < schema.VERSION:
            connection.close()
            if read_only or refusal is not None:
                connection = _as_it_would_be(path, version, wait)
                return Opened(connection, True, refusal, notices, older=True)
            migrate(path)
            connection = connect(path, read_only=read_only, wait=wait)
        return Opened(connection, read_only, refusal, notices, mark=health.Mark.of(path))
    except BaseException:
        connection.close()
        raise


def _settle(path: Path) -> sidecars.Found:
    """What lies beside the file, where this process has it not open already."""
    place = files.Place.of(path)
    with files.open_files.lock:
        if place is None or place in files.open_files.places:
            return sidecars.Found()
        return sidecars.settle(path, writable=files.is_writable(path))


def _missing(connection: Connection, path: Path, version: int) -> ProjectDamaged | None:
    try:
        shape.judge(connection, path, version)
    except ProjectDamaged as error:
        return error
    return None


def _newer(path: Path, version: int) -> NewerProject:
    return NewerProject(
        f"{path} was made by a newer version of sayso (format {version}; this one writes "
        f"{schema.VERSION}): it can be read here, as far as this version knows it, and is not "
        "written to. Nothing was changed; update sayso to go on with it."
    )


def _version(connection: Connection, path: Path) -> int:
    (application_id,) = connection.row("PRAGMA application_id")
    (version,) = connection.row("PRAGMA user_version")
    return files.judge(path, application_id=application_id, version=version)


def migrate(path: Path) -> None:
    """Bring an older file up to date, in place; a backup is left beside it."""
    files.migrate(
        path,
        lambda connection, version: _convert(connection, path, version),
        backups.before_migration,
    )


def _convert(connection: Connection, path: Path, version: int) -> None:
    from data.store import conversion

    place = files.Place.of(path)
    assert place is not None
    change = Change(connection, "Bring the project up to date", place, everybodys=True)
    conversion.convert(change, version)
    change.finish()


def _as_it_would_be(path: Path, version: int, wait: float) -> Connection:
    """An older file as this version would have it, in memory; the file stays as it is."""
    copy = sqlite3.connect(":memory:", isolation_level=None, factory=Connection)
    copy.path = path
    try:
        with closing(connect(path, read_only=True, wait=wait)) as source, source.guard():
            source.execute("BEGIN")
            source.row("SELECT count(*) FROM sqlite_schema")  # or `backup` waits for ever
            source.backup(copy)
        copy.harden()
        for name, value in SETTINGS.items():
            copy.execute(f"PRAGMA {name} = {value}")
        copy.execute("BEGIN")
        files.build(copy)
        _convert(copy, path, version)
        copy.execute("COMMIT")
        copy.execute("PRAGMA query_only = 1")
    except sqlite3.Error as error:
        copy.close()
        raise health.damaged(path, str(error)) from error
    except BaseException:
        copy.close()
        raise
    return copy
