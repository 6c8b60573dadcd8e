"""The map as one HTML file that needs nothing else: no script, no network, light, dark and printed.

Every string that reaches the page passes one filter (visible marks, then HTML escaping), and the
page's own policy allows nothing but its one style sheet, by hash.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from data.records import EvidenceStance, Stance
from data.text import visible
from synthesis.lanes import LaneKey
from synthesis.mapmodel import JourneyMap, Lane, MapPoint, StageColumn
from synthesis.render import words
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
class Column:
    """A stage with its cells, one for each lane of the page, in the page's order."""

    stage: StageColumn
    cells: tuple[Cell, ...]


def render(journey_map: JourneyMap, *, most: int = MOST_POINTS) -> str:
    """Return ``journey_map`` as a whole HTML document, UTF-8.

    A cell shows ``most`` points at once (0: all) and unfolds the rest.  Participants are shown by
    code only.  The document is the same for the same map.
    """
    lanes = [key for key in LaneKey if any(_points(c, key) for c in journey_map.stages)]
    columns = [
        Column(stage, tuple(_cell(stage, key, most) for key in lanes))
        for stage in journey_map.stages
    ]
    has_asks = any(stage.asks for stage in journey_map.stages)
    moods = curves(journey_map.stages)
    css = _asset("map.css") + _grid_css(len(columns), 3 + len(lanes) + has_asks)
    rules = [line.partition(":") for line in journey_map.rule.splitlines()]
    page: str = _template().render(
        map=journey_map,
        columns=columns,
        lanes=lanes,
        has_asks=has_asks,
        curves=moods,
        has_moods=any(curve.dots for curve in moods),
        rules=[(Standing(name), text.strip()) for name, _, text in rules],
        css=_trusted(css),
        style_hash=_sha256(css),
    )
    return page


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


def _grid_css(stages: int, rows: int) -> str:
    """Return the part of the style sheet that depends on how many stages and rows there are."""
    # Rail and stages dissolve into one grid, so that a row is as high in every stage and a printed
    # page breaks between rows.
    wide = [
        f".map{{grid-template-columns:var(--rail) repeat({stages},minmax(10rem,1fr))}}",
        *(f".rail>:nth-child({n}),.stage>:nth-child({n}){{grid-row:{n}}}" for n in _up_to(rows)),
        *(f".stage-{n}>*{{grid-column:{n + 1}}}" for n in _up_to(stages)),
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
        words=words, Stance=Stance, EvidenceStance=EvidenceStance, HEIGHT=HEIGHT, level=level
    )
    return environment.from_string(_asset("map.html.j2"))
