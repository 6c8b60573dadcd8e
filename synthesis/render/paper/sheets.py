"""A map laid out on sheets of paper: which stages and rows stand where, and how large the type is.

Everything here is arithmetic over records; `paper` turns it into a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from data.text import counted
from synthesis.map.model import Card, JourneyMap, LaneKey, MapClaim, Row, StageColumn, rows_of
from synthesis.render import tables, words
from synthesis.render.opposed import Drawn, in_lanes
from synthesis.render.paper.fit import LEADING, MM, Cell, Item, lines, row_height, short

MOST_CLAIMS = 5
"""So many claims of a cell are printed at most; the rest is counted."""

Key = LaneKey | Row
_PEOPLE = re.compile(rf"(\dp) ({words.AGAINST}\d)")
_LEAST = 2
_SHORTER = 2  # rows of a sheet that may show one thing less than that
_LEFT_OUT = {Row.MOOD, Row.VISIBILITY, Row.COMMENTS}
"""Rows that are drawn, or that would name people."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A size of sheet, in millimetres; ``fonts`` are the sizes of its text in points, best first.

    ``scale`` is by how much the fixed parts (margins, headings, legend) are larger than on A3.
    """

    name: str
    width: float
    height: float
    fonts: tuple[float, ...]
    scale: float
    least_column: float

    @property
    def rail(self) -> float:
        """Width of the row of headings at the left."""
        return 21 * self.scale

    @property
    def inner_width(self) -> float:
        """Width inside the margins."""
        return self.width - 2 * 14 * self.scale

    @property
    def grid_height(self) -> float:
        """Height that the grid has, between header and legend."""
        return self.height - (8 + 20.5 + 2 + 15.5 + 4 + 6) * self.scale

    @property
    def mood(self) -> float:
        """Height of the row of moods."""
        return 25 * self.scale

    @property
    def say(self) -> float:
        """Least height of the row to write in."""
        return 12 * self.scale


A3 = Paper("A3", 420, 297, (10.5, 10, 9.5, 9, 8.5, 8.25, 8, 7.75, 7.5, 7.25, 7), 1, 33)
A0 = Paper("A0", 1189, 841, (28, 26, 24, 22, 21, 20, 19.25, 18.5, 17.75, 17), 2.6, 80)
A4 = Paper("A4", 297, 210, (10.5, 10, 9.5, 9, 8.5, 8, 7.5), 1, 60)


@dataclass(frozen=True, slots=True)
class Column:
    """A stage on a sheet, with its cells by the name of their row."""

    stage: StageColumn
    cells: dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: some stages of a map, and what they fill of its rows; ``number`` of ``of``.

    ``widths`` are those of the stages, in millimetres.
    """

    map: JourneyMap
    paper: Paper
    rows: tuple[Key, ...]
    columns: tuple[Column, ...]
    widths: tuple[float, ...]
    font: float
    number: int = 1
    of: int = 1


