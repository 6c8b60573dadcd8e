"""Decisions of notes that lay at two stages hold from the act on that brings these to one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.records import (
    Claim,
    ClaimId,
    Decision,
    Evidence,
    Kind,
    Link,
    LinkKind,
    LinkLevel,
    NoteId,
    Snapshot,
    StageId,
    Touchpoint,
    TouchpointId,
)
from synthesis.board import acts
from synthesis.board.ground import ClashError, Effect, broken, evidence_of
from tests.unit.drafting import ASK, WAIT, Desk, Row, project

TEXTS = ("Nobody answers", "The form is long", "The soup was cold", "Parking is dear")
N0, N1, N2, N3 = (NoteId(f"n{number:02}") for number in range(4))
C0, C1, C2 = (TouchpointId(f"c{number}") for number in range(3))


def card(
    id_: TouchpointId, stage: StageId, *claims: tuple[NoteId, ...], held: bool = False
) -> Touchpoint:
    """Return a card whose claims hold these notes."""
    made = tuple(
        Claim(ClaimId(f"claim {some[0]}"), Kind.PAIN, "Claim", some[0], (), (*map(Evidence, some),))
        for some in claims
    )
    return Touchpoint(id_, id_.upper(), stage, f"Card {id_}", claims=made, held=held)


def board(cards: list[Touchpoint], *links: Link) -> Snapshot:
    stage = {note: one.stage for one in cards for note in evidence_of(one)}
    rows: list[Row] = [
        (stage.get(NoteId(f"n{at:02}"), ASK), Kind.PAIN, text) for at, text in enumerate(TEXTS)
    ]
    return replace(project(rows, cards), links=links)


def together(a: NoteId, b: NoteId, level: LinkLevel = LinkLevel.CARD) -> Link:
    return Link.between(a, b, LinkKind.TOGETHER, level)


def on_cards(effect: Effect) -> dict[TouchpointId, set[NoteId]]:
    return {one.id: set(evidence_of(one)) for one in effect.after}


def test_claims_decided_to_be_one_are_one_where_their_cards_are_merged() -> None:
    link = together(N0, N2, LinkLevel.CLAIM)
    snapshot = board([card(C0, ASK, (N0, N1), held=True), card(C1, WAIT, (N2,), (N3,))], link)
    effect = acts.merge(Desk().ground(snapshot), [C0, C1])
    (merged,) = effect.after
    assert [{one.note for one in claim.evidence} for claim in merged.claims] == [{N0, N1, N2}, {N3}]
    assert "As decided, “Nobody answers” and “The soup was cold” always share a claim." in (
        effect.told
    )


def test_a_card_at_another_stage_is_joined_by_what_is_to_lie_with_its_notes() -> None:
    cards = [card(C0, ASK, (N0,)), card(C1, WAIT, (N1, N2), (N3,))]
    snapshot = board(cards, together(N0, N1), together(N1, N2))
    effect = acts.to_stage(Desk().ground(snapshot), [C0], WAIT)
    assert on_cards(effect) == {C0: {N0, N1, N2}, C1: {N3}}
    assert effect.unlinked == ()


def test_what_two_held_cards_cannot_keep_is_taken_back_where_one_changes_its_stage() -> None:
    link = together(N0, N1)
    snapshot = board([card(C0, ASK, (N0,)), card(C1, WAIT, (N1,), held=True)], link)
    for effect in (
        acts.to_stage(Desk().ground(snapshot), [C0], WAIT),
        acts.describe(Desk().ground(snapshot), C0, stage=WAIT),
    ):
        assert on_cards(effect) == {C0: {N0}}
        assert effect.unlinked == (link,)
        assert any(one.startswith("Taken back: ") for one in effect.told)


def test_a_merge_that_wakes_what_a_third_card_cannot_keep_is_done_only_anyway() -> None:
    link = together(N0, N1)
    cards = [card(C0, ASK, (N0,)), card(C1, WAIT, (N1,), held=True), card(C2, WAIT, (N2,))]
    ground = Desk().ground(board(cards, link))
    with pytest.raises(ClashError, match="always share a card"):
        acts.merge(ground, [C2, C0])
    assert acts.merge(ground, [C2, C0], anyway=True).unlinked == (link,)


def test_no_card_that_is_held_loses_a_note_to_a_decision_that_wakes() -> None:
    link, apart = together(N0, N2), Link.between(N1, N2, LinkKind.APART)
    snapshot = board([card(C0, ASK, (N0,), (N1,)), card(C1, WAIT, (N2,))], link, apart)
    effect = acts.to_stage(Desk().ground(snapshot), [C0], WAIT)
    assert on_cards(effect) == {C0: {N0, N1}}
    assert effect.unlinked == (link,)
    assert broken([apart], effect.after) == []


def test_a_card_without_notes_goes_too_where_it_is_merged() -> None:
    empty = replace(card(C1, ASK, held=True), decision=Decision.ACCEPTED)
    effect = acts.merge(Desk().ground(board([card(C0, ASK, (N0,)), empty])), [C0, C1])
    assert [one.id for one in effect.before] == [C0, C1]
    assert [one.id for one in effect.after] == [C0]
    assert effect.merged == ((C1, C0),)
