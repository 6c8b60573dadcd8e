"""The grid of stages and lanes, for terminals wide enough to hold several stages side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from data.text import counted, width
from synthesis.lanes import LaneKey
from synthesis.mapmodel import Card, JourneyMap, Lane, MapPoint, StageColumn
from synthesis.render.page import Page, Span, fit, wrap
from synthesis.render.words import FLAG, GLYPHS, TRUTH, card_facts, claim, mood_short, people_short

_RAIL = 10
_NARROWEST = 24

Cell = list[list[Span]]
"""The lines of one cell, each at most as wide as its column."""


def grid(page: Page, journey_map: JourneyMap, *, most: int) -> None:
    """Add the whole map as one grid, or as several below each other where the stages do not fit.

    A cell lists ``most`` points (0: all), those of most people first, each after its card's code.
    """
    stages = journey_map.stages
    if not stages:
        return
    a_band = max(1, min(len(stages), (page.width - _RAIL) // _NARROWEST))
    # Bands of equal length read better than a last one of a single stage.
    bands = -(-len(stages) // a_band)
    a_band = -(-len(stages) // bands)
    for start in range(0, len(stages), a_band):
        _band(page, stages[start : start + a_band], a_band, most)
        page.add()


def _band(page: Page, stages: Sequence[StageColumn], a_band: int, most: int) -> None:
    room = (page.width - _RAIL) // a_band - 3
    _rule(page, len(stages), room)
    names = [[_line(f"{c.number or '?'} {page.safe(c.title)}", "bold")] for c in stages]
    _row(page, "", names, room)
    _row(page, "mood", [_moods(column) for column in stages], room)
    _rule(page, len(stages), room)
    _row(page, "cards", [_cards(page, column, room) for column in stages], room)
    for key in LaneKey:
        cells = [_points(page, column, key, room, most) for column in stages]
        if any(cells):
            _rule(page, len(stages), room)
            _row(page, str(key), cells, room)
    asks = [
        [_line(text, "") for ask in column.asks for text in wrap(page.safe(ask.text), room, 3)]
        for column in stages
    ]
    if any(asks):
        _rule(page, len(stages), room)
        _row(page, "ask", asks, room)
    _rule(page, len(stages), room)


def _line(text: str, style: str) -> list[Span]:
    return [(text, style)]


def _moods(column: StageColumn) -> Cell:
    moods = column.moods
    sides = (("staff", moods.staff), ("customers", moods.customers), ("other", moods.other))
    lines = [_line(f"{who} {mood_short(mood)}", "") for who, mood in sides if mood.n]
    gap = [_line(mood_short(moods.staff), "dim")]
    return [*(lines or gap), _line(counted(column.notes, "note"), "dim")]


def _cards(page: Page, column: StageColumn, room: int) -> Cell:
    if column.is_empty:
        return [_line("nothing heard here yet", "dim")]
    lines: Cell = []
    for card in column.cards:
        mark = f"{TRUTH} " if card.moment_of_truth else ""
        titles = wrap(f"{page.safe(card.code)} {mark}{page.safe(card.title)}", room, 3)
        lines += [_line(text, "bold") for text in titles]
        flag = f" {FLAG}" if card.not_raised_by_staff else ""
        text = f"{GLYPHS[card.standing]} {card.standing} {people_short(card.counts)}{flag}"
        lines += [_line("  " + part, str(card.standing)) for part in wrap(text, room - 2)]
        lines += [_line("  " + part, "dim") for part in _facts(page, card, room - 2)]
    return lines


def _facts(page: Page, card: Card, room: int) -> list[str]:
    facts = [page.safe(fact) for fact in card_facts(card)]
    return wrap(page.own(" · ").join(facts), room, 3)


def _points(page: Page, column: StageColumn, key: LaneKey, room: int, most: int) -> Cell:
    found = [(page.safe(card.code), p) for card in column.cards for p in _of(card.lanes, key)]
    found += [("", p) for p in _of(column.loose, key)]
    found.sort(key=lambda item: -item[1].counts.people_for - item[1].counts.people_against)
    shown = found[:most] if most else found
    lines: Cell = []
    for code, point in shown:
        lines += _point(page, code, point, room)
    if len(found) > len(shown):
        lines.append(_line(f"+ {counted(len(found) - len(shown), 'more point')}", "dim"))
    return lines


def _of(lanes: Iterable[Lane], key: LaneKey) -> list[MapPoint]:
    return [point for lane in lanes if lane.key is key for point in lane.points]


def _point(page: Page, code: str, point: MapPoint, room: int) -> Cell:
    """The title after its card's code, and its standing at the right end of the last line."""
    flag = f"{FLAG} " if point.not_raised_by_staff else ""
    tail = f"{flag}{GLYPHS[point.standing]} {people_short(point.counts)}"
    texts = wrap(f"{code} {page.safe(claim(point))}".strip(), room, 3)
    lines = [_line(text, "") for text in texts]
    gap = room - width(texts[-1]) - width(tail)
    if gap < 1:
        return [*lines, [(" " * max(0, room - width(tail)), ""), (tail, str(point.standing))]]
    return [*lines[:-1], [(texts[-1] + " " * gap, ""), (tail, str(point.standing))]]


def _row(page: Page, rail: str, cells: Sequence[Cell], room: int) -> None:
    for at in range(max((len(cell) for cell in cells), default=0)):
        spans: list[Span] = [(f"{rail if at == 0 else '':<{_RAIL - 1}}", "dim")]
        for cell in cells:
            inside = fit(cell[at], room) if at < len(cell) else []
            gap = room - sum(width(text) for text, _ in inside)
            spans += [("│ ", "dim"), *inside, (" " * (gap + 1), "")]
        page.add(*spans)


def _rule(page: Page, columns: int, room: int) -> None:
    page.add(("─" * (_RAIL - 1) + ("┼" + "─" * (room + 2)) * columns, "dim"))
