"""Claims as a lane draws them: what stands against a claim is drawn with it, as one thing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from synthesis.map.model import Lane, LaneKey, MapClaim, Opposite, Row, StageColumn


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


def in_lanes(stage: StageColumn, lanes: Collection[LaneKey]) -> dict[LaneKey, list[Drawn]]:
    """Return what a stage has in each of ``lanes``, the claims of most people first."""
    places = [
        (code, lane, claim) for lane in LaneKey if lane in lanes for code, claim in stage.lane(lane)
    ]
    found: dict[LaneKey, list[Drawn]] = {lane: [] for lane in lanes}
    for one in _paired(places):
        found[one.lane].append(one)
    return found


def on_card(lanes: Iterable[Lane], rows: Collection[LaneKey | Row], code: str = "") -> list[Drawn]:
    """Return the claims of those ``lanes`` of a card that are among ``rows``, in their order.

    ``code`` is the card's.
    """
    return _paired(
        [(code, lane.key, claim) for lane in lanes if lane.key in rows for claim in lane.claims]
    )


def _paired(places: Sequence[tuple[str, LaneKey, MapClaim]]) -> list[Drawn]:
    """Return claims (code of the card, lane, claim) in their order, each of them once.

    One that is drawn under another is not drawn a second time in its own lane; where that other is
    not among them, it stands by itself.
    """
    shown = {claim.id for _, _, claim in places}
    under: dict[str, list[Drawn]] = {}
    for code, lane, claim in places:
        if claim.under in shown:
            elsewhere = tuple(one for one in claim.opposites if one.id != claim.under)
            under.setdefault(claim.under, []).append(Drawn(code, lane, claim, (), elsewhere))
    found = []
    for code, lane, claim in places:
        if claim.under not in shown:
            against = tuple(under.get(claim.id, ()))
            beside = {one.claim.id for one in against}
            elsewhere = tuple(one for one in claim.opposites if one.id not in beside)
            found.append(Drawn(code, lane, claim, against, elsewhere))
    return found
