"""What projects of earlier versions held, told as it is today: in one change, which undo knows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from data.records import Bearing, EvidenceStance, LinkKind, LinkLevel, NoteId
from data.store import bearings, claim_codes, ledger, touchpoints
from data.store.log import new_id
from data.text import clip, counted, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.store.log import Change

BEARINGS_SINCE = 9
"""The schema version from which a note speaks against another claim, never against its own."""
LEDGER_SINCE = 12
"""The schema version from which is kept what was shown."""


class _Against(NamedTuple):
    """A note that was stored as speaking against the claim on which it lay."""

    note: NoteId
    claim: str
    card: str
    text: str
    kind: str | None
    joined: str | None
    pinned: int


def convert(change: Change, version: int) -> None:
    """Say what a file of a version held as this version says it."""
    if version < BEARINGS_SINCE:
        _speak_against(change)
    if version < LEDGER_SINCE:
        ledger.take_from_frozen(change.connection)


def _speak_against(change: Change) -> None:
    rows = _against_their_claim(change)
    if rows:
        change.rename(
            f"Put {counted(len(rows), 'note')} on claims of their own, against those of old"
        )
    _part_from_claims(change, rows)
    claim_codes.give(change.connection)


def _against_their_claim(change: Change) -> list[_Against]:
    return [
        _Against(*row)
        for row in change.connection.rows(
            "SELECT note.id, claim.id, touchpoint, text, note.kind, joined, pinned"
            " FROM claim_evidence JOIN claim ON claim.id = claim"
            " JOIN note ON note.id = claim_evidence.note"
            " WHERE stance = 'against' ORDER BY claim.id, claim_evidence.position, note.id"
        )
    ]


def _part_from_claims(change: Change, rows: Sequence[_Against]) -> None:
    """Give notes that were against their claim a claim of their own, which is against it.

    Where nothing speaks for the claim, there is nothing to be against: the note is what makes it,
    and stays against the card, where it is asked which claim is meant.  What is against a card
    stays so.
    """
    for claim in dict.fromkeys(row.claim for row in rows):
        against = [row for row in rows if row.claim == claim]
        quote = _speaks_for(change, claim)
        for row in against:
            if quote is None:
                _stay(change, row)
            else:
                _part(change, row, quote)


def _speaks_for(change: Change, claim: str) -> NoteId | None:
    """Return the note that a claim quotes of those for it; it is made its quote where it is not."""
    row = change.connection.row(
        "SELECT note FROM claim_evidence JOIN claim ON id = claim"
        " WHERE claim = ? AND stance = 'for' ORDER BY note IS NOT quote, claim_evidence.position",
        (claim,),
    )
    if row is None:
        return None
    change.edit("claim", claim, quote=row[0])
    return NoteId(row[0])


def _stay(change: Change, row: _Against) -> None:
    change.edit("claim_evidence", f"{row.note}:{row.claim}", stance=EvidenceStance.FOR)
    if not _is_on_card(change, row):
        touchpoints.place_on_card(
            change,
            note=row.note,
            touchpoint=row.card,
            stance=EvidenceStance.AGAINST,
            joined=row.joined,
            pinned=row.pinned,
        )


def _is_on_card(change: Change, row: _Against) -> bool:
    query = "SELECT 1 FROM touchpoint_evidence WHERE note = ? AND touchpoint = ?"
    return change.connection.row(query, (row.note, row.card)) is not None


def _part(change: Change, row: _Against, quote: NoteId) -> None:
    """Put a note on a claim of its own, last on its card, and against the claim that it was on."""
    (last,) = change.connection.row(
        "SELECT max(position) FROM claim WHERE touchpoint = ?", (row.card,)
    )
    change.remove("claim_evidence", f"{row.note}:{row.claim}")
    claim = change.make(
        "claim",
        id=new_id(),
        touchpoint=row.card,
        kind=row.kind,
        title=clip(one_line(row.text), 80),
        quote=row.note,
        terms=json.dumps([]),
        position=last + 1,
    )
    change.make(
        "claim_evidence",
        note=row.note,
        claim=claim,
        stance=EvidenceStance.FOR,
        position=0,
        joined=row.joined,
        pinned=row.pinned,
    )
    bearings.put(change, Bearing(row.note, quote, EvidenceStance.AGAINST))
    _share_the_card_alone(change, row)


def _share_the_card_alone(change: Change, row: _Against) -> None:
    """Let what was always to share a claim with the note share its card with it.

    It was said when a claim could hold a note against it, which it can no longer.
    """
    for first, second in change.connection.rows(
        "SELECT first, second FROM link WHERE kind = 'together' AND level = ?3"
        " AND (first = ?1 AND second IN (SELECT note FROM claim_evidence WHERE claim = ?2)"
        " OR second = ?1 AND first IN (SELECT note FROM claim_evidence WHERE claim = ?2))",
        (row.note, row.claim, LinkLevel.CLAIM.value),
    ):
        change.remove("link", f"{first}:{second}:{LinkLevel.CLAIM.value}")
        change.put("link", first=first, second=second, level=LinkLevel.CARD, kind=LinkKind.TOGETHER)
