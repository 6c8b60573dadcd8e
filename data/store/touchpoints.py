"""The touchpoints that people hold, and what hangs on them: comments, figures, votes, pairs."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, TypedDict, Unpack

from data.errors import UnknownName, UsageError
from data.records import (
    Basis,
    Comment,
    CommentId,
    CommentKind,
    EvidenceStance,
    Kpi,
    KpiId,
    Link,
    LinkKind,
    LinkLevel,
    NoteId,
    Touchpoint,
    TouchpointId,
    Vote,
)
from data.store import bearings, claim_codes, common, drafts
from data.store.drafts import load_cards, rows_of
from data.store.log import read
from data.store.schema import TABLES
from data.text import clean, code_order, fold, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.store.common import Reader
    from data.store.log import Change

# ruff: noqa: A001


class KpiDetails(TypedDict, total=False):
    """What can be said of a figure beside its name."""

    unit: str
    value: float | None
    target: float | None
    basis: Basis | None


class KpiFields(KpiDetails, total=False):
    """What of a figure can be edited."""

    name: str


def kpis(reader: common.Reader) -> tuple[Kpi, ...]:
    """Every figure, those of a touchpoint in their order."""
    return common.records(reader, Kpi, "kpi", "ORDER BY touchpoint, position, id", basis=Basis)


def add_kpi(
    change: Change, touchpoint: TouchpointId, name: str, **details: Unpack[KpiDetails]
) -> KpiId:
    """Put a figure on a touchpoint, which must be held, behind those that it has.

    Raises:
        UsageError: the name is blank.
    """
    (place,) = change.connection.row(
        "SELECT coalesce(max(position), -1) + 1 FROM kpi WHERE touchpoint = ?", (touchpoint,)
    )
    values: dict[str, object] = {"unit": "", "value": None, "target": None, "basis": None}
    values |= {**details, "name": common.title_of(name, "figure")}
    return KpiId(change.make("kpi", touchpoint=touchpoint, position=place, **values))


def edit_kpi(change: Change, kpi: KpiId, **fields: Unpack[KpiFields]) -> bool:
    """Change a figure; False where nothing is different."""
    values: dict[str, object] = dict(fields)
    if "name" in fields:
        values["name"] = common.title_of(fields["name"], "figure")
    return change.edit("kpi", kpi, **values)


def remove_kpi(change: Change, kpi: KpiId) -> None:
    """Remove a figure."""
    change.remove("kpi", kpi)


def votes(reader: common.Reader) -> tuple[Vote, ...]:
    """Every vote, by touchpoint and voter."""
    return common.records(reader, Vote, "vote", "ORDER BY touchpoint, voter")


def vote(change: Change, touchpoint: TouchpointId, dots: int, voter: str = "") -> int:
    """Give a touchpoint, which must be held, more dots or fewer; return how many it has then.

    ``voter`` is whoever gave them, "" for the room as a whole, and only theirs are counted.

    Raises:
        UsageError: there would be fewer than none.
    """
    voter = one_line(voter)
    before = change.connection.row(
        "SELECT id, dots FROM vote WHERE touchpoint = ? AND voter = ?", (touchpoint, voter)
    )
    count = dots + (int(before[1]) if before is not None else 0)
    if count < 0:
        raise UsageError("No touchpoint can have fewer dots than none: nothing was changed.")
    if before is None and count:
        change.make("vote", touchpoint=touchpoint, voter=voter, dots=count)
    elif before is not None and count:
        change.edit("vote", before[0], dots=count)
    elif before is not None:
        change.remove("vote", before[0])
    return count


def hand_over(change: Change, gone: TouchpointId, into: TouchpointId) -> None:
    """Give the figures and votes of a touchpoint to another, which must be held.

    A figure of a name that the other has already is told apart by a number.
    """
    names = {fold(kpi.name) for kpi in kpis(change) if kpi.touchpoint == into}
    for kpi in [kpi for kpi in kpis(change) if kpi.touchpoint == gone]:
        name, number = kpi.name, 2
        while fold(name) in names:
            name, number = f"{kpi.name} ({number})", number + 1
        names.add(fold(name))
        add_kpi(
            change, into, name, unit=kpi.unit, value=kpi.value, target=kpi.target, basis=kpi.basis
        )
        remove_kpi(change, kpi.id)
    for ballot in [ballot for ballot in votes(change) if ballot.touchpoint == gone]:
        vote(change, into, ballot.dots, ballot.voter)
        vote(change, gone, -ballot.dots, ballot.voter)


def forget_card(change: Change, touchpoint: TouchpointId) -> None:
    """Remove the figures and votes of a touchpoint."""
    for table in ("kpi", "vote"):
        ids = change.connection.rows(f"SELECT id FROM {table} WHERE touchpoint = ?", (touchpoint,))
        change.remove_many(table, (row for (row,) in ids))


def all(reader: common.Reader) -> tuple[Touchpoint, ...]:
    """Drafts and held ones together: by stage, Unplaced last, each stage in its order."""
    cards = [*load_cards(reader.connection, held=True), *load_cards(reader.connection, held=False)]
    stages = reader.connection.rows("SELECT id FROM stage ORDER BY position, id")
    places = {stage: place for place, (stage,) in enumerate([*stages, (None,)])}
    return tuple(
        sorted(cards, key=lambda card: (places[card.stage], card.position, code_order(card.code)))
    )


def get(reader: common.Reader, touchpoint_id: TouchpointId) -> Touchpoint | None:
    """One touchpoint, draft or held, or ``None``."""
    for held in (True, False):
        for card in load_cards(reader.connection, held=held, card=touchpoint_id):
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
    """Make a draft a card that stays: it is logged whole, with its claims and evidence.

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


