"""Moments of truth: marked by people, and ranked by what is felt there and by how many raise it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from data.text import code_order
from synthesis.mapmodel import Card, Moment, StageColumn

RULE = (
    "Ranked by weight: how far the feeling is from neutral (0 to 2) times the people for or "
    "against. The feeling is the grade given to the touchpoint; else the mean of what customers "
    "said of it; else of what staff did, which is hearsay."
)
"""The rule in words, to be printed beside the ranking."""

CANDIDATES = 5
"""Cards that nobody marked which are offered as moments of truth."""


def moments(stages: Iterable[StageColumn]) -> tuple[tuple[Moment, ...], tuple[Moment, ...]]:
    """Return the marked moments of truth and the weightiest of the others, each by weight.

    A card about which no feeling is told has no weight: marked it comes last, else not at all.
    """
    everything = [
        found for stage in stages for card in stage.cards for found in _moment(card, stage.title)
    ]
    everything.sort(key=lambda one: (-one.weight, *code_order(one.code)))
    marked = tuple(one for one in everything if one.marked)
    others = tuple(one for one in everything if not one.marked and one.weight > 0)
    return marked, others[:CANDIDATES]


def _moment(card: Card, stage: str) -> Iterator[Moment]:
    emotion, basis = felt(card)
    if emotion is None and not card.moment_of_truth:
        return
    people = card.counts.people_for + card.counts.people_against
    yield Moment(
        code=card.code,
        title=card.title,
        stage=stage,
        marked=card.moment_of_truth,
        emotion=emotion or 0.0,
        basis=basis,
        people=people,
        weight=round(abs(emotion or 0.0) * people, 3),
        votes=card.votes,
        at_stake=card.at_stake,
        way_out=card.way_out,
    )


def felt(card: Card) -> tuple[float | None, str]:
    """Return the feeling at a card (-2 to +2, None where nobody told) and whose say-so it is."""
    if card.grade is not None:
        return float(card.grade), f"grade by {card.graded_by}" if card.graded_by else "grade"
    if card.moods.customers.mean is not None:
        return card.moods.customers.mean, f"customers n{card.moods.customers.n}"
    if card.moods.staff.mean is not None:
        return card.moods.staff.mean, f"staff n{card.moods.staff.n}"
    return None, ""
