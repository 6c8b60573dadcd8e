"""What is put for and against claims: the order of saying, of notes and of cuts never matters."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from data.records import EvidenceStance, NoteId, Snapshot
from synthesis.board import bearings
from synthesis.board.ground import Ground
from synthesis.board.standing import Voice
from tests.property.test_board import Sitting, picks, remark
from tests.property.test_touchpoints import project

AGAINST = EvidenceStance.AGAINST

said = st.lists(st.tuples(picks, picks, st.booleans()), max_size=6)


def sitting(some: list[Any]) -> Sitting:
    return Sitting(project([(f"{w} {at}", s, k) for at, (w, s, k) in enumerate(some)]))


def note(snapshot: Snapshot, pick: int) -> NoteId:
    there = [one.id for one in snapshot.notes if one.is_evidence]
    return there[pick % len(there)]


def say(board: Sitting, acts: list[tuple[int, int, bool]]) -> None:
    for pick, other, whole in acts:
        speaker, on = note(board.snapshot, pick), note(board.snapshot, other)
        notes, claims = ([], [speaker]) if whole else ([speaker], [])
        board.do(partial(bearings.bear, notes=notes, on=on, stance=AGAINST, whole=claims))


def heard(ground: Ground) -> dict[frozenset[str], frozenset[Voice]]:
    """Who speaks for and against each claim, which is known by its notes."""
    return {
        frozenset(own.note for own in claim.evidence): ground.hearing.voices(claim.evidence)
        for card in ground.cards.values()
        for claim in card.claims
    }


@given(st.lists(remark, min_size=2, max_size=12), said, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_in_which_it_is_said_and_read_never_matters(
    some: list[Any], acts: list[tuple[int, int, bool]], chance: Any
) -> None:
    board, other = sitting(some), sitting(some)
    say(board, acts)
    shuffled = list(acts)
    chance.shuffle(shuffled)
    say(other, shuffled)
    assert heard(board.ground()) == heard(other.ground())
    stored = list(board.snapshot.bearings)
    chance.shuffle(stored)
    other.snapshot = replace(board.snapshot, bearings=tuple(stored))
    assert heard(board.ground()) == heard(other.ground())


@given(st.lists(remark, min_size=2, max_size=12), said, st.sampled_from([0.0, 0.3, 0.8, 1.0]))
@settings(max_examples=40, deadline=None)
def test_no_cut_loses_what_was_said_and_who_speaks_stays_on_their_own_claim(
    some: list[Any], acts: list[tuple[int, int, bool]], dial: float
) -> None:
    board = sitting(some)
    cards = board.snapshot.touchpoints
    say(board, acts)
    assert board.snapshot.touchpoints == cards
    before = board.snapshot.bearings
    under = board.ground().claim_of
    assert all(under[one.note].id != under[one.target].id for one in before)
    board.cut_again(dial)
    board.keep_up()
    assert board.snapshot.bearings == before


@given(st.lists(remark, min_size=2, max_size=12), said)
@settings(max_examples=40, deadline=None)
def test_releasing_a_claim_takes_back_all_that_was_said_of_it_and_nothing_else(
    some: list[Any], acts: list[tuple[int, int, bool]]
) -> None:
    board = sitting(some)
    say(board, acts)
    under = board.ground().claim_of
    for on in {one.target for one in board.snapshot.bearings}:
        before = board.snapshot.bearings
        of = {own.note for own in under[on].evidence}
        if any(one.target in of for one in before):
            assert board.do(partial(bearings.take_back, notes=[], on=on)) is not None
        assert board.snapshot.bearings == tuple(one for one in before if one.target not in of)
