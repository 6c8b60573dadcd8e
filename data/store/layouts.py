"""Drafts as they were laid out for a state of the project, to be found again when it comes back.

Which cards there are depends on the way that led to them: what lies stays.  So that undo, redo and
reopening show the same cards, claims, codes and titles, each layout is kept under a key of what it
was made from and of what people held then.  It is in no log: undo does not touch it.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from data.records import NoteId, Single
from data.store import claim_codes, drafts, ledger, singles
from data.store.schema import TABLES

if TYPE_CHECKING:
    from data.store.files import Connection
    from data.store.log import Change

_KEPT = 4_000_000
"""Bytes of layouts that are kept; a state that was left longer ago is laid out by a new run."""

_HELD = (
    "SELECT id, code, title, stage, decision FROM touchpoint ORDER BY id",
    "SELECT id, touchpoint, kind, quote FROM claim ORDER BY id",
    "SELECT claim, note FROM claim_evidence ORDER BY claim, note",
    "SELECT touchpoint, note FROM touchpoint_evidence ORDER BY touchpoint, note",
    "SELECT first, second, level, kind FROM link ORDER BY first, second, level",
    "SELECT note, target, stance FROM bearing ORDER BY note, target",
)
"""What people decided that drafts depend on."""


def keep(connection: Connection, basis: str, *, anew: bool) -> None:
    """Keep the drafts as they lie, with their other titles and what is near.

    Args:
        connection: with a transaction open.
        basis: says which notes the drafts were made from.
        anew: whether the drafts were just made; else what was kept for this state stays.
    """
    key = _key(connection, basis)
    if not anew and _is_kept(connection, key):
        return
    layout = {
        "drafts": {table: _rows(connection, table) for table in drafts.FAMILY},
        "singles": singles.every_row(connection),
        "titles": drafts.every_runner_up(connection),
        "nearby": connection.rows("SELECT customer, inside FROM nearby ORDER BY customer, inside"),
    }
    packed = zlib.compress(json.dumps(layout, ensure_ascii=False).encode())
    connection.execute(
        "INSERT OR REPLACE INTO kept_layout (key, layout) VALUES (?, ?)",
        (key, packed),
    )
    connection.execute(
        "DELETE FROM kept_layout WHERE place IN (SELECT place FROM"
        " (SELECT place, sum(length(layout)) OVER (ORDER BY place DESC) AS bytes FROM kept_layout)"
        " WHERE bytes > ?)",
        (_KEPT,),
    )


def _key(connection: Connection, basis: str) -> str:
    state = (basis, *(connection.rows(query) for query in _HELD))
    return hashlib.sha256(repr(state).encode("utf-8", "backslashreplace")).hexdigest()


def _rows(connection: Connection, table: str) -> list[dict[str, object]]:
    """Return what the drafts hold in a table; what is as it comes is left out."""
    names = TABLES[table].every_column
    usual = TABLES[table].defaults
    return [
        {
            name: value
            for name, value in zip(names, row, strict=True)
            if name not in usual or usual[name] != value
        }
        for row in connection.rows(f"SELECT {', '.join(names)} FROM draft_{table}")
    ]


def leave(connection: Connection) -> None:
    """Keep the drafts as they lie before others take their place, for undo to find again."""
    words = dict(connection.rows("SELECT key, value FROM cache_meta"))
    if drafts.DRAFTED_FROM in words:
        keep(connection, words[drafts.DRAFTED_FROM], anew=False)


def leave_before(change: Change) -> None:
    """Keep the drafts as they lie before a change takes notes from them, once in a change."""
    if not change.keeps_drafts:
        change.keeps_drafts = True
        leave(change.connection)


def last_of(
    connection: Connection, wanted: Callable[[str], bool]
) -> tuple[str, str, frozenset[NoteId]] | None:
    """Return code, title and notes of the draft of a code as it lay last; ``None`` if none did."""
    for (packed,) in connection.rows("SELECT layout FROM kept_layout ORDER BY place DESC"):
        rows = json.loads(zlib.decompress(packed))["drafts"]
        card = next((row for row in rows["touchpoint"] if wanted(row["code"])), None)
        if card is not None:
            claims = {row["id"] for row in rows["claim"] if row["touchpoint"] == card["id"]}
            notes = {row["note"] for row in rows["claim_evidence"] if row["claim"] in claims}
            notes |= {
                row["note"]
                for row in rows["touchpoint_evidence"]
                if row["touchpoint"] == card["id"]
            }
            return card["code"], card["title"], frozenset(map(NoteId, notes))
    return None


def is_kept(connection: Connection, basis: str) -> bool:
    """Return whether there is a layout for this state."""
    return _is_kept(connection, _key(connection, basis))


def _is_kept(connection: Connection, key: str) -> bool:
    return connection.row("SELECT 1 FROM kept_layout WHERE key = ?", (key,)) is not None


def lay(connection: Connection, basis: str, notes: Collection[NoteId]) -> bool:
    """Lay the drafts as they were kept; False, and nothing done, where they do not fit.

    They fit where they hold exactly ``notes``: all that is evidence and on no card that is held.
    """
    key = _key(connection, basis)
    found = connection.row("SELECT layout FROM kept_layout WHERE key = ?", (key,))
    if found is None:
        return False
    layout = json.loads(zlib.decompress(found[0]))
    rows = layout["drafts"]
    lying = {row["note"] for row in (*rows["claim_evidence"], *rows["touchpoint_evidence"])}
    alone = layout.get("singles", [])
    if lying | ({note for note, _ in alone} & set(notes)) != set(notes):
        return False
    drafts.replace_rows(connection, rows)
    singles.replace_all(connection, [Single(NoteId(note), stage) for note, stage in alone])
    drafts.keep_nearby(
        connection, [(NoteId(one), NoteId(other)) for one, other in layout["nearby"]]
    )
    drafts.put_runners_up(connection, layout["titles"])
    claim_codes.give(connection)
    ledger.keep_titles(connection)
    return True
