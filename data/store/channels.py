"""The channels: where things happen."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypedDict, Unpack

from data.records import Channel, ChannelId
from data.store import common

if TYPE_CHECKING:
    from data.store.log import Change

# ruff: noqa: A001


class ChannelFields(TypedDict, total=False):
    """What of a channel can be edited."""

    name: str
    description: str
    examples: Sequence[str]
    own: bool


def all(reader: common.Reader) -> tuple[Channel, ...]:
    """The channels in their order."""
    return tuple(
        Channel(ChannelId(row[0]), row[1], row[2], row[3], tuple(json.loads(row[4])), bool(row[5]))
        for row in reader.connection.rows(
            "SELECT id, name, position, description, examples, own FROM channel"
            " ORDER BY position, id"
        )
    )


def add(
    change: Change,
    name: str,
    *,
    description: str = "",
    examples: Sequence[str] = (),
    own: bool = True,
    position: int | None = None,
) -> Channel:
    """Add a channel at the end, or at ``position`` (0-based).

    Raises:
        NameTaken: the name is too like another channel's, or means something in a tail.
    """
    name = common.fresh_name(change, "channel", name)
    place = common.make_room(change, "channel", position)
    channel_id = change.make(
        "channel",
        name=name,
        position=place,
        description=description,
        examples=tuple(examples),
        own=own,
    )
    return Channel(ChannelId(channel_id), name, place, description, tuple(examples), own)


def edit(change: Change, channel_id: ChannelId, **fields: Unpack[ChannelFields]) -> bool:
    """Change a channel; False where nothing is different."""
    values: dict[str, object] = dict(fields)
    if "name" in fields:
        values["name"] = common.fresh_name(change, "channel", fields["name"], but=channel_id)
    if "examples" in fields:
        values["examples"] = tuple(fields["examples"])
    return change.edit("channel", channel_id, **values)


def remove(change: Change, channel_id: ChannelId) -> None:
    """Remove a channel that no note and no held touchpoint names.

    Raises:
        StillInUse: one does.
    """
    common.refuse_if_used(
        change,
        channel_id,
        "This channel",
        [("note", "channel", "note"), ("touchpoint", "channel", "touchpoint")],
    )
    change.remove("channel", channel_id)


def reorder(change: Change, ids: Sequence[ChannelId]) -> bool:
    """Put the channels in this order; those not named follow as they stood."""
    return common.reorder(change, "channel", ids)