@dataclass
class Wall:
    """A map with its cells, each made once: what all sheets of it are cut from."""

    map: JourneyMap
    scale: float = 1
    most: int = MOST_CLAIMS
    _cells: dict[tuple[int, str], tuple[Item, ...]] = field(default_factory=dict)
    _drawn: dict[int, dict[LaneKey, list[Drawn]]] = field(default_factory=dict)

    @cached_property
    def rows(self) -> tuple[Key, ...]:
        """The rows that hold anything, as the journey chose and ordered them."""
        everywhere = range(len(self.map.stages))
        return tuple(row for row in rows_of(self.map.rows) if self._holds(row, everywhere))

    def filled(self, places: Sequence[int]) -> tuple[Key, ...]:
        """Return the rows in which some stages hold anything: a sheet has no row to spare."""
        return tuple(row for row in self.rows if self._holds(row, places))

    def _holds(self, row: Key, places: Sequence[int]) -> bool:
        if row is Row.VISIBILITY:
            inside = (LaneKey.INSIDE, LaneKey.IDEA)
            return any(self._items(at, key) for at in places for key in inside)
        if row in (Row.MOOD, Row.TOUCHPOINTS):
            return True
        return row not in _LEFT_OUT and any(self._items(at, row) for at in places)

    def _items(self, at: int, row: Key) -> tuple[Item, ...]:
        key = (at, row.value)
        if key not in self._cells:
            if isinstance(row, LaneKey):
                self._cells[key] = tuple(
                    claim_item(one, words.SINGLE if one.claim.code else "")
                    for one in self._lanes(at)[row]
                )
            else:
                self._cells[key] = tuple(_items(self.map.stages[at], row))
        return self._cells[key]

    def _lanes(self, at: int) -> dict[LaneKey, list[Drawn]]:
        if at not in self._drawn:
            lanes = [row for row in rows_of(self.map.rows) if isinstance(row, LaneKey)]
            self._drawn[at] = in_lanes(self.map.stages[at], lanes)
        return self._drawn[at]

    def cell(self, at: int, row: Key, most: int) -> Cell:
        """Return what the stage at ``at`` has in a row, at most ``most`` of it."""
        found = self._items(at, row)
        return Cell(found[:most], max(0, len(found) - most))

    def fullest(self, row: Key, places: Iterable[int]) -> int:
        """Return how many things the fullest cell of a row shows at most."""
        return min(max((len(self._items(at, row)) for at in places), default=0), self.most)

    def columns(self, places: Iterable[int], most: Mapping[str, int]) -> tuple[Column, ...]:
        """Return some stages with their cells, at most so many things in those of each row."""
        return tuple(
            Column(
                self.map.stages[at],
                {row.value: self.cell(at, row, most[row.value]) for row in self.rows},
            )
            for at in places
        )

    def widths(self, places: Sequence[int], room: float) -> list[float]:
        """Share ``room`` among some stages, so that one with more to read is wider."""
        sizes = [
            sum(
                len(item.text) + len(item.plain) + len(item.foot) + sum(map(len, item.below)) + 15
                for row in self.rows
                for item in self.cell(at, row, self.most).items
            )
            for at in places
        ]
        usual = max(sum(sizes) / max(len(sizes), 1), 1)
        weights = [min(max((size / usual) ** 0.35, 0.7), 1.5) for size in sizes]
        return [room * weight / sum(weights) for weight in weights]

    def height(
        self, row: Key, group: Sequence[int], widths: Sequence[float], rail: float, font: float,
        most: int,
    ) -> float:  # fmt: skip
        """Return how high a row of text is, in points, as the widths are."""
        cells = [(self.cell(at, row, most), w) for at, w in zip(group, widths, strict=True)]
        return row_height(row.heading, cells, rail, font, self.scale)


def _items(stage: StageColumn, row: Row) -> Iterator[Item]:
    """Yield what a stage has in a row that is no lane of claims."""
    if row is Row.TOUCHPOINTS:
        yield from (card_item(card) for card in stage.cards)
    elif row is Row.QUESTION:
        yield from (Item("wanted", short(text, 140)) for text in tables.cell(stage, row))
    elif row in (Row.CHANNELS, Row.OWNER):
        texts = [short(text, 40) for text in tables.cell(stage, row)]
        if texts:
            yield Item("bit", short(" · ".join(texts), 160))
    elif row is Row.ASKS:
        shown = [ask.text or words.WITHHELD for ask in stage.asks]
        yield from (Item("ask", "? " + short(text, 110)) for text in shown)
    elif row not in _LEFT_OUT:
        yield from (Item("bit", short(text, 110)) for text in tables.cell(stage, row))


_WORDS = 120
"""Columns of a claim's words: 80 of a remark, and how many are like it."""


def claim_item(at: Drawn, alone: str = "", under: Card | None = None) -> Item:
    """Return a claim as it is printed: code, words, what it rests on, its people and card.

    ``alone`` stands in the place of a card where there is none; ``under`` is the card below whose
    heading it is printed.
    What stands against it is printed below, in the same box.
    """
    claim = at.claim
    flag = words.FLAG if claim.not_raised_by_staff else ""
    below = [f"{words.AGAINST} {_in_one_line(other)}" for other in at.against]
    below += [words.opposite(other) for other in at.elsewhere]
    text = words.claim_text(claim) if under is None else words.under_heading(under, claim)
    return Item(
        "claim",
        short(text, _WORDS),
        plain=_plainly(at),
        tail=" ".join(filter(None, (_people(claim), at.card or alone, flag))),
        below=tuple(_glued(short(text, _WORDS + 50)) for text in below),
        standing="" if at.is_dissent else claim.standing.value,
        lane=at.lane.value,
        code=claim.code,
    )


def _plainly(at: Drawn) -> str:
    """Return what a claim rests on; nothing for a remark against a card, which has no standing."""
    if at.is_dissent:
        return ""
    return _glued(f"{words.GLYPHS[at.claim.standing]} {at.claim.plainly}")


def _people(claim: MapClaim) -> str:
    """Return who speaks on a claim, where its standing's plain words do not tell all of them."""
    return "" if words.is_told_plainly(claim) else words.people_short(claim.counts)


def _in_one_line(at: Drawn) -> str:
    """Return a claim in another's box: ``C14 “within three rings” ○ staff say 1p``."""
    parts = (at.claim.code, words.claim_text(at.claim), _plainly(at), _people(at.claim))
    return " ".join(filter(None, parts))


