"""Claims in the order in which they are drawn, each once: what stands against one goes under it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from synthesis.map.model import Lane, LaneKey, MapClaim, Opposite, Row


@dataclass(frozen=True, slots=True)
class DrawnClaim:
    """A claim as it is drawn in its lane.

    ``against`` are claims of the same card that are drawn here and nowhere else; ``elsewhere`` are
    the others that stand against it, which are only named here.
    """

    lane: LaneKey
    claim: MapClaim
    against: tuple[MapClaim, ...]
    elsewhere: tuple[Opposite, ...]


def drawn(lanes: Iterable[Lane], rows: Collection[LaneKey | Row]) -> list[DrawnClaim]:
    """Return the claims of some lanes of one card as they are drawn, of the rows that are shown.

    A claim of a lane that is shown is never lost: where the one that it goes under is not shown,
    it is drawn by itself.
    """
    held = list(lanes)
    shown = [lane for lane in held if lane.key in rows]
    ids = {claim.id for lane in shown for claim in lane.claims}
    under: dict[str, list[MapClaim]] = {}
    for claim in (claim for lane in held for claim in lane.claims if claim.under):
        under.setdefault(claim.under, []).append(claim)
    return [
        DrawnClaim(lane.key, claim, tuple(under.get(claim.id, ())), _elsewhere(claim, under))
        for lane in shown
        for claim in lane.claims
        if claim.under not in ids
    ]


def _elsewhere(claim: MapClaim, under: dict[str, list[MapClaim]]) -> tuple[Opposite, ...]:
    here = {other.id for other in under.get(claim.id, ())}
    return tuple(other for other in claim.opposites if other.id not in here)
