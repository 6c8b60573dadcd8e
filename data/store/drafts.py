"""Draft touchpoints and their titles in the cache: replaced, remembered, and read as records."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from data.records import (
    Basis,
    Claim,
    ClaimId,
    Decision,
    Emotion,
    Evidence,
    EvidenceStance,
    Expectation,
    Kind,
    NoteId,
    Touchpoint,
)
from data.store import claim_codes, common, ledger
from data.store.log import MADE, REMOVED
from data.store.schema import TABLES, Value, plain

if TYPE_CHECKING:
    from data.store.files import Connection
    from data.store.log import Change

_CARD = ("id", *TABLES["touchpoint"].columns)
_CLAIM = ("id", *TABLES["claim"].columns)
_READ: Mapping[str, Callable[[Any], Any]] = {
    "decision": Decision,
    "grade": Emotion,
    "moment_of_truth": bool,
    "expectation": Expectation,
    "contacts_basis": Basis,
    "minutes_basis": Basis,
}
"""What a column of a card holds as the record has it, where the two differ."""
FAMILY = ("touchpoint", "claim", "claim_evidence", "touchpoint_evidence")
"""The tables that hold a touchpoint, parents first; those of drafts begin with ``draft_``."""


def rows_of(card: Touchpoint) -> list[tuple[str, dict[str, object]]]:
    """A card as rows of its tables, parents first."""
    values: dict[str, object] = {name: getattr(card, name) for name in _CARD}
    rows: list[tuple[str, dict[str, object]]] = [("touchpoint", values)]
    for place, claim in enumerate(card.claims):
        rows.append(
            (
                "claim",
                {
                    "id": claim.id,
                    "touchpoint": card.id,
                    "kind": claim.kind,
                    "title": claim.title,
                    "quote": claim.quote,
                    "terms": claim.terms,
                    "position": place,
                },
            )
        )
        rows += _evidence_rows("claim", claim.id, claim.evidence)
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


def load_cards(connection: Connection, *, held: bool, card: str | None = None) -> list[Touchpoint]:
    """Held cards or drafts, all of them or the one asked for: four queries in all."""
    prefix = "" if held else "draft_"
    asked: tuple[str, ...] = () if card is None else (card,)
    only = " WHERE touchpoint = ?" if asked else ""
    of_claim = _evidence(
        connection.rows(
            f"SELECT claim, note, stance, joined, pinned FROM {prefix}claim_evidence"
            + (f" WHERE claim IN (SELECT id FROM {prefix}claim{only})" if asked else "")
            + " ORDER BY claim, position, note",
            asked,
        )
    )
    of_card = _evidence(
        connection.rows(
            "SELECT touchpoint, note, stance, joined, pinned"
            f" FROM {prefix}touchpoint_evidence{only}"
            " ORDER BY touchpoint, position, note",
            asked,
        )
    )
    known = claim_codes.by_note(connection)
    claims: dict[str, list[Claim]] = defaultdict(list)
    for row in connection.rows(
        f"SELECT {', '.join(_CLAIM)} FROM {prefix}claim{only} ORDER BY touchpoint, position, id",
        asked,
    ):
        claims[row[1]].append(_claim(row, of_claim[row[0]], known))
    return [
        _card(row, claims[row[0]], of_card[row[0]], held=held)
        for row in connection.rows(
            f"SELECT {', '.join(_CARD)} FROM {prefix}touchpoint{' WHERE id = ?' if asked else ''}",
            asked,
        )
    ]


def _evidence(rows: list[Any]) -> dict[str, list[Evidence]]:
    by_owner: dict[str, list[Evidence]] = defaultdict(list)
    for owner, note, stance, joined, pinned in rows:
        at = datetime.fromisoformat(joined) if joined else None
        by_owner[owner].append(Evidence(NoteId(note), EvidenceStance(stance), at, bool(pinned)))
    return by_owner


def _claim(row: tuple[Any, ...], evidence: list[Evidence], known: Mapping[NoteId, str]) -> Claim:
    return Claim(
        ClaimId(row[0]),
        Kind(row[2]) if row[2] else None,
        row[3],
        row[4],
        tuple(json.loads(row[5])),
        tuple(evidence),
        claim_codes.of((one.note for one in evidence), known),
    )


def _card(
    row: tuple[Any, ...], claims: list[Claim], evidence: list[Evidence], *, held: bool
) -> Touchpoint:
    values = {
        name: _READ[name](stored) if name in _READ and stored not in (None, "") else stored
        for name, stored in zip(_CARD, row, strict=True)
    }
    return Touchpoint(**values, held=held, claims=tuple(claims), evidence=tuple(evidence))


DRAFTED_FROM = "drafted from"
"""The word in the cache that says from which notes the drafts were made."""
_REMEMBERED = 300
"""Acts of which the drafts are remembered; undo further back leaves the drafts to a new run."""


def replace_all(connection: Connection, cards: Sequence[Touchpoint]) -> None:
    """Put other drafts in place of those that are there; held cards are passed over."""
    connection.execute("DELETE FROM draft_touchpoint")
    add(connection, [card for card in cards if not card.held])


def add(connection: Connection, cards: Sequence[Touchpoint]) -> None:
    """Put drafts beside those that are there; none of them may be there already."""
    rows: dict[str, list[dict[str, Value]]] = defaultdict(list)
    for table, values in _plain_rows(cards):
        rows[table].append(values)
    for table in FAMILY:
        _insert(connection, table, rows[table])
    claim_codes.give(connection)


def replace_rows(connection: Connection, rows: Mapping[str, list[dict[str, Any]]]) -> None:
    """Put drafts, as rows by table, in place of those that are there."""
    connection.execute("DELETE FROM draft_touchpoint")
    for table in FAMILY:
        _insert(connection, table, [dict(TABLES[table].defaults) | row for row in rows[table]])


def _insert(
    connection: Connection, table: str, rows: Iterable[Mapping[str, Any]], verb: str = "INSERT"
) -> None:
    names = TABLES[table].every_column
    connection.executemany(
        f"{verb} INTO draft_{table} ({', '.join(names)})"
        f" VALUES ({', '.join(f':{name}' for name in names)})",
        rows,
    )


def _give_back(connection: Connection, table: str, rows: Iterable[dict[str, Any]]) -> None:
    """Insert rows as a log or a memory holds them, as far as what they name is there."""
    whole = [dict(TABLES[table].defaults) | row for row in rows if _belongs(connection, table, row)]
    _insert(connection, table, whole, "INSERT OR IGNORE")


def revise(change: Change, before: Sequence[Touchpoint], after: Sequence[Touchpoint]) -> None:
    """Put drafts in place of those that an act concerns, and remember both for undo and redo.

    ``before`` are all drafts that the act takes up or changes, as they were; ``after`` those of
    them that are drafts still, as they are now, and new ones.
    """
    _drop(change.connection, [card.id for card in (*before, *after)])
    add(change.connection, after)
    change.connection.execute(
        "INSERT OR REPLACE INTO kept_draft VALUES (?, ?, ?)",
        (change.op, _as_json(before), _as_json(after)),
    )
    change.connection.execute(
        "DELETE FROM kept_draft WHERE op NOT IN (SELECT op FROM kept_draft ORDER BY op DESC"
        f" LIMIT {_REMEMBERED})"
    )


def _drop(connection: Connection, cards: Sequence[str]) -> None:
    connection.executemany("DELETE FROM draft_touchpoint WHERE id = ?", [(one,) for one in cards])


def _plain_rows(cards: Sequence[Touchpoint]) -> list[tuple[str, dict[str, Value]]]:
    return [
        (table, {name: plain(value) for name, value in values.items()})
        for card in cards
        for table, values in rows_of(card)
    ]


def _as_json(cards: Sequence[Touchpoint]) -> str:
    return json.dumps(_plain_rows(cards), ensure_ascii=False)


def forget_note(connection: Connection, note_id: NoteId) -> None:
    """Take a note from the drafts; only what held it is looked at, for many notes may go at once.

    Claims and drafts that it alone made go with it.
    """
    claims = connection.rows(
        "SELECT claim, touchpoint FROM draft_claim_evidence"
        " JOIN draft_claim ON draft_claim.id = claim WHERE note = ?",
        (note_id,),
    )
    cards = connection.rows(
        "SELECT touchpoint FROM draft_touchpoint_evidence WHERE note = ?", (note_id,)
    )
    for table in ("draft_claim_evidence", "draft_touchpoint_evidence"):
        connection.execute(f"DELETE FROM {table} WHERE note = ?", (note_id,))
    for claim, _ in claims:
        connection.execute(
            "DELETE FROM draft_claim WHERE id = ?1"
            " AND NOT EXISTS (SELECT 1 FROM draft_claim_evidence WHERE claim = ?1)",
            (claim,),
        )
    for card in {card for _, card in claims} | {card for (card,) in cards}:
        connection.execute(
            "DELETE FROM draft_touchpoint WHERE id = ?1"
            " AND NOT EXISTS (SELECT 1 FROM draft_claim WHERE touchpoint = ?1)"
            " AND NOT EXISTS (SELECT 1 FROM draft_touchpoint_evidence WHERE touchpoint = ?1)",
            (card,),
        )


def prune(change: Change) -> None:
    """Take out of the drafts what a person holds by now, and what has lost its last note."""
    for statement in (
        "DELETE FROM draft_claim_evidence WHERE note IN (SELECT note FROM claim_evidence)",
        "DELETE FROM draft_claim WHERE id NOT IN (SELECT claim FROM draft_claim_evidence)",
        "DELETE FROM draft_touchpoint WHERE id NOT IN (SELECT touchpoint FROM draft_claim)"
        " AND id NOT IN (SELECT touchpoint FROM draft_touchpoint_evidence)",
    ):
        change.connection.execute(statement)


def settle(change: Change) -> None:
    """After undo and redo: a card that is no longer held is a draft again, and the reverse."""
    _settle(change)
    prune(change)  # also where no card is concerned: notes may have come or gone
    claim_codes.give(change.connection)
    ledger.keep_titles(change.connection)
    if ledger.misnames(change.connection):
        # Some code went on to other notes and was shown there: the next run gives these another.
        change.connection.execute("DELETE FROM cache_meta WHERE key = ?", (DRAFTED_FROM,))


def _settle(change: Change) -> None:
    connection = change.connection
    if _as_remembered(connection, change.op):
        return
    marks = ", ".join("?" * len(FAMILY))
    records = connection.rows(
        f"SELECT entity, field, value FROM logged WHERE op = ? AND entity IN ({marks})",
        (change.op, *FAMILY),
    )
    values = [(entity, field, json.loads(value)) for entity, field, value in records]
    # What undo removes was made by the act, of a draft; what redo removes was removed for good.
    mark = connection.row("SELECT value FROM logged WHERE op = ? AND entity = 'op'", (change.op,))
    undone = mark is not None and bool(json.loads(mark[0]))
    gone = (FAMILY[0], REMOVED)
    let_go = {row["id"] for entity, field, row in values if undone and (entity, field) == gone}
    for entity, field, row in values:
        if entity == "touchpoint" and field == MADE:
            connection.execute("DELETE FROM draft_touchpoint WHERE id = ?", (row["id"],))
    for table in FAMILY if let_go else ():
        rows = [row for entity, field, row in values if (entity, field) == (table, REMOVED)]
        if table.endswith("_evidence"):
            # What the card was when it was first taken up goes last, and is what it is again.
            rows = list({row["note"]: row for row in rows}.values())
            taken = {note for (note,) in connection.rows(f"SELECT note FROM draft_{table}")}
            rows = [row for row in rows if row["note"] not in taken]
        _give_back(connection, table, rows)


def _as_remembered(connection: Connection, op: str) -> bool:
    """Give back the drafts as an act found or left them; False where nothing is remembered.

    Drafts may have been made anew since: what is given back takes its notes from them.
    """
    kept = connection.row(
        "SELECT before, after, value FROM logged JOIN kept_draft ON kept_draft.op = entity_id"
        " WHERE logged.op = ? AND entity = 'op'",
        (op,),
    )
    if kept is None:
        return False
    before, after = json.loads(kept[0]), json.loads(kept[1])
    undone = bool(json.loads(kept[2]))
    now, then = (before, after) if undone else (after, before)
    _drop(connection, [row["id"] for table, row in (*then, *now) if table == FAMILY[0]])
    for table, row in now:
        if table.endswith("_evidence"):
            for other in ("claim_evidence", "touchpoint_evidence"):
                connection.execute(f"DELETE FROM draft_{other} WHERE note = ?", (row["note"],))
    for table in FAMILY:
        _give_back(connection, table, [row for kind, row in now if kind == table])
    return True


def _belongs(connection: Connection, table: str, row: dict[str, Any]) -> bool:
    """Whether all that a card's row names is there: a card goes back as far as it can."""
    if table == "touchpoint":
        return all(
            row[name] is None or connection.row(f"SELECT 1 FROM {name} WHERE id = ?", (row[name],))
            for name in ("stage", "channel")
        )
    parent = "claim" if table == "claim_evidence" else "touchpoint"
    found = connection.row(f"SELECT 1 FROM draft_{parent} WHERE id = ?", (row[parent],))
    note = row.get("note", row.get("quote"))
    there = note is None or connection.row("SELECT 1 FROM note WHERE id = ?", (note,))
    return found is not None and there is not None


