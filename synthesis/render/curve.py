"""The moods of a map as drawn curves: dots, lines, gaps and grades, smooth and never overshot."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import sqrt
from typing import TypeVar

from data.records import Source
from data.text import clip, counted
from synthesis.map.emotion import Mood
from synthesis.map.model import Card, MapNote, StageColumn
from synthesis.render import words
from synthesis.render.words import grade

_Point = TypeVar("_Point")


class Smooth:
    """A monotone cubic curve (Fritsch and Carlson): between two points it stays between them.

    ``xs`` rise strictly and there is at least one; left and right of them the curve is level.
    """

    __slots__ = ("_slopes", "_xs", "_ys")

    def __init__(self, xs: Sequence[float], ys: Sequence[float]) -> None:
        self._xs, self._ys = tuple(xs), tuple(ys)
        self._slopes = slopes(list(zip(xs, ys, strict=True)))

    def __call__(self, x: float) -> float:
        """Return the height of the curve at ``x``."""
        xs, ys = self._xs, self._ys
        at = bisect_right(xs, x) - 1
        if at < 0:
            return ys[0]
        if at >= len(xs) - 1:
            return ys[-1]
        wide = xs[at + 1] - xs[at]
        t = (x - xs[at]) / wide
        low, high = sorted((ys[at], ys[at + 1]))
        height = (
            (1 + 2 * t) * (1 - t) ** 2 * ys[at]
            + t * (1 - t) ** 2 * wide * self._slopes[at]
            + t * t * (3 - 2 * t) * ys[at + 1]
            + t * t * (t - 1) * wide * self._slopes[at + 1]
        )
        return min(high, max(low, height))


def slopes(points: Sequence[tuple[float, float]]) -> tuple[float, ...]:
    """Return the slope at each of some points, so small that no piece of the curve turns back."""
    steps = [(y1 - y0) / (x1 - x0) for (x0, y0), (x1, y1) in pairwise(points)]
    if not steps:
        return (0.0,)
    inner = (0.0 if a * b <= 0 else 2 * a * b / (a + b) for a, b in pairwise(steps))
    return (steps[0], *inner, steps[-1])


HEIGHT = 216
"""The height of the strip in CSS pixels."""

WIDTH = 1000
"""The units of the strip's width in which curves are drawn; they stretch with the page."""

_TOP, _BOTTOM = 38.0, 178.0
_DRAWN = 8  # graded cards of a stage, up to which each is drawn by itself
_LABELLED = 4  # graded cards of a stage, up to which each has its code beside its dot
_QUOTE = 64  # cells


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

    ``ways`` are SVG paths, one a stretch of neighbouring stages where somebody spoke: a gap is
    where nobody did.  ``areas`` are the same closed along the middle.
    """

    side: str
    title: str
    dots: tuple[Dot, ...]
    ways: tuple[str, ...]
    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Graded:
    """A touchpoint's given grade, or the like grades of many: ``x`` in per cent, ``y`` in pixels.

    ``text`` stands above it ("" for none), ``label`` says in words what it is.
    """

    x: float
    y: float
    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Peak:
    """The best or worst stage of the foremost curve, with a short word of somebody's on it.

    ``what`` says no more than is true: a best that is no good is "least bad"; ``side`` is whose
    feeling it is, and ``tone`` is "good", "bad", or "" where it is neutral.
    """

    what: str
    tone: str
    label: str
    side: str
    text: str
    who: str


def curves(stages: Sequence[StageColumn]) -> tuple[Curve, ...]:
    """Return the curves of staff, customers and the rest; Unplaced is no step of a journey."""
    places = [_places(stage) for stage in stages]
    return tuple(
        _curve(
            side,
            title,
            [stage.moods.sides[side] for stage in stages],
            [place.get(side, "") for place in places],
        )
        for side, title in (
            ("staff", "as staff see it (hearsay)"),
            ("customers", "as customers say"),
            ("other", "observed, on record or guessed"),
        )
    )


def _places(stage: StageColumn) -> dict[str, str]:
    """Return where the label of each side's dot goes at ``stage``; no side without a dot."""
    if stage.is_unplaced:
        return {}
    sides = stage.moods.sides.items()
    heights = {side: mood.mean for side, mood in sides if mood.mean is not None}
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
    ways, areas = [], []
    for run in runs(dots, 2):
        points = [(dot.x * WIDTH / 100, dot.y) for dot in run]
        way = smooth(points)
        ways.append(way)
        middle = level(0)
        areas.append(f"{way}L{points[-1][0]:g} {middle:g}L{points[0][0]:g} {middle:g}z")
    return Curve(side, title, tuple(d for d in dots if d), tuple(ways), tuple(areas))


