"""Moments of truth, what is missing on a map, and each team's view of a card."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from data.records import Stance
from data.text import code_order
from synthesis.board.standing import Counts, Standing
from synthesis.map.emotion import Mood, mood
from synthesis.map.model import (
    Card,
    Gap,
    LaneKey,
    MapClaim,
    Moment,
    StageColumn,
    Summary,
    SummaryLine,
)

NO_NEXT_STEP = "no next step"
NO_OWNER = "no owner"
NO_IDEA = "pain without an idea"
NO_TOUCHPOINT = "need without a touchpoint"

GAPS_RULE = (
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
_UNHEARD = (Standing.ASSUMED, Standing.SHARED_BELIEF, Standing.DISPUTED)


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
        elif not stage.lane(LaneKey.DOES):
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
                title = card.claims(LaneKey.PAIN)[0].title
                yield Gap(NO_IDEA, stage.title, title, (card.code,))


def _lacks_idea(card: Card) -> bool:
    keys = {lane.key for lane in card.lanes}
    return LaneKey.PAIN in keys and LaneKey.IDEA not in keys


def _needs(stages: Sequence[StageColumn]) -> Iterator[Gap]:
    for stage in stages:
        for card in stage.cards:
            if {lane.key for lane in card.lanes} == {LaneKey.NEED}:
                for claim in card.claims():
                    yield Gap(NO_TOUCHPOINT, stage.title, claim.title, (card.code,))


_GIVING_UP = re.compile(
    r"\b(?:giv(?:e|es|ing|en) up|gave up|drop(?:s|ped|ping)? out|abandon\w*|walk(?:s|ed)? away"
    r"|los(?:es?|ing|t) (?:us )?(?:people|customers|clients|users|applicants)"
    r"|never (?:finish|come back|return|bring it back|complete)\w*|quit(?:s|ting)?)\b",
    re.IGNORECASE,
)
"""Words for leaving a journey before its end, in English."""


def summary(stages: Sequence[StageColumn], *, some_gave_up: bool = False) -> Summary:
    """Return what the map says in a few lines, a claim each.

    ``some_gave_up`` says that a customer who left the journey early is on the map.
    """
    claims = [
        (key, claim, card)
        for stage in stages
        for card, key, claim in stage.claims()
        if card is not None
    ]
    communicated = [(claim, card.code) for key, claim, card in claims if key in _COMMUNICATION]
    unraised = [
        (claim, card.code)
        for key, claim, card in claims
        if claim.not_raised_by_staff and key not in _INSIDE
    ]
    unmended = [
        (claim, card.code)
        for key, claim, card in claims
        if key is LaneKey.PAIN and _lacks_idea(card) and not claim.not_raised_by_staff
    ]
    believed = [
        (claim, card.code if card is not None else "")
        for stage in stages
        for card, _, claim in stage.claims()
        if claim.belief and claim.standing in _UNHEARD
    ]
    unasked = [
        (claim, card.code if card is not None else "")
        for stage in stages
        for card, _, claim in stage.claims()
        if claim.belief and any(_GIVING_UP.search(note.text) for note in claim.notes)
    ]
    customers = any(stage.moods.customers.n for stage in stages) or any(
        claim.counts.customers_for or claim.counts.customers_against
        for stage in stages
        for _, _, claim in stage.claims()
    )
    return Summary(
        communication=_lines(communicated),
        overlooked=(*_lines(unraised), *_lines(unmended))[:LINES],
        believed=_lines(believed),
        unasked=_lines(unasked) if customers and not some_gave_up else (),
    )


def _lines(claims: Iterable[tuple[MapClaim, str]]) -> tuple[SummaryLine, ...]:
    """Return the claims of most people as lines, best first."""
    ranked = sorted(
        claims,
        key=lambda coded: (
            -coded[0].counts.people_for,
            -coded[0].counts.customers_for,
            coded[0].title,
            coded[1],
        ),
    )
    return tuple(_line(claim.title, code, claim.counts) for claim, code in ranked[:LINES])


def _line(text: str, code: str, counts: Counts) -> SummaryLine:
    return SummaryLine(text, (code,), counts.in_words())


MOMENTS_RULE = (
    "Ranked by weight: how far the feeling of each person is from neutral (0 to 2), summed over "
    "people, so that joy and anger do not cancel out. The feeling shown is the mean of what "
    "customers said; else the grade given to the touchpoint; else the mean of what staff said, "
    "which is hearsay."
)
"""The rule in words, to be printed beside the ranking."""

CANDIDATES = 5
"""Cards that nobody marked which are offered as moments of truth."""


def moments(stages: Iterable[StageColumn]) -> tuple[tuple[Moment, ...], tuple[Moment, ...]]:
    """Return the marked moments of truth and the weightiest of the others, each by weight.

    A card about which no feeling is told has no weight: marked it comes last, else not at all.
    """
    everything = [
        moment for stage in stages for card in stage.cards for moment in _moment(card, stage.title)
    ]
    everything.sort(key=lambda moment: (-moment.weight, *code_order(moment.code)))
    marked = tuple(moment for moment in everything if moment.marked)
    others = tuple(moment for moment in everything if not moment.marked and moment.weight > 0)
    return marked, others[:CANDIDATES]


def _moment(card: Card, stage: str) -> Iterator[Moment]:
    emotion, basis = felt(card)
    if emotion is None and not card.moment_of_truth:
        return
    # Where nobody told a feeling of their own, a grade speaks for all who are heard there.
    weight = card.weight or abs(emotion or 0.0) * card.counts.people
    yield Moment(
        code=card.code,
        title=card.title,
        stage=stage,
        marked=card.moment_of_truth,
        emotion=emotion or 0.0,
        basis=basis,
        people=card.counts.people,
        weight=round(weight, 3),
        votes=card.votes,
        at_stake=card.at_stake,
        way_out=card.way_out,
    )


def felt(card: Card) -> tuple[float | None, str]:
    """Return the feeling at a card (-2 to +2, None where nobody told) and whose say-so it is."""
    if card.moods.customers.mean is not None:
        return card.moods.customers.mean, f"customers n{card.moods.customers.n}"
    if card.grade is not None:
        return float(card.grade), f"grade by {card.graded_by}" if card.graded_by else "grade"
    if card.moods.staff.mean is not None:
        return card.moods.staff.mean, f"staff n{card.moods.staff.n}"
    return None, ""


FAR_APART = 1.5
"""Teams whose mean moods are so far apart see the same touchpoint differently."""


@dataclass(frozen=True, slots=True)
class TeamView:
    """One team's say on a card: its ``people`` by code, and the mood of what they said."""

    team: str
    people: int
    mood: Mood


def team_views(card: Card) -> tuple[TeamView, ...]:
    """Return the view of each team that speaks on ``card``, by name.

    Who agrees or disagrees is counted too; a mood is that of the notes which somebody of the team
    said.
    """
    people: dict[str, set[str]] = {}
    moods: dict[str, dict[str, int]] = {}
    for note in (note for claim in card.claims() for note in claim.notes):
        for who in note.speakers:
            if who.team:
                people.setdefault(who.team, set()).add(who.code)
                if who.stance is Stance.SAID and note.emotion is not None:
                    moods.setdefault(who.team, {})[note.id] = int(note.emotion)
    return tuple(
        TeamView(team, len(people[team]), mood(moods.get(team, {}).values()))
        for team in sorted(people, key=lambda name: (name.casefold(), name))
    )


def spread(views: tuple[TeamView, ...]) -> float | None:
    """Return how far apart the teams' mean moods are (0 to 4), None with fewer than two moods."""
    means = [view.mood.mean for view in views if view.mood.mean is not None]
    return max(means) - min(means) if len(means) > 1 else None
