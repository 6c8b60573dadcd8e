"""A project's research as text, for comparing two states byte for byte."""

from __future__ import annotations

import json
import sqlite3

from data.store.schema import TABLES


def entity_dump(connection: sqlite3.Connection) -> str:
    """Every row of every entity table, a line each, in the order of tables and keys.

    The change log and what can be made again are left out, and so are the numbers that only the
    full-text index needs.
    """
    lines: list[str] = []
    for table in TABLES.values():
        names = ", ".join(f'"{name}"' for name in table.every_column)
        keys = ", ".join(f'"{name}"' for name in table.key)
        rows = connection.execute(f"SELECT {names} FROM {table.name} ORDER BY {keys}")
        lines += [f"{table.name} {json.dumps(row, ensure_ascii=False)}" for row in rows]
    return "\n".join(lines)
