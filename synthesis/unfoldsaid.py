"""From a map back to what a workshop left on its cards: comments, figures, votes."""

from __future__ import annotations

from collections.abc import Iterator

from data.records import Comment, CommentId, Kpi, KpiId, TouchpointId, Vote
from synthesis.mapmodel import Card, JourneyMap


def comments(journey: JourneyMap) -> Iterator[Comment]:
    """Yield what people said about cards."""
    for card in _cards(journey):
        for number, one in enumerate(card.comments):
            yield Comment(
                CommentId(f"{card.id} comment {number:04}"),
                TouchpointId(card.id),
                one.kind,
                one.text,
                one.at,
                one.author,
                one.answer,
                one.closed,
            )


def kpis(journey: JourneyMap) -> Iterator[Kpi]:
    """Yield the figures of cards."""
    for card in _cards(journey):
        for place, one in enumerate(card.kpis):
            yield Kpi(
                KpiId(f"{card.id} figure {place:04}"),
                TouchpointId(card.id),
                one.name,
                one.unit,
                one.value,
                one.target,
                one.basis,
                place,
            )


def votes(journey: JourneyMap) -> Iterator[Vote]:
    """Yield votes by voter where the map names them, else one of the room for all dots."""
    for card in _cards(journey):
        for one in card.ballots:
            yield Vote(TouchpointId(card.id), one.voter, one.dots)
        rest = card.votes - sum(one.dots for one in card.ballots)
        if rest > 0 and not any(one.voter == "" for one in card.ballots):
            yield Vote(TouchpointId(card.id), "", rest)


def _cards(journey: JourneyMap) -> Iterator[Card]:
    for column in journey.stages:
        yield from column.cards
