"""The saved filters: what somebody looks for again and again, under a name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from data.records import SavedFilter, SavedFilterId
from data.store import common
from data.text import clean

if TYPE_CHECKING:
    from data.store.log import Change

# ruff: noqa: A001


def all(reader: common.Reader) -> tuple[SavedFilter, ...]:
    """The saved filters in their order."""
    return tuple(
        SavedFilter(SavedFilterId(row[0]), *row[1:])
        for row in reader.connection.rows(
            "SELECT id, name, query, position FROM saved_filter ORDER BY position, id"
        )
    )


def add(change: Change, name: str, query: str) -> SavedFilter:
    """Save a filter, behind the others.

    Raises:
        NameTaken: the name is too like another saved filter's, or means something in a tail.
    """
    name = common.fresh_name(change, "saved_filter", name)
    place = common.make_room(change, "saved_filter", None)
    query = clean(query)[0]
    made = change.make("saved_filter", name=name, query=query, position=place)
    return SavedFilter(SavedFilterId(made), name, query, place)


def edit(
    change: Change, filter_id: SavedFilterId, *, name: str | None = None, query: str | None = None
) -> bool:
    """Rename a saved filter, or give it another query; False where nothing is different.

    Raises:
        NameTaken: as for `add`.
    """
    values: dict[str, object] = {}
    if name is not None:
        values["name"] = common.fresh_name(change, "saved_filter", name, but=filter_id)
    if query is not None:
        values["query"] = clean(query)[0]
    return change.edit("saved_filter", filter_id, **values)


def remove(change: Change, filter_id: SavedFilterId) -> None:
    """Remove a saved filter; no note changes."""
    change.remove("saved_filter", filter_id)


def reorder(change: Change, ids: Sequence[SavedFilterId]) -> bool:
    """Put the saved filters in this order; those not named follow as they stood."""
    return common.reorder(change, "saved_filter", ids)
