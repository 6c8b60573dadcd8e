"""The map as tables of plain values: what CSV and XLSX are written from.

Every text is as it was typed: whoever writes a table makes it safe for the program that opens it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from synthesis.map.model import (
    ORDER,
    Card,
    JourneyMap,
    Lane,
    LaneKey,
    MapClaim,
    MapNote,
    Row,
    StageColumn,
    rows_of,
)
from synthesis.render import opposed, words

Cell = str | int | float | None
"""A value of a table; ``None`` is an empty cell."""

CLAIM_COLUMNS = (
    "map", "persona", "stage_number", "stage", "lane", "card", "touchpoint", "claim_code", "claim",
    "standing", "in_plain_words", "not_raised_by_staff", "stands_against", "people_for",
    "people_against", "customers_for", "customers_against", "staff_for", "staff_against", "teams",
    "nearby_unread", "channel", "owner", "moment_of_truth", "notes",
)  # fmt: skip
"""The header of `claims`; a claim is the words of one of its notes."""

EVIDENCE_COLUMNS = (
    "card", "touchpoint", "lane", "claim_code", "claim", "stance", "of_another_claim", "note",
    "source", "speakers", "session", "date", "kind", "emotion", "word_for_word", "channel",
    "personas", "tags", "note_id",
)  # fmt: skip
"""The header of `evidence`; a note of another claim stands where a person put it for or against."""


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
        claim.code or None,
        claim.title,
        str(claim.standing),
        claim.plainly or None,
        "yes" if claim.not_raised_by_staff else None,
        "; ".join(words.opposite(other) for other in claim.opposites) or None,
        counts.people_for,
        counts.people_against,
        counts.customers_for,
        counts.customers_against,
        counts.inside_for,
        counts.inside_against,
        counts.teams,
        claim.nearby or None,
        card.channel or None if card else None,
        card.owner or None if card else None,
        "yes" if card and card.moment_of_truth else None,
        len(claim.notes),
    ]


def evidence(journey_map: JourneyMap) -> Iterator[list[Cell]]:
    """Yield a row a note under a claim: its own, then those that a person put for or against it."""
    for stage in journey_map.stages:
        for card, lane, claim in stage.claims():
            on = (card.code, card.title) if card else (None, None)
            start: list[Cell] = [*on, str(lane), claim.code or None, claim.title]
            yield from ([*start, *_note(note, None)] for note in claim.notes)
            yield from ([*start, *_note(note, "yes")] for note in claim.heard)


def _note(note: MapNote, of_another_claim: Cell) -> list[Cell]:
    return [
        str(note.stance),
        of_another_claim,
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
    rows = rows_of(journey_map.rows)
    for row in rows:
        cells = ["\n".join(cell(stage, row, rows)) for stage in journey_map.stages]
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


def cell(
    stage: StageColumn, row: LaneKey | Row, rows: Collection[LaneKey | Row] = ORDER
) -> Iterator[str]:
    """Yield what one stage has in one row, a line each; ``rows`` are those that are shown."""
    if isinstance(row, LaneKey):
        for holder, code in [
            *((card.lanes, card.code) for card in stage.cards),
            (stage.off_cards, ""),
        ]:
            yield from (f"{code} {text}".lstrip() for text in in_lane(holder, row, rows))
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


def in_lane(
    lanes: Iterable[Lane], key: LaneKey, rows: Collection[LaneKey | Row] = ORDER
) -> Iterator[str]:
    """Yield the claims of one lane of a card, a line each, with what stands against them.

    What is drawn under another claim of the ``rows`` that are shown stands there alone.
    """
    for drawn in opposed.on_card(lanes, rows):
        if drawn.lane is key:
            against = [f"{words.AGAINST} {coded(other.claim)}" for other in drawn.against]
            against += [words.opposite(other) for other in drawn.elsewhere]
            yield " ".join([coded(drawn.claim), *against])


def coded(claim: MapClaim) -> str:
    """Return a claim with its code and what it rests on: ``C12 “how long” [assumed, 3p]``."""
    return f"{claim.code} {words.with_verdict(claim)}".lstrip()


def of_card(card: Card, row: Row) -> Iterable[str]:
    """Return the lines of one card in a row that holds something of each."""
    match row:
        case Row.TOUCHPOINTS:
            return [f"{card.code} {card.name} [{'; '.join(words.face(card))}]"]
        case Row.TRUTHS if card.moment_of_truth:
            parts = [f"{name}: {text}" for name, text in words.stakes(card)]
            return [" · ".join([f"{words.TRUTH} {card.code} {card.name}", *parts])]
        case Row.FIGURES:
            return [f"{card.code} {fact}" for fact in words.figures(card)]
        case Row.OWNER if card.owner:
            return [f"{card.code} {card.owner}"]
        case Row.COMMENTS:
            return [f"{card.code} {words.comment(one)}" for one in card.comments if not one.closed]
        case _:
            return []
