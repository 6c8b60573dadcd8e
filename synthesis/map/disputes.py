"""Claims that stand against each other, told on the map: both sides and both counts, as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from data.records import Bearing, EvidenceStance
from data.text import code_order
from synthesis.map.model import Card, Lane, LaneKey, MapClaim, Opposite, StageColumn


def with_disputes(
    stages: Sequence[StageColumn], bearings: Iterable[Bearing]
) -> tuple[StageColumn, ...]:
    """Return stages whose claims know which others a person put against them, either way.

    Of two on one card the lesser is drawn under the weightier.
    """
    claims = {claim.id: claim for stage in stages for _, _, claim in stage.claims()}
    under = {note.id: claim.id for claim in claims.values() for note in claim.notes}
    against: dict[str, set[str]] = {}
    for bearing in bearings:
        if bearing.stance is EvidenceStance.AGAINST:
            pair = under.get(bearing.note, ""), under.get(bearing.target, "")
            if all(pair) and pair[0] != pair[1]:
                for one, other in (pair, pair[::-1]):
                    against.setdefault(one, set()).add(other)
    if not against:
        return tuple(stages)
    return tuple(
        replace(
            stage,
            cards=tuple(_card(card, claims, against) for card in stage.cards),
            singles=_lanes(stage.singles, claims, against, {}),
            loose=_lanes(stage.loose, claims, against, {}),
        )
        for stage in stages
    )


def weightiest(claims: Iterable[MapClaim]) -> list[MapClaim]:
    """Return claims with the weightiest first: by feeling, then by people, notes and code."""
    return sorted(
        claims,
        key=lambda claim: (
            -claim.weight,
            -claim.counts.people,
            -len(claim.notes),
            code_order(claim.code),
            claim.title,
            claim.id,
        ),
    )


def lead_of(lanes: Iterable[Lane]) -> str:
    """Return the id of the weightiest claim of a card, "" where it holds none.

    What speaks against the card as a whole does not speak for it, nor does what is drawn under
    another claim.
    """
    claims = (claim for lane in lanes if lane.key is not LaneKey.DISSENT for claim in lane.claims)
    return next((claim.id for claim in weightiest(claims) if not claim.under), "")


def _card(card: Card, claims: Mapping[str, MapClaim], against: Mapping[str, set[str]]) -> Card:
    drawn_under: dict[str, str] = {}
    for claim in weightiest(card.claims()):
        if claim.id in drawn_under:
            continue
        for other in card.claims():
            if other.id in against.get(claim.id, ()) and other.id not in drawn_under:
                drawn_under[other.id] = claim.id
    return replace(card, lanes=_lanes(card.lanes, claims, against, drawn_under))


def _opposite(of: MapClaim) -> Opposite:
    return Opposite(
        of.id, of.code, of.title, of.counts, of.standing, of.sources, of.teams, like=of.like
    )


def _lanes(
    lanes: Sequence[Lane],
    claims: Mapping[str, MapClaim],
    against: Mapping[str, set[str]],
    drawn_under: Mapping[str, str],
) -> tuple[Lane, ...]:
    return tuple(
        replace(
            lane,
            claims=tuple(
                replace(
                    claim,
                    opposites=tuple(
                        _opposite(other)
                        for other in weightiest(claims[id_] for id_ in against.get(claim.id, ()))
                    ),
                    under=drawn_under.get(claim.id, ""),
                )
                for claim in lane.claims
            ),
        )
        for lane in lanes
    )
