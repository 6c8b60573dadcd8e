"""Rows of a damaged file: read as SQLite can, and past it, page by page, where it cannot.

What is read here is not yet believed: whoever puts it into a sound file lets that file's own
constraints judge it.
"""

from __future__ import annotations

import re
import sqlite3
import struct
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from data.errors import SaysoError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from data.store.files import Connection

Row = tuple[object, ...]

_LEAF = 0x0D
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00")


@dataclass(slots=True)
class Read:
    """Rows of a table, each once; ``whole`` where SQLite read it from its first to its last."""

    rows: list[Row] = field(default_factory=list)
    whole: bool = True


def read(source: Connection | None, table: str, columns: list[str], content: bytes) -> Read:
    """Read a table as far as it can be, columns in this order.

    ``source`` is ``None`` where SQLite cannot open the file at all, ``content`` the file.
    """
    found, whole = _by_sqlite(source, table, columns)
    if not whole and table in _TELLS:
        # The first value is the number of the row, and says where it stands among the others.
        own = len(columns) - (columns[0] == "rowid")
        for number, row in _in_pages(content, own):
            if _TELLS[table](row):
                found.append((number, *row[len(row) + 1 - len(columns) :]))
        numbered = {str(row[1]): row for row in reversed(found)}  # SQLite's reading comes first
        found = sorted(numbered.values(), key=lambda row: int(str(row[0])))
    return Read(list(dict.fromkeys(found)), whole)


def _by_sqlite(source: Connection | None, table: str, columns: list[str]) -> tuple[list[Row], bool]:
    if source is None:
        return [], False
    names = ", ".join(f'"{name}"' for name in columns)
    found: list[Row] = []
    whole = True
    # From the front as far as that goes, and then from the back.
    for order in ("", " DESC"):
        for key in ("rowid", "1"):
            query = f'SELECT {names} FROM "{table}" NOT INDEXED ORDER BY {key}{order}'
            try:
                # One by one: what was read before a damaged page stays.
                for row in sqlite3.Connection.execute(source, query):
                    found.append(row)  # noqa: PERF402
                break
            except (sqlite3.Error, SaysoError) as error:
                if "no such column: rowid" not in str(error):
                    whole = False
                    break
        if whole:
            break
    return found, whole


def columns_of(source: Connection | None, table: str) -> list[str]:
    """The stored columns of a table; none where it is no table, or is not there."""
    if source is None:
        return []
    with suppress(sqlite3.Error, SaysoError):
        kind = source.row("SELECT type FROM sqlite_schema WHERE name = ?", (table,))
        if kind == ("table",):
            return [row[1] for row in source.rows(f'PRAGMA table_xinfo("{table}")') if not row[6]]
    return []


def _is_note(row: Row) -> bool:
    return (
        _fits(row[1], _ID) and _fits(row[2], _ID) and isinstance(row[3], str)
        and _fits(row[4], _MOMENT)
    )  # fmt: skip


def _is_record(row: Row) -> bool:
    return (
        _fits(row[0], _ID) and _fits(row[1], _ID) and isinstance(row[2], int)
        and isinstance(row[3], int) and _fits(row[4], _ID) and _fits(row[11], _MOMENT)
    )  # fmt: skip


def _fits(value: object, pattern: re.Pattern[str]) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


_TELLS: dict[str, Callable[[Row], bool]] = {"note": _is_note, "change": _is_record}
"""The tables whose rows can be told from all others by what they hold; between them, all."""


def _in_pages(content: bytes, width: int) -> Iterator[tuple[int, Row]]:
    """Every record of so many values on any leaf page, whether or not anything leads there.

    A row that is older than its table's last columns lacks their values.
    """
    size = int.from_bytes(content[16:18], "big")
    size = 65536 if size == 1 else size
    if size < 512 or size & (size - 1):
        return
    usable = size - content[20]
    for at in range(0, len(content) - size + 1, size):
        begin = 100 if at == 0 else 0
        page = content[at : at + size]
        if page[begin] != _LEAF:
            continue
        (cells,) = struct.unpack(">H", page[begin + 3 : begin + 5])
        for cell in range(min(cells, size // 4)):
            place = begin + 8 + 2 * cell
            (start,) = struct.unpack(">H", page[place : place + 2])
            with suppress(ValueError, IndexError, struct.error):
                number, payload = _cell(content, page, start, size, usable)
                row = _record(payload)
                if 0 <= width - len(row) <= 2:
                    yield number, row + (None,) * (width - len(row))


def _cell(content: bytes, page: bytes, start: int, size: int, usable: int) -> tuple[int, bytes]:
    """The number of a row and its record, from a cell and the pages that it goes on on."""
    length, at = _varint(page, start)
    number, at = _varint(page, at)
    most = usable - 35
    if length > len(content):
        raise ValueError
    if length <= most:
        return number, page[at : at + length]
    least = (usable - 12) * 32 // 255 - 23
    local = least + (length - least) % (usable - 4)
    local = local if local <= most else least
    parts, got = [page[at : at + local]], local
    (following,) = struct.unpack(">I", page[at + local : at + local + 4])
    while got < length:
        begin = (following - 1) * size
        if following < 1 or begin + size > len(content):
            raise ValueError
        part = content[begin + 4 : begin + usable][: length - got]
        parts.append(part)
        got += len(part)
        (following,) = struct.unpack(">I", content[begin : begin + 4])
    return number, b"".join(parts)


def _record(payload: bytes) -> Row:
    end, at = _varint(payload, 0)
    kinds = []
    while at < end:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    values: list[object] = []
    at = end
    for kind in kinds:
        value, length = _value(payload, at, kind)
        values.append(value)
        at += length
    if at != len(payload):
        raise ValueError
    return tuple(values)


_WHOLE = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}


def _value(payload: bytes, at: int, kind: int) -> tuple[object, int]:
    if kind == 0:
        return None, 0
    if kind in _WHOLE:
        length = _WHOLE[kind]
        return int.from_bytes(payload[at : at + length], "big", signed=True), length
    if kind == 7:
        return struct.unpack(">d", payload[at : at + 8])[0], 8
    if kind in (8, 9):
        return kind - 8, 0
    if kind < 12:
        raise ValueError
    length = (kind - 12) // 2
    data = payload[at : at + length]
    if len(data) < length:
        raise ValueError
    return (data.decode("utf-8") if kind % 2 else data), length


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for more in range(9):
        byte = data[at + more]
        if more == 8:
            return value << 8 | byte, at + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + more + 1
    raise ValueError
