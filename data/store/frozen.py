"""Frozen maps: documents under a name that nothing changes any more."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from data.errors import NameTaken
from data.records import FrozenMap, FrozenMapId
from data.store import common
from data.store.schema import now
from data.text import fold

if TYPE_CHECKING:
    from data.store.log import Change

# ruff: noqa: A001


def all(reader: common.Reader) -> tuple[FrozenMap, ...]:
    """The frozen maps, the oldest first."""
    order = "ORDER BY made_at, id"
    return common.records(reader, FrozenMap, "frozen_map", order, made_at=datetime.fromisoformat)


def document(reader: common.Reader, frozen: FrozenMapId) -> str | None:
    """The map itself, as JSON; ``None`` where it is gone."""
    row = reader.connection.row("SELECT map FROM frozen_map WHERE id = ?", (frozen,))
    return None if row is None else str(row[0])


def count(reader: common.Reader) -> int:
    """How many maps are frozen."""
    (number,) = reader.connection.row("SELECT count(*) FROM frozen_map")
    return int(number)


def was_ever(reader: common.Reader, name: str) -> bool:
    """Whether a map of this very name was ever frozen, also one that is gone again."""
    return bool(
        reader.connection.row(
            "SELECT 1 FROM change WHERE entity = 'frozen_map' AND field = '+'"
            " AND json_extract(value, '$.name') = ? LIMIT 1",
            (name,),
        )
    )


def add(change: Change, name: str, document: str, *, persona: str = "") -> FrozenMap:
    """Keep a map under a name.

    Raises:
        UsageError: the name is blank.
        NameTaken: another has it; a frozen map is never overwritten.
    """
    name = common.title_of(name, "frozen map")
    if fold(name) in (fold(other.name) for other in all(change)):
        raise NameTaken(
            f"There is a frozen map called “{name}” already, and it never changes: nothing was "
            "kept. Choose another name."
        )
    frozen = change.make("frozen_map", name=name, made_at=now(), persona=persona, map=document)
    return next(kept for kept in all(change) if kept.id == frozen)


def remove(change: Change, frozen: FrozenMapId) -> None:
    """Remove a frozen map; undo brings it back."""
    change.remove("frozen_map", frozen)
