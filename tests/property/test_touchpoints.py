"""Drafts over any project: nothing lost, nothing doubled, people's cards and codes as they were."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from data.records import (
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
)
from synthesis.board.drafts import Drafts, carried, draft
from synthesis.board.ground import Placed, evidence_of
from synthesis.grouping.group import places
from synthesis.titles.titles import NamingGroup, Title

AT = datetime(2026, 3, 2, tzinfo=UTC)
STAGES = tuple(Stage(StageId(name), name, name.title()) for name in ("ask", "wait", "after"))


class Themes:
    """Vectors by the text's first word, with noise by the whole text; no encoder needed."""

    def of(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.array([self._row(text) for text in texts], dtype=np.float32).reshape(-1, 384)
        length = np.linalg.norm(rows, axis=1, keepdims=True)
        scaled: NDArray[np.float32] = (rows / np.maximum(length, 1e-9)).astype(np.float32)
        return scaled

    def _row(self, text: str) -> NDArray[np.float64]:
        theme = sum(map(ord, (text.split() or [""])[0]))
        noise = sum(n * ord(letter) for n, letter in enumerate(text, 1))
        row = np.random.RandomState(theme).randn(384)
        return row + 0.7 * np.random.RandomState(noise % 2**31).randn(384)


def themed(texts: Sequence[str]) -> Placed:
    rows = Themes().of(texts)
    return rows, places(texts, rows)


def titles(groups: Sequence[NamingGroup], *, taken: Collection[str]) -> list[Title]:
    return [Title(min(group.texts)) for group in groups]


class Desk:
    def __init__(self) -> None:
        self.ids = count()
        self.codes = count(1)

    def draft(self, snapshot: Snapshot, dial: float) -> Drafts:
        return draft(
            snapshot,
            themed,
            titles,
            dial,
            lambda: f"id{next(self.ids)}",
            lambda number: [f"T{next(self.codes)}" for _ in range(number)],
        )


word = st.sampled_from(["phone", "form", "soup", "park", "late", "kind"])
text = st.lists(word, max_size=4).map(" ".join)
stage = st.sampled_from([*(s.id for s in STAGES), None])
kind = st.sampled_from([None, Kind.PAIN, Kind.IDEA, Kind.MEMO])
rows = st.lists(st.tuples(text, stage, kind), max_size=30)
dial = st.sampled_from([0.0, 0.3, 0.5, 0.8, 1.0])


def project(some: Sequence[tuple[str, StageId | None, Kind | None]]) -> Snapshot:
    session = Session(SessionId("s"), "Talk", SessionKind.CUSTOMER_INTERVIEW, AT)
    return Snapshot(
        ProjectInfo("P"),
        stages=STAGES,
        sessions=(session,),
        notes=tuple(
            Note(NoteId(f"n{at:02}"), session.id, words, AT, kind=k, stage=s)
            for at, (words, s, k) in enumerate(some)
        ),
    )


def lying(drafts: Drafts) -> list[str]:
    """Return the notes of all cards and what is single."""
    on_cards = [e.note for card in drafts.touchpoints for p in card.claims for e in p.evidence]
    return sorted([*on_cards, *(one.note for one in drafts.singles)])


@given(rows, dial)
@settings(max_examples=60, deadline=None)
def test_every_note_lies_once_in_its_stage_and_kind(
    some: list[tuple[str, StageId | None, Kind | None]], turn: float
) -> None:
    snapshot = project(some)
    by_id = {note.id: note for note in snapshot.notes}
    drafts = Desk().draft(snapshot, turn)
    assert lying(drafts) == [n.id for n in snapshot.notes if n.is_evidence]
    assert all(by_id[one.note].stage == one.stage for one in drafts.singles)
    assert all(len(evidence_of(card)) > 1 for card in drafts.touchpoints)
    for card in drafts.touchpoints:
        assert {by_id[note].stage for note in evidence_of(card)} == {card.stage}
        for claim in card.claims:
            assert {by_id[e.note].kind for e in claim.evidence} == {claim.kind}
            assert claim.quote in {e.note for e in claim.evidence}


@given(rows, st.lists(st.tuples(dial, st.integers(0, 5), st.integers(0, 8)), max_size=5))
@settings(max_examples=60, deadline=None)
def test_over_any_sitting_codes_stay_with_ids_and_held_cards_stay(
    some: list[tuple[str, StageId | None, Kind | None]], steps: list[tuple[float, int, int]]
) -> None:
    """Dial, hold a card, add notes, again and again."""
    desk, everything = Desk(), project([*some, *some[::-1]])
    snapshot = replace(everything, notes=everything.notes[: len(some)])
    owner: dict[str, str] = {}
    for turn, hold, more in steps:
        drafts = desk.draft(snapshot, turn)
        assert drafts == desk.draft(replace(snapshot, touchpoints=drafts.touchpoints), turn)
        held = [card for card in snapshot.touchpoints if card.held]
        assert [card for card in drafts.touchpoints if card.held] == held
        for card in drafts.touchpoints:
            assert owner.setdefault(card.code, card.id) == card.id
        assert lying(drafts) == [n.id for n in snapshot.notes if n.is_evidence]
        cards = [
            replace(card, held=True) if at == hold else card
            for at, card in enumerate(drafts.touchpoints)
        ]
        snapshot = replace(
            snapshot,
            touchpoints=tuple(cards),
            notes=everything.notes[: len(snapshot.notes) + more],
        )


@given(rows, st.integers(0, 29), dial)
@settings(max_examples=60, deadline=None)
def test_order_of_notes_never_matters(
    some: list[tuple[str, StageId | None, Kind | None]], turn: int, setting: float
) -> None:
    def groups(snapshot: Snapshot) -> set[frozenset[tuple[str, str | None, str | None, str]]]:
        by_id = {note.id: note for note in snapshot.notes}
        return {
            frozenset(
                (by_id[n].text, card.stage, by_id[n].kind, card.title) for n in evidence_of(card)
            )
            for card in Desk().draft(snapshot, setting).touchpoints
        }

    assert groups(project(some)) == groups(project((some[turn:] + some[:turn])[::-1]))


sets = st.lists(
    st.tuples(st.sampled_from("ab"), st.frozensets(st.sampled_from("123456789"), max_size=6)),
    max_size=6,
)


@given(sets, sets)
def test_no_old_name_goes_to_two_and_enough_overlap_always_gets_one(
    old: list[tuple[str, frozenset[str]]], new: list[tuple[str, frozenset[str]]]
) -> None:
    found = carried(old, new)
    assert len(set(found.values())) == len(found)
    for after, before in found.items():
        assert new[after][1] & old[before][1]
    for after, (_, notes) in enumerate(new):
        for before, (_, earlier) in enumerate(old):
            shared = notes & earlier
            if shared and len(shared) * 5 >= len(notes | earlier):
                assert after in found or before in found.values()
