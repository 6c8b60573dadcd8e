"""Kept vectors: a text is encoded once for each encoder."""

from __future__ import annotations

from collections.abc import Iterable

from data.store import common

_AT_ONCE = 500  # SQLite builds of old take no more than 999 parameters


def read(reader: common.Reader, encoder_id: str, fingerprints: Iterable[str]) -> dict[str, bytes]:
    """The vectors that are kept, by the fingerprint of their text; the others are left out."""
    wanted = list(dict.fromkeys(fingerprints))
    found: dict[str, bytes] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        found.update(
            reader.connection.rows(
                "SELECT fingerprint, vector FROM vector WHERE encoder = ?"
                f" AND fingerprint IN ({', '.join('?' * len(some))})",
                (encoder_id, *some),
            )
        )
    return found
