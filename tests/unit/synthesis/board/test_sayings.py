"""Which notes may share a claim unasked: one kind, side, feeling, way of telling, no opposites."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.records import EvidenceStance, Kind
from synthesis.board.sayings import Saying, apart, in_claims, may_join
from synthesis.board.standing import Side
from synthesis.grouping.group import Places

SAID = Saying(Kind.PAIN, Side.CUSTOMER, -1, "the form is long", "n", (("t", EvidenceStance.FOR),))


def alike(count: int) -> Places:
    """Return places of notes that are all but the same."""
    rows = np.ones((count, 3)) + np.arange(count)[:, None] * 1e-3
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return Places(tuple(f"{at:03}" for at in range(count)), np.arange(count), rows.astype("f4"))


@pytest.mark.parametrize(
    ("other", "may"),
    [
        (SAID, True),
        (replace(SAID, kind=Kind.NEED), False),
        (replace(SAID, side=Side.INSIDE), False),
        (replace(SAID, side=Side.DATA), True),
        (replace(SAID, feeling=0), True),
        (replace(SAID, feeling=1), False),
        (replace(SAID, text="the form is short"), False),
        (replace(SAID, text="why is the form long"), False),
        (replace(SAID, text="would be long if the form had more"), False),
        (replace(SAID, bears=(("x", EvidenceStance.FOR),)), True),
        (replace(SAID, bears=(("n", EvidenceStance.AGAINST),)), False),
        (replace(SAID, bears=(("t", EvidenceStance.AGAINST),)), False),
    ],
)
def test_a_claim_is_of_one_kind_one_side_and_one_feeling(other: Saying, may: bool) -> None:
    assert SAID.may_share(other) is other.may_share(SAID) is may


sayings = st.lists(
    st.builds(
        Saying,
        st.just(Kind.PAIN),
        st.sampled_from((Side.CUSTOMER, Side.INSIDE, Side.DATA)),
        st.sampled_from((-1, 0, 1)),
        st.sampled_from(("easy to find", "hard to find", "it is there", "useful", "useless")),
    ),
    min_size=1,
    max_size=14,
)


@given(sayings)
def test_no_claim_holds_what_may_not_share_one(said: Sequence[Saying]) -> None:
    where = alike(len(said))
    for parts in (
        in_claims(where, said, range(len(said))),
        apart(where, said, list(range(len(said)))),
    ):
        assert sorted(at for part in parts for at in part) == list(range(len(said)))
        for part in parts:
            assert all(said[a].may_share(said[b]) for a, b in combinations(part, 2))


@given(sayings, st.randoms(use_true_random=False))
def test_the_order_of_notes_makes_no_other_claims(said: Sequence[Saying], random: object) -> None:
    where = alike(len(said))
    order = list(range(len(said)))
    random.shuffle(order)  # type: ignore[attr-defined]
    claims = {frozenset(claim) for claim in in_claims(where, said, order)}
    assert claims == {frozenset(claim) for claim in in_claims(where, said, range(len(said)))}


def test_what_customers_say_is_grouped_as_if_nobody_inside_had_spoken() -> None:
    said = [SAID, SAID, replace(SAID, side=Side.INSIDE), SAID]
    where = alike(4)
    claims = in_claims(where, said, range(4))
    assert {frozenset(claim) for claim in claims} == {frozenset((0, 1, 3)), frozenset((2,))}
    alone = in_claims(where, said, [0, 1, 3])
    assert {frozenset(claim) for claim in alone} == {frozenset((0, 1, 3))}


def test_what_was_observed_joins_the_claim_that_it_is_most_like() -> None:
    said = [SAID, replace(SAID, side=Side.DATA), replace(SAID, side=Side.DATA, kind=Kind.NEED)]
    assert may_join(said[1], [SAID])
    assert [set(claim) for claim in in_claims(alike(3), said, [0, 1])] == [{0, 1}]