_RUNNERS_UP = "runners-up "


def kept_titles(reader: common.Reader, keys: Iterable[str]) -> dict[str, str]:
    """What is kept under these keys (JSON text, as it was given); the others are left out."""
    return dict(
        reader.connection.rows(
            "SELECT key, value FROM kept_title WHERE key IN (SELECT value FROM json_each(?))",
            (json.dumps(list(keys)),),
        )
    )


def runners_up(reader: common.Reader, one: str) -> tuple[str, ...]:
    """What else a touchpoint could be called, best first; empty where nothing is kept."""
    key = _RUNNERS_UP + one
    return tuple(json.loads(kept_titles(reader, [key]).get(key, "[]")))


def nearby(reader: common.Reader) -> tuple[tuple[NoteId, NoteId], ...]:
    """Notes of customers, each with one from inside that says something like it."""
    return tuple(
        (NoteId(customer), NoteId(inside))
        for customer, inside in reader.connection.rows(
            "SELECT customer, inside FROM nearby ORDER BY customer, inside"
        )
    )


def keep_nearby(connection: Connection, pairs: Iterable[tuple[NoteId, NoteId]]) -> None:
    """Keep which notes of two sides are near, in the place of what was kept."""
    connection.execute("DELETE FROM nearby")
    connection.executemany("INSERT INTO nearby (customer, inside) VALUES (?, ?)", list(pairs))