def runs(points: Iterable[_Point | None], least: int = 1) -> Iterator[list[_Point]]:
    """Yield the stretches of neighbouring points, ``least`` or more, without those between."""
    for there, run in groupby(points, key=lambda point: point is not None):
        stretch = [point for point in run if point is not None]
        if there and len(stretch) >= least:
            yield stretch


def smooth(points: Sequence[tuple[float, float]]) -> str:
    """Return an SVG path through ``points``, smooth, and between two of them never beyond either.

    ``points`` are two or more, from left to right.
    """
    path = f"M{points[0][0]:g} {points[0][1]:g}"
    for (start, end), (m0, m1) in zip(pairwise(points), pairwise(slopes(points)), strict=True):
        third = (end[0] - start[0]) / 3
        path += (
            f"C{start[0] + third:.1f} {start[1] + m0 * third:.1f} "
            f"{end[0] - third:.1f} {end[1] - m1 * third:.1f} {end[0]:g} {end[1]:g}"
        )
    return path


def grades(stages: Sequence[StageColumn]) -> tuple[Graded, ...]:
    """Return the grades that touchpoints were given, left and right of the means of their stage.

    Where a stage has more than can be told apart, like grades stand as one with their number.
    """
    graded = []
    for at, stage in enumerate(stages):
        cards = [card for card in stage.cards if card.grade is not None]
        if len(cards) > _DRAWN:
            by_grade = Counter(float(card.grade or 0) for card in cards)
            for value, number in sorted(by_grade.items()):
                label = f"{counted(number, 'touchpoint')} of stage {stage.number}: {grade(value)}"
                x = round((at + 0.16) / len(stages) * 100, 3)
                graded.append(Graded(x, level(value), f"{number}×", label))
            continue
        for number, card in enumerate(cards):
            across = (number + 0.5) / len(cards)
            # The middle of a stage is where its means and their labels stand.
            inside = 0.06 + 0.4 * across if across <= 0.5 else 0.54 + 0.4 * across
            text = card.code if len(cards) <= _LABELLED else ""
            x = round((at + inside) / len(stages) * 100, 3)
            graded.append(Graded(x, level(float(card.grade or 0)), text, _graded(card)))
    return tuple(graded)


def _graded(card: Card) -> str:
    by = f", given by {card.graded_by}" if card.graded_by else ""
    return f"{card.code} {card.name}: {grade(float(card.grade or 0))}{by}"


def peaks(stages: Sequence[StageColumn]) -> dict[int, Peak]:
    """Return the worst and the best stage by their index, as customers say, else as staff do.

    There is none where every stage feels the same.
    """
    steps = [(at, stage) for at, stage in enumerate(stages) if not stage.is_unplaced]
    for side in (Source.CUSTOMER, Source.STAFF):
        felt = [(at, mood.mean) for at, s in steps if (mood := _mood(s, side)).mean is not None]
        values = {value for _, value in felt}
        if not felt:
            continue
        if len(values) < 2:
            return {}
        worst = min(felt, key=lambda one: one[1] or 0)[0]
        best = max(felt, key=lambda one: one[1] or 0)[0]
        return {
            worst: _peak(1, stages[worst], side),
            best: _peak(-1, stages[best], side),
        }
    return {}


def _mood(stage: StageColumn, side: Source) -> Mood:
    return stage.moods.customers if side is Source.CUSTOMER else stage.moods.staff


def _peak(sign: int, stage: StageColumn, side: Source) -> Peak:
    """Return a peak with the note that says it most strongly: word for word if there is one.

    ``sign`` is -1 for the best stage, 1 for the worst.
    """
    notes = {
        note.id: note
        for _, _, claim in stage.claims()
        for note in claim.notes
        if note.source is side and note.emotion is not None and not note.withheld
    }
    said = min(notes.values(), key=lambda one: _strength(one, sign), default=None)
    mean = round(_mood(stage, side).mean or 0.0, 1)
    if sign < 0:
        name = "best" if mean > 0 else "least bad"
    else:
        name = "worst" if mean < 0 else "least good"
    tone = "good" if mean > 0 else "bad" if mean < 0 else ""
    whose = "customers" if side is Source.CUSTOMER else "staff"
    if said is None:
        return Peak(name, tone, grade(mean, 1), whose, "", "")
    whole = " ".join(words.said(said).split())
    text = f"“{clip(whole[1:-1], _QUOTE)}”" if said.verbatim else clip(whole, _QUOTE)
    return Peak(
        name, tone, grade(mean, 1), whose, text, said.speakers[0].code if said.speakers else ""
    )


def _strength(note: MapNote, sign: int) -> tuple[int, bool, bool, int, str]:
    assert note.emotion is not None
    long = len(note.text) > _QUOTE
    return sign * int(note.emotion), long, not note.verbatim, abs(len(note.text) - 40), note.id
