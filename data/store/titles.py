"""Kept titles: what naming found out, under keys of its own making, and what else would do."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from data.store import common

if TYPE_CHECKING:
    from data.store.connection import Connection

_AT_ONCE = 500
_RUNNERS_UP = "runners-up "


def kept(reader: common.Reader, keys: Iterable[str]) -> dict[str, str]:
    """What is kept under these keys (JSON text, as it was given); the others are left out."""
    wanted = list(dict.fromkeys(keys))
    found: dict[str, str] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        found.update(
            reader.connection.rows(
                f"SELECT key, value FROM kept_title WHERE key IN ({', '.join('?' * len(some))})",
                some,
            )
        )
    return found


def runners_up(reader: common.Reader, one: str) -> tuple[str, ...]:
    """What else a point or touchpoint could be called, best first; empty where nothing is kept."""
    key = _RUNNERS_UP + one
    return tuple(json.loads(kept(reader, [key]).get(key, "[]")))


def keep_runners_up(
    connection: Connection, found: Mapping[str, tuple[str, ...]], others: Iterable[str]
) -> None:
    """Keep the runners-up of points and touchpoints by id; of ``others`` what is kept stays.

    All the rest is forgotten: what it belonged to is gone.
    """
    new = {_RUNNERS_UP + one: json.dumps(titles) for one, titles in found.items() if titles}
    old: dict[str, str] = dict(
        connection.rows(
            "SELECT key, value FROM kept_title WHERE key >= ? AND key < ?",
            (_RUNNERS_UP, _RUNNERS_UP + chr(0x10FFFF)),
        )
    )
    stay = {_RUNNERS_UP + one for one in others} - new.keys()
    gone = old.keys() - new.keys() - stay
    connection.executemany("DELETE FROM kept_title WHERE key = ?", [(key,) for key in sorted(gone)])
    connection.executemany(
        "INSERT OR REPLACE INTO kept_title (key, value) VALUES (?, ?)",
        [(key, value) for key, value in new.items() if old.get(key) != value],
    )
