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
    """The mood of one stage: ``x`` in per cent of the width, the rest in CSS pixels."""

    x: float
    y: float
    high: float
    low: float
    radius: float
    label: str
    n: int


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
    steps = [not stage.is_unplaced for stage in stages]
    return tuple(_curve(side, title, moods, steps) for side, title, moods in sides)


def level(value: float) -> float:
    """Return the height of a mood (-2 to +2) in CSS pixels from the top of the strip."""
    return round(_TOP + (2 - value) / 4 * (_BOTTOM - _TOP), 1)


def _curve(side: str, title: str, moods: Sequence[Mood], steps: Sequence[bool]) -> Curve:
    dots: list[Dot | None] = []
    for at, (mood, step) in enumerate(zip(moods, steps, strict=True)):
        if mood.mean is None or mood.spread is None or not step:
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
            )
        )
    lines = [(a, b) for a, b in pairwise(dots) if a and b]
    return Curve(side, title, tuple(d for d in dots if d), tuple(lines))
