"""Where a single remark could go: the cards nearest to it, or nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.records import Decision, NoteId, Touchpoint
from data.text import code_order
from synthesis.board.ground import CannotError, Effect, called, quoted
from synthesis.board.singles import is_left, left_key

if TYPE_CHECKING:
    from synthesis.board.ground import Ground


NEAREST = 3
"""Cards that are offered to a single remark."""


@dataclass(frozen=True, slots=True)
class Near:
    """A card of a remark's stage, how like it the remark is, and which note there the most."""

    card: Touchpoint
    mate: NoteId
    likeness: float


def nearest_cards(ground: Ground, note: NoteId) -> list[Near]:
    """Return the cards of a remark's stage that it is most like, best first; none rejected."""
    at = ground.at[note]
    stage = ground.home(ground.every_note[note])
    row = ground.where.of([at])[0]
    found = []
    for card in ground.cards.values():
        inside = [place for claim in card.claims for place in ground.positions(claim.evidence)]
        if card.stage == stage and card.decision is not Decision.REJECTED and inside:
            near = ground.likeness(at, inside)
            found.append(Near(card, ground.nearest(inside, row), near))
    return sorted(found, key=lambda one: (-one.likeness, code_order(one.card.code)))[:NEAREST]


def leave(ground: Ground, notes: Sequence[NoteId]) -> Effect:
    """Say of remarks that they stay single: no later cut puts them on a card, none is asked about.

    Raises:
        CannotError: one of them lies on a card, or no draft has looked at it yet.
    """
    for note in notes:
        if note not in ground.single_of:
            raise CannotError(f"{quoted(ground, note)} is no single remark.")
    left = [left_key(note) for note in notes if not is_left(note, ground.snapshot)]
    label = f"Leave {called(ground, notes)} single"
    return Effect(label, answers=tuple((question, True) for question in left))
