"""Lists that the board's acts choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.records import Decision
from data.store import channels as all_channels
from data.store import stages as all_stages
from data.text import counted
from synthesis.board.ground import evidence_of

if TYPE_CHECKING:
    from data.records import ChannelId, StageId
    from data.store import Project


def stages(project: Project) -> list[tuple[StageId | None, str]]:
    """Return the stages in their order, Unplaced last."""
    return [*((one.id, one.title) for one in all_stages.all(project)), (None, "Unplaced")]


def channels(project: Project) -> list[tuple[ChannelId | None, str]]:
    """Return the channels, after none."""
    return [(None, "nowhere in particular"), *((c.id, c.name) for c in all_channels.all(project))]


def put_away(project: Project) -> list[tuple[str, str, str]]:
    """Return what left the board: ("card" or "note", its id, what is shown of it)."""
    snapshot = project.snapshot()
    cards = [
        ("card", card.id, f"{card.code} {card.title} · {counted(len(evidence_of(card)), 'note')}")
        for card in snapshot.touchpoints
        if card.decision is Decision.REJECTED
    ]
    aside = [("note", note.id, f"“{note.text}”") for note in snapshot.notes if note.set_aside]
    return [*cards, *aside]


def cards(project: Project) -> list[tuple[str, str]]:
    """Return the cards that notes may go to: id, and what is shown of it."""
    snapshot = project.snapshot()
    titles = {one.id: one.title for one in snapshot.stages}
    return [
        (
            card.id,
            f"{card.code} {card.title} · {titles.get(card.stage, '') if card.stage else 'Unplaced'}"
            f" · {len(evidence_of(card))}",
        )
        for card in snapshot.touchpoints
        if card.decision is not Decision.REJECTED
    ]
