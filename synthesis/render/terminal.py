"""The map as plain text for a terminal, a mail or a diff: stage by stage, or a grid when wide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from data.text import clip, counted, pad, width
from synthesis.mapmodel import Card, JourneyMap, Lane, MapNote, MapPoint, StageColumn
from synthesis.render.grid import grid
from synthesis.render.page import Page, Span, wrap
from synthesis.render.words import (
    FLAG,
    GLYPHS,
    NOT_RAISED,
    TRUTH,
    badge_counts,
    card_facts,
    claim,
    counts_in_words,
    date,
    mood_short,
    people_short,
    subject,
)
from synthesis.standing import Standing

GRID_FROM = 160
"""From this many columns the stages stand side by side."""

MOST_POINTS = 8
"""So many points a lane are listed before the rest are only counted."""

_RAIL = 13
_CELL = 9  # the least that holds "-1.6 n25" and a space


def render(
    journey_map: JourneyMap,
    *,
    width: int = 80,
    colour: bool = False,
    unicode: bool = True,
    stage: int | None = None,
    most: int = MOST_POINTS,
) -> str:
    """Return ``journey_map`` as text, no line wider than ``width`` cells (at least 20).

    ``colour`` adds escape sequences of our own; user text never brings any.  Without ``unicode``
    the text is ASCII.  ``stage`` (an index into ``journey_map.stages``) shows that stage alone,
    marked in the strip.  A lane lists ``most`` points (0: all), then says how many more there are.
    """
    page = Page(width, colour=colour, unicode=unicode)
    _header(page, journey_map)
    if stage is None and width >= GRID_FROM:
        grid(page, journey_map, most=most)
    else:
        _strip(page, journey_map.stages, stage)
        chosen = journey_map.stages if stage is None else [journey_map.stages[stage]]
        for column in chosen:
            _stage(page, column, most)
    if stage is not None:
        return page.text()
    _footer(page, journey_map)
    return page.text()


def _header(page: Page, journey_map: JourneyMap) -> None:
    header, badge = journey_map.header, journey_map.badge
    left: list[Span] = [
        (f" {badge.text} ", "badge"),
        (f" v{header.version}  {page.safe(subject(header))}", "bold"),
    ]
    counts = "  ".join(badge_counts(badge))
    if sum(width(text) for text, _ in left) + width(counts) + 2 <= page.width:
        page.add(*left, right=[(counts, "")])
    else:
        page.add(*left)
        page.flow(badge_counts(badge), indent=1)
    about = [page.safe(header.project)]
    if header.trigger:
        about.append(f"starts when: {page.safe(header.trigger)}")
    if header.scenario:
        about.append(page.safe(header.scenario))
    if header.as_of is not None:
        about.append(f"newest note {date(header.as_of)}")
    page.flow(about, indent=1, style="dim")
    page.add()


def _strip(page: Page, stages: Sequence[StageColumn], chosen: int | None) -> None:
    """All stages side by side, with notes and moods; in several rows where there are many."""
    if not stages:
        return
    most = max(1, (page.width - 2) // _CELL)
    # Rows of equal length read better than a last one of a single stage.
    a_row = -(-len(stages) // -(-len(stages) // most))
    cell = (page.width - 2) // a_row
    for start in range(0, len(stages), a_row):
        row = stages[start : start + a_row]
        titles: list[Span] = [("  ", "")]
        for at, column in enumerate(row, start=start):
            name = f"{column.number or '?'} {page.safe(column.title)}"
            text = f"[{clip(name, cell - 3)}]" if at == chosen else clip(name, cell - 1)
            titles.append((pad(text, cell), "bold" if at == chosen else ""))
        page.add(*titles)
        page.add(("  ", ""), *[(pad(counted(c.notes, "note"), cell), "dim") for c in row])
        for sign, pick in (("s", "staff"), ("c", "customers"), ("o", "other")):
            # A curve that nobody speaks for anywhere is no row; where some do, a gap shows as one.
            if any(getattr(column.moods, pick).n for column in stages):
                moods = [mood_short(getattr(column.moods, pick)) for column in row]
                page.add((f"{sign} ", "dim"), *[(pad(mood, cell), "") for mood in moods])
    page.add()


def _stage(page: Page, column: StageColumn, most: int) -> None:
    name = f"{column.number or '?'} {page.safe(column.title)}"
    sides = [("staff", column.moods.staff), ("customers", column.moods.customers)]
    sides.append(("other", column.moods.other))
    moods = page.own(" · ").join(f"{who} {mood_short(m)}" for who, m in sides if m.n)
    right = f" {moods} " if moods else ""
    name = clip(name, max(8, page.width - width(right) - 8))
    bar = "─" * max(0, page.width - width(name) - width(right) - 6)
    page.add(("── ", "dim"), (name, "bold"), (f" {bar}", "dim"), (right, ""), ("──", "dim"))
    if column.is_empty:
        page.add(("   nothing heard here yet", "dim"))
    for card in column.cards:
        _card(page, card, most)
    if column.loose:
        page.add((" not on any card yet", "bold"))
        _lanes(page, column.loose, most)
    _asks(page, column.asks)
    page.add()


def _card(page: Page, card: Card, most: int) -> None:
    right = _verdict(card, word=True)
    code = f" {page.safe(card.code)} "
    # A moment of truth is marked before the title, where the eye is.
    title = (f"{TRUTH} " if card.moment_of_truth else "") + page.safe(card.title)
    room = page.width - width(code) - sum(width(text) for text, _ in right) - 2
    first, *more = wrap(title, room, 2)
    page.add((code, "bold"), (first, "bold"), right=right)
    for line in more:
        page.add((" " * width(code) + line, "bold"))
    facts = [page.safe(fact) for fact in card_facts(card)]
    if card.moment_of_truth:
        facts.append("moment of truth")
    facts.append(counts_in_words(card.counts))
    if card.not_raised_by_staff:
        facts.append(NOT_RAISED)
    page.flow(facts, indent=width(code), style="dim")
    _lanes(page, card.lanes, most)


def _lanes(page: Page, lanes: Iterable[Lane], most: int) -> None:
    for lane in lanes:
        shown = lane.points[:most] if most else lane.points
        for number, point in enumerate(shown):
            _point(page, str(lane.key) if number == 0 else "", point)
        if left := lane.points[len(shown) :]:
            notes = sum(len(point.notes) for point in left)
            more = f"+ {counted(len(left), 'more point')} ({counted(notes, 'note')})"
            page.add((" " * _RAIL + more, "dim"))


def _point(page: Page, rail: str, point: MapPoint) -> None:
    right = _verdict(point, word=False)
    room = page.width - _RAIL - max(9, sum(width(text) for text, _ in right)) - 2
    first, *more = wrap(page.safe(claim(point)), room, 3)
    page.add((f"   {rail:<{_RAIL - 3}}", "dim"), (first, ""), right=right)
    for line in more:
        page.add((" " * _RAIL + line, ""))


def _verdict(claim: Card | MapPoint, *, word: bool) -> list[Span]:
    """Return flag, glyph, word and people of a claim; the people column is as wide as ``12p``."""
    style = str(claim.standing)
    flag: list[Span] = [(f"{FLAG} ", "supported")] if claim.not_raised_by_staff else []
    name = f"{GLYPHS[claim.standing]} {claim.standing} " if word else f"{GLYPHS[claim.standing]} "
    return [*flag, (name, style), (f"{people_short(claim.counts):>3}", "")]


def _asks(page: Page, asks: Iterable[MapNote]) -> None:
    for number, ask in enumerate(asks):
        first, *more = wrap(page.safe(ask.text), page.width - _RAIL - 1, 3)
        rail = "ask" if number == 0 else ""
        page.add((f"   {rail:<{_RAIL - 3}}", "dim"), (first, ""))
        for line in more:
            page.add((" " * _RAIL + line, ""))


def _footer(page: Page, journey_map: JourneyMap) -> None:
    """The legend: standings by the printed rule, first fit first, then every sign used."""
    page.add(("Whose say-so: the first line that fits, counted in people", "bold"))
    for line in journey_map.rule.splitlines():
        name, _, words = line.partition(":")
        glyph = GLYPHS[Standing(name)]
        first, *more = wrap(words.strip(), page.width - 19)
        page.add((f" {glyph} ", name), (f"{name:<15} ", name), (first, ""))
        for text in more:
            page.add((" " * 19 + text, ""))
    page.add()
    signs = [
        "4p: four people, customers and staff",
        "-1: one against",
        "guess: only our own",
        "+d, data: observed or on record, no people",
        page.own(f"{FLAG} {NOT_RAISED}"),
        page.own(f"{TRUTH} moment of truth"),
        "moods from -2 to +2, n notes: s as staff see it (hearsay), c as customers say, "
        "o observed or guessed",
    ]
    page.flow(signs, indent=1, style="dim")
    if journey_map.rejected:
        page.flow([f"{counted(journey_map.rejected, 'touchpoint')} left off: rejected"], indent=1)
