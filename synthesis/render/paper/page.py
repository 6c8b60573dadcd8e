"""The map on paper: sheets as one self-contained HTML page that any browser prints.

Nobody's name is on it.  Every typed text passes one filter (visible marks, then HTML escaping),
and the page's own policy allows nothing but its one style sheet, by hash.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from synthesis.map.model import JourneyMap, LaneKey, Row
from synthesis.render import words
from synthesis.render.paper import cards, moods, sheets
from synthesis.render.paper import tiles as tiles_paper
from synthesis.render.paper.fit import MM, em, heading_font, short
from synthesis.render.paper.sheets import Paper, Sheet
from synthesis.render.paper.tiles import Tile
from synthesis.render.templating import asset, policy_hash, template, trusted

if TYPE_CHECKING:
    import jinja2

BACK = "T07 >Wait moves it · T07 +5 gives dots · T07: text comments · T07? text asks"
"""How what is written of a card is keyed back in, in small."""

BACK_CLAIMS = (
    "C12 + agrees with a claim · C12 - disagrees · C12: text for it · C12: no, text against"
)
"""How what is written of a claim is keyed back in, in small."""


_BADGE, _ABOUT_FONT, _ABOUT_LINES = 114.0, 8.0, 2
"""The room of the badge on A3 in millimetres, the size of what stands beside it, and its lines."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page to print: ``template`` draws ``body``; width and height in millimetres.

    ``name`` tells it from the others of its kind: ``1``, ``B2``.
    """

    name: str
    width: float
    height: float
    template: str
    body: object
    css: str = ""


def sheet_leaves(maps: Sequence[JourneyMap], paper: Paper) -> list[Leaf]:
    """Return the sheets of some maps, one after the other."""
    made = [sheet for one in maps for sheet in sheets.sheets(one, paper)]
    return [
        Leaf(str(n), paper.width, paper.height, "sheet", sheet, _sheet_css(sheet))
        for n, sheet in enumerate(made, 1)
    ]


def _sheet_css(sheet: Sheet) -> str:
    """Return the rules of one sheet, with ``&`` for its selector."""
    paper = sheet.paper
    columns = " ".join(f"{one:.2f}mm" for one in (paper.rail, *sheet.widths))
    # Stage titles, a row each, and what is left for the people in the room.
    rows = " ".join(_track(row, paper) for row in sheet.rows)
    return (
        f"&{{--k:{paper.scale:g};--f:{sheet.font:g}pt;"
        f"--r:{heading_font(paper.rail * MM, sheet.font):g}pt}}"
        f"& .grid{{grid-template-columns:{columns};"
        f"grid-template-rows:auto {rows} minmax({paper.say:g}mm,1fr)}}"
    )


def _track(row: LaneKey | Row, paper: Paper) -> str:
    if row is Row.MOOD:
        return f"{paper.mood:g}mm"
    return f"{2 * paper.scale:g}mm" if row is Row.VISIBILITY else "auto"


def tile_leaves(maps: Sequence[JourneyMap]) -> list[Leaf]:
    """Return some maps cut into A4 pages, each after a page that tells how they hang together."""
    made = []
    for n, one in enumerate(maps, 1):
        plan, tiles = tiles_paper.tiles(one)
        start = f"{n}-" if len(maps) > 1 else ""
        size = (tiles_paper.WIDTH, tiles_paper.HEIGHT)
        made.append(Leaf(f"{start}plan", *size, "plan", plan))
        made += [
            Leaf(f"{start}{tile.name}", *size, "tile", tile, _tile_css(tile)) for tile in tiles
        ]
    return made


def _tile_css(tile: Tile) -> str:
    columns = " ".join([f"{tile.rail:g}mm", *[f"{tile.column:.2f}mm"] * len(tile.columns)])
    rows = " ".join(f"{one:.2f}mm" for one in (tile.head, *tile.heights))
    rows += f" {tile.say:.2f}mm" if tile.says else ""
    return (
        f"&{{--k:1;--f:{tile.font:g}pt;--r:{heading_font(tile.rail * MM, tile.font):g}pt}}"
        f"& .grid{{grid-template-columns:{columns};grid-template-rows:{rows}}}"
    )


def card_leaves(maps: Sequence[JourneyMap]) -> list[Leaf]:
    """Return the cut cards of some maps, eight to an A4 page."""
    pages = [page for one in maps for page in cards.pages(one)]
    size = (cards.WIDTH, cards.HEIGHT)
    wide, high = cards.CARD
    css = f"&{{--k:1;--f:{cards.FONT:g}pt}}& .cut{{width:{wide:.2f}mm;height:{high:.2f}mm}}"
    return [Leaf(str(n), *size, "cards", page, css) for n, page in enumerate(pages, 1)]


def render(leaves: Sequence[Leaf], *, title: str = "", bare: bool = False) -> str:
    """Return pages to print as a whole HTML document, UTF-8; the same for the same pages.

    All of them are as large as the first.  A ``bare`` document has nothing around them, not even
    on a screen.
    """
    first = leaves[0]
    size = f"{first.width:g}mm {first.height:g}mm"
    own = [leaf.css.replace("&", f"#p{n}") for n, leaf in enumerate(leaves, 1)]
    css = asset("paper/paper.css") + f"@page{{size:{size};margin:0}}\n"
    css += f".leaf{{width:{first.width:g}mm;height:{first.height:g}mm}}\n" + "\n".join(own)
    css += "\nhtml{background:#fff}.leaf{margin:0}" if bare else ""
    page: str = _template().render(
        leaves=leaves,
        title=title,
        hatch=_hatch(first.width + first.height),
        css=trusted(css),
        style_hash=policy_hash(css),
    )
    return page


_HATCH = 11.2
"""Pixels between two lines of a hatched cell, along its edge."""


def _hatch(length: float) -> str:
    """Return slanting lines as a path, to a corner that is ``length`` millimetres from the other.

    Drawn lines, and no gradient of the style sheet: what draws a PDF as SVG loses such gradients.
    """
    ends = (n * _HATCH for n in range(1, int(length * 96 / 25.4 / _HATCH) + 1))
    return "".join(f"M{end:.1f} 0 0 {end:.1f}" for end in ends)


def about(journey_map: JourneyMap, most: int) -> list[tuple[str, str]]:
    """Return what a heading tells of a map, each text at most ``most`` columns."""
    header = journey_map.header
    labelled = (
        ("Starts when", header.trigger),
        ("Scenario", header.scenario),
        ("Goal", header.goal),
        ("Scope", header.scope),
        ("Owner", header.owner),
    )
    return [(label, short(text, most)) for label, text in labelled if text]


def about_in_two_lines(sheet: Sheet) -> list[tuple[str, str]]:
    """Return what the heading of a sheet tells, as much of it as stands on two lines."""
    room = (sheet.paper.inner_width / sheet.paper.scale - _BADGE) * MM / _ABOUT_FONT
    shown: list[tuple[str, str]] = []
    line, used = 1, 0.0
    for label, text in about(sheet.map, 110):
        size = em(label) + em(text) + 2.4
        if used and used + size > room:
            line, used = line + 1, 0.0
        if line > _ABOUT_LINES or size > room:
            break
        used += size
        shown.append((label, text))
    return shown


def mood_row(sheet: Sheet) -> moods.Drawing:
    """Return the curves of a sheet, in points."""
    stages = [column.stage for column in sheet.columns]
    widths = [one * MM for one in sheet.widths]
    return moods.draw(stages, widths, sheet.paper.mood * MM, sheet.font)


def tile_mood(tile: Tile) -> moods.Drawing:
    """Return the part of the curves that lies on a tile, so that they go on from tile to tile."""
    wide = tile.column * MM
    stages = tile.map.stages
    high = tile.heights[tile.rows.index(Row.MOOD)] * MM
    whole = moods.draw(stages, [wide] * len(stages), high, tile.font)
    left, right = wide * tile.first, wide * (tile.first + len(tile.columns))
    strands = tuple(
        replace(one, spots=tuple(spot for spot in one.spots if left <= spot.x <= right))
        for one in whole.strands
    )
    return replace(
        whole, width=round(right - left - moods.BORDER, 2), left=round(left, 2), strands=strands
    )


@cache
def _template() -> jinja2.Template:
    return template(
        "paper/paper.html.j2",
        words=words,
        short=short,
        about=about,
        about_in_two_lines=about_in_two_lines,
        mood_row=mood_row,
        tile_mood=tile_mood,
        BACK=BACK,
        BACK_CLAIMS=BACK_CLAIMS,
    )
