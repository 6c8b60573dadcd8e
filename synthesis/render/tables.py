"""The map as tables of plain values: what CSV and XLSX are written from.

Every text is as it was typed: whoever writes a table makes it safe for the program that opens it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from synthesis.map.findings import felt
from synthesis.map.model import (
    Card,
    JourneyMap,
    LaneKey,
    MapClaim,
    MapNote,
    Row,
    StageColumn,
    rows_of,
)
from synthesis.render import words

Cell = str | int | float | None
"""A value of a table; ``None`` is an empty cell."""

CLAIM_COLUMNS = (
    "map", "persona", "stage_number", "stage", "lane", "card", "touchpoint", "claim", "standing",
    "not_raised_by_staff", "people_for", "people_against", "customers_for", "staff_for", "teams",
    "channel", "owner", "moment_of_truth", "notes",
)  # fmt: skip
"""The header of `claims`."""

EVIDENCE_COLUMNS = (
    "card", "touchpoint", "lane", "claim", "stance", "note", "source", "speakers", "session",
    "date", "kind", "emotion", "word_for_word", "channel", "personas", "tags", "note_id",
)  # fmt: skip
"""The header of `evidence`."""


def claims(journey_map: JourneyMap) -> Iterator[list[Cell]]:
    """Yield a row a claim, long form; an empty stage has a row of its own, so that none is lost."""
    header = journey_map.header
    for stage in journey_map.stages:
        start: list[Cell] = [
            header.journey or header.project,
            header.persona,
            stage.number or None,
            stage.title,
        ]
        rows = [[*start, *_claim(lane, claim, card)] for card, lane, claim in stage.claims()]
        yield from rows or [[*start, *[None] * (len(CLAIM_COLUMNS) - len(start))]]


def _claim(lane: LaneKey, claim: MapClaim, card: Card | None) -> list[Cell]:
    counts = claim.counts
    return [
        str(lane),
        card.code if card else None,
        card.title if card else None,
        claim.title,
        str(claim.standing),
        "yes" if claim.not_raised_by_staff else None,
        counts.people_for,
        counts.people_against,
        counts.customers_for,
        counts.inside_for,
        counts.teams,
        card.channel or None if card else None,
        card.owner or None if card else None,
        "yes" if card and card.moment_of_truth else None,
        len(claim.notes),
    ]


def evidence(journey_map: JourneyMap) -> Iterator[list[Cell]]:
    """Yield a row a note under a claim."""
    for stage in journey_map.stages:
        for card, lane, claim in stage.claims():
            code, title = (card.code, card.title) if card else (None, None)
            for note in claim.notes:
                yield [code, title, str(lane), claim.title, *_note(note)]


def _note(note: MapNote) -> list[Cell]:
    return [
        str(note.stance),
        words.WITHHELD if note.withheld else note.text,
        str(note.source),
        "; ".join(words.speaker(who) for who in note.speakers),
        str(note.session_kind) if note.session_kind else None,
        words.date(note.at),
        str(note.kind) if note.kind else None,
        None if note.emotion is None else int(note.emotion),
        "yes" if note.verbatim else None,
        note.channel or None,
        ", ".join(note.personas) or None,
        ", ".join(note.tags) or None,
        note.id,
    ]


def matrix(journey_map: JourneyMap) -> Iterator[list[Cell]]:
    """Yield the map as it hangs on a wall: a header of stages, then each row that holds anything.

    The rows are those that the journey chose, in its order.
    """
    yield ["", *(stage.name for stage in journey_map.stages)]
    for row in rows_of(journey_map.rows):
        cells = ["\n".join(cell(stage, row)) for stage in journey_map.stages]
        if any(cells):
            yield [row.heading, *cells]


def crosstab(journey_map: JourneyMap) -> Iterator[list[Cell]]:
    """Yield how many claims each lane has at each stage, with totals."""
    yield ["claims", *(stage.name for stage in journey_map.stages), "total"]
    columns = [0] * len(journey_map.stages)
    for lane in LaneKey:
        counts = [len(stage.lane(lane)) for stage in journey_map.stages]
        if any(counts):
            yield [lane.heading, *counts, sum(counts)]
            columns = [total + count for total, count in zip(columns, counts, strict=True)]
    yield ["total", *columns, sum(columns)]


def cell(stage: StageColumn, row: LaneKey | Row) -> Iterator[str]:
    """Yield what one stage has in one row, a line each."""
    if isinstance(row, LaneKey):
        for card, key, claim in stage.claims():
            if key is row:
                yield (f"{card.code} " if card else "") + words.with_verdict(claim)
        return
    match row:
        case Row.QUESTION:
            yield from filter(None, [stage.question])
        case Row.MOOD:
            yield from words.felt(stage.moods, "customers", "staff", "other")
        case Row.CHANNELS:
            for channel in stage.channels:
                yield channel.name if channel.own else f"{channel.name} (not ours)"
        case Row.ASKS:
            yield from (ask.text for ask in stage.asks)
        case _:
            for card in stage.cards:
                yield from of_card(card, row)


def of_card(card: Card, row: Row) -> Iterable[str]:
    """Return the lines of one card in a row that holds something of each."""
    match row:
        case Row.TOUCHPOINTS:
            emotion, basis = felt(card)
            mood = f", {words.grade(emotion, 1)} {basis}" if emotion is not None else ""
            people = words.people_short(card.counts)
            return [f"{card.code} {card.title} [{card.standing}, {people}{mood}]"]
        case Row.TRUTHS if card.moment_of_truth:
            parts = [f"{name}: {text}" for name, text in words.stakes(card)]
            return [" · ".join([f"{words.TRUTH} {card.code} {card.title}", *parts])]
        case Row.FIGURES:
            return [f"{card.code} {fact}" for fact in words.figures(card)]
        case Row.OWNER if card.owner:
            return [f"{card.code} {card.owner}"]
        case Row.COMMENTS:
            return [f"{card.code} {words.comment(one)}" for one in card.comments if not one.closed]
        case _:
            return []
