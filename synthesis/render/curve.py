"""The moods of a map as drawn curves: where dots, lines and gaps lie, in one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

from synthesis.emotion import Mood
from synthesis.mapmodel import StageColumn
from synthesis.render.words import grade

HEIGHT = 168
"""The height of the strip in CSS pixels."""

_TOP, _BOTTOM = 22.0, 146.0


@dataclass(frozen=True, slots=True)
class Dot:
    """The mood of one stage: ``x`` in per cent of the width, the rest in CSS pixels.

    ``place`` says where the label stands so that it hides no other dot: above, below or beside.
    """

    x: float
    y: float
    high: float
    low: float
    radius: float
    label: str
    n: int
    place: str

    @property
    def label_shift(self) -> tuple[float, float]:
        """How far the label lies from the dot's centre, right and down, in CSS pixels."""
        if self.place == "beside":
            return self.radius + 5, 4
        return 0, -self.radius - 5 if self.place == "above" else self.radius + 13


@dataclass(frozen=True, slots=True)
class Curve:
    """One side's moods along the journey.

    ``lines`` joins neighbouring stages only: where nobody spoke, there is a gap.
    """

    side: str
    title: str
    dots: tuple[Dot, ...]
    lines: tuple[tuple[Dot, Dot], ...]


def curves(stages: Sequence[StageColumn]) -> tuple[Curve, ...]:
    """Return the curves of staff, customers and the rest; Unplaced is no step of a journey."""
    sides = (
        ("staff", "as staff see it (hearsay)", [s.moods.staff for s in stages]),
        ("customers", "as customers say", [s.moods.customers for s in stages]),
        ("other", "observed, on record or guessed", [s.moods.other for s in stages]),
    )
    places = [_places(stage) for stage in stages]
    return tuple(
        _curve(side, title, moods, [place.get(side, "") for place in places])
        for side, title, moods in sides
    )


def _places(stage: StageColumn) -> dict[str, str]:
    """Return where the label of each side's dot goes at ``stage``; no side without a dot."""
    if stage.is_unplaced:
        return {}
    moods = {"customers": stage.moods.customers, "staff": stage.moods.staff}
    moods["other"] = stage.moods.other
    heights = {side: mood.mean for side, mood in moods.items() if mood.mean is not None}
    if len(heights) == 1:
        return dict.fromkeys(heights, "above" if "customers" in heights else "below")
    order = sorted(heights, key=lambda side: -heights[side])
    return {
        side: "above" if side == order[0] else "below" if side == order[-1] else "beside"
        for side in order
    }


def level(value: float) -> float:
    """Return the height of a mood (-2 to +2) in CSS pixels from the top of the strip."""
    return round(_TOP + (2 - value) / 4 * (_BOTTOM - _TOP), 1)


def _curve(side: str, title: str, moods: Sequence[Mood], places: Sequence[str]) -> Curve:
    dots: list[Dot | None] = []
    for at, (mood, place) in enumerate(zip(moods, places, strict=True)):
        if mood.mean is None or mood.spread is None or not place:
            dots.append(None)
            continue
        dots.append(
            Dot(
                x=round((at + 0.5) / len(moods) * 100, 3),
                y=level(mood.mean),
                high=level(min(2.0, mood.mean + mood.spread)),
                low=level(max(-2.0, mood.mean - mood.spread)),
                radius=round(3.5 + min(5.0, sqrt(mood.n)), 1),
                label=grade(mood.mean, 1),
                n=mood.n,
                place=place,
            )
        )
    lines = [(a, b) for a, b in pairwise(dots) if a and b]
    return Curve(side, title, tuple(d for d in dots if d), tuple(lines))