def put(change: Change, card: Touchpoint) -> None:
    """Store a card exactly as it is given, which makes it held; only what differs is written.

    A draft is logged first as it was, so that undo gives it back; one that is not there is made.
    """
    _put(change, card)
    claim_codes.give(change.connection)


def _put(change: Change, card: Touchpoint) -> None:
    if get(change, card.id) is None:
        for table, values in rows_of(card):
            change.make(table, **values)
        return
    before = _by_key(hold(change, card.id))
    after = _by_key(card)
    gone = before.keys() - after.keys()
    for table in ("claim_evidence", "touchpoint_evidence"):
        for _, key in sorted(one for one in gone if one[0] == table):
            change.remove(table, key)
    for (table, key), values in after.items():
        if (table, key) in before:
            columns = TABLES[table].columns
            change.edit(table, key, **{name: values[name] for name in columns})
        else:
            change.make(table, **values)
    for table, key in sorted(gone):
        if table == "claim":
            change.remove(table, key)


def _by_key(card: Touchpoint) -> dict[tuple[str, str], dict[str, object]]:
    """The rows of a card by table and the id under which the log knows them, parents first."""
    return {
        (table, ":".join(str(values[name]) for name in TABLES[table].key)): values
        for table, values in rows_of(card)
    }


def remove(change: Change, touchpoint_id: TouchpointId) -> None:
    """Remove a held card with its claims, comments, figures and votes; the notes stay, on no card.

    Raises:
        UnknownName: there is no such held card.
    """
    card = get(change, touchpoint_id)
    if card is None or not card.held:
        raise UnknownName(f"There is no touchpoint {touchpoint_id} here: nothing was changed.")
    for (comment,) in change.connection.rows(
        "SELECT id FROM comment WHERE touchpoint = ? ORDER BY at DESC", (touchpoint_id,)
    ):
        change.remove("comment", comment)
    forget_card(change, touchpoint_id)
    for table, key in reversed(_by_key(card)):
        change.remove(table, key)


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
    place_on_card(
        change, note=note_id, touchpoint=touchpoint_id, stance=stance, joined=None, pinned=False
    )
    return True


def place_on_card(change: Change, **row: object) -> None:
    """Put a note on a held card itself, behind the others; the row says all but the position."""
    (last,) = change.connection.row(
        "SELECT coalesce(max(position), -1) FROM touchpoint_evidence WHERE touchpoint = ?",
        (row["touchpoint"],),
    )
    change.make("touchpoint_evidence", **(row | {"position": last + 1}))


def forget_note(change: Change, note_id: NoteId) -> None:
    """Take a note from every card, held or draft; claims that it alone made are removed.

    What hangs on it for its claim, the claim's code and what bears on it, hangs on the most central
    of the claim's other notes from then on.
    """
    connection = change.connection
    bearings.forget_note(change, note_id, pass_code_on(change, note_id))
    drafts.forget_note(connection, note_id)
    for (card,) in connection.rows(
        "SELECT touchpoint FROM touchpoint_evidence WHERE note = ?", (note_id,)
    ):
        change.remove("touchpoint_evidence", f"{note_id}:{card}")
    for (claim,) in connection.rows("SELECT id FROM claim WHERE quote = ?", (note_id,)):
        change.edit("claim", claim, quote=None)
    for (claim,) in connection.rows("SELECT claim FROM claim_evidence WHERE note = ?", (note_id,)):
        change.remove("claim_evidence", f"{note_id}:{claim}")
        if connection.row("SELECT 1 FROM claim_evidence WHERE claim = ?", (claim,)) is None:
            change.remove("claim", claim)


