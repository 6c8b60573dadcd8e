"""What is put for and against a claim of several notes, whichever of them it hangs on."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from data.records import (
    Bearing,
    Claim,
    ClaimId,
    Evidence,
    EvidenceStance,
    Kind,
    NoteId,
    Snapshot,
    Touchpoint,
    TouchpointId,
)
from synthesis.board import bearings
from synthesis.board.ground import CannotError, Ground, lying
from synthesis.board.queue import About, Answer, Question, answer, yes_or_no
from tests.property.test_board import Sitting
from tests.property.test_touchpoints import STAGES, project, themed

FOR, AGAINST = EvidenceStance.FOR, EvidenceStance.AGAINST
A, B, C, D = (NoteId(f"n{at:02}") for at in range(4))


@pytest.fixture
def board() -> Sitting:
    """One draft card: a claim of two notes, and two claims of one each."""
    made = Sitting(project([(f"remark {at}", STAGES[0].id, Kind.PAIN) for at in range(4)]))
    claims = tuple(
        Claim(ClaimId(f"c{at}"), Kind.PAIN, "x", some[0], (), tuple(map(Evidence, some)), f"C0{at}")
        for at, some in enumerate(((A, B), (C,), (D,)), 1)
    )
    card = Touchpoint(TouchpointId("t"), "T01", STAGES[0].id, "Card", claims=claims)
    made.snapshot = replace(made.snapshot, touchpoints=(card,))
    return made


def say(board: Sitting, note: NoteId, on: NoteId, stance: EvidenceStance) -> None:
    effect = board.do(partial(bearings.bear, notes=[note], on=on, stance=stance))
    assert effect is not None


def said(snapshot: Snapshot) -> set[Bearing]:
    return set(snapshot.bearings)


def test_what_is_said_otherwise_of_a_claim_takes_the_place_of_it_on_any_note(
    board: Sitting,
) -> None:
    say(board, C, B, FOR)
    assert said(board.snapshot) == {Bearing(C, B, FOR)}, "it hangs on the note that was named"
    say(board, C, A, FOR)
    assert said(board.snapshot) == {Bearing(C, B, FOR)}, "that was said of this claim already"
    say(board, C, A, AGAINST)
    assert said(board.snapshot) == {Bearing(C, A, AGAINST)}
    say(board, D, B, AGAINST)
    effect = board.do(partial(bearings.take_back, notes=[], on=A))
    assert effect is not None
    assert said(board.snapshot) == set()


def test_a_whole_claim_is_each_of_its_notes_and_opposed_both_ways(board: Sitting) -> None:
    act = partial(bearings.bear, notes=[D], on=C, stance=AGAINST, whole=[B])
    effect = board.do(act)
    assert effect is not None
    assert said(board.snapshot) == {
        Bearing(D, C, AGAINST), Bearing(A, C, AGAINST), Bearing(B, C, AGAINST),
        Bearing(C, A, AGAINST),
    }  # fmt: skip
    effect = board.do(partial(bearings.take_back, notes=[], on=C, whole=[A]))
    assert effect is not None
    assert said(board.snapshot) == {Bearing(D, C, AGAINST)}, "a single remark stays"


def test_a_yes_to_the_queue_gives_the_note_a_claim_of_its_own(board: Sitting) -> None:
    replies = yes_or_no("yes", "no")
    question = Question("against n01 n00", About.MEANT, "?", (B, A), replies, 1.0)
    effect = board.do(partial(answer, question=question, reply=Answer.YES))
    assert effect is not None
    assert said(board.snapshot) == {Bearing(B, A, AGAINST)}
    _, under = lying(board.snapshot.touchpoints)
    assert under[A].id != under[B].id
    assert [own.note for own in under[B].evidence] == [B]
    assert under[B].evidence[0].stance is FOR
    (card,) = board.snapshot.touchpoints
    assert card.held, "a later cut would bring them together"


def test_what_says_nothing_any_more_is_loose_and_says_why(board: Sitting) -> None:
    say(board, C, A, AGAINST)
    say(board, D, A, FOR)

    def why(snapshot: Snapshot) -> list[str]:
        ground = Ground(snapshot, themed, board.new_id)
        return sorted(reason for _, reason in bearings.loose(ground))

    assert why(board.snapshot) == []
    (card,) = board.snapshot.touchpoints
    first, second, third = card.claims
    joined = replace(first, evidence=(*first.evidence, *second.evidence, *third.evidence))
    together = replace(board.snapshot, touchpoints=(replace(card, claims=(joined,)),))
    assert why(together) == ["both are one claim now"], "what is for its own claim harms nothing"
    gone = replace(board.snapshot, touchpoints=(replace(card, claims=(second, third)),))
    assert why(gone) == ["what it was said of is on no claim"] * 2

    def but(note: NoteId, **fields: object) -> Snapshot:
        some = tuple(
            replace(one, **fields) if one.id == note else one  # type: ignore[arg-type]
            for one in board.snapshot.notes
        )
        return replace(board.snapshot, notes=some)

    assert why(but(A, set_aside=True)) == ["what it was said of is set aside"] * 2
    assert why(but(A, kind=Kind.MEMO)) == ["what it was said of is a memo"] * 2
    assert why(but(C, kind=Kind.ASK)) == ["the remark is a question of our own"]


def test_nothing_is_put_for_or_against_what_is_on_no_claim(board: Sitting) -> None:
    (card,) = board.snapshot.touchpoints
    on_no_claim = replace(card, claims=card.claims[1:])
    bare = replace(board.snapshot, touchpoints=(on_no_claim,), singles=())
    ground = Ground(bare, themed, board.new_id)
    with pytest.raises(CannotError, match="on no claim yet"):
        bearings.bear(ground, [C], A, AGAINST)
    with pytest.raises(CannotError, match="No remark is named"):
        bearings.bear(ground, [], C, AGAINST)
    assert bearings.bear(ground, [A], C, AGAINST).bearings == (Bearing(A, C, AGAINST),)
