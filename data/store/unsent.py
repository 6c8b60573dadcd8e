"""Unsent lines: what was being typed, kept for the case that the window dies."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import datetime

from data.records import SessionId
from data.store import common
from data.store.schema import plain


@dataclass(frozen=True, slots=True)
class Unsent:
    """A line and its owner: host, process id, and when that process started (seconds, epoch).

    ``cursor`` counts characters; ``heartbeat`` and ``updated`` are in UTC.
    """

    id: str
    host: str
    pid: int
    started: float
    heartbeat: datetime
    text: str
    cursor: int
    session: SessionId | None
    updated: datetime


def unsent(reader: common.Reader) -> tuple[Unsent, ...]:
    """Every unsent line, the oldest first."""
    moment, order = datetime.fromisoformat, "ORDER BY updated, id"
    return common.records(reader, Unsent, "unsent", order, heartbeat=moment, updated=moment)


def keep(writer: common.Reader, line: Unsent) -> None:
    """Store a line, in place of what stood under its id."""
    writer.connection.execute(
        "INSERT OR REPLACE INTO unsent VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [plain(value) for value in astuple(line)],
    )


def drop(writer: common.Reader, line_id: str) -> None:
    """Forget a line; inside a change, in the same transaction as the note that it became."""
    writer.connection.execute("DELETE FROM unsent WHERE id = ?", (line_id,))