def pass_code_on(change: Change, note_id: NoteId, but: Sequence[NoteId] = ()) -> NoteId | None:
    """Let the code of a note that leaves its claim hang on the one that stands for it then.

    ``but`` are notes that leave with it.  Returns that one, ``None`` where the claim has no other.
    """
    heir = _heir_of(change, note_id, but)
    if heir is not None:
        claim_codes.hand_over(change.connection, note_id, heir)
    return heir


def _heir_of(change: Change, note_id: NoteId, but: Sequence[NoteId]) -> NoteId | None:
    """The note that stands for the claim of another when that one goes: the quoted, else the next.

    The notes of a claim stand with the most central first.
    """
    for draft in ("", "draft_"):
        row = change.connection.row(
            f"SELECT other.note FROM {draft}claim_evidence own"
            f" JOIN {draft}claim_evidence other ON other.claim = own.claim"
            f" JOIN {draft}claim ON id = own.claim"
            " WHERE own.note = ?1 AND other.note <> ?1"
            " AND other.note NOT IN (SELECT value FROM json_each(?2))"
            " ORDER BY other.note IS NOT quote, other.position LIMIT 1",
            (note_id, json.dumps(list(but))),
        )
        if row is not None:
            return NoteId(row[0])
    return None


def all_comments(reader: Reader, touchpoint_id: TouchpointId | None = None) -> tuple[Comment, ...]:
    """The comments of the project, or of one touchpoint, in the order of their time."""
    where = "" if touchpoint_id is None else "WHERE touchpoint = ?"
    return common.records(
        reader,
        Comment,
        "comment",
        f"{where} ORDER BY at, id",
        () if touchpoint_id is None else (touchpoint_id,),
        kind=CommentKind,
        at=datetime.fromisoformat,
        closed=bool,
    )


def add_comment(
    change: Change,
    touchpoint_id: TouchpointId,
    text: str,
    *,
    kind: CommentKind = CommentKind.COMMENT,
    author: str = "",
) -> CommentId:
    """Say something about a touchpoint, which makes it held.

    Raises:
        UsageError: the text is blank.
        UnknownName: there is no such touchpoint.
    """
    if not text.strip():
        raise UsageError("A comment needs some text: nothing was stored.")
    hold(change, touchpoint_id)
    made = change.make(
        "comment",
        touchpoint=touchpoint_id,
        kind=kind,
        author=author.strip(),
        text=clean(text)[0],
        at=change.at,
        answer="",
        closed=False,
    )
    return CommentId(made)


def edit_comment(
    change: Change,
    comment_id: CommentId,
    *,
    answer: str | None = None,
    closed: bool | None = None,
    touchpoint: TouchpointId | None = None,
) -> bool:
    """Answer a comment, close or open it, or put it on another card; False if nothing differs."""
    given = {"answer": answer, "closed": closed, "touchpoint": touchpoint}
    fields = {name: value for name, value in given.items() if value is not None}
    return change.edit("comment", comment_id, **fields)


def all_links(reader: Reader) -> tuple[Link, ...]:
    """Every link, in the order of the notes' ids."""
    order = "ORDER BY first, second, level"
    return common.records(reader, Link, "link", order, kind=LinkKind, level=LinkLevel)


def put_link(change: Change, link: Link) -> bool:
    """Decide about two notes, in place of what was decided at that level; False if the same."""
    return change.put(
        "link", first=link.first, second=link.second, level=link.level, kind=link.kind
    )


def remove_link(change: Change, link: Link) -> bool:
    """Take a decision back; False where it does not stand."""
    key = f"{link.first}:{link.second}:{link.level}"
    if read(change.connection, "link", key) is None:
        return False
    change.remove("link", key)
    return True


def forget_links_of(change: Change, note_id: NoteId) -> None:
    """Remove every link of a note that goes."""
    for first, second, level in change.connection.rows(
        "SELECT first, second, level FROM link WHERE first = ?1 OR second = ?1", (note_id,)
    ):
        change.remove("link", f"{first}:{second}:{level}")


def answered(reader: Reader) -> frozenset[str]:
    """The questions that need not be asked again."""
    return frozenset(one for (one,) in reader.connection.rows("SELECT question FROM answer"))


def answer(change: Change, question: str, *, yes: bool) -> None:
    """Remember what somebody answered; a later answer takes the earlier one's place."""
    change.put("answer", question=question, yes=yes)


def take_back_answer(change: Change, question: str) -> bool:
    """Forget what somebody answered; False where nobody did."""
    if read(change.connection, "answer", question) is None:
        return False
    change.remove("answer", question)
    return True