def keep_runners_up(
    connection: Connection, names: Mapping[str, tuple[str, ...]], others: Iterable[str]
) -> None:
    """Keep the runners-up of touchpoints by id; of ``others`` what is kept stays.

    All the rest is forgotten: what it belonged to is gone.
    """
    new = {_RUNNERS_UP + titled: json.dumps(titles) for titled, titles in names.items() if titles}
    stay = {_RUNNERS_UP + titled for titled in others}
    old = every_runner_up(connection)
    put_runners_up(connection, {key: old[key] for key in stay & old.keys()} | new)


def every_runner_up(connection: Connection) -> dict[str, str]:
    """Return all runners-up that are kept, as they are kept, by key."""
    return dict(
        connection.rows(
            "SELECT key, value FROM kept_title WHERE key >= ? AND key < ?",
            (_RUNNERS_UP, _RUNNERS_UP + chr(0x10FFFF)),
        )
    )


def put_runners_up(connection: Connection, kept: Mapping[str, str]) -> None:
    """Put runners-up, as `every_runner_up` gave them, in the place of what is kept."""
    old = every_runner_up(connection)
    gone = sorted(old.keys() - kept.keys())
    connection.executemany("DELETE FROM kept_title WHERE key = ?", [(key,) for key in gone])
    connection.executemany(
        "INSERT OR REPLACE INTO kept_title (key, value) VALUES (?, ?)",
        [(key, value) for key, value in kept.items() if old.get(key) != value],
    )
