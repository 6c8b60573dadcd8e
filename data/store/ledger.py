"""Cards as they were shown: frozen, printed or exported.  Undo does not touch this.

What lies in somebody's hands cannot be taken back, so a code that was shown is never another
card's, and a title that was shown changes only by a person.  Rows are added before the output is
made, and taken back where it fails: after a crash a card counts as shown rather than not.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from data.records import NoteId, Shown, StageId, Touchpoint, TouchpointId, Way
from data.store.schema import now, stamp

if TYPE_CHECKING:
    from data.store.common import Reader
    from data.store.files import Connection

# ruff: noqa: A001

_COLUMNS = "code, card, title, stage, claims"


@dataclass(frozen=True, slots=True)
class Entry:
    """What one output wrote: the places of new rows, and the ways of others as they were."""

    new: tuple[int, ...]
    before: tuple[tuple[int, str], ...]


def all(reader: Reader) -> tuple[Shown, ...]:
    """Every card as it was shown, in that order."""
    known = {
        nr: NoteId(note) for nr, note in reader.connection.rows("SELECT nr, note FROM shown_note")
    }
    return tuple(
        Shown(
            TouchpointId(card),
            code,
            title,
            StageId(stage) if stage else None,
            tuple((claim, tuple(known[nr] for nr in notes)) for claim, notes in json.loads(claims)),
            tuple((Way(way), datetime.fromisoformat(at)) for way, at in json.loads(ways).items()),
        )
        for code, card, title, stage, claims, ways in reader.connection.rows(
            f"SELECT {_COLUMNS}, ways FROM shown ORDER BY place"
        )
    )


class _Card(NamedTuple):
    """A card to be remembered: the notes of its claims by their codes, and under "" its own."""

    code: str
    id: str
    title: str
    stage: str | None
    claims: Sequence[tuple[str, Sequence[str]]]


def note_down(connection: Connection, cards: Iterable[Touchpoint], way: Way) -> Entry:
    """Remember cards as they are shown; what is known just so is not written twice."""
    rows = [_Card(card.code, card.id, card.title, card.stage, _claims(card)) for card in cards]
    return _put(connection, rows, way, stamp(now()))


def _claims(card: Touchpoint) -> list[tuple[str, list[str]]]:
    held = [*((claim.code, claim.evidence) for claim in card.claims), ("", card.evidence)]
    return [(code, [one.note for one in evidence]) for code, evidence in held if evidence]


def _put(connection: Connection, cards: Sequence[_Card], way: Way, at: str) -> Entry:
    new: list[int] = []
    before: list[tuple[int, str]] = []
    numbers = _numbers(connection, cards)
    for card in cards:
        claims = sorted((code, sorted(numbers[note] for note in notes)) for code, notes in card[4])
        row = (*card[:4], json.dumps(claims, separators=(",", ":")))
        last = connection.row(
            f"SELECT {_COLUMNS}, place, ways FROM shown WHERE code = ? ORDER BY place DESC LIMIT 1",
            (card.code,),
        )
        if last is not None and tuple(last[:5]) == row:
            place, ways = last[5:]
            before.append((place, ways))
            connection.execute(
                "UPDATE shown SET ways = ? WHERE place = ?",
                (json.dumps(json.loads(ways) | {way.value: at}), place),
            )
        else:
            (place,) = connection.row(
                f"INSERT INTO shown ({_COLUMNS}, ways) VALUES (?, ?, ?, ?, ?, ?) RETURNING place",
                (*row, json.dumps({way.value: at})),
            )
            new.append(place)
    return Entry(tuple(new), tuple(before))


def _numbers(connection: Connection, cards: Iterable[_Card]) -> dict[str, int]:
    """Return the number of each note of some cards, given where it has none yet."""
    notes = sorted({note for card in cards for _, some in card.claims for note in some})
    connection.executemany(
        "INSERT INTO shown_note (note) VALUES (?) ON CONFLICT DO NOTHING", [(one,) for one in notes]
    )
    return dict(
        connection.rows(
            "SELECT note, nr FROM shown_note WHERE note IN (SELECT value FROM json_each(?))",
            (json.dumps(notes),),
        )
    )


def take_back(connection: Connection, entry: Entry) -> None:
    """Forget what an output wrote that was not made after all."""
    connection.executemany("DELETE FROM shown WHERE place = ?", [(one,) for one in entry.new])
    connection.executemany(
        "UPDATE shown SET ways = ? WHERE place = ?",
        [(ways, place) for place, ways in entry.before],
    )


def keep_titles(connection: Connection) -> None:
    """Give drafts that come back the title under which they were shown.

    Of several titles the one that a draft bears stays: a person may have gone back to it.
    """
    connection.execute(
        "UPDATE draft_touchpoint SET title = (SELECT title FROM shown"
        "   WHERE code = draft_touchpoint.code ORDER BY place DESC LIMIT 1)"
        " WHERE EXISTS (SELECT 1 FROM shown WHERE code = draft_touchpoint.code)"
        " AND NOT EXISTS (SELECT 1 FROM shown"
        "   WHERE code = draft_touchpoint.code AND title = draft_touchpoint.title)"
    )


def misnames(connection: Connection) -> bool:
    """Whether a draft bears a code that was shown, and has no note of one of its showings."""
    shown = connection.rows(
        "SELECT draft.id, claims FROM shown JOIN draft_touchpoint AS draft USING (code)"
    )
    return any(
        connection.row(
            "SELECT 1 FROM json_each(?2) JOIN shown_note ON nr = value WHERE note IN ("
            "   SELECT note FROM draft_claim_evidence"
            "   JOIN draft_claim ON draft_claim.id = claim WHERE touchpoint = ?1"
            "   UNION ALL SELECT note FROM draft_touchpoint_evidence WHERE touchpoint = ?1)",
            (draft, json.dumps([nr for _, notes in json.loads(claims) for nr in notes])),
        )
        is None
        for draft, claims in shown
    )


def take_from_frozen(connection: Connection) -> None:
    """Remember the cards of the maps that were frozen before there was a ledger.

    Of a document that is not as it should be, as much is taken as holds together.
    """
    for document, made_at in connection.rows(
        "SELECT map, made_at FROM frozen_map ORDER BY made_at, id"
    ):
        cards = [card for card in _cards_of(_read(document)) if card.code and card.claims]
        _put(connection, cards, Way.FROZEN, made_at)


def _read(document: str) -> Any:
    try:
        return json.loads(document)
    except ValueError:
        return None


def _cards_of(document: Any) -> Iterator[_Card]:
    """Yield the cards of a map's document, of any version."""
    for stage in _records(document, "stages"):
        for card in _records(stage, "cards"):
            claims = [
                (str(claim.get("code") or ""), notes)
                for lane in _records(card, "lanes")
                for claim in (*_records(lane, "claims"), *_records(lane, "points"))
                if (notes := [str(note.get("id")) for note in _records(claim, "notes")])
            ]
            code, title = (str(card.get(name) or "") for name in ("code", "title"))
            where = stage.get("id")
            yield _Card(code, str(card.get("id")), title, str(where) if where else None, claims)


def _records(holder: Any, key: str) -> Iterator[dict[str, Any]]:
    items = holder.get(key) if isinstance(holder, dict) else None
    held = items if isinstance(items, list) else []
    return (item for item in held if isinstance(item, dict))
