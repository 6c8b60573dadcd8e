"""The grid of stages and rows, for terminals wide enough to hold several stages side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data.text import counted, width
from synthesis.map.model import Card, JourneyMap, LaneKey, MapClaim, Row, StageColumn
from synthesis.render.opposed import in_lanes
from synthesis.render.page import Page, Span, fit, wrap
from synthesis.render.tables import cell as texts_of
from synthesis.render.terminal.moods import TALL, curve, felt_anywhere, sides, sign
from synthesis.render.terminal.stage import (
    Rows,
    facts,
    lead_of,
    nothing,
    signs,
    told_short,
    verdict,
)
from synthesis.render.terminal.view import View
from synthesis.render.words import (
    AGAINST,
    SINGLE,
    claim_text,
    face,
    grade,
    mood_short,
    more_claims,
    opposed_words,
    teams,
    under_heading,
)
from synthesis.render.words import verdict as in_full

RAIL = 13
_NARROWEST = 21
_MOST_LINES = 4

Cell = list[list[Span]]
"""The lines of one cell, each at most as wide as its column."""

_NAMES = {
    Row.QUESTION: "they want",
    Row.TOUCHPOINTS: "cards",
    Row.CHANNELS: "channels",
    Row.TRUTHS: "truths",
    Row.FIGURES: "figures",
    Row.OWNER: "owners",
    Row.ASKS: "find out",
    Row.COMMENTS: "comments",
}


@dataclass(frozen=True, slots=True)
class _Band:
    """Some stages side by side; ``room`` is the cells inside each column."""

    stages: Sequence[StageColumn]
    first: int
    room: int
    view: View


def fitting(wide: int, stages: int) -> int:
    """Return how many of ``stages`` fit side by side in ``wide`` cells."""
    return max(1, min(stages, (wide - RAIL) // _NARROWEST))


def grid(page: Page, journey_map: JourneyMap, rows: Rows, view: View) -> None:
    """Add the whole map as one grid, or as several below each other where the stages do not fit.

    A cell lists the view's ``most`` claims, those of most people first, each after its card's
    code.  With its ``first``, only as many stages as fit are shown, from that one on.
    """
    stages = journey_map.stages
    if not stages:
        return
    a_band = fitting(page.width, len(stages))
    if view.first is None:
        # Bands of equal length read better than a last one of a single stage.
        a_band = -(-len(stages) // -(-len(stages) // a_band))
    room = (page.width - RAIL) // a_band - 4
    if view.first is None:
        starts = list(range(0, len(stages), a_band))
    else:
        starts = [max(0, min(view.first, len(stages) - a_band))]
    for start in starts:
        band = _Band(stages[start : start + a_band], start, room, view)
        if a_band < len(stages):
            last = start + len(band.stages)
            page.add((f" stages {start + 1} to {last} of {len(stages)}", "dim"))
        _band(page, band, stages, rows)
        page.add()


def _band(page: Page, band: _Band, every: Sequence[StageColumn], rows: Rows) -> None:
    _rule(page, band)
    names = []
    for column in band.stages:
        name = f"{column.number or '?'} {page.safe(column.title)}"
        style = "dim" if column.is_empty else "bold"
        names.append([[(text, style)] for text in wrap(name, band.room, 2)])
        names[-1].append([(nothing(column) or counted(column.notes, "note"), "dim")])
    _row(page, "", names, band.room)
    drawn_above = parted = False
    for at, row in enumerate(rows):
        if row is Row.VISIBILITY:
            if drawn_above and any(_cells(page, band, later, rows)[0] for later in rows[at + 1 :]):
                _visibility(page, band)
                parted = True
        elif row is Row.MOOD:
            if felt_anywhere(every):
                _rule(page, band)
                _mood(page, band, every)
                drawn_above = True
                parted = False
        else:
            cells, starts = _cells(page, band, row, rows)
            if not cells:
                continue
            if not parted:
                _rule(page, band)
            parted = False
            for number, line, card in starts:
                left = RAIL + number * (band.room + 4) + 2
                page.spot(card, band.first + number, column=left, wide=band.room, below=line)
            _row(page, _NAMES.get(row, str(row)) if isinstance(row, Row) else row, cells, band.room)
            drawn_above = True
    _rule(page, band)


def _cells(
    page: Page, band: _Band, row: LaneKey | Row, rows: Rows
) -> tuple[list[Cell], list[tuple[int, int, str]]]:
    """Return a row's cells, none where all are empty, and (column, line, id) of what is chosen.

    That are the cards, and in the lanes the claims that are on no card.
    """
    starts: list[tuple[int, int, str]] = []
    cells: list[Cell] = []
    for number, column in enumerate(band.stages):
        if row is Row.TOUCHPOINTS:
            lines: Cell = []
            for card in column.cards:
                starts.append((number, len(lines), card.id))
                lines += _card(page, card, rows, band)
            cells.append(lines)
        elif isinstance(row, LaneKey):
            lines, alone = _claims(page, column, row, rows, band)
            starts += [(number, line, claim) for line, claim in alone]
            cells.append(lines)
        else:
            texts = [page.safe(text) for text in texts_of(column, row)]
            cells.append(
                [[(part, "")] for text in texts for part in wrap(text, band.room, _MOST_LINES)]
            )
    return (cells if any(cells) else []), starts


def _mood(page: Page, band: _Band, every: Sequence[StageColumn]) -> None:
    cell = band.room + 4
    curve(
        page,
        band.stages,
        every=every,
        left=RAIL,
        cell=cell,
        tall=TALL,
        rail="mood",
        borders=True,
    )
    for side, moods in sides(every):
        shown = moods[band.first : band.first + len(band.stages)]
        cells: list[Cell] = []
        for column, mood in zip(band.stages, shown, strict=True):
            text = "" if column.is_unplaced and not mood.n else mood_short(mood)
            cells.append([[(text, "" if mood.n else "dim")]])
        _row(page, f"{sign(side, unicode=page.unicode)} {side}", cells, band.room)
    if any(column.is_graded for column in every):
        graded = [
            ", ".join(f"{c.code} {grade(c.grade)}" for c in column.cards if c.grade is not None)
            for column in band.stages
        ]
        cells = [[[(part, "")] for part in wrap(page.safe(text), band.room, 2)] for text in graded]
        _row(page, f"{sign('grade', unicode=page.unicode)} grade", cells, band.room)


def _card(page: Page, card: Card, rows: Rows, band: _Band) -> Cell:
    room = band.room
    titles = wrap(f"{page.safe(card.code)} {signs(card)}{page.safe(card.name)}", room, 5)
    lines: Cell = [[(text, "bold")] for text in titles]
    # Owners and figures have rows of their own here.
    for phrase in filter(None, [card.channel, *face(card), *facts(card, ())]):
        lines += [[(part, "dim")] for part in wrap(page.safe(phrase), room, _MOST_LINES)]
    if (led := lead_of(card, rows)) is not None:
        lead = led[1]
        # It stands in its lane too, where one looks along all stages.
        standing = str(lead.standing)
        lines += [
            [(part, "")] for part in wrap(page.safe(under_heading(card, lead)), room, _MOST_LINES)
        ]
        lines += [[(part, standing)] for part in wrap(page.own(in_full(lead)), room)]
    if more := more_claims(card):
        lines += [[(part, "dim")] for part in wrap(page.safe(more), room)]
    for text in band.view.by_team.get(card.id, ()):
        style = "disputed inside" if text.startswith("!") else "staff"
        lines += [[(part, style)] for part in wrap(page.safe(text), room, 2)]
    return lines


def _claims(
    page: Page, column: StageColumn, key: LaneKey, rows: Rows, band: _Band
) -> tuple[Cell, list[tuple[int, str]]]:
    """Return a lane's claims as lines, and (line, id) of those that are on no card."""
    single = {claim.id for lane in column.singles for claim in lane.claims}
    lanes = [row for row in rows if isinstance(row, LaneKey)]
    claims = [(drawn.card, drawn.claim) for drawn in in_lanes(column, lanes)[key]]
    shown = claims[: band.view.most] if band.view.most else claims
    lines: Cell = []
    alone: list[tuple[int, str]] = []
    for code, claim in shown:
        if claim.id in single:
            alone.append((len(lines), claim.id))
            code = SINGLE
        lines += _claim(page, page.safe(code), key, claim, band.room)
    if len(claims) > len(shown):
        lines.append([(f"+ {counted(len(claims) - len(shown), 'more claim')}", "dim")])
    return lines, alone


