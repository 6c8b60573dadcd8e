"""Touchpoints as rows of their tables, held or draft, and back."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from data.records import (
    Basis,
    Decision,
    Emotion,
    Evidence,
    EvidenceStance,
    Expectation,
    Kind,
    NoteId,
    Point,
    PointId,
    Touchpoint,
    TouchpointId,
)
from data.store.tables import TABLES

if TYPE_CHECKING:
    from data.store.connection import Connection

_CARD = ("id", *TABLES["touchpoint"].columns)
_POINT = ("id", *TABLES["point"].columns)
FAMILY = ("touchpoint", "point", "point_evidence", "touchpoint_evidence")
"""The tables that hold a touchpoint, parents first; those of drafts begin with ``draft_``."""


def rows_of(card: Touchpoint) -> list[tuple[str, dict[str, object]]]:
    """A card as rows of its tables, parents first."""
    values: dict[str, object] = {name: getattr(card, name) for name in _CARD}
    rows: list[tuple[str, dict[str, object]]] = [("touchpoint", values)]
    for place, point in enumerate(card.points):
        rows.append(
            (
                "point",
                {
                    "id": point.id,
                    "touchpoint": card.id,
                    "kind": point.kind,
                    "title": point.title,
                    "quote": point.quote,
                    "terms": point.terms,
                    "position": place,
                },
            )
        )
        rows += _evidence_rows("point", point.id, point.evidence)
    return rows + _evidence_rows("touchpoint", card.id, card.evidence)


def _evidence_rows(
    owner: str, owner_id: str, evidence: Sequence[Evidence]
) -> list[tuple[str, dict[str, object]]]:
    return [
        (
            f"{owner}_evidence",
            {
                "note": item.note,
                owner: owner_id,
                "stance": item.stance,
                "position": place,
                "joined": item.joined,
                "pinned": item.pinned,
            },
        )
        for place, item in enumerate(evidence)
    ]


def load(connection: Connection, *, held: bool, card: str | None = None) -> list[Touchpoint]:
    """Held cards or drafts, all of them or the one asked for: four queries in all."""
    prefix = "" if held else "draft_"
    one: tuple[str, ...] = () if card is None else (card,)
    only = " WHERE touchpoint = ?" if one else ""
    of_point = _evidence(
        connection.rows(
            f"SELECT point, note, stance, joined, pinned FROM {prefix}point_evidence"
            + (f" WHERE point IN (SELECT id FROM {prefix}point{only})" if one else "")
            + " ORDER BY point, position, note",
            one,
        )
    )
    of_card = _evidence(
        connection.rows(
            "SELECT touchpoint, note, stance, joined, pinned"
            f" FROM {prefix}touchpoint_evidence{only}"
            " ORDER BY touchpoint, position, note",
            one,
        )
    )
    points: dict[str, list[Point]] = defaultdict(list)
    for row in connection.rows(
        f"SELECT {', '.join(_POINT)} FROM {prefix}point{only} ORDER BY touchpoint, position, id",
        one,
    ):
        points[row[1]].append(_point(row, of_point[row[0]]))
    return [
        _card(row, points[row[0]], of_card[row[0]], held=held)
        for row in connection.rows(
            f"SELECT {', '.join(_CARD)} FROM {prefix}touchpoint{' WHERE id = ?' if one else ''}",
            one,
        )
    ]


def _evidence(rows: list[Any]) -> dict[str, list[Evidence]]:
    found: dict[str, list[Evidence]] = defaultdict(list)
    for owner, note, stance, joined, pinned in rows:
        at = datetime.fromisoformat(joined) if joined else None
        found[owner].append(Evidence(NoteId(note), EvidenceStance(stance), at, bool(pinned)))
    return found


def _point(row: tuple[Any, ...], evidence: list[Evidence]) -> Point:
    return Point(
        PointId(row[0]),
        Kind(row[2]) if row[2] else None,
        row[3],
        row[4],
        tuple(json.loads(row[5])),
        tuple(evidence),
    )


def _card(
    row: tuple[Any, ...], points: list[Point], evidence: list[Evidence], *, held: bool
) -> Touchpoint:
    value = dict(zip(_CARD, row, strict=True))
    return Touchpoint(
        id=TouchpointId(value["id"]),
        code=value["code"],
        stage=value["stage"],
        title=value["title"],
        decision=Decision(value["decision"]),
        held=held,
        points=tuple(points),
        evidence=tuple(evidence),
        owner=value["owner"],
        channel=value["channel"],
        grade=None if value["grade"] is None else Emotion(value["grade"]),
        graded_by=value["graded_by"],
        moment_of_truth=bool(value["moment_of_truth"]),
        expectation=Expectation(value["expectation"]) if value["expectation"] else None,
        contacts=value["contacts"],
        contacts_basis=Basis(value["contacts_basis"]) if value["contacts_basis"] else None,
        minutes=value["minutes"],
        minutes_basis=Basis(value["minutes_basis"]) if value["minutes_basis"] else None,
        position=value["position"],
        at_stake=value["at_stake"],
        way_out=value["way_out"],
    )
