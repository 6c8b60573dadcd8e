"""Cut cards: eight touchpoints to an A4 page, because rooms move paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from synthesis.map.model import Card, JourneyMap, LaneKey, StageColumn
from synthesis.render.opposed import Drawn, in_lanes, on_card
from synthesis.render.paper.fit import BORDERS, LEADING, MM, Item, lines, short
from synthesis.render.paper.sheets import MOST_CLAIMS, card_item, claim_item

WIDTH, HEIGHT = 210.0, 297.0
EDGE = 8.0
ACROSS, DOWN = 2, 4
CARD = ((WIDTH - 2 * EDGE) / ACROSS, (HEIGHT - 2 * EDGE) / DOWN)
"""Width and height of a card, in millimetres."""

FONT = 8.5
"""Size of the claims, in points (1/72 inch)."""

SINGLES = "Single remarks"
"""What stands on a piece of paper that is no card."""

_PADDING = 5.0
_TITLE = 11.0
_FIXED = 91.5  # what code, count, blank line, grammar, margins and borders take, in points


@dataclass(frozen=True, slots=True)
class CutCard:
    """One card: its stage, its face, its claims, the weightiest first, and how many more.

    Single remarks are on a piece of paper like a card's, without a code.
    """

    stage: str
    item: Item
    claims: tuple[Item, ...]
    more: int


@dataclass(frozen=True, slots=True)
class CardPage:
    """Eight cards at most; ``number`` of ``of`` pages."""

    map: JourneyMap
    cards: tuple[CutCard, ...]
    number: int
    of: int

    @property
    def marks(self) -> str:
        """The marks to cut along, at the edges of the page, as a path."""
        wide, high = CARD
        parts = []
        for n in range(ACROSS + 1):
            x = EDGE + n * wide
            parts += [f"M{x:.2f} 1.5v5", f"M{x:.2f} {HEIGHT - 1.5:.2f}v-5"]
        for n in range(DOWN + 1):
            y = EDGE + n * high
            parts += [f"M1.5 {y:.2f}h5", f"M{WIDTH - 1.5:.2f} {y:.2f}h-5"]
        return "".join(parts)


def pages(journey_map: JourneyMap) -> tuple[CardPage, ...]:
    """Return the cards of a map on pages, in the order of its stages; none where it has none.

    After a stage's cards come its single remarks, a few on a piece of paper.
    """
    cuts = []
    for stage in journey_map.stages:
        lanes = in_lanes(stage, tuple(LaneKey))
        name = f"{stage.number or '?'} {short(stage.title, 40)}"
        for card in stage.cards:
            claims = [one for lane in lanes.values() for one in lane if one.card == card.code]
            claims.sort(key=lambda one: (one.claim.id != card.lead, -one.claim.counts.people))
            cuts.append(_cut(card_item(card), claims, name, card))
        cuts += _singles(stage, name)
    size = ACROSS * DOWN
    parts = [tuple(cuts[at : at + size]) for at in range(0, len(cuts), size)]
    return tuple(CardPage(journey_map, part, n, len(parts)) for n, part in enumerate(parts, 1))


def _singles(stage: StageColumn, name: str) -> Iterator[CutCard]:
    """Yield pieces of paper with a stage's single remarks, each of them on one."""
    left = on_card(stage.singles, tuple(LaneKey))
    while left:
        cut = _cut(Item("card", SINGLES, foot="each near no other, and on no card"), left, name)
        shown = {item.code for item in cut.claims}
        left = [one for one in left if one.claim.code not in shown]
        yield replace(cut, more=0)


def _cut(item: Item, claims: list[Drawn], stage: str, card: Card | None = None) -> CutCard:
    items = [claim_item(replace(one, card=""), under=card) for one in claims]
    inner = (CARD[0] - 2 * _PADDING) * MM - 2
    wide = round(inner / FONT - 0.3, 2)
    room = CARD[1] * MM - _FIXED - lines(item.foot, wide) * LEADING * FONT
    room -= lines(item.text, round(inner / _TITLE - 0.5, 2), bold=True) * 1.16 * _TITLE
    shown: list[Item] = []
    for claim in items[:MOST_CLAIMS]:
        if not shown:
            claim = _as_fits(claim, wide, room)
        # Of single remarks none stands before the others.
        takes = _takes(claim, wide, boxed=not shown and bool(item.code))
        # What has no room is left to a smaller claim after it.
        if takes <= room or not shown:
            room -= takes
            shown.append(claim)
    return CutCard(stage, item, tuple(shown), len(items) - len(shown))


def _as_fits(claim: Item, wide: float, room: float) -> Item:
    """Return a card's weightiest claim with as much of what is under it as there is room for."""
    while claim.below and _takes(claim, wide, boxed=True) > room:
        claim = replace(claim, below=claim.below[:-1])
    return claim


def _takes(claim: Item, wide: float, *, boxed: bool) -> float:
    """Return the height that a claim takes on a card, in points."""
    texts = (f"{claim.lane}: {claim.line}", *claim.below)
    text = sum(lines(text, wide - (1.6 if boxed else 0)) for text in texts) * LEADING * FONT
    return text + (_box(claim) if boxed else 0.25 * FONT)


def _box(claim: Item) -> float:
    """Return what the box of a card's weightiest claim takes above and below, in points."""
    return 2 * BORDERS.get(claim.standing, 0.0) + 1.6 + 0.4 * FONT
