"""The lines of the change log, as `data.changes` and `data.history` read them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from data.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Record:
    """One line of the log, with its value read."""

    id: str
    entity: str
    entity_id: str
    field: str
    value: Any
    parents: tuple[str, ...]


def records(
    connection: Connection, op: str, about: str | None = None, limit: int = -1
) -> list[Record]:
    """The records of one operation, in the order in which they were written.

    With ``about`` only those of that thing and of its memberships; at most ``limit``, if positive.
    """
    where, parameters = "op = ?", [op]
    if about is not None:
        # The unary plus keeps to the few records of the thing: an operation may have many.
        where = "+op = ? AND (entity_id = ? OR (entity_id > ? AND entity_id < ?))"
        parameters += [about, f"{about}:", f"{about};"]
    return [
        Record(record_id, entity, entity_id, field, json.loads(value), tuple(json.loads(parents)))
        for record_id, entity, entity_id, field, value, parents in connection.rows(
            f"SELECT id, entity, entity_id, field, value, parents FROM change WHERE {where}"
            " ORDER BY rowid LIMIT ?",
            (*parameters, limit),
        )
    ]
