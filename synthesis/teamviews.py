"""Each team's view of a card: how many of it speak there, how it feels to them, how far apart."""

from __future__ import annotations

from dataclasses import dataclass

from data.records import Stance
from synthesis.emotion import Mood, mood
from synthesis.mapmodel import Card

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
    for lane in card.lanes:
        for point in lane.points:
            for note in point.notes:
                for who in note.speakers:
                    if not who.team:
                        continue
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
