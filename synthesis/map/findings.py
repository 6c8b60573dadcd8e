"""Moments of truth, what is missing on a map, and each team's view of a card."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from data.records import Stance
from data.text import capital, code_order, fold
from synthesis.board.quotes import words_of
from synthesis.map.emotion import Mood, mood
from synthesis.map.model import Card, Gap, LaneKey, Moment, StageColumn

NO_NEXT_STEP = "no next step"
NO_OWNER = "no owner"
NO_IDEA = "pain without an idea"
NO_TOUCHPOINT = "need without a touchpoint"

STRANDED = "stranded"
"""The free tag of a remark whose people did not know how to go on."""

_GAP_RULES = {
    NO_NEXT_STEP: f"a remark is tagged {STRANDED}, or people told of a stage and of the next one "
    "nothing at all.",
    NO_OWNER: "a touchpoint that nobody answers for, in a project that has an owner somewhere.",
    NO_IDEA: "a touchpoint at which pain was told more than once, and no idea on it.",
    NO_TOUCHPOINT: "a touchpoint that holds needs, several of them, and nothing else; a single "
    "remark is no gap.",
}


def gap_rules(found: Iterable[Gap]) -> str:
    """Return what counts as a gap of the sorts that were found, to be printed beside them."""
    sorts = {gap.what for gap in found}
    told = (f"{what}: {rule}" for what, rule in _GAP_RULES.items() if what in sorts)
    return " ".join(capital(one) for one in told)


def gaps(stages: Sequence[StageColumn], *, owned: bool = True) -> tuple[Gap, ...]:
    """Return what is missing, by sort, each sort in the order of the stages.

    ``owned`` says that the project has an owner somewhere.
    """
    sorts = (_next_steps, _owners, _ideas, _needs) if owned else (_next_steps, _ideas, _needs)
    return tuple(gap for sort in sorts for gap in sort(stages))


def _next_steps(stages: Sequence[StageColumn]) -> Iterator[Gap]:
    following = {stage.id: after for stage, after in pairwise(stages) if not after.is_unplaced}
    for stage in stages:
        yield from _stranded(stage)
        after = following.get(stage.id)
        if stage.notes and after is not None and not after.notes:
            text = f"nothing is heard of {after.title}, which follows"
            yield Gap(NO_NEXT_STEP, stage.title, text)


def _stranded(stage: StageColumn) -> Iterator[Gap]:
    """Yield what people said who did not know how to go on, each remark once."""
    told: set[str] = set()
    for card, _, claim in stage.claims():
        for note in claim.notes:
            if note.id not in told and any(fold(tag) == STRANDED for tag in note.tags):
                told.add(note.id)
                first = note is claim.notes[0] or note.withheld
                text = claim.title if first else words_of(note.text)
                codes = (card.code,) if card is not None else ()
                yield Gap(NO_NEXT_STEP, stage.title, text, codes, quoted=True)


def _owners(stages: Sequence[StageColumn]) -> Iterator[Gap]:
    for stage in stages:
        codes = tuple(card.code for card in stage.cards if not card.owner.strip())
        if codes:
            yield Gap(NO_OWNER, stage.title, "nobody answers for", codes)


def _ideas(stages: Sequence[StageColumn]) -> Iterator[Gap]:
    for stage in stages:
        for card in stage.cards:
            pains = card.claims(LaneKey.PAIN)
            again = [claim for claim in pains if len(claim.notes) > 1]
            if card.claims(LaneKey.IDEA):
                continue
            if again:
                first, codes = again[0], (card.code,)
                yield Gap(NO_IDEA, stage.title, first.title, codes, quoted=True, like=first.like)
            elif len(pains) > 1:
                yield Gap(NO_IDEA, stage.title, f"pain told {len(pains)} times", (card.code,))


def _needs(stages: Sequence[StageColumn]) -> Iterator[Gap]:
    for stage in stages:
        for card in stage.cards:
            if card.notes > 1 and {lane.key for lane in card.lanes} == {LaneKey.NEED}:
                codes = (card.code,)
                for claim in card.claims():
                    yield Gap(
                        NO_TOUCHPOINT, stage.title, claim.title, codes, quoted=True, like=claim.like
                    )


MOMENTS_RULE = (
    "Ranked by weight: how far the feeling of each person is from neutral (0 to 2), summed over "
    "people, so that joy and anger do not cancel out. Where customers told what they feel, they "
    "alone are weighed, and stand before all others. The feeling shown is the mean of what "
    "customers said; else the grade given to the touchpoint; else the mean of what staff said, "
    "which is hearsay."
)
"""The rule in words, to be printed beside the ranking."""

CANDIDATES = 5
"""Cards that nobody marked which are offered as moments of truth."""


def moments(stages: Iterable[StageColumn]) -> tuple[tuple[Moment, ...], tuple[Moment, ...]]:
    """Return the marked moments of truth and the weightiest of the others, each by weight.

    Where customers told a feeling it goes before whatever is said inside.  A card about which no
    feeling is told has no weight: marked it comes last, else not at all.
    """
    ranked = sorted(
        (
            (not card.moods.customers.n, -moment.weight, *code_order(card.code), at, moment)
            for at, (card, moment) in enumerate(
                (card, moment)
                for stage in stages
                for card in stage.cards
                for moment in _moment(card, stage.title)
            )
        ),
        key=lambda one: one[:-1],
    )
    everything = [moment for *_, moment in ranked]
    marked = tuple(moment for moment in everything if moment.marked)
    others = tuple(moment for moment in everything if not moment.marked and moment.weight > 0)
    return marked, others[:CANDIDATES]


def _moment(card: Card, stage: str) -> Iterator[Moment]:
    emotion, basis = felt(card)
    if emotion is None and not card.moment_of_truth:
        return
    weight = card.weight
    if card.moods.customers.n:
        weight = card.customers_weight
    elif not weight:
        # Where nobody told a feeling of their own, a grade speaks for all who are heard there.
        weight = abs(emotion or 0.0) * card.counts.people
    yield Moment(
        code=card.code,
        title=card.name,
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
        return card.moods.customers.mean, f"customers {_spoken(card.moods.customers)}"
    if card.grade is not None:
        return float(card.grade), f"grade by {card.graded_by}" if card.graded_by else "grade"
    if card.moods.staff.mean is not None:
        return card.moods.staff.mean, f"staff {_spoken(card.moods.staff)}"
    return None, ""


def _spoken(of: Mood) -> str:
    """Return the number of notes of a mood, and its ends where a mean would hide them."""
    return f"n{of.n}, from {of.lowest} to +{of.highest}" if of.is_torn else f"n{of.n}"


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
