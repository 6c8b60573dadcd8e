"""What is missing on a map, and what the map says in a few lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from data.text import code_order
from synthesis.lanes import LaneKey
from synthesis.mapmodel import Card, Gap, Lane, MapPoint, StageColumn, Summary, SummaryLine
from synthesis.standing import Counts, Standing

NO_NEXT_STEP = "no next step"
NO_OWNER = "no owner"
NO_IDEA = "pain without an idea"
NO_TOUCHPOINT = "need without a touchpoint"

RULE = (
    f"{NO_NEXT_STEP}: people told of a stage, but not what customers do there, or nothing of the "
    f"next one. {NO_OWNER}: a touchpoint that nobody answers for. {NO_IDEA}: a "
    f"touchpoint with a pain point and no idea on it. {NO_TOUCHPOINT}: a need that is on no "
    "touchpoint yet, or on one that holds nothing else."
)
"""What counts as a gap, in words, to be printed beside them."""

LINES = 5
"""Lines of each part of a summary."""

_COMMUNICATION = (LaneKey.NEED, LaneKey.QUESTION, LaneKey.PREFERS, LaneKey.REQUEST)
_INSIDE = (LaneKey.INSIDE, LaneKey.IDEA, LaneKey.DISSENT)
_UNHEARD = (Standing.ASSUMED, Standing.SHARED_BELIEF)


def gaps(stages: Sequence[StageColumn]) -> tuple[Gap, ...]:
    """Return what is missing, by sort, each sort in the order of the stages."""
    return tuple(gap for sort in (_next_steps, _owners, _ideas, _needs) for gap in sort(stages))


def _next_steps(stages: Sequence[StageColumn]) -> Iterator[Gap]:
    placed = [stage for stage in stages if not stage.is_unplaced]
    for at, stage in enumerate(placed):
        if not stage.notes:
            continue
        after = placed[at + 1] if at + 1 < len(placed) else None
        if after is not None and not after.notes:
            yield Gap(
                NO_NEXT_STEP, stage.title, f"nothing is heard of {after.title}, which follows"
            )
        elif not any(lane.key is LaneKey.DOES for lane in _lanes(stage)):
            yield Gap(NO_NEXT_STEP, stage.title, "nobody tells what customers do here")


def _owners(stages: Sequence[StageColumn]) -> Iterator[Gap]:
    for stage in stages:
        codes = tuple(card.code for card in stage.cards if not card.owner.strip())
        if codes:
            yield Gap(NO_OWNER, stage.title, "nobody answers for", codes)


def _ideas(stages: Sequence[StageColumn]) -> Iterator[Gap]:
    for stage in stages:
        for card in stage.cards:
            if _lacks_idea(card):
                first = next(_points(card, LaneKey.PAIN))
                yield Gap(NO_IDEA, stage.title, first.title, (card.code,))


def _lacks_idea(card: Card) -> bool:
    keys = {lane.key for lane in card.lanes}
    return LaneKey.PAIN in keys and LaneKey.IDEA not in keys


def _needs(stages: Sequence[StageColumn]) -> Iterator[Gap]:
    for stage in stages:
        for card in stage.cards:
            if {lane.key for lane in card.lanes} == {LaneKey.NEED}:
                for point in _points(card, LaneKey.NEED):
                    yield Gap(NO_TOUCHPOINT, stage.title, point.title, (card.code,))
        for lane in stage.loose:
            if lane.key is LaneKey.NEED:
                for point in lane.points:
                    yield Gap(NO_TOUCHPOINT, stage.title, point.title)


def summary(stages: Sequence[StageColumn]) -> Summary:
    """Return what the map says in a few lines; a line is a point, or a card as a whole."""
    claims = [
        (lane.key, point, card)
        for stage in stages
        for card in stage.cards
        for lane in card.lanes
        for point in lane.points
    ]
    told = [(point, card.code) for key, point, card in claims if key in _COMMUNICATION]
    unraised = [
        (point, card.code)
        for key, point, card in claims
        if point.not_raised_by_staff and key not in _INSIDE
    ]
    unmended = [
        (point, card.code)
        for key, point, card in claims
        if key is LaneKey.PAIN and _lacks_idea(card) and not point.not_raised_by_staff
    ]
    cards = [card for stage in stages for card in stage.cards if card.standing in _UNHEARD]
    cards.sort(key=lambda card: (-card.counts.people_for, *code_order(card.code)))
    return Summary(
        communication=_lines(told),
        overlooked=(*_lines(unraised), *_lines(unmended))[:LINES],
        believed=tuple(_line(card.title, card.code, card.counts) for card in cards[:LINES]),
    )


def _lines(claims: Iterable[tuple[MapPoint, str]]) -> tuple[SummaryLine, ...]:
    """Return the claims of most people as lines, best first."""
    ranked = sorted(
        claims,
        key=lambda one: (
            -one[0].counts.people_for,
            -one[0].counts.customers_for,
            one[0].title,
            one[1],
        ),
    )
    return tuple(_line(point.title, code, point.counts) for point, code in ranked[:LINES])


def _line(text: str, code: str, counts: Counts) -> SummaryLine:
    from synthesis.standing import counts_in_words

    return SummaryLine(text, (code,), counts_in_words(counts))


def _lanes(stage: StageColumn) -> Iterator[Lane]:
    for card in stage.cards:
        yield from card.lanes
    yield from stage.loose


def _points(card: Card, key: LaneKey) -> Iterator[MapPoint]:
    return (point for lane in card.lanes if lane.key is key for point in lane.points)
