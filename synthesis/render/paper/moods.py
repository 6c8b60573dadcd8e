"""The curve of moods as it is printed: lengths in points, so that it can be drawn at any size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from synthesis.map.model import StageColumn
from synthesis.render.curve import Curve, Dot, curves, level, runs, smooth

BORDER = 1.6
"""What the borders of the cell take of the strip's width and height, rather more than they do."""

_Place = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Spot:
    """A mood of one stage: where its dot lies, how large it is, and where its label stands."""

    x: float
    y: float
    high: float
    low: float
    radius: float
    text_x: float
    text_y: float
    anchor: str
    label: str
    n: int


@dataclass(frozen=True, slots=True)
class Strand:
    """One side's moods; ``ways`` are paths that join neighbours and never swing past them."""

    side: str
    title: str
    ways: tuple[str, ...]
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """The strip, with the heights of its three lines: +2, 0 and -2; it begins at ``left``."""

    width: float
    height: float
    font: float
    levels: tuple[tuple[str, float], ...]
    strands: tuple[Strand, ...]
    left: float = 0.0


def draw(
    stages: Sequence[StageColumn], widths: Sequence[float], high: float, font: float
) -> Drawing:
    """Return the curves of some stages, as wide as ``widths`` say, with labels in ``font``."""
    margin = 1.75 * font

    def place(y: float) -> float:
        share = (y - level(2)) / (level(-2) - level(2))
        return round(margin + share * (high - 2 * margin), 2)

    strands = tuple(_strand(c, widths, place, font) for c in curves(stages) if c.dots)
    levels = tuple((word, place(level(value))) for word, value in (("+2", 2), ("0", 0), ("−2", -2)))
    return Drawing(round(sum(widths) - BORDER, 2), round(high - BORDER, 2), font, levels, strands)


def _strand(curve: Curve, widths: Sequence[float], place: _Place, font: float) -> Strand:
    # A dot knows the middle of its stage as a share of stages that are all as wide.
    at = [min(int(dot.x / 100 * len(widths)), len(widths) - 1) for dot in curve.dots]
    spots = {n: _spot(d, n, widths, place, font) for d, n in zip(curve.dots, at, strict=True)}
    stretches = runs((spots.get(n) for n in range(len(widths))), 2)
    ways = tuple(smooth([(spot.x, spot.y) for spot in stretch]) for stretch in stretches)
    return Strand(curve.side, curve.title, ways, tuple(spots.values()))


def _spot(dot: Dot, at: int, widths: Sequence[float], place: _Place, font: float) -> Spot:
    radius = round(dot.radius / 8.5 * 0.5 * font, 2)
    x, y = round(sum(widths[:at]) + widths[at] / 2, 2), place(dot.y)
    if dot.place == "beside":
        label = (x + radius + 0.3 * font, y + 0.35 * font)
    elif dot.place == "above":
        label = (x, y - radius - 0.35 * font)
    else:
        label = (x, y + radius + 0.95 * font)
    anchor = "start" if dot.place == "beside" else "middle"
    text_x, text_y = (round(length, 2) for length in label)
    high, low = place(dot.high), place(dot.low)
    return Spot(x, y, high, low, radius, text_x, text_y, anchor, dot.label, dot.n)
