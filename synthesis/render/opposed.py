"""Claims as a lane draws them: what stands against a claim is drawn with it, as one thing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from synthesis.map.model import LaneKey, MapClaim, Opposite, StageColumn


@dataclass(frozen=True, slots=True)
class Drawn:
    """A claim where it is drawn: ``lane`` is its own, ``card`` the code of its card, "" for none.

    ``against`` are the claims that are drawn under it, with ⇄ between; ``elsewhere`` is what stands
    against it and is drawn in another place.
    """

    card: str
    lane: LaneKey
    claim: MapClaim
    against: tuple[Drawn, ...] = ()
    elsewhere: tuple[Opposite, ...] = ()

    @property
    def is_dissent(self) -> bool:
        """True for a remark against the card as a whole, which has no standing."""
        return self.lane is LaneKey.DISSENT

    @property
    def together(self) -> tuple[Drawn, ...]:
        """Itself, then what is drawn under it."""
        return (self, *self.against)


def drawn(stage: StageColumn, lanes: Collection[LaneKey]) -> dict[LaneKey, list[Drawn]]:
    """Return what a stage has in each of ``lanes``, the claims of most people first.

    A claim that is drawn under another is not drawn a second time in its own lane; where that
    other's lane is none of ``lanes``, it stands by itself.
    """
    places = [
        (code, lane, claim) for lane in LaneKey if lane in lanes for code, claim in stage.lane(lane)
    ]
    shown = {claim.id for _, _, claim in places}
    under: dict[str, list[Drawn]] = {}
    heads: list[tuple[str, LaneKey, MapClaim]] = []
    for code, lane, claim in places:
        if claim.under in shown:
            elsewhere = tuple(one for one in claim.opposites if one.id != claim.under)
            under.setdefault(claim.under, []).append(Drawn(code, lane, claim, (), elsewhere))
        else:
            heads.append((code, lane, claim))
    found: dict[LaneKey, list[Drawn]] = {lane: [] for lane in lanes}
    for code, lane, claim in heads:
        against = tuple(under.get(claim.id, ()))
        beside = {one.claim.id for one in against}
        elsewhere = tuple(one for one in claim.opposites if one.id not in beside)
        found[lane].append(Drawn(code, lane, claim, against, elsewhere))
    return found
