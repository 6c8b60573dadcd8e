"""Kept vectors: a text is encoded once for each encoder."""

from __future__ import annotations

import json
from collections.abc import Iterable

from data.store import common


def read(reader: common.Reader, encoder_id: str, fingerprints: Iterable[str]) -> dict[str, bytes]:
    """The vectors that are kept, by the fingerprint of their text; the others are left out."""
    return dict(
        reader.connection.rows(
            "SELECT fingerprint, vector FROM vector WHERE encoder = ?"
            " AND fingerprint IN (SELECT value FROM json_each(?))",
            (encoder_id, json.dumps(list(fingerprints))),
        )
    )
