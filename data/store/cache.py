"""The smaller door: writing what can be made again, and is in no log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from data.store import common
from data.store.log import new_codes

if TYPE_CHECKING:
    from data.store.files import Connection


class Cache:
    """What is written through `Project.cache`; it can be read from as well."""

    def __init__(self, connection: Connection) -> None:
        """``connection`` has a transaction open."""
        self.connection = connection

    def new_codes(self, count: int) -> list[str]:
        """The next touchpoint codes, which nothing else will ever have."""
        return new_codes(self.connection, "T", count) if count > 0 else []

    def keep_vectors(self, encoder_id: str, vectors: Mapping[str, bytes]) -> None:
        """Keep vectors (raw bytes) by the fingerprint of their text."""
        self.connection.executemany(
            "INSERT OR REPLACE INTO vector (encoder, fingerprint, vector) VALUES (?, ?, ?)",
            ((encoder_id, fingerprint, vector) for fingerprint, vector in vectors.items()),
        )

    def keep_titles(self, found: Mapping[str, str]) -> None:
        """Keep what naming found out (JSON text) under its keys."""
        self.connection.executemany(
            "INSERT OR REPLACE INTO kept_title (key, value) VALUES (?, ?)", found.items()
        )

    def set_meta(self, key: str, value: str | None) -> None:
        """Remember a word, or forget it (``None``)."""
        if value is None:
            self.connection.execute("DELETE FROM cache_meta WHERE key = ?", (key,))
        else:
            self.connection.execute("INSERT OR REPLACE INTO cache_meta VALUES (?, ?)", (key, value))


def meta(reader: common.Reader, key: str) -> str | None:
    """A remembered word, or ``None``; ``reader`` may be the project itself."""
    row = reader.connection.row("SELECT value FROM cache_meta WHERE key = ?", (key,))
    return None if row is None else str(row[0])