def _claim(page: Page, card: str, key: LaneKey, claim: MapClaim, room: int) -> Cell:
    """The words after the codes of card and claim, what it rests on, and what stands against it."""
    tail = [(page.own(text), style) for text, style in verdict(claim, key)]
    text = f"{card} {page.safe(claim.code)}".strip() + f" {page.safe(claim_text(claim))}"
    by = page.safe(teams(claim))
    if by and width(by) + 1 + sum(width(part) for part, _ in tail) > room:
        lines: Cell = [[(part, "")] for part in wrap(text.strip(), room, _MOST_LINES)]
        lines += [[(part, "dim")] for part in wrap(by, room, 2)]
        lines.append([(" " * max(0, room - sum(width(part) for part, _ in tail)), ""), *tail])
    else:
        lines = _with_tail(text.strip(), [(f"{by} ", "dim"), *tail] if by else tail, room)
    for opposite in claim.opposites:
        against = f"{page.own(AGAINST)} {page.safe(opposed_words(opposite))}"
        tail = [(page.own(text), style) for text, style in told_short(opposite)]
        if opposite.teams:
            tail.insert(0, (f"{page.safe(teams(opposite))} ", "dim"))
        lines += [[("  ", ""), *line] for line in _with_tail(against, tail, room - 2)]
    return lines


def _with_tail(text: str, tail: Sequence[Span], room: int) -> Cell:
    """Return a text in a few lines, and what belongs to it at the right end of the last."""
    texts = wrap(text, room, _MOST_LINES)
    wide = sum(width(part) for part, _ in tail)
    lines: Cell = [[(line, "")] for line in texts]
    gap = room - width(texts[-1]) - wide
    if gap < 1:
        return [*lines, [(" " * max(0, room - wide), ""), *tail]]
    return [*lines[:-1], [(texts[-1] + " " * gap, ""), *tail]]


def _row(page: Page, rail: str, cells: Sequence[Cell], room: int) -> None:
    for at in range(max((len(cell) for cell in cells), default=0)):
        spans: list[Span] = [(f" {rail if at == 0 else '':<{RAIL - 2}}", "dim")]
        for cell in cells:
            inside = fit(cell[at], room) if at < len(cell) else []
            gap = room - sum(width(text) for text, _ in inside)
            spans += [("│  ", "dim"), *inside, (" " * (gap + 1), "")]
        page.add(*spans)


def _rule(page: Page, band: _Band) -> None:
    page.add(("─" * (RAIL - 1) + ("┼" + "─" * (band.room + 3)) * len(band.stages), "dim"))


def _visibility(page: Page, band: _Band) -> None:
    """Part what customers live through from what goes on inside."""
    name = " line of visibility: below it is what customers do not see "
    line = "═" * (RAIL - 1) + ("╪" + "═" * (band.room + 3)) * len(band.stages)
    page.add((line[: RAIL + 3] + name + line[RAIL + 3 + len(name) :], "bold"))
