"""The map as tables: a row a touchpoint, a row a claim, and as it hangs on a wall."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from data.text import defuse, visible
from synthesis.map.model import Card, JourneyMap, Lane, LaneKey, StageColumn
from synthesis.render import tables
from synthesis.render.tables import Cell
from synthesis.render.words import NOT_RAISED, with_verdict

LOOSE = "not on any card yet"

_FLAG = NOT_RAISED.replace(" ", "_")
COLUMNS = (
    "code", "stage_number", "stage", "touchpoint", "decision", "standing", _FLAG, "people_for",
    "people_against", "customers_for", "customers_against", "staff_for", "staff_against", "teams",
    "own_guesses", "data", "channel", "owner", "grade", "graded_by", "moment_of_truth",
    "expectation", "contacts", "contacts_basis", "minutes", "minutes_basis", "notes",
    *map(str, LaneKey), "asks",
)  # fmt: skip
"""The header row; under each lane's name stand its claims, joined by a bar."""

_AS_GIVEN = (
    "code", "decision", "standing", "channel", "owner", "graded_by", "expectation", "contacts",
    "contacts_basis", "minutes", "minutes_basis", "notes",
)  # fmt: skip
_COUNTS = (
    "people_for", "people_against", "customers_for", "customers_against", "teams",
)  # fmt: skip


def render(journey_map: JourneyMap, *, defused: bool = True) -> str:
    """Return ``journey_map`` as CSV (RFC 4180, CR LF), to be written as UTF-8.

    ``defused`` False is for whoever types the cells as texts, where nothing can act.

    A row is a touchpoint.  A stage whose notes are on no card yet, that has only asks, or that is
    empty has a row without a code, so that no stage is lost.  Asks stand in a stage's first row.
    """
    rows = [
        [visible(str(row.get(name, ""))) for name in COLUMNS]
        for column in journey_map.stages
        for row in _rows(column)
    ]
    return _csv([COLUMNS, *([defuse(cell) for cell in row] if defused else row for row in rows)])


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
    cells: dict[str, object | None] = {
        **{name: getattr(card, name) for name in _AS_GIVEN},
        **{name: getattr(counts, name) for name in _COUNTS},
        "touchpoint": card.title,
        _FLAG: "yes" if card.not_raised_by_staff else "",
        "staff_for": counts.inside_for,
        "staff_against": counts.inside_against,
        "own_guesses": counts.guesses_for + counts.guesses_against,
        "data": counts.data_for + counts.data_against,
        "grade": card.grade if card.grade is None else int(card.grade),
        "moment_of_truth": "yes" if card.moment_of_truth else "",
    }
    shown = {name: cell for name, cell in cells.items() if cell is not None}
    return shown | _lanes(card.lanes)


def _lanes(lanes: Iterable[Lane]) -> dict[str, object]:
    return {str(lane.key): " | ".join(map(with_verdict, lane.claims)) for lane in lanes}


def long(journey_map: JourneyMap) -> str:
    """Return a row a claim as CSV (RFC 4180, CR LF): for filters and pivot tables."""
    return _safe_csv([tables.CLAIM_COLUMNS, *tables.claims(journey_map)])


def matrix(journey_map: JourneyMap) -> str:
    """Return stages as columns and lanes as rows, as CSV: pastes into a sheet or a whiteboard."""
    return _safe_csv(tables.matrix(journey_map))


def evidence(journey_map: JourneyMap) -> str:
    """Return a row a note under a claim, as CSV."""
    return _safe_csv([tables.EVIDENCE_COLUMNS, *tables.evidence(journey_map)])


def _csv(rows: Iterable[Sequence[str]]) -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue()


def _safe_csv(rows: Iterable[Sequence[Cell]]) -> str:
    return _csv([_safe(cell) for cell in row] for row in rows)


def _safe(cell: Cell) -> str:
    if isinstance(cell, str):
        return defuse(visible(cell, keep_newlines=True))
    return "" if cell is None else f"{cell:g}"
