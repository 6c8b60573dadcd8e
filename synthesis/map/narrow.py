"""A map of only some of its claims: by what they rest on, and by who speaks for or against them.

Narrowing leaves claims out and changes none: counts, moods and the badge stay those of the whole
map, so that a claim reads the same whatever else is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from data.records import Source
from data.text import fold
from synthesis.board.standing import Standing
from synthesis.map.disputes import lead_of
from synthesis.map.model import (
    Card,
    JourneyMap,
    Lane,
    MapClaim,
    MapNote,
    Moment,
    Speaker,
    StageColumn,
    Summary,
    SummaryLine,
)

BELIEVED = frozenset({Standing.ASSUMED, Standing.SHARED_BELIEF, Standing.DISPUTED})
"""What no customer has said anything about."""

DISPUTED = frozenset({Standing.CONTRADICTED, Standing.SPLIT, Standing.DOUBTED, Standing.DISPUTED})
"""What somebody speaks against: customers, or others inside."""

SOURCES = {
    Source.CUSTOMER: "what customers speak of",
    Source.STAFF: "what staff speak of",
    Source.OBSERVED: "what was observed",
    Source.RECORD: "what is on record",
    Source.TEAM: "our own guesses",
}
"""Who speaks, for or against, as people read it after *only*."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What is shown; an empty set asks for nothing.  A claim must meet every set that is not empty.

    A claim meets ``standings`` by its own; it meets ``sources`` and ``teams`` where one person who
    speaks for it or against it is of both: by one of its notes, or by one that was put for or
    against it.
    """

    standings: frozenset[Standing] = frozenset()
    sources: frozenset[Source] = frozenset()
    teams: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        """Return whether anything is asked for."""
        return bool(self.standings or self.sources or self.teams)

    def words(self) -> str:
        """Return what is shown: ``only assumed · what staff speak of · team Calls``."""
        parts = []
        if self.standings:
            parts.append(" or ".join(str(one) for one in Standing if one in self.standings))
        if self.sources:
            parts.append(" or ".join(SOURCES[s] for s in Source if s in self.sources))
        if self.teams:
            parts.append("team " + " or ".join(sorted(self.teams)))
        return "only " + " · ".join(parts) if parts else ""


EVERYTHING = Narrowing()


def narrow(journey_map: JourneyMap, by: Narrowing) -> JourneyMap:
    """Return ``journey_map`` with only the claims that meet ``by``; every stage stays.

    A card stays with those of its claims that meet it, the weightiest of them first; where none
    does it is left out.  What is to find out has no standing, and stays only where none is asked
    for.
    """
    if not by:
        return journey_map
    sieve = _Sieve(by)
    stages = tuple(sieve.stage(stage) for stage in journey_map.stages)
    cards = [card for stage in stages for card in stage.cards]
    names = {card.code: card.name for card in cards}
    codes = set(names)
    titles = {
        (claim.title, card.code if card is not None else "")
        for stage in stages
        for card, _, claim in stage.claims()
    }

    def lines(some: Iterable[SummaryLine]) -> tuple[SummaryLine, ...]:
        return tuple(
            line for line in some if titles.intersection((line.text, code) for code in line.codes)
        )

    summary = journey_map.summary
    return replace(
        journey_map,
        stages=stages,
        moments=_named(journey_map.moments, names),
        candidates=_named(journey_map.candidates, names),
        gaps=tuple(
            replace(gap, codes=tuple(code for code in gap.codes if code in codes))
            for gap in journey_map.gaps
            if codes.intersection(gap.codes)
        ),
        summary=Summary(
            lines(summary.communication),
            lines(summary.overlooked),
            lines(summary.believed),
            lines(summary.unasked),
        ),
    )


def teams_of(journey_map: JourneyMap) -> tuple[str, ...]:
    """Return the teams of those who speak on a map, by name."""
    teams = {who.team for note in journey_map.notes for who in note.speakers if who.team.strip()}
    return tuple(sorted(teams, key=lambda name: (name.casefold(), name)))


def _named(moments: Iterable[Moment], names: Mapping[str, str]) -> tuple[Moment, ...]:
    """Return the moments whose cards are shown, each called as its card is."""
    return tuple(replace(one, title=names[one.code]) for one in moments if one.code in names)


def _standing_alone(lanes: Iterable[Lane], shown: Collection[str]) -> tuple[Lane, ...]:
    return tuple(
        replace(
            lane,
            claims=tuple(
                claim if claim.under in shown else replace(claim, under="") for claim in lane.claims
            ),
        )
        for lane in lanes
    )


class _Sieve:
    """What meets a narrowing."""

    def __init__(self, by: Narrowing) -> None:
        self.by = by
        self.teams = {fold(team) or team for team in by.teams}

    def stage(self, stage: StageColumn) -> StageColumn:
        cards = [self.card(card) for card in stage.cards]
        asks = () if self.by.standings else tuple(a for a in stage.asks if self.note(a))
        return replace(
            stage,
            cards=tuple(card for card in cards if card is not None),
            singles=self.lanes(stage.singles),
            loose=self.lanes(stage.loose),
            asks=asks,
        )

    def card(self, card: Card) -> Card | None:
        lanes = self.lanes(card.lanes)
        if not lanes:
            return None
        # What was drawn under a claim that is left out stands by itself.
        shown = {claim.id for lane in lanes for claim in lane.claims}
        alone = _standing_alone(lanes, shown)
        lead = lead_of(alone)
        # Words that are left out speak for no card.
        quoted = card.quoted if lead == card.lead else ""
        return replace(card, lanes=alone, lead=lead, quoted=quoted)

    def lanes(self, lanes: Iterable[Lane]) -> tuple[Lane, ...]:
        kept = [
            replace(lane, claims=tuple(claim for claim in lane.claims if self.claim(claim)))
            for lane in lanes
        ]
        return tuple(lane for lane in kept if lane.claims)

    def claim(self, claim: MapClaim) -> bool:
        if self.by.standings and claim.standing not in self.by.standings:
            return False
        return self.said(claim)

    def said(self, claim: MapClaim) -> bool:
        return any(self.note(note) for note in (*claim.notes, *claim.heard))

    def note(self, note: MapNote) -> bool:
        if not (self.by.sources or self.by.teams):
            return True
        return any(self.speaker(who) for who in note.speakers)

    def speaker(self, who: Speaker) -> bool:
        if self.by.sources and who.source not in self.by.sources:
            return False
        return not self.teams or (fold(who.team) or who.team) in self.teams
