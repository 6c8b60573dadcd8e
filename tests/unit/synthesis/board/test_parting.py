"""Notes that are never to lie together part with all that is always together with them."""

from __future__ import annotations

from data.records import ClaimId, Link, LinkKind
from synthesis.board import acts
from synthesis.board.ground import broken, evidence_of
from tests.unit.drafting import ASK, Desk
from tests.unit.synthesis.board.test_ground_waking import (
    C0,
    N0,
    N1,
    N2,
    N3,
    board,
    card,
    on_cards,
    together,
)


def test_a_note_that_parts_takes_along_what_is_always_together_with_it() -> None:
    tied = together(N1, N2)
    snapshot = board([card(C0, ASK, (N0,), (N1,), (N2,), (N3,))], tied)
    effect = acts.link_notes(Desk().ground(snapshot), Link.between(N0, N1, LinkKind.APART))
    (stays, goes) = sorted(effect.after, key=lambda one: one.id != C0)
    assert set(evidence_of(stays)) == {N0, N3}
    assert set(evidence_of(goes)) == {N1, N2}
    assert (effect.singles, effect.unlinked) == ((), ())


def test_a_note_that_parts_alone_is_single() -> None:
    snapshot = board([card(C0, ASK, (N0,), (N1,), (N2,), (N3,))])
    effect = acts.link_notes(Desk().ground(snapshot), Link.between(N0, N1, LinkKind.APART))
    assert on_cards(effect) == {C0: {N0, N2, N3}}
    assert [one.note for one in effect.singles] == [N1]


def test_a_claim_that_parts_takes_along_what_is_always_together_with_it() -> None:
    tied = together(N1, N3)
    snapshot = board([card(C0, ASK, (N0,), (N1,), (N2,), (N3,))], tied)
    effect = acts.part_claims(
        Desk().ground(snapshot), ClaimId(f"claim {N0}"), ClaimId(f"claim {N1}")
    )
    assert {N1, N3} in [set(evidence_of(one)) for one in effect.after]
    assert (effect.singles, effect.unlinked) == ((), ())
    assert broken([tied, *effect.links], effect.after) == []


def test_a_single_remark_keeps_no_decision_to_lie_with_what_is_on_a_card() -> None:
    tied, cards = together(N0, N1), [card(C0, ASK, (N0,))]
    assert broken([tied], cards, {N1}) == [tied]
    assert broken([tied], cards) == []
    assert broken([Link.between(N0, N1, LinkKind.APART)], cards, {N1}) == []
