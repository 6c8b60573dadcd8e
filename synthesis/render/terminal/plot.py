"""Curves out of braille dots, or out of ASCII signs: a small drawing measured in terminal cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import floor

from data.text import width
from synthesis.render.curve import Smooth, runs
from synthesis.render.page import Span

LOWEST, HIGHEST = -2.0, 2.0
"""The moods at the lower and the upper edge."""

_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_DASH, _GAP = 2, 1  # cells of a dashed line that are drawn, and that are not


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a curve at a cell from the left: ``value`` -2 to +2, ``label`` stands beside it.

    ``label`` begins with the sign that is drawn at the point itself.
    """

    x: int
    value: float
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """Points in their order, None where there is a gap; ``joined`` draws a line between them."""

    points: Sequence[Point | None]
    style: str
    joined: bool = True
    dashed: bool = False


class Plot:
    """A drawing of ``wide`` by ``tall`` cells over the moods from -2 to +2."""

    def __init__(self, wide: int, tall: int, *, unicode: bool, borders: Iterable[int] = ()) -> None:
        self.wide, self.tall, self.unicode = wide, tall, unicode
        self._borders = frozenset(borders)
        self._bits: dict[tuple[int, int], int] = {}
        self._lines: dict[tuple[int, int], str] = {}
        self._signs: dict[tuple[int, int], Span] = {}

    def row(self, value: float) -> int:
        """Return the row, from the top, of a mood."""
        share = (HIGHEST - value) / (HIGHEST - LOWEST)
        return min(self.tall - 1, max(0, floor(share * (self.tall - 1) + 0.5)))

    def axis(self, row: int) -> str:
        """Return what is written left of a row: the ends and the middle of the scale."""
        names = {self.row(2): "+2", self.row(0): " 0", self.row(-2): "-2"}
        return names.get(row, "  ")

    def draw(self, lines: Iterable[Line]) -> None:
        """Draw lines, the later over the earlier, and then their points over all lines."""
        drawn = list(lines)
        for line in drawn:
            if line.joined:
                for run in runs(line.points):
                    self._curve(run, line)
        ends = [
            self._point(point, line.style)
            for line in reversed(drawn)
            for point in line.points
            if point is not None
        ]
        # No line runs into a number, which would read as part of it.
        for row, end in ends:
            if 0 <= end < self.wide and end not in self._borders:
                self._signs.setdefault((row, end), (" ", ""))

    def write(self, x: int, row: int, text: str, style: str, *, spare: int = 0) -> bool:
        """Write a text at a cell if it covers no other, with ``spare`` cells after it."""
        cells = range(x, x + width(text))
        if x < 0 or cells.stop > self.wide:
            return False
        taken = any((row, at) in self._signs for at in range(x, cells.stop + spare))
        if taken or len(text) != len(cells):
            return False
        for at, char in zip(cells, text, strict=True):
            self._signs[row, at] = (char, style)
        return True

    def _point(self, point: Point, style: str) -> tuple[int, int]:
        """Draw a point; return the row and the cell after its label."""
        row = self.row(point.value)
        # A point is never lost to a number: it gives up its own first.
        if not self.write(point.x, row, point.label, style):
            if (row, point.x) not in self._signs and 0 <= point.x < self.wide:
                self._signs[row, point.x] = (point.label[0], style)
            elif 0 < point.x < self.wide and (row, point.x - 1) not in self._signs:
                self._signs[row, point.x - 1] = (point.label[0], style)
            return row, -1
        return row, point.x + width(point.label)

    def _curve(self, run: Sequence[Point], line: Line) -> None:
        smooth = Smooth([p.x * 2.0 for p in run], [self._height(p.value) for p in run])
        before: int | None = None
        for x in range(run[0].x * 2, run[-1].x * 2 + 1):
            y = round(smooth(x))
            # From dot to dot without a hole, however steep it is.
            reach = range(min(before, y), max(before, y) + 1) if before is not None else (y,)
            before = y
            if line.dashed and x // 2 % (_DASH + _GAP) >= _DASH:
                continue
            for dot in reach:
                self._dot(x, dot, line.style)

    def _height(self, value: float) -> float:
        """Return how many dots from the top a mood lies; a row's middle is between its dots."""
        return (HIGHEST - value) / (HIGHEST - LOWEST) * (self.tall - 1) * 4 + 1.5

    def _dot(self, x: int, y: int, style: str) -> None:
        at = (y // 4, x // 2)
        self._bits[at] = self._bits.get(at, 0) | _DOTS[y % 4][x % 2]
        self._lines[at] = style

    def rows(self) -> list[list[Span]]:
        """Return the drawing as rows of spans, each exactly as wide as it is; neutral is dotted."""
        middle = self.row(0)
        return [self._row(row, middle) for row in range(self.tall)]

    def _row(self, row: int, middle: int) -> list[Span]:
        cells = (self._cell(row, at, middle) for at in range(self.wide))
        alike = groupby(cells, key=lambda cell: cell[1])
        return [("".join(text for text, _ in run), style) for style, run in alike]

    def _cell(self, row: int, at: int, middle: int) -> Span:
        if (row, at) in self._signs:
            return self._signs[row, at]
        bits = self._bits.get((row, at), 0)
        if bits:
            sign = chr(0x2800 + bits) if self.unicode else _ascii(bits)
            return sign, self._lines[row, at]
        if at in self._borders:
            return ("│" if self.unicode else "|"), "dim"
        if row == middle:
            return ("┈" if self.unicode else " ."[at % 2]), "dim"
        return " ", ""


def _ascii(bits: int) -> str:
    """Return the ASCII sign nearest to some dots of a cell."""
    rows = [at for at, dots in enumerate(_DOTS) if bits & (dots[0] | dots[1])]
    if len(rows) > 2:
        return "|"
    middle = sum(rows) / len(rows)
    return "'" if middle < 1 else "." if middle > 2 else "-"
