"""The free tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.records import Tag, TagId
from data.store import common

if TYPE_CHECKING:
    from data.store.change import Change

# ruff: noqa: A001


def all(reader: common.Reader) -> tuple[Tag, ...]:
    """The tags in the order of their names."""
    rows = reader.connection.rows("SELECT id, name FROM tag")
    rows.sort(key=lambda row: (row[1].casefold(), row[0]))
    return tuple(Tag(TagId(row[0]), row[1]) for row in rows)


def add(change: Change, name: str) -> Tag:
    """Add a tag.

    Raises:
        NameTaken: the name is too like another tag's, or means something in a tail.
    """
    name = common.fresh_name(change, "tag", name)
    return Tag(TagId(change.make("tag", name=name)), name)


def edit(change: Change, tag_id: TagId, *, name: str) -> bool:
    """Rename a tag; False where nothing is different."""
    return change.edit("tag", tag_id, name=common.fresh_name(change, "tag", name, but=tag_id))


def remove(change: Change, tag_id: TagId) -> None:
    """Remove a tag, and take it from every note."""
    for (note,) in change.connection.rows("SELECT note FROM note_tag WHERE tag = ?", (tag_id,)):
        change.remove("note_tag", f"{note}:{tag_id}")
    change.remove("tag", tag_id)
