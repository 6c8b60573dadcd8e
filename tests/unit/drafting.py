"""A small clinic for the tests of drafting: two stages, real remarks, titles without a titler."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

from data.records import (
    Channel,
    ChannelId,
    Kind,
    Note,
    NoteId,
    ProjectInfo,
    Session,
    SessionId,
    SessionKind,
    Snapshot,
    Stage,
    StageId,
    Touchpoint,
)
from synthesis.board.drafts import Drafts, draft
from synthesis.board.ground import Ground, Placed, evidence_of
from synthesis.grouping.encode import Vectors
from synthesis.grouping.group import places
from synthesis.titles.titles import NamingGroup, Title

ASK, WAIT = StageId("ask"), StageId("wait")
PHONE = ChannelId("phone")
VECTORS = Vectors()
START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def place(texts: Sequence[str]) -> Placed:
    rows = VECTORS.of(texts)
    return rows, places(texts, rows, own=True)


Row = tuple[StageId | None, Kind | None, str]

ROWS: list[Row] = [
    (WAIT, Kind.PAIN, "The phone rings out all morning"),
    (WAIT, Kind.PAIN, "Nobody answers the phone"),
    (WAIT, Kind.PAIN, "I rang five times and no one picked up"),
    (WAIT, Kind.PAIN, "Calls are never answered before noon"),
    (WAIT, Kind.ACTIVITY, "They phone us every day to chase their case"),
    (WAIT, Kind.IDEA, "Let the phone say how long the queue is"),
    (WAIT, Kind.PAIN, "Nowhere to park the car"),
    (WAIT, Kind.PAIN, "The car park is full by eight"),
    (WAIT, None, "Parking costs more than the visit"),
    (WAIT, None, "We drove round for half an hour to find a parking space"),
    (WAIT, Kind.MEMO, "Ask Maria about the phone rota"),
    (WAIT, Kind.ASK, "How many calls do we miss?"),
    (ASK, Kind.PAIN, "The form asks for the same details twice"),
    (ASK, Kind.PAIN, "Why do I fill in my address on every form"),
    (ASK, Kind.QUESTION, "Which form do I need?"),
    (ASK, Kind.GAIN, "The lady at the desk filled in the form with me"),
    (None, Kind.PAIN, "The soup was cold"),
    (None, Kind.PAIN, "Food arrived cold and late"),
]


def note(number: int, row: Row, **fields: object) -> Note:
    stage, kind, text = row
    made = Note(
        NoteId(f"n{number:02}"), SessionId("s"), text, START + timedelta(minutes=number), kind
    )
    return replace(made, stage=stage, respondent=f"row {number}", **fields)  # type: ignore[arg-type]


def project(rows: Sequence[Row] = ROWS, touchpoints: Sequence[Touchpoint] = ()) -> Snapshot:
    return Snapshot(
        ProjectInfo("Clinic"),
        stages=(Stage(ASK, "ask", "Ask"), Stage(WAIT, "wait", "Wait", position=1)),
        channels=(Channel(PHONE, "phone"),),
        sessions=(Session(SessionId("s"), "Survey", SessionKind.CUSTOMER_INTERVIEW, START),),
        notes=tuple(note(number, row) for number, row in enumerate(rows)),
        touchpoints=tuple(touchpoints),
    )


def plain_titles(groups: Sequence[NamingGroup], *, taken: Collection[str]) -> list[Title]:
    """Name each group by the first of its texts in the alphabet."""
    return [Title(f"card: {min(group.texts)}") for group in groups]


class Desk:
    """Ids and codes, counted."""

    def __init__(self) -> None:
        self.ids = count(1)
        self.codes = count(1)
        self.made_ids = 0
        self.made_codes = 0

    def new_id(self) -> str:
        self.made_ids += 1
        return f"id {next(self.ids)}"

    def new_codes(self, number: int) -> list[str]:
        self.made_codes += number
        return [f"T{next(self.codes):02}" for _ in range(number)]

    def ground(self, snapshot: Snapshot) -> Ground:
        return Ground(snapshot, place, self.new_id)

    def draft(
        self,
        snapshot: Snapshot,
        dial: float = 0.5,
        titles: Callable[..., list[Title]] = plain_titles,
    ) -> Drafts:
        return draft(snapshot, place, titles, dial, self.new_id, self.new_codes)


def texts_of(snapshot: Snapshot, card: Touchpoint) -> set[str]:
    return {note.text for note in snapshot.notes if note.id in evidence_of(card)}


def with_drafts(snapshot: Snapshot, drafts: Drafts) -> Snapshot:
    return replace(snapshot, touchpoints=drafts.touchpoints, singles=drafts.singles)


def card_with(snapshot: Snapshot, cards: Sequence[Touchpoint], text: str) -> Touchpoint:
    return next(card for card in cards if text in texts_of(snapshot, card))
