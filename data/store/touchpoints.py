"""The touchpoints: drafts that synthesis may make again, and cards that people hold."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from data.errors import UnknownName
from data.records import (
    Basis,
    ChannelId,
    Decision,
    Emotion,
    Evidence,
    EvidenceStance,
    Expectation,
    Kind,
    NoteId,
    Point,
    PointId,
    StageId,
    Touchpoint,
    TouchpointId,
)
from data.store import common
from data.store.change import MADE, REMOVED, read
from data.store.tables import TABLES, Value, plain

if TYPE_CHECKING:
    from data.store.change import Change
    from data.store.connection import Connection

# ruff: noqa: A001

_CARD = ("id", *TABLES["touchpoint"].columns)
_POINT = ("id", *TABLES["point"].columns)
_FAMILY = ("touchpoint", "point", "point_evidence", "touchpoint_evidence")


class TouchpointFields(TypedDict, total=False):
    """What of a touchpoint can be edited; its code stays."""

    stage: StageId | None
    title: str
    decision: Decision
    owner: str
    channel: ChannelId | None
    grade: Emotion | None
    graded_by: str
    moment_of_truth: bool
    expectation: Expectation | None
    contacts: float | None
    contacts_basis: Basis | None
    minutes: float | None
    minutes_basis: Basis | None
    position: int


def all(reader: common.Reader) -> tuple[Touchpoint, ...]:
    """Drafts and held ones together: by stage, Unplaced last, each stage in its order."""
    cards = [*_load(reader.connection, held=True), *_load(reader.connection, held=False)]
    stages = {stage: place for place, stage in enumerate(common.ordered_ids(reader, "stage"))}
    last = len(stages)
    cards.sort(
        key=lambda card: (
            stages.get(card.stage or "", last),
            card.position,
            len(card.code),
            card.code,
        )
    )
    return tuple(cards)


def get(reader: common.Reader, touchpoint_id: TouchpointId) -> Touchpoint | None:
    """One touchpoint, draft or held, or ``None``."""
    for held in (True, False):
        for card in _load(reader.connection, held=held, card=touchpoint_id):
            return card
    return None


def by_code(reader: common.Reader, code: str) -> Touchpoint | None:
    """The touchpoint with a code such as ``T07`` (case ignored), or ``None``."""
    row = reader.connection.row(
        "SELECT id FROM touchpoint WHERE code = ?1 COLLATE NOCASE"
        " UNION ALL SELECT id FROM draft_touchpoint WHERE code = ?1 COLLATE NOCASE",
        (code,),
    )
    return None if row is None else get(reader, TouchpointId(row[0]))


def codes(reader: common.Reader) -> frozenset[str]:
    """The code of every touchpoint that exists, draft or held."""
    return frozenset(
        code
        for (code,) in reader.connection.rows(
            "SELECT code FROM touchpoint UNION SELECT code FROM draft_touchpoint"
        )
    )


def hold(change: Change, touchpoint_id: TouchpointId) -> Touchpoint:
    """Make a draft a card that stays: it is logged whole, with its points and evidence.

    One that is held already is given back as it is.

    Raises:
        UnknownName: there is no such touchpoint.
    """
    card = get(change, touchpoint_id)
    if card is None:
        raise UnknownName(f"There is no touchpoint {touchpoint_id} here: nothing was changed.")
    if card.held:
        return card
    change.connection.execute("DELETE FROM draft_touchpoint WHERE id = ?", (touchpoint_id,))
    for table, values in rows_of(card):
        change.make(table, **values)
    held = get(change, touchpoint_id)
    assert held is not None
    return held


def edit(change: Change, touchpoint_id: TouchpointId, **fields: Unpack[TouchpointFields]) -> bool:
    """Change a touchpoint, which makes it held; False where nothing is different.

    Values that the card has already still make it held: that somebody looked at a draft and left it
    as it was is a decision.
    """
    was_held = change.connection.row("SELECT 1 FROM touchpoint WHERE id = ?", (touchpoint_id,))
    hold(change, touchpoint_id)
    values: dict[str, object] = dict(fields)
    if "title" in fields:
        values["title"] = common.title_of(fields["title"], "touchpoint")
    return change.edit("touchpoint", touchpoint_id, **values) or was_held is None


def edit_point(change: Change, touchpoint_id: TouchpointId, point_id: PointId, title: str) -> bool:
    """Give a point another title, which makes its touchpoint held."""
    hold(change, touchpoint_id)
    return change.edit("point", point_id, title=common.title_of(title, "point"))


def attach(
    change: Change,
    touchpoint_id: TouchpointId,
    note_id: NoteId,
    stance: EvidenceStance = EvidenceStance.FOR,
) -> bool:
    """Put a note on the card itself, for or against it, which makes it held.

    A note that is on it already takes the new stance; False where nothing is different.
    """
    hold(change, touchpoint_id)
    key = f"{note_id}:{touchpoint_id}"
    if read(change.connection, "touchpoint_evidence", key) is not None:
        return change.edit("touchpoint_evidence", key, stance=stance)
    (last,) = change.connection.row(
        "SELECT coalesce(max(position), -1) FROM touchpoint_evidence WHERE touchpoint = ?",
        (touchpoint_id,),
    )
    change.make(
        "touchpoint_evidence",
        note=note_id,
        touchpoint=touchpoint_id,
        stance=stance,
        position=last + 1,
    )
    return True


def detach(change: Change, touchpoint_id: TouchpointId, note_id: NoteId) -> bool:
    """Take a note off the card itself; False where it is not on it."""
    hold(change, touchpoint_id)
    key = f"{note_id}:{touchpoint_id}"
    if read(change.connection, "touchpoint_evidence", key) is None:
        return False
    change.remove("touchpoint_evidence", key)
    return True


def next_code(change: Change) -> str:
    """The next touchpoint code, which nothing else will ever have."""
    return change.new_codes("T")[0]


def forget_note(change: Change, note_id: NoteId) -> None:
    """Take a note from every held card; points that it alone made are removed."""
    connection = change.connection
    for (card,) in connection.rows(
        "SELECT touchpoint FROM touchpoint_evidence WHERE note = ?", (note_id,)
    ):
        change.remove("touchpoint_evidence", f"{note_id}:{card}")
    for (point,) in connection.rows("SELECT id FROM point WHERE quote = ?", (note_id,)):
        change.edit("point", point, quote=None)
    for (point,) in connection.rows("SELECT point FROM point_evidence WHERE note = ?", (note_id,)):
        change.remove("point_evidence", f"{note_id}:{point}")
        if connection.row("SELECT 1 FROM point_evidence WHERE point = ?", (point,)) is None:
            change.remove("point", point)


def replace_drafts(connection: Connection, cards: Sequence[Touchpoint]) -> None:
    """Put other drafts in place of those that are there; held cards are passed over."""
    connection.execute("DELETE FROM draft_touchpoint")
    rows: dict[str, list[dict[str, Value]]] = defaultdict(list)
    for card in cards:
        if not card.held:
            for table, values in rows_of(card):
                rows[table].append({name: plain(value) for name, value in values.items()})
    for table in _FAMILY:
        if rows[table]:
            names = TABLES[table].every_column
            connection.executemany(
                f"INSERT INTO draft_{table} ({', '.join(names)})"
                f" VALUES ({', '.join(f':{name}' for name in names)})",
                rows[table],
            )


def prune_drafts(change: Change) -> None:
    """Take out of the drafts what a person holds by now, and what has lost its last note."""
    for statement in (
        "DELETE FROM draft_point_evidence WHERE note IN (SELECT note FROM point_evidence)",
        "DELETE FROM draft_point WHERE id NOT IN (SELECT point FROM draft_point_evidence)",
        "DELETE FROM draft_touchpoint WHERE id NOT IN (SELECT touchpoint FROM draft_point)"
        " AND id NOT IN (SELECT touchpoint FROM draft_touchpoint_evidence)",
    ):
        change.connection.execute(statement)


def settle_drafts(change: Change) -> None:
    """After undo and redo: a card that is no longer held is a draft again, and the reverse."""
    connection = change.connection
    marks = ", ".join("?" * len(_FAMILY))
    records = connection.rows(
        f"SELECT entity, field, value FROM change WHERE op = ? AND entity IN ({marks})",
        (change.op, *_FAMILY),
    )
    values = [(entity, field, json.loads(value)) for entity, field, value in records]
    let_go = {
        row["id"] for entity, field, row in values if (entity, field) == (_FAMILY[0], REMOVED)
    }
    for entity, field, row in values:
        if entity == "touchpoint" and field == MADE:
            connection.execute("DELETE FROM draft_touchpoint WHERE id = ?", (row["id"],))
    for table in _FAMILY if let_go else ():
        names = TABLES[table].every_column
        rows = [row for entity, field, row in values if (entity, field) == (table, REMOVED)]
        connection.executemany(
            f"INSERT OR IGNORE INTO draft_{table} ({', '.join(names)})"
            f" VALUES ({', '.join(f':{name}' for name in names)})",
            [row for row in rows if _belongs(connection, table, row)],
        )
    prune_drafts(change)  # also where no card is concerned: notes may have come or gone


def _belongs(connection: Connection, table: str, row: dict[str, Any]) -> bool:
    """Whether all that a card's row names is there: a card goes back as far as it can."""
    if table == "touchpoint":
        return True
    parent = "point" if table == "point_evidence" else "touchpoint"
    found = connection.row(f"SELECT 1 FROM draft_{parent} WHERE id = ?", (row[parent],))
    note = row.get("note", row.get("quote"))
    there = note is None or connection.row("SELECT 1 FROM note WHERE id = ?", (note,))
    return found is not None and there is not None


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
            {"note": item.note, owner: owner_id, "stance": item.stance, "position": place},
        )
        for place, item in enumerate(evidence)
    ]


def _load(connection: Connection, *, held: bool, card: str | None = None) -> list[Touchpoint]:
    """Held cards or drafts, all of them or the one asked for: four queries in all."""
    prefix = "" if held else "draft_"
    one: tuple[str, ...] = () if card is None else (card,)
    only = " WHERE touchpoint = ?" if one else ""
    of_point = _evidence(
        connection.rows(
            f"SELECT point, note, stance FROM {prefix}point_evidence"
            + (f" WHERE point IN (SELECT id FROM {prefix}point{only})" if one else "")
            + " ORDER BY point, position, note",
            one,
        )
    )
    of_card = _evidence(
        connection.rows(
            f"SELECT touchpoint, note, stance FROM {prefix}touchpoint_evidence{only}"
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
    for owner, note, stance in rows:
        found[owner].append(Evidence(NoteId(note), EvidenceStance(stance)))
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
    )