def _glued(text: str) -> str:
    """Keep the sign of a standing beside its words, and who is against beside who is for."""
    for glyph in words.GLYPHS.values():
        text = text.replace(f"{glyph} ", f"{glyph}\u00a0")
    return _PEOPLE.sub("\\1\u00a0\\2", text)


def card_item(card: Card) -> Item:
    """Return a touchpoint as it is printed: code, title, and its face without its claims."""
    facts = words.face(card)
    facts += [card.channel] if card.channel else []
    if card.grade is not None:
        facts.append(f"grade {words.grade(card.grade)}")
    if card.votes:
        facts.append(counted(card.votes, "vote"))
    return Item(
        "card",
        short(card.name, 110),
        foot=short(" · ".join(facts), 180),
        code=card.code,
        truth=card.moment_of_truth,
    )


def sheets(journey_map: JourneyMap, paper: Paper) -> tuple[Sheet, ...]:
    """Lay a map out on as few sheets as its text fits on, with the largest type that does.

    Where even the smallest type is too large, the fullest rows show fewer things and count the
    rest; where that is not enough, the stages go on to a second sheet.
    """
    wall = Wall(journey_map, paper.scale)
    count = len(journey_map.stages)
    fewest = -(-count // int((paper.inner_width - paper.rail) / paper.least_column))
    for parts in range(max(fewest, 1), count + 1):
        groups = spread(count, parts)
        least = 1 if parts == count else _LEAST
        for font in paper.fonts:
            fitting = [
                _fit(wall, group, paper, font, MOST_CLAIMS if font > paper.fonts[-1] else least)
                for group in groups
            ]
            if all(caps is not None for caps in fitting):
                return _made(wall, groups, paper, font, [caps or {} for caps in fitting])
    groups = spread(count, max(count, 1))
    caps = {row.value: 1 for row in wall.rows}
    return _made(wall, groups, paper, paper.fonts[-1], [caps] * len(groups))


def spread(count: int, parts: int) -> list[list[int]]:
    """Part ``count`` stages evenly, in their order."""
    edges = [count * n // parts for n in range(parts + 1)]
    return [list(range(a, b)) for a, b in pairwise(edges)]


def _fit(
    wall: Wall, group: list[int], paper: Paper, font: float, least: int
) -> dict[str, int] | None:
    """Return how many things a cell of each row shows so that a sheet holds them.

    The row that gains the most room is shortened first, none to less than ``least``, but for a few
    where so little is over that a sheet more would stand half empty; ``None`` where that is not
    enough.
    """
    rail = paper.rail * MM
    widths = [wide * MM for wide in wall.widths(group, paper.inner_width - paper.rail)]
    room = (paper.grid_height - paper.mood - paper.say) * MM
    room -= head_height(wall.map, group, widths, font) + 2 * paper.scale * MM
    text = [row for row in wall.filled(group) if row not in (Row.MOOD, Row.VISIBILITY)]
    ways = {
        row: [wall.height(row, group, widths, rail, font, n) for n in range(MOST_CLAIMS + 1)]
        for row in text
    }
    caps: dict[Key, int] = {row: wall.fullest(row, group) for row in text}
    spare = _SHORTER
    over = sum(ways[row][caps[row]] for row in text) - room
    while over > 0:
        gains = [(ways[row][caps[row]] - ways[row][caps[row] - 1], row) for row in text]
        open_to = [(gain, row) for gain, row in gains if caps[row] > least]
        if not open_to and spare:
            spare -= 1
            open_to = [
                (gain, row)
                for gain, row in gains
                if caps[row] == least > 1 and row is not Row.TOUCHPOINTS
            ]
        if not open_to:
            return None
        gain, row = max(open_to, key=lambda gained: (gained[0], caps[gained[1]]))
        caps[row] -= 1
        over -= gain
    return {row.value: caps.get(row, MOST_CLAIMS) for row in wall.rows}


def head_height(
    journey_map: JourneyMap, group: Iterable[int], widths: Iterable[float], font: float
) -> float:
    """Return how high the row of stage titles is, in points."""
    titles = [short(journey_map.stages[at].title, 60) for at in group]
    rooms = [round(wide / (1.15 * font) - 3.4, 2) for wide in widths]
    found = [lines(title, room, bold=True) for title, room in zip(titles, rooms, strict=True)]
    count = max(found, default=1)
    return (count * LEADING * 1.15 + LEADING + 0.7) * font


def _made(
    wall: Wall, groups: list[list[int]], paper: Paper, font: float, caps: list[dict[str, int]]
) -> tuple[Sheet, ...]:
    return tuple(
        Sheet(
            wall.map,
            paper,
            wall.filled(group),
            wall.columns(group, most),
            tuple(wall.widths(group, paper.inner_width - paper.rail)),
            font,
            n,
            len(groups),
        )
        for n, (group, most) in enumerate(zip(groups, caps, strict=True), 1)
    )
