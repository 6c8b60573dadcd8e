"""The channels: where things happen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from data.records import Channel, ChannelId
from data.store import common

if TYPE_CHECKING:
    from data.store.change import Change

# ruff: noqa: A001


def all(reader: common.Reader) -> tuple[Channel, ...]:
    """The channels in their order."""
    return tuple(
        Channel(ChannelId(row[0]), row[1], row[2])
        for row in reader.connection.rows(
            "SELECT id, name, position FROM channel ORDER BY position, id"
        )
    )


def add(change: Change, name: str, *, position: int | None = None) -> Channel:
    """Add a channel at the end, or at ``position`` (0-based).

    Raises:
        NameTaken: the name is too like another channel's, or means something in a tail.
    """
    name = common.fresh_name(change, "channel", name)
    place = common.make_room(change, "channel", position)
    return Channel(ChannelId(change.make("channel", name=name, position=place)), name, place)


def edit(change: Change, channel_id: ChannelId, *, name: str) -> bool:
    """Rename a channel; False where nothing is different."""
    name = common.fresh_name(change, "channel", name, but=channel_id)
    return change.edit("channel", channel_id, name=name)


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
