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
    return tuple(
        FrozenMap(FrozenMapId(row[0]), row[1], datetime.fromisoformat(row[2]), row[3])
        for row in reader.connection.rows(
            "SELECT id, name, made_at, persona FROM frozen_map ORDER BY made_at, id"
        )
    )


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
    if any(fold(one.name) == fold(name) for one in all(change)):
        raise NameTaken(
            f"There is a frozen map called “{name}” already, and it never changes: nothing was "
            "kept. Choose another name."
        )
    frozen = change.make("frozen_map", name=name, made_at=now(), persona=persona, map=document)
    return next(one for one in all(change) if one.id == frozen)


def remove(change: Change, frozen: FrozenMapId) -> None:
    """Remove a frozen map; undo brings it back."""
    change.remove("frozen_map", frozen)
