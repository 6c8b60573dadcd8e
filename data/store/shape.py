"""Whose schema a file has: compared with what sayso makes, before a row of it is read.

A file may have our header and hold what we never put there: a view in the place of a table that
never comes to an end, a trigger that rewrites what is stored.  Nothing of the kind is ever run: the
tables, their constraints, indexes and views must be those that `files.build` makes, to the letter,
but for quotes, case and spaces.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from data.errors import ForeignProject, NewerProject, ProjectDamaged
from data.store import schema
from data.text import clip, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from data.store.files import Connection

Shape = dict[str, str]
"""What a file holds by name: its type and its statement, made plain."""

_EVERY = "SELECT type, name, sql FROM sqlite_schema"
_OTHERS_WRITE = "_sqlite_migrations"  # its columns are sqlite-utils' own affair
_INDEX_PARTS = "note_fts_"  # FTS5 makes them itself, each version of it in its own words
_COMPUTES = {"as", "check", "conflict", "references", "select", "using"}
_MOST_NAMED = 3


def shape_of(rows: Iterable[tuple[str, str, str | None]]) -> Shape:
    """Return the shape told by rows of ``type, name, sql``; SQLite's own things are left out."""
    return {
        str(name): f"{kind} {_plain(str(name), sql or '')}"
        for kind, name, sql in rows
        if not str(name).startswith("sqlite_")
    }


def _plain(name: str, sql: str) -> str:
    if name == _OTHERS_WRITE or name.startswith(_INDEX_PARTS):
        # Plain columns only: nothing that computes anything, or drops what does not fit.
        words = re.findall(r"\w+", sql.casefold())
        return "?" if words[:2] == ["create", "table"] and not _COMPUTES & {*words} else sql
    return "".join(sql.split()).replace('"', "").replace("'note_fts", "note_fts").casefold()


def as_text(shape: Mapping[str, str]) -> str:
    """Return a shape as the text that `schema.SHAPE` holds, so that nothing need be built."""
    return "".join(f"{name} {what}\n" for name, what in sorted(shape.items()))


def built(version: int = schema.VERSION) -> Shape:
    """Return the shape of a version, by building an empty project in memory: slow."""
    from data.store.files import Connection, build

    connection = sqlite3.connect(":memory:", isolation_level=None, factory=Connection)
    with closing(connection):
        connection.execute("BEGIN")
        build(connection, schema.STEPS[:version])
        return shape_of(connection.rows(_EVERY))


def judge(connection: Connection, path: Path, version: int) -> None:
    """See that a file of a version up to the present one holds what sayso made, and all of it.

    Raises:
        ForeignProject: it holds something else.
        ProjectDamaged: something that it needs is not there.
    """
    found = shape_of(connection.rows(_EVERY))
    if version == schema.VERSION and as_text(found) == schema.shape():
        return
    wanted = built(version)
    if others := _strange(found, wanted):
        raise foreign(path, others)
    missing = sorted(wanted.keys() - found.keys())
    if missing:
        kind = wanted[missing[0]].split(" ", 1)[0]
        raise ProjectDamaged(
            f"{path} is damaged (the {kind} {missing[0]} is not there): nothing was changed. "
            "`sayso check --repair` mends what can be mended; a backup holds the rest."
        )


def strange(connection: Connection, version: int) -> list[str]:
    """What a file of a version holds that sayso never put there, each with its type: slow."""
    return _strange(shape_of(connection.rows(_EVERY)), built(version))


def _strange(found: Shape, wanted: Shape) -> list[str]:
    names = [
        f"{what.split(' ', 1)[0]} {clip(one_line(name), 60)}"
        for name, what in found.items()
        if wanted.get(name) != what
    ]
    return sorted(names, key=lambda name: (not name.startswith(("view", "trigger")), name))


def foreign(path: Path, names: list[str]) -> ForeignProject:
    """The error for a file that holds what sayso never put there (`strange`)."""
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    what = ", the ".join(names[:_MOST_NAMED]) + more
    return ForeignProject(
        f"{path} holds what sayso never put there (the {what}), which may hang or mislead whoever "
        "opens it: none of it was run, and the file was left as it is. `sayso check --repair` "
        "makes a copy without it, or ask whoever sent it for another."
    )


def judge_newer(connection: Connection, path: Path, version: int) -> None:
    """See that a file of a newer version has every table and column that this one reads.

    What it has beside those is not read.

    Raises:
        NewerProject: it has not; this version cannot read it.
    """
    found, wanted = shape_of(connection.rows(_EVERY)), built()
    if not _fits(connection, found, wanted):
        raise NewerProject(
            f"{path} was made by a newer version of sayso (format {version}; this one reads up to "
            f"{schema.VERSION}), which keeps things in another way. It was left as it is: update "
            "sayso to open it."
        )


def _fits(connection: Connection, found: Shape, wanted: Shape) -> bool:
    if any(
        not what.startswith("table") and found.get(name) != what
        for name, what in wanted.items()
        if not what.startswith("index")
    ):
        return False
    for name, table in schema.TABLES.items():
        if not found.get(name, "").startswith("table"):
            return False
        columns = {row[1] for row in connection.rows(f'PRAGMA table_xinfo("{name}")') if not row[6]}
        if not columns.issuperset(table.every_column):
            return False
    return all(
        found.get(name, "").startswith("table")
        for name, what in wanted.items()
        if what.startswith("table")
    )
