"""Kept titles: what naming found out, under keys of its own making."""

from __future__ import annotations

from collections.abc import Iterable

from data.store import common

_AT_ONCE = 500


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
