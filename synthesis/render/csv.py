"""The map as tables: a row a touchpoint, a row a claim, and as it hangs on a wall."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from data.text import defuse, visible
from synthesis.map.model import Card, JourneyMap, Lane, LaneKey, StageColumn
from synthesis.render import tables, words
from synthesis.render.tables import Cell

LOOSE = "not on any card yet"
SINGLES = "single remarks, on no card"

COLUMNS = (
    "code", "stage_number", "stage", "touchpoint", "decision", "people", "customers", "staff",
    "teams", "own_guesses", "data", "customers_mood", "customers_mood_n", "customers_mood_spread",
    "staff_mood", "staff_mood_n", "staff_mood_spread", "people_say_otherwise", "nearby_unread",
    "weightiest_claim", "more_claims", "channel", "owner", "grade", "graded_by", "moment_of_truth",
    "expectation", "contacts", "contacts_basis", "minutes", "minutes_basis", "notes",
    *map(str, LaneKey), "asks",
)  # fmt: skip
"""The header row; under each lane's name stand its claims, joined by a bar.

``people`` and the like are all who speak on a touchpoint, whatever they say: it has no standing.
"""

_AS_GIVEN = (
    "code", "decision", "channel", "owner", "graded_by", "expectation", "contacts",
    "contacts_basis", "minutes", "minutes_basis", "notes",
)  # fmt: skip


def render(journey_map: JourneyMap, *, defused: bool = True) -> str:
    """Return ``journey_map`` as CSV (RFC 4180, CR LF), to be written as UTF-8.

    ``defused`` False is for whoever types the cells as texts, where nothing can act.

    A row is a touchpoint.  Single remarks of a stage, notes on no card yet, a stage that has only
    asks, or that is empty, have a row without a code, so that nothing is lost.  Asks stand in a
    stage's first row.
    """
    rows = [
        [visible(str(row.get(name, ""))) for name in COLUMNS]
        for column in journey_map.stages
        for row in _rows(column)
    ]
    return _csv([COLUMNS, *([defuse(cell) for cell in row] if defused else row for row in rows)])


def _rows(column: StageColumn) -> list[dict[str, object]]:
    rows = [_card(card) for card in column.cards]
    for name, lanes in ((SINGLES, column.singles), (LOOSE, column.loose)):
        if lanes:
            rows.append({"touchpoint": name, **_lanes(lanes)})
            rows[-1]["notes"] = sum(len(p.notes) for lane in lanes for p in lane.claims)
    rows = rows or [{"notes": 0}]
    rows[0]["asks"] = " | ".join(ask.text for ask in column.asks)
    place: dict[str, object] = {"stage_number": column.number or "", "stage": column.title}
    return [place | row for row in rows]


def _card(card: Card) -> dict[str, object]:
    counts, lead = card.counts, card.lead_claim
    cells: dict[str, object | None] = {
        **{name: getattr(card, name) for name in _AS_GIVEN},
        **_moods(card),
        "touchpoint": card.title,
        "people": counts.people,
        "customers": counts.customers_for + counts.customers_against,
        "staff": counts.inside_for + counts.inside_against,
        "teams": counts.teams,
        "own_guesses": counts.guesses_for + counts.guesses_against,
        "data": counts.data_for + counts.data_against,
        "people_say_otherwise": "yes" if card.is_disputed else "",
        "nearby_unread": card.nearby or None,
        "weightiest_claim": tables.coded(lead) if lead is not None else "",
        "more_claims": words.more_claims(card).removeprefix("+ "),
        "grade": card.grade if card.grade is None else int(card.grade),
        "moment_of_truth": "yes" if card.moment_of_truth else "",
    }
    shown = {name: cell for name, cell in cells.items() if cell is not None}
    return shown | _lanes(card.lanes)


def _moods(card: Card) -> dict[str, object | None]:
    return {
        f"{side}_mood{of}": figure
        for side in ("customers", "staff")
        for mood in (card.moods.sides[side],)
        for of, figure in (
            ("", mood.mean if mood.mean is None else round(mood.mean, 2)),
            ("_n", mood.n),
            ("_spread", mood.spread if mood.spread is None else round(mood.spread, 2)),
        )
    }


def _lanes(lanes: Sequence[Lane]) -> dict[str, object]:
    return {str(lane.key): " | ".join(tables.in_lane(lanes, lane.key)) for lane in lanes}


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
