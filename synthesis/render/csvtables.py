"""The map as two more tables: a row a point (long), and as it hangs on a wall (matrix)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from data.text import defuse, visible
from synthesis.mapmodel import JourneyMap
from synthesis.render import tables
from synthesis.render.tables import Cell


def long(journey_map: JourneyMap) -> str:
    """Return a row a point as CSV (RFC 4180, CR LF): for filters and pivot tables."""
    return _csv([tables.POINT_COLUMNS, *tables.points(journey_map)])


def matrix(journey_map: JourneyMap) -> str:
    """Return stages as columns and lanes as rows, as CSV: pastes into a sheet or a whiteboard."""
    return _csv(tables.matrix(journey_map))


def evidence(journey_map: JourneyMap) -> str:
    """Return a row a note under a point, as CSV."""
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
