"""A map cut into A4 pages, which a home printer prints and a wall puts together again.

No stage and no row is cut through: a tile holds whole stages and whole rows, with the headings of
both repeated, so that each can be read by itself.  Lengths are in millimetres unless they say
otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase, digits

from synthesis.map.model import JourneyMap, Row
from synthesis.render.paper.fit import MM
from synthesis.render.paper.sheets import A4, MOST_CLAIMS, Column, Key, Wall, head_height

WIDTH, HEIGHT = A4.width, A4.height
EDGE = 9.0
"""Margin that every printer leaves white."""

TOP = 9.0
"""Height of the line that names the tile."""

_BOTTOM = 9.0
_STAGES = 3
_RAIL = 22.0
_SAY = 26.0
_MOOD = 30.0
_LINE = 3.0
_ROOM = HEIGHT - 2 * EDGE - TOP - _BOTTOM
_COLUMN = (WIDTH - 2 * EDGE - _RAIL) / _STAGES
_MARK = 4.0


@dataclass(frozen=True, slots=True)
class Tile:
    """One page: some stages and some rows of a map, with the height of each row.

    ``name`` is its place, ``B2``; ``offset`` is how far its first stage lies from the left end of
    all stages; ``says`` tells whether the row to write in is on it.
    """

    map: JourneyMap
    name: str
    rows: tuple[Key, ...]
    heights: tuple[float, ...]
    head: float
    columns: tuple[Column, ...]
    first: int
    font: float
    says: bool
    right: str
    below: str

    @property
    def rail(self) -> float:
        """Width of the headings at the left."""
        return _RAIL

    @property
    def column(self) -> float:
        """Width of a stage."""
        return _COLUMN

    @property
    def say(self) -> float:
        """Height of the row to write in."""
        return _ROOM - self.head - sum(self.heights) if self.says else 0.0

    @property
    def marks(self) -> str:
        """The crop marks as a path; where headings are repeated, they lie outside the marks."""
        left = EDGE + (_RAIL if self.name.rstrip(digits) != "A" else 0.0)
        right = EDGE + _RAIL + len(self.columns) * _COLUMN
        top = EDGE + TOP + (self.head if self.name.lstrip(ascii_uppercase) != "1" else 0.0)
        bottom = EDGE + TOP + self.head + sum(self.heights) + self.say
        return crop_marks((left, right), (top, bottom))


@dataclass(frozen=True, slots=True)
class Plan:
    """The page that comes before the tiles: what the map is, its legend, and how they hang."""

    map: JourneyMap
    names: tuple[tuple[str, ...], ...]
    stages: tuple[str, ...]


def crop_marks(across: tuple[float, float], down: tuple[float, float]) -> str:
    """Return the path of the marks at the four corners of a frame, each outside of it."""
    parts = []
    for x, outward in zip(across, (-1, 1), strict=True):
        for y, upward in zip(down, (-1, 1), strict=True):
            parts.append(f"M{x + outward:.2f} {y:.2f}h{outward * _MARK:g}")
            parts.append(f"M{x:.2f} {y + upward:.2f}v{upward * _MARK:g}")
    return "".join(parts)


def letters(at: int) -> str:
    """Return the name of a column of tiles: A, B, … Z, AA."""
    name = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        name = chr(65 + rest) + name
    return name


def tiles(journey_map: JourneyMap) -> tuple[Plan, tuple[Tile, ...]]:
    """Cut a map into tiles, with the largest type that needs no more than two rows of them."""
    wall = Wall(journey_map)
    count = len(journey_map.stages)
    groups = [list(range(at, min(at + _STAGES, count))) for at in range(0, count, _STAGES)]
    for font in A4.fonts:
        bands, heights, caps, head = _bands(wall, font)
        if len(bands) <= 2 or font == A4.fonts[-1]:
            break
    made = []
    for down, band in enumerate(bands):
        for across, group in enumerate(groups):
            last = (across == len(groups) - 1, down == len(bands) - 1)
            made.append(
                Tile(
                    map=journey_map,
                    name=f"{letters(across)}{down + 1}",
                    rows=tuple(band),
                    heights=tuple(heights[row.value] for row in band),
                    head=head,
                    columns=wall.columns(group, caps),
                    first=group[0] if group else 0,
                    font=font,
                    says=last[1],
                    right="" if last[0] else f"{letters(across + 1)}{down + 1}",
                    below="" if last[1] else f"{letters(across)}{down + 2}",
                )
            )
    names = tuple(
        tuple(f"{letters(across)}{down + 1}" for across in range(len(groups)))
        for down in range(len(bands))
    )
    titles = tuple(" · ".join(journey_map.stages[at].title for at in group) for group in groups)
    return Plan(journey_map, names, titles), tuple(made)


def _bands(
    wall: Wall, font: float
) -> tuple[list[list[Key]], Mapping[str, float], Mapping[str, int], float]:
    """Part the rows among rows of tiles; return these, their heights, their caps, and the head's.

    A row that is higher than a page shows fewer things.
    """
    places = range(len(wall.map.stages))
    widths = [_COLUMN * MM] * len(places)
    head = head_height(wall.map, places, widths, font) / MM
    heights: dict[str, float] = {Row.MOOD.value: _MOOD, Row.VISIBILITY.value: _LINE}
    caps: dict[str, int] = dict.fromkeys((row.value for row in wall.rows), MOST_CLAIMS)
    for row in wall.rows:
        if row.value in heights:
            continue
        for most in range(MOST_CLAIMS, 0, -1):
            high = wall.height(row, places, widths, _RAIL * MM, font, most) / MM
            heights[row.value], caps[row.value] = high, most
            if high <= _ROOM - head - _SAY:
                break
    return _packed(wall.rows, heights, _ROOM - head), heights, caps, head


def _packed(rows: Sequence[Key], heights: Mapping[str, float], room: float) -> list[list[Key]]:
    """Fill pages with rows in their order; the last one keeps room to write in."""
    bands: list[list[Key]] = [[]]
    used = 0.0
    for n, row in enumerate(rows):
        high = heights[row.value]
        last = n == len(rows) - 1
        if bands[-1] and used + high + (_SAY if last else 0) > room:
            bands.append([])
            used = 0.0
        bands[-1].append(row)
        used += high
    return bands
