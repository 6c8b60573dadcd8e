"""The map as tables: a row a touchpoint, a row a claim, and as it hangs on a wall."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from data.text import defuse, visible
from synthesis.map.model import Card, JourneyMap, Lane, LaneKey, StageColumn
from synthesis.render import tables
from synthesis.render.tables import Cell
from synthesis.render.words import NOT_RAISED, claim_text, people_short

LOOSE = "not on any card yet"

_COLUMNS = (
    "code",
    "stage_number",
    "stage",
    "touchpoint",
    "decision",
    "standing",
    NOT_RAISED.replace(" ", "_"),
    "people_for",
    "people_against",
    "customers_for",
    "customers_against",
    "staff_for",
    "staff_against",
    "teams",
    "own_guesses",
    "data",
    "channel",
    "owner",
    "grade",
    "graded_by",
    "moment_of_truth",
    "expectation",
    "contacts",
    "contacts_basis",
    "minutes",
    "minutes_basis",
    "notes",
)
COLUMNS = (*_COLUMNS, *(str(key) for key in LaneKey), "asks")
"""The header row; under each lane's name stand its claims, joined by a bar."""


def render(journey_map: JourneyMap, *, defused: bool = True) -> str:
    """Return ``journey_map`` as CSV (RFC 4180, CR LF), to be written as UTF-8.

    ``defused`` False is for whoever types the cells as texts, where nothing can act.

    A row is a touchpoint.  A stage whose notes are on no card yet, that has only asks, or that is
    empty has a row without a code, so that no stage is lost.  Asks stand in a stage's first row.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for column in journey_map.stages:
        for row in _rows(column):
            cells = [visible(str(row.get(name, ""))) for name in COLUMNS]
            writer.writerow([defuse(cell) for cell in cells] if defused else cells)
    return buffer.getvalue()


def _rows(column: StageColumn) -> list[dict[str, object]]:
    rows = [_card(card) for card in column.cards]
    if column.loose:
        rows.append({"touchpoint": LOOSE, **_lanes(column.loose)})
        rows[-1]["notes"] = sum(len(p.notes) for lane in column.loose for p in lane.claims)
    rows = rows or [{"notes": 0}]
    rows[0]["asks"] = " | ".join(ask.text for ask in column.asks)
    place: dict[str, object] = {"stage_number": column.number or "", "stage": column.title}
    return [place | row for row in rows]


def _card(card: Card) -> dict[str, object]:
    counts = card.counts
    given: dict[str, object | None] = {
        "expectation": card.expectation,
        "contacts": card.contacts,
        "contacts_basis": card.contacts_basis,
        "minutes": card.minutes,
        "minutes_basis": card.minutes_basis,
        "grade": card.grade if card.grade is None else int(card.grade),
    }
    return {
        "code": card.code,
        "touchpoint": card.title,
        "decision": card.decision,
        "standing": card.standing,
        NOT_RAISED.replace(" ", "_"): "yes" if card.not_raised_by_staff else "",
        "people_for": counts.people_for,
        "people_against": counts.people_against,
        "customers_for": counts.customers_for,
        "customers_against": counts.customers_against,
        "staff_for": counts.inside_for,
        "staff_against": counts.inside_against,
        "teams": counts.teams,
        "own_guesses": counts.guesses_for + counts.guesses_against,
        "data": counts.data_for + counts.data_against,
        "channel": card.channel,
        "owner": card.owner,
        "graded_by": card.graded_by,
        "moment_of_truth": "yes" if card.moment_of_truth else "",
        "notes": card.notes,
        **{name: value for name, value in given.items() if value is not None},
        **_lanes(card.lanes),
    }


def _lanes(lanes: Iterable[Lane]) -> dict[str, object]:
    return {
        str(lane.key): " | ".join(
            f"{claim_text(claim)} [{claim.standing}, {people_short(claim.counts)}]"
            for claim in lane.claims
        )
        for lane in lanes
    }


def long(journey_map: JourneyMap) -> str:
    """Return a row a claim as CSV (RFC 4180, CR LF): for filters and pivot tables."""
    return _csv([tables.CLAIM_COLUMNS, *tables.claims(journey_map)])


def matrix(journey_map: JourneyMap) -> str:
    """Return stages as columns and lanes as rows, as CSV: pastes into a sheet or a whiteboard."""
    return _csv(tables.matrix(journey_map))


def evidence(journey_map: JourneyMap) -> str:
    """Return a row a note under a claim, as CSV."""
    return _csv([tables.EVIDENCE_COLUMNS, *tables.evidence(journey_map)])


def _csv(rows: Iterable[Sequence[Cell]]) -> str:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    for row in rows:
        writer.writerow([_safe(cell) for cell in row])
    return buffer.getvalue()


def _safe(cell: Cell) -> str:
    if isinstance(cell, str):
        return defuse(visible(cell, keep_newlines=True))
    return "" if cell is None else f"{cell:g}"
