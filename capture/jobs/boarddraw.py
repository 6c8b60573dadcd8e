"""The board as lines: stages as columns, their cards, and under each card its points.

One stage at a time where the screen is narrow, all of them side by side where it is wide.  What is
marked, decided, new or spoken about has a sign of its own, so that no colour stands alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from capture.jobs.viewing import Drawn, Piece, Spot
from data.records import Decision, Source
from data.text import clip, counted, pad, visible, width
from synthesis.render.page import wrap
from synthesis.render.words import (
    FLAG,
    GLYPHS,
    TRUTH,
    claim,
    grade,
    mood_short,
    people_short,
    subject,
)
from synthesis.standing import Standing

if TYPE_CHECKING:
    from capture.jobs.viewing import Seen
    from synthesis.mapmodel import Card, MapPoint, StageColumn

Line = list[Piece]

GRID_FROM = 150
"""From this many cells the stages stand side by side."""

MARKED, ACCEPTED, HELD, NEW = "■", "✓", "•", "+"
"""Signs before a title: marked; accepted; touched by a person, undecided; new notes on it."""

_NARROWEST = 30
_MOST_POINTS = 8  # of a lane, where one stage is shown
_MOST_IN_GRID = 4  # of a card, where all are
_RAIL = 13
_STRIP = 9

_LOOKS = {
    Standing.CONTRADICTED: "contradicted",
    Standing.MIXED: "mixed",
    Standing.SUPPORTED: "supported",
    Standing.HEARD_ONCE: "once",
    Standing.SHARED_BELIEF: "belief",
    Standing.ASSUMED: "dim",
}

SOURCES = {
    Source.CUSTOMER: "c",
    Source.STAFF: "s",
    Source.OBSERVED: "o",
    Source.RECORD: "r",
    Source.TEAM: "t",
}
"""A letter a source, as points show them."""


def draw(
    seen: Seen, room: int, stage: int | None, marked: Collection[str], new: Collection[str] = ()
) -> Drawn:
    """Draw the board ``room`` cells wide: one stage, or all of them side by side.

    ``marked`` and ``new`` are ids of cards: those marked, and those with notes that joined since
    they were decided.
    """
    lines: list[Line] = []
    spots: list[Spot] = []
    _head(lines, seen, room)
    stages = seen.journey.stages
    if stage is not None:
        _strip(lines, stages, stage, room)
        _column(lines, spots, stages[stage], stage, room, marked, new)
    elif stages:
        a_band = max(1, min(len(stages), room // _NARROWEST))
        a_band = -(-len(stages) // -(-len(stages) // a_band))
        for start in range(0, len(stages), a_band):
            _band(lines, spots, stages[start : start + a_band], start, room // a_band, marked, new)
    return Drawn(tuple(tuple(line) for line in lines), tuple(spots))


def _head(lines: list[Line], seen: Seen, room: int) -> None:
    badge = seen.journey.badge
    cards = [card for _, card in seen.cards()]
    decided = sum(card.decision is Decision.ACCEPTED for card in cards)
    told = f"{decided} of {counted(len(cards), 'card')} decided"
    if seen.journey.rejected:
        told += f" · {seen.journey.rejected} rejected"
    if seen.aside:
        told += f" · {seen.aside} set aside"
    about = visible(subject(seen.journey.header))
    lines.append(_fit([(f" {badge.text} ", "badge"), (f"  {about}", "strong")], room))
    lines.append(_fit([(f" {told}", "dim")], room))
    lines.append([])


def _strip(lines: list[Line], stages: Sequence[StageColumn], chosen: int, room: int) -> None:
    """All stages side by side, with their notes; in several rows where there are many."""
    most = max(1, (room - 1) // _STRIP)
    a_row = -(-len(stages) // -(-len(stages) // most))
    cell = (room - 1) // a_row
    for start in range(0, len(stages), a_row):
        titles: Line = [(" ", "")]
        under: Line = [(" ", "")]
        for at, column in enumerate(stages[start : start + a_row], start=start):
            name = f"{column.number or '?'} {visible(column.title)}"
            here = at == chosen
            text = f"[{clip(name, cell - 3)}]" if here else f" {clip(name, cell - 2)}"
            titles.append((pad(text, cell), "strong" if here else ""))
            under.append((pad(f" {counted(column.notes, 'note')}", cell), "dim"))
        lines += [titles, under]
    lines.append([])


def _column(
    lines: list[Line],
    spots: list[Spot],
    column: StageColumn,
    at: int,
    room: int,
    marked: Collection[str],
    new: Collection[str],
) -> None:
    name = f"{column.number or '?'} {visible(column.title)}"
    moods = column.moods
    sides = (("staff", moods.staff), ("customers", moods.customers), ("other", moods.other))
    told = " · ".join(f"{who} {mood_short(mood)}" for who, mood in sides if mood.n)
    right = f" {told} ──" if told else "──"
    name = clip(name, max(8, room - width(right) - 8))
    bar = "─" * max(0, room - width(name) - width(right) - 5)
    lines.append([("── ", "dim"), (name, "strong"), (f" {bar}", "dim"), (right, "dim")])
    if column.is_empty:
        lines.append([("   nothing heard here yet", "dim")])
    for card in column.cards:
        spots.append(Spot(card.id, at, len(lines), 1, room - 2))
        lines += _card(card, room, card.id in marked, card.id in new)
    if column.loose:
        lines.append([(" not on any card yet: d puts them on one", "strong")])
        for lane in column.loose:
            for point in lane.points:
                lines.append(_point(str(lane.key), point, room))


def _signs(card: Card, marked: bool, new: bool) -> str:
    state = ""
    if card.held:
        state = ACCEPTED if card.decision is Decision.ACCEPTED else HELD
    signs = f"{MARKED * marked}{state}{NEW * new}"
    return f"{signs} " if signs else ""


def _card(card: Card, room: int, marked: bool, new: bool) -> list[Line]:
    flag = f"{FLAG} " if card.not_raised_by_staff else ""
    right: Line = [
        (f"{flag}{GLYPHS[card.standing]} {card.standing} ", _LOOKS[card.standing]),
        (f"{people_short(card.counts):>3}", ""),
    ]
    tail = sum(width(text) for text, _ in right)
    code = f" {visible(card.code)} {_signs(card, marked, new)}"
    truth = f"{TRUTH} " if card.moment_of_truth else ""
    first, *more = wrap(truth + visible(card.title), max(8, room - width(code) - tail - 1), 2)
    gap = " " * max(1, room - width(code) - width(first) - tail)
    lines: list[Line] = [[(code, "strong"), (first, "strong"), (gap, ""), *right]]
    lines += [[(" " * width(code) + text, "strong")] for text in more]
    facts = _facts(card)
    if facts:
        lines += [[("     " + text, "dim")] for text in wrap(facts, room - 5, 2)]
    for lane in card.lanes:
        for number, point in enumerate(lane.points[:_MOST_POINTS]):
            lines.append(_point(str(lane.key) if number == 0 else "", point, room))
        if left := lane.points[_MOST_POINTS:]:
            lines.append([(" " * _RAIL + f"+ {counted(len(left), 'more point')}", "dim")])
    return lines


def _facts(card: Card) -> str:
    moods = [m for m in (card.moods.customers, card.moods.staff) if m.n]
    facts = [
        visible(card.channel),
        f"owner {visible(card.owner)}" if card.owner else "",
        f"grade {grade(card.grade)} {visible(card.graded_by)}".rstrip()
        if card.grade is not None
        else "",
        f"felt {mood_short(moods[0])}" if moods else "",
        f"expectation {card.expectation}" if card.expectation else "",
        counted(card.notes, "note"),
        counted(len(card.comments), "comment") if card.comments else "",
    ]
    return " · ".join(fact for fact in facts if fact)


def sources(point: MapPoint) -> str:
    """Return a letter for each source behind a point, in the order of sources."""
    heard = Counter(note.source for note in point.notes)
    return "".join(letter for source, letter in SOURCES.items() if heard[source])


def _point(rail: str, point: MapPoint, room: int) -> Line:
    glyph = f"{FLAG} " if point.not_raised_by_staff else ""
    people = f"{people_short(point.counts):>3}"
    tail = f"{sources(point):>3} {glyph}{GLYPHS[point.standing]} {people}"
    title = clip(visible(claim(point)), max(4, room - _RAIL - width(tail) - 2))
    gap = " " * max(1, room - _RAIL - width(title) - width(tail))
    return [
        (f"   {rail:<{_RAIL - 3}}", "dim"),
        (title, ""),
        (gap, ""),
        (tail[: len(tail) - len(people)], _LOOKS[point.standing]),
        (people, ""),
    ]


def _band(
    lines: list[Line],
    spots: list[Spot],
    stages: Sequence[StageColumn],
    first: int,
    wide: int,
    marked: Collection[str],
    new: Collection[str],
) -> None:
    """Some stages side by side, each card below the one before it in its own column."""
    room = wide - 3
    columns: list[list[Line]] = []
    top = len(lines)
    for number, column in enumerate(stages):
        name = f"{column.number or '?'} {visible(column.title)}"
        moods = [m for m in (column.moods.customers, column.moods.staff) if m.n]
        told = counted(column.notes, "note") + (f" · {mood_short(moods[0])}" if moods else "")
        cells: list[Line] = [
            [(clip(name, room), "strong")],
            [(clip(told, room), "dim")],
            [("─" * room, "dim")],
        ]
        if column.is_empty:
            cells.append([(clip("nothing heard here yet", room), "dim")])
        for card in column.cards:
            at = top + len(cells)
            spots.append(Spot(card.id, first + number, at, number * wide + 2, room))
            cells += _small_card(card, room, card.id in marked, card.id in new)
            cells.append([])
        columns.append(cells)
    for row in range(max(len(cells) for cells in columns)):
        line: Line = []
        for cells in columns:
            inside = cells[row] if row < len(cells) else []
            used = sum(width(text) for text, _ in inside)
            line += [("│ ", "dim"), *inside, (" " * max(0, room + 1 - used), "")]
        lines.append(line)
    lines.append([])
    spots.sort(key=lambda spot: spot.stage)


def _small_card(card: Card, room: int, marked: bool, new: bool) -> list[Line]:
    code = f"{visible(card.code)} {_signs(card, marked, new)}"
    truth = f"{TRUTH} " if card.moment_of_truth else ""
    first, *more = wrap(f"{code}{truth}{visible(card.title)}", room, 3)
    lines: list[Line] = [[(text, "strong")] for text in (first, *more)]
    flag = f" {FLAG}" if card.not_raised_by_staff else ""
    verdict = f"{GLYPHS[card.standing]} {card.standing} {people_short(card.counts)}{flag}"
    lines.append([(clip(verdict, room), _LOOKS[card.standing])])
    lines += [[(text, "dim")] for text in wrap(_facts(card), room, 2)]
    points = [point for lane in card.lanes for point in lane.points]
    points.sort(key=lambda one: -one.counts.people_for - one.counts.people_against)
    for point in points[:_MOST_IN_GRID]:
        tail = f" {sources(point)} {people_short(point.counts)}"
        title = clip(visible(claim(point)), max(4, room - 2 - width(tail)))
        gap = " " * max(0, room - 2 - width(title) - width(tail))
        lines.append([("· ", "dim"), (title, ""), (gap + tail, _LOOKS[point.standing])])
    if len(points) > _MOST_IN_GRID:
        lines.append([(f"+ {counted(len(points) - _MOST_IN_GRID, 'more point')}", "dim")])
    return lines


def _fit(pieces: Iterable[Piece], room: int) -> Line:
    line: Line = []
    for text, look in pieces:
        left = room - sum(width(one) for one, _ in line)
        line.append((clip(text, left) if width(text) > left else text, look))
    return line
