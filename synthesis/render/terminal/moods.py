"""The moods of a map as curves of text: who says so by sign and line, n at each point, and gaps.

Means of notes are hollow signs with the number of notes, lowered so that it is not read as a mood;
grades that somebody gave to a card are solid ones with the number of cards.  Customers' line is
drawn through, that of staff dashed: it is hearsay.  Where nobody spoke, there is a gap, and nothing
is drawn that nobody said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from data.text import counted, pad
from synthesis.map.emotion import Mood
from synthesis.map.model import StageColumn
from synthesis.render.page import Page, Span
from synthesis.render.terminal.plot import Line, Plot, Point
from synthesis.render.words import mood_short

COMPACT, TALL = 5, 9
"""Rows of a curve: a mood of -2, -1, 0, +1, +2 has a row of its own in both."""

AXIS = 3
"""Cells left of a curve for its scale."""

_SIDES = ("staff", "customers", "other")
_SIGNS = {"staff": ("◇", "s"), "customers": ("○", "c"), "other": ("△", "o"), "grade": ("●", "#")}
_KEY = {
    "staff": "staff, hearsay",
    "customers": "customers",
    "other": "data or guesses",
    "grade": "a card's grade",
}
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_APART = 8  # cells at most between the points of two sides at one stage
_DRAWN = ("other", "staff", "customers", "grade")  # the later over the earlier


def sides(stages: Sequence[StageColumn]) -> list[tuple[str, list[Mood]]]:
    """Return who says how it feels anywhere, and their mood at each stage."""
    by_side = [(side, [column.moods.sides[side] for column in stages]) for side in _SIDES]
    return [(side, moods) for side, moods in by_side if any(mood.n for mood in moods)]


def sign(side: str, *, unicode: bool) -> str:
    """Return the sign of a side's moods, or of the grades that cards were given (``grade``)."""
    return _SIGNS[side][0 if unicode else 1]


def felt_anywhere(stages: Sequence[StageColumn]) -> bool:
    """Return whether there is anything to draw: a mood or a grade."""
    return any(column.moods.n or column.is_graded for column in stages)


def curve(
    page: Page,
    stages: Sequence[StageColumn],
    *,
    every: Sequence[StageColumn],
    left: int,
    cell: int,
    tall: int,
    rail: str = "",
    borders: bool = False,
) -> None:
    """Add the curves of ``stages``, each ``cell`` cells wide, the first ``left`` from the edge.

    ``every`` are all stages of the map, so that each side has the same place in all rows of stages.
    ``rail`` is written left of the scale.
    """
    series = [side for side, _ in sides(every)]
    if any(column.is_graded for column in every):
        series.append("grade")
    starts = [at * cell for at in range(len(stages))]
    edges = [start - 1 for start in starts if start] if borders else []
    wide = max(1, min(page.width - left, len(stages) * cell))
    plot = Plot(wide, tall, unicode=page.unicode, borders=edges)
    plot.draw(_lines(stages, starts, series, cell, page.unicode))
    for column, start in zip(stages, starts, strict=True):
        if not (column.is_graded or (column.moods.n and not column.is_unplaced)):
            plot.write(start + 1, plot.row(0), _silence(column), "dim", spare=1)
    for row, spans in enumerate(plot.rows()):
        name = pad(f" {rail}" if row == 0 else "", left - AXIS)
        edge = "│" if borders else " "
        line: list[Span] = [(f"{name}{plot.axis(row)}{edge}", "dim"), *spans]
        page.add(*line)


def labels(
    page: Page, stages: Sequence[StageColumn], every: Sequence[StageColumn], left: int, cell: int
) -> None:
    """Add each side's means in figures below the curve."""
    by_side = dict(sides(stages))
    for side, _ in sides(every):
        moods = by_side.get(side, [Mood()] * len(stages))
        cells = [(f"{mood_short(mood):<{cell}}", "") for mood in moods]
        page.add((f"{sign(side, unicode=page.unicode):<{left}}", side), *cells)


def key(page: Page, every: Sequence[StageColumn], left: int) -> None:
    """Add whose feeling each sign of the curve is, and what the number beside it counts."""
    shown = [side for side, _ in sides(every)]
    signs = [f"{sign(side, unicode=page.unicode)} {_KEY[side]}" for side in shown]
    if any(column.is_graded for column in every):
        signs.append(f"{sign('grade', unicode=page.unicode)} {_KEY['grade']}")
    if shown:
        first = sign(shown[0], unicode=page.unicode)
        signs.append(f"{_numbered(first, 6, page.unicode)} from 6 notes")
    page.flow(signs, indent=left, style="dim")


def legend(page: Page, stages: Sequence[StageColumn]) -> list[str]:
    """Return what the signs of the curve mean, those that are on it."""
    words = {
        "customers": "as customers say",
        "staff": "as staff see it, hearsay, dashed",
        "other": "observed, on record or guessed",
    }
    meanings = [f"{sign(side, unicode=page.unicode)} {words[side]}" for side, _ in sides(stages)]
    if any(column.is_graded for column in stages):
        solid = sign("grade", unicode=page.unicode)
        two = _numbered(solid, 2, page.unicode)
        meanings.append(f"{solid} a grade given to a card, {two} to two cards")
    return meanings


def _lines(
    stages: Sequence[StageColumn], starts: Sequence[int], series: list[str], cell: int, uni: bool
) -> list[Line]:
    room = max(1, min(_APART, (cell - 1) // max(1, len(series))))
    lines = []
    for name in _DRAWN:
        if name not in series:
            continue
        mark = sign(name, unicode=uni)
        at = 1 + series.index(name) * room
        if name == "grade":
            points: list[Point | None] = [
                Point(
                    start + at, float(value), _numbered(mark, number, uni) if number > 1 else mark
                )
                for column, start in zip(stages, starts, strict=True)
                for value, number in sorted(
                    Counter(c.grade for c in column.cards if c.grade is not None).items()
                )
            ]
        else:
            points = [
                _point(column, column.moods.sides[name], start + at, mark, uni)
                for column, start in zip(stages, starts, strict=True)
            ]
        lines.append(Line(points, name, name in ("staff", "customers"), name == "staff"))
    return lines


def _numbered(mark: str, number: int, unicode: bool) -> str:
    """Return a sign with the number of notes or cards behind it: ``○₁₂``, in ASCII ``c12``."""
    return mark + (str(number).translate(_LOWERED) if unicode else str(number))


def _point(column: StageColumn, mood: Mood, x: int, mark: str, unicode: bool) -> Point | None:
    """Return a mean of notes; Unplaced is no step of a journey."""
    if mood.mean is None or column.is_unplaced:
        return None
    return Point(x, mood.mean, _numbered(mark, mood.n, unicode))


def _silence(column: StageColumn) -> str:
    if column.is_unplaced:
        return counted(column.notes, "note")
    return "no mood" if column.notes else "no notes"
