"""The map as one HTML file that needs nothing else: no script, no network, light, dark and printed.

Every string that reaches the page passes one filter (visible marks, then HTML escaping), and the
page's own policy allows nothing but its one style sheet, by hash.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from data.records import EvidenceStance, Stance
from data.text import visible
from synthesis import gaps, moments
from synthesis.lanes import LaneKey, Row, rows_of
from synthesis.mapmodel import JourneyMap, Lane, MapPoint, StageColumn
from synthesis.render import tables, words
from synthesis.render.curve import HEIGHT, curves, level
from synthesis.standing import Standing

if TYPE_CHECKING:
    import jinja2

MOST_POINTS = 6
"""So many points of a cell are shown at once; the rest unfold."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A point in a cell, with the code of its card ("" for none)."""

    code: str
    point: MapPoint


@dataclass(frozen=True, slots=True)
class Cell:
    """The points of one stage in one lane: the first few, and the rest."""

    shown: tuple[Placed, ...]
    more: tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the page: a lane of points, or something else of each stage."""

    row: LaneKey | Row

    @property
    def heading(self) -> str:
        """What the rail calls it."""
        return self.row.heading

    @property
    def kind(self) -> str:
        """``lane``, or the name of the row."""
        return "lane" if isinstance(self.row, LaneKey) else self.row.value


@dataclass(frozen=True, slots=True)
class Column:
    """A stage with its cells by the name of their lane."""

    stage: StageColumn
    cells: Mapping[str, Cell]


def render(journey_map: JourneyMap, *, most: int = MOST_POINTS) -> str:
    """Return ``journey_map`` as a whole HTML document, UTF-8.

    A cell shows ``most`` points at once (0: all) and unfolds the rest.  Participants are shown by
    code only.  The document is the same for the same map.
    """
    lines = _lines(journey_map)
    lanes = [line.row for line in lines if isinstance(line.row, LaneKey)]
    columns = [
        Column(stage, {key.value: _cell(stage, key, most) for key in lanes})
        for stage in journey_map.stages
    ]
    moods = curves(journey_map.stages)
    at = next((n for n, line in enumerate(lines) if line.row is Row.MOOD), None)
    css = _asset("map.css") + _grid_css(len(columns), 1 + len(lines), at)
    rules = [line.partition(":") for line in journey_map.rule.splitlines()]
    page: str = _template().render(
        map=journey_map,
        columns=columns,
        lines=lines,
        curves=moods,
        has_moods=at is not None and any(curve.dots for curve in moods),
        rules=[(Standing(name), text.strip()) for name, _, text in rules],
        css=_trusted(css),
        style_hash=_sha256(css),
    )
    return page


def _lines(journey_map: JourneyMap) -> list[Line]:
    """Return the rows that hold anything, as the journey chose and ordered them."""
    return [
        Line(row)
        for row in rows_of(journey_map.rows)
        if any(_holds(stage, row) for stage in journey_map.stages)
        or row in (Row.MOOD, Row.TOUCHPOINTS)
    ]


def _holds(stage: StageColumn, row: LaneKey | Row) -> bool:
    """Return whether a stage has anything for a row."""
    if isinstance(row, LaneKey):
        return bool(_points(stage, row))
    if row is Row.VISIBILITY:
        return any(_points(stage, key) for key in (LaneKey.INSIDE, LaneKey.IDEA))
    return any(True for _ in tables.cell(stage, row))


def _points(stage: StageColumn, key: LaneKey) -> list[Placed]:
    placed = [Placed(card.code, p) for card in stage.cards for p in _of(card.lanes, key)]
    placed += [Placed("", p) for p in _of(stage.loose, key)]
    placed.sort(key=lambda p: -p.point.counts.people_for - p.point.counts.people_against)
    return placed


def _of(lanes: Iterable[Lane], key: LaneKey) -> Iterable[MapPoint]:
    return (point for lane in lanes if lane.key is key for point in lane.points)


def _cell(stage: StageColumn, key: LaneKey, most: int) -> Cell:
    placed = tuple(_points(stage, key))
    # Folding a single point away would cost the room that it takes.
    cut = most if most and len(placed) > most + 1 else len(placed)
    return Cell(placed[:cut], placed[cut:])


def _grid_css(stages: int, rows: int, mood: int | None) -> str:
    """Return the part of the style sheet that depends on how many stages and rows there are.

    ``mood`` is the place of the row of moods among them, from 0.
    """
    # Rail and stages dissolve into one grid, so that a row is as high in every stage and a printed
    # page breaks between rows.
    wide = [
        f".map{{grid-template-columns:var(--rail) repeat({stages},minmax(10rem,1fr))}}",
        *(f".rail>:nth-child({n}),.stage>:nth-child({n}){{grid-row:{n}}}" for n in _up_to(rows)),
        *(f".stage-{n}>*{{grid-column:{n + 1}}}" for n in _up_to(stages)),
        *([f".curves{{grid-row:{mood + 2}}}"] if mood is not None else []),
    ]
    # The whole page is as wide as its map, so that what sticks to the left edge can stick.
    least = f"body{{min-width:calc(var(--rail) + {stages * 10 + 2}rem)}}"
    return (
        "@media print,(min-width:56rem){" + "".join(wide) + "}\n"
        "@media screen and (min-width:56rem){" + least + "}\n"
    )


def _up_to(last: int) -> range:
    return range(1, last + 1)


def _sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _asset(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _trusted(markup: str) -> object:
    """Return our own ``markup`` unescaped; never called with text that somebody typed."""
    from markupsafe import Markup

    return Markup(markup)


def _finalize(value: object) -> object:
    """Make every plain string visible on its way into the page; markup of our own passes."""
    return visible(str(value), keep_newlines=True) if _is_text(value) else value


def _is_text(value: object) -> bool:
    return isinstance(value, str) and not hasattr(value, "__html__")


@cache
def _template() -> jinja2.Template:
    import jinja2

    environment = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        words=words,
        tables=tables,
        Stance=Stance,
        EvidenceStance=EvidenceStance,
        HEIGHT=HEIGHT,
        level=level,
        MOMENTS_RULE=moments.RULE,
        GAPS_RULE=gaps.RULE,
    )
    return environment.from_string(_asset("map.html.j2"))
