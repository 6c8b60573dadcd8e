"""The codes of claims: each hangs on a note, is never given twice, and outlives undo.

A claim bears the oldest code among its notes.  A code that was handed over remembers whom it hung
on before: it goes back to the first of its notes that lies in a claim.  Codes are in no log: undo
and redo, a new cut or another merge find the same code on the same note.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from data.records import NoteId
from data.store import singles
from data.store.log import new_codes

if TYPE_CHECKING:
    from data.store.files import Connection

PREFIX = "C"


def by_note(connection: Connection) -> dict[NoteId, str]:
    """Every note that a code hangs on; of several codes the oldest."""
    found: dict[NoteId, str] = {}
    for code, note in _held_by(connection).items():
        if note not in found or age(code) < age(found[note]):
            found[note] = code
    return found


def _held_by(connection: Connection) -> dict[str, NoteId]:
    """Return the note that each code hangs on: the first of its notes that lies in a claim."""
    holders: dict[str, list[NoteId]] = {}
    for code, note in connection.rows("SELECT code, note FROM claim_code ORDER BY code, place"):
        holders.setdefault(code, []).append(NoteId(note))
    handed_on = {note for notes in holders.values() if len(notes) > 1 for note in notes}
    there = {
        NoteId(note)
        for (note,) in connection.rows(
            "SELECT value FROM json_each(?1)"
            " WHERE EXISTS (SELECT 1 FROM claim_evidence WHERE note = value)"
            " OR EXISTS (SELECT 1 FROM draft_claim_evidence WHERE note = value)"
            " OR EXISTS (SELECT 1 FROM draft_single WHERE note = value)",
            (json.dumps(sorted(handed_on)),),
        )
    }
    return {
        code: next((note for note in notes if note in there), notes[0])
        for code, notes in holders.items()
    }


def of(notes: Iterable[NoteId], codes: Mapping[NoteId, str]) -> str:
    """Return the code that a claim of some notes bears, "" where it has none yet."""
    return min((codes[note] for note in notes if note in codes), key=age, default="")


def age(code: str) -> int:
    """Return what puts codes in the order in which they were given."""
    return int(code[len(PREFIX) :])


def give(connection: Connection) -> None:
    """Give a code to each claim that has none: on the note that it quotes, else on its first.

    A single remark is one of them, and comes after what is on cards.
    The claims are gone through in an order that does not depend on how they came.
    """
    codes = by_note(connection)
    new: list[NoteId] = []
    for draft in ("", "draft_"):
        claims: dict[str, list[NoteId]] = {}
        quoted: dict[str, str | None] = {}
        for claim, quote, note in connection.rows(
            f"SELECT p.id, p.quote, e.note FROM {draft}claim p"
            f" JOIN {draft}claim_evidence e ON e.claim = p.id"
            f" JOIN {draft}touchpoint t ON t.id = p.touchpoint"
            " LEFT JOIN stage s ON s.id = t.stage"
            " ORDER BY s.position IS NULL, s.position, t.position, t.code, p.position, e.position"
        ):
            claims.setdefault(claim, []).append(NoteId(note))
            quoted[claim] = quote
        for claim, notes in claims.items():
            if not of(notes, codes):
                quote = quoted[claim]
                new.append(NoteId(quote) if quote in notes else notes[0])
    new += [NoteId(note) for note, _ in singles.rows(connection) if note not in codes]
    given = new_codes(connection, PREFIX, len(new)) if new else []
    connection.executemany(
        "INSERT INTO claim_code (code, note, place) VALUES (?, ?, 0)",
        list(zip(given, new, strict=True)),
    )


def hand_over(connection: Connection, note: NoteId, heir: NoteId) -> None:
    """Let the codes of a note that goes hang on another note of its claim, while it is gone."""
    codes = [code for code, held in _held_by(connection).items() if held == note]
    connection.executemany(
        "INSERT INTO claim_code (code, note, place)"
        " SELECT ?1, ?2, max(place) + 1 FROM claim_code WHERE code = ?1"
        " ON CONFLICT (code, note) DO NOTHING",
        [(code, heir) for code in codes],
    )
