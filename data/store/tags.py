"""The free tags."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypedDict, Unpack

from data.records import Tag, TagId
from data.store import common

if TYPE_CHECKING:
    from data.store.log import Change

# ruff: noqa: A001


class TagFields(TypedDict, total=False):
    """What of a tag can be edited."""

    name: str
    description: str
    examples: Sequence[str]


def all(reader: common.Reader) -> tuple[Tag, ...]:
    """The tags in the order that people gave them; those of one place by their names."""
    rows = reader.connection.rows("SELECT id, name, description, examples, position FROM tag")
    rows.sort(key=lambda row: (row[4], row[1].casefold(), row[0]))
    return tuple(
        Tag(TagId(row[0]), row[1], row[2], tuple(json.loads(row[3])), row[4]) for row in rows
    )


def add(change: Change, name: str, *, description: str = "", examples: Sequence[str] = ()) -> Tag:
    """Add a tag: behind the others where somebody has ordered them, else by its name.

    Raises:
        NameTaken: the name is too like another tag's, or means something in a tail.
    """
    name = common.fresh_name(change, "tag", name)
    (place,) = change.connection.row("SELECT coalesce(max(position), 0) FROM tag")
    tag_id = change.make(
        "tag", name=name, description=description, examples=tuple(examples), position=place
    )
    return next(tag for tag in all(change) if tag.id == tag_id)


def edit(change: Change, tag_id: TagId, **fields: Unpack[TagFields]) -> bool:
    """Change a tag; False where nothing is different."""
    values: dict[str, object] = dict(fields)
    if "name" in fields:
        values["name"] = common.fresh_name(change, "tag", fields["name"], but=tag_id)
    if "examples" in fields:
        values["examples"] = tuple(fields["examples"])
    return change.edit("tag", tag_id, **values)


def remove(change: Change, tag_id: TagId) -> None:
    """Remove a tag, and take it from every note."""
    for (note,) in change.connection.rows("SELECT note FROM note_tag WHERE tag = ?", (tag_id,)):
        change.remove("note_tag", f"{note}:{tag_id}")
    change.remove("tag", tag_id)


def reorder(change: Change, ids: Sequence[TagId]) -> bool:
    """Put the tags in this order; those not named follow as they stood."""
    return common.reorder(change, "tag", ids)
