"""Looking for damage, without writing a byte."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from data.errors import SaysoError
from data.store.files import SETTINGS
from data.store.log import MADE, REMOVED
from data.store.schema import TABLES, Table

if TYPE_CHECKING:
    from data.store.files import Connection

_MOST = 10  # problems of one sort that are worth reading


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found: ``counts`` by word, ``problems`` as sentences (none where ``ok``)."""

    ok: bool
    counts: dict[str, int]
    problems: tuple[str, ...]


def check(
    connection: Connection, file: Connection | None = None, *, known: bool = True
) -> CheckReport:
    """Check pages, references, the full-text index, the settings, the log and the drafts.

    The caller holds a reading transaction; nothing is written.  ``file`` is the file itself where
    ``connection`` is not, but what it would be in this version.  What a newer version means by its
    rows is not ``known``.
    """
    file = file or connection
    problems = _pages(file)
    if not problems:  # on broken pages every further finding would be noise
        for look, at in (
            (_references, file),
            (_index, connection),
            (_settings, file),
            *((ask, connection) for ask in (_log, _times, _drafts, _codes) if known),
        ):
            try:
                problems += look(at)
            except SaysoError as error:
                problems.append(str(error))
            except (ValueError, TypeError, KeyError, RecursionError):
                problems.append("The change log holds something that cannot be read.")
    return CheckReport(not problems, {} if problems else _counts(connection), tuple(problems))


def _pages(connection: Connection) -> list[str]:
    try:
        found = [row for (row,) in connection.rows(f"PRAGMA integrity_check({_MOST})")]
    except (sqlite3.Error, SaysoError):
        found = ["they cannot be read to their end"]
    return [f"The file's pages: {row}." for row in found if row != "ok"]


def _references(connection: Connection) -> list[str]:
    broken = Counter((row[0], row[2]) for row in connection.rows("PRAGMA foreign_key_check"))
    return [
        f"{count} of {table} point to a {parent} that is not there."
        for (table, parent), count in broken.items()
    ]


def _index(connection: Connection) -> list[str]:
    """Compare the full-text index with the notes, in a copy: the test itself counts as a write."""
    copy = sqlite3.connect(":memory:")
    try:
        with connection.guard():
            connection.backup(copy)
        copy.execute("INSERT INTO note_fts (note_fts, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError as error:
        return [f"The full-text index does not match the notes ({error})."]
    finally:
        copy.close()
    return []


def _settings(connection: Connection) -> list[str]:
    held = {name: connection.row(f"PRAGMA {name}")[0] for name in SETTINGS}
    problems = [
        f"The setting {name} is {held[name]}, not {value}."
        for name, value in SETTINGS.items()
        if held[name] != value
    ]
    (mode,) = connection.row("PRAGMA journal_mode")
    if mode != "delete":
        problems.append(f"The journal is kept as {mode}, not deleted after each change.")
    return problems


def retold(connection: Connection) -> dict[tuple[str, str], dict[str, Any]]:
    """What the change log makes, told from its first record: values by entity and id."""
    entities: dict[tuple[str, str], dict[str, Any]] = {}
    for entity, entity_id, field, value in connection.rows(
        "SELECT entity, entity_id, field, value FROM logged ORDER BY rowid"
    ):
        key = (entity, entity_id)
        if field == MADE:
            entities[key] = _defaults(entity) | json.loads(value)
        elif field == REMOVED:
            entities.pop(key, None)
        elif key in entities:
            entities[key][field] = json.loads(value)
    return entities


def rows_of(connection: Connection, table: Table) -> dict[str, dict[str, Any]]:
    """Every row of a table by the id under which the log knows it."""
    names = ", ".join(f'"{name}"' for name in table.every_column)
    rows = {}
    for row in connection.rows(f"SELECT {names} FROM {table.name}"):
        values = dict(zip(table.every_column, row, strict=True))
        rows[table.entity_id(values)] = values
    return rows


def _log(connection: Connection) -> list[str]:
    """Compare what the change log makes with the rows."""
    entities = retold(connection)
    problems: list[str] = []
    for table in TABLES.values():
        rows = rows_of(connection, table)
        log = {
            entity_id: row for (entity, entity_id), row in entities.items() if entity == table.name
        }
        different = sum(rows.get(key) != log.get(key) for key in rows.keys() | log.keys())
        if different:
            problems.append(
                f"{different} of {table.name} {'is' if different == 1 else 'are'} not as the "
                "change log tells."
            )
    return problems


def _times(connection: Connection) -> list[str]:
    """Read when each change was made, and what it followed on, as undo and history will."""
    for at, parents in connection.rows("SELECT DISTINCT at, parents FROM logged"):
        datetime.fromisoformat(at)
        json.loads(parents)
    return []


def _defaults(entity: str) -> dict[str, Any]:
    """What a record of an older log means by the columns that it does not name."""
    return dict(TABLES[entity].defaults) if entity in TABLES else {}


def _drafts(connection: Connection) -> list[str]:
    (empty,) = connection.row(
        "SELECT count(*) FROM draft_touchpoint"
        " WHERE id NOT IN (SELECT touchpoint FROM draft_claim)"
        " AND id NOT IN (SELECT touchpoint FROM draft_touchpoint_evidence)"
    )
    (double,) = connection.row(
        "SELECT count(*) FROM draft_touchpoint"
        " WHERE id IN (SELECT id FROM touchpoint) OR code IN (SELECT code FROM touchpoint)"
    )
    problems = [f"{empty} draft touchpoints hold no note."] if empty else []
    return problems + ([f"{double} touchpoints are both draft and held."] if double else [])


def _codes(connection: Connection) -> list[str]:
    """Codes beyond their counter would be given out again."""
    last = dict(connection.rows("SELECT prefix, last FROM counter"))
    problems = []
    for prefix, table in (("P", "participant"), ("T", "touchpoint"), ("T", "draft_touchpoint")):
        beyond = [
            code
            for (code,) in connection.rows(f"SELECT code FROM {table}")
            if code[:1] == prefix and code[1:].isdecimal() and int(code[1:]) > last.get(prefix, 0)
        ]
        if beyond:
            problems.append(f"The code {beyond[0]} could be given a second time.")
    return problems


def _counts(connection: Connection) -> dict[str, int]:
    tables = {
        "notes": "note",
        "sessions": "session",
        "participants": "participant",
        "stages": "stage",
        "personas": "persona",
        "channels": "channel",
        "tags": "tag",
        "journeys": "journey",
        "touchpoints": "touchpoint",
        "drafts": "draft_touchpoint",
        "unsent lines": "unsent",
        "change records": "change",
    }
    return {
        word: connection.row(f"SELECT count(*) FROM {table}")[0] for word, table in tables.items()
    }
