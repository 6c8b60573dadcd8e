"""Guessing what a remark belongs to: by what is said of it, by what is tagged, and how surely."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from data.errors import Cancelled
from data.records import Stage, StageId
from synthesis import suggest
from synthesis.suggest import meanings, words_of

if TYPE_CHECKING:
    from numpy.typing import NDArray


def clouds(each: int, spread: float, seed: int = 0) -> tuple[NDArray[np.float32], list[int]]:
    """Unit rows around three directions, and the direction of each."""
    dice = np.random.default_rng(seed)
    rows = dice.normal(0, spread / np.sqrt(384), (3 * each, 384))
    which = [at % 3 for at in range(3 * each)]
    rows[np.arange(3 * each), which] += 1
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows.astype(np.float32), which


def said(*columns: int) -> list[NDArray[np.float32]]:
    """Options that say of themselves one of the three directions each."""
    return [np.eye(384, dtype=np.float32)[[column]] for column in columns]


def test_before_anything_is_tagged_resemblance_decides() -> None:
    rows, which = clouds(20, 1.0)
    near = suggest.resemblance(rows, said(0, 1, 2))
    chances = suggest.learn(rows[:0], near[:0], []).chances(rows, near)
    assert chances.shape == (60, 3)
    assert np.allclose(chances.sum(axis=1), 1 - suggest.RESERVE)
    more = suggest.learn(rows[:30], near[:30], which[:30]).chances(rows, near)
    assert np.all(more.sum(axis=1) > chances.sum(axis=1) + suggest.RESERVE / 2)
    assert list(chances.argmax(axis=1)) == which


def test_what_is_tagged_wins_over_what_a_stage_says_of_itself() -> None:
    rows, which = clouds(40, 1.0)
    near = suggest.resemblance(rows, said(1, 2, 0))  # people use the stages otherwise
    known = list(range(60))
    judge = suggest.learn(rows[known], near[known], [which[at] for at in known])
    assert list(judge.chances(rows[60:], near[60:]).argmax(axis=1)) == which[60:]
    assert judge.trust < suggest.TRUST


def test_options_that_say_nothing_are_near_nothing() -> None:
    rows, _ = clouds(5, 1.0)
    assert not suggest.resemblance(rows, [rows[:0], rows[:0]]).any()
    near = suggest.resemblance(rows, [*said(0), rows[:0]])
    assert near[:, 0].any()
    assert not near[:, 1].any()


def test_chances_come_true_where_remarks_are_hard_to_tell_apart() -> None:
    """Half of the tags are dice: no chance far above a half may be claimed."""
    rows, which = clouds(100, 0.5)
    dice = np.random.default_rng(1)
    truth = [int(dice.integers(3)) if dice.random() < 0.5 else one for one in which]
    near = suggest.resemblance(rows, said(0, 1, 2))
    judge = suggest.learn(rows[:200], near[:200], truth[:200])
    chances = judge.chances(rows[200:], near[200:])
    right = float((chances.argmax(axis=1) == np.array(truth[200:])).mean())
    assert 0.5 < right < 0.85
    assert abs(float(chances.max(axis=1).mean()) - right) < 0.12
    assert judge.sharpness < 1


def test_the_order_in_which_notes_came_does_not_matter() -> None:
    rows, which = clouds(30, 1.5)
    near = suggest.resemblance(rows, said(0, 1, 2))
    judge = suggest.learn(rows, near, which)
    turned = np.arange(len(rows))[::-1]
    other = suggest.learn(rows[turned], near[turned], [which[at] for at in turned])
    assert np.array_equal(judge.weights, other.weights)
    assert (judge.trust, judge.sharpness) == (other.trust, other.sharpness)


def test_learning_can_be_stopped() -> None:
    rows, which = clouds(10, 1.0)
    near = suggest.resemblance(rows, said(0, 1, 2))
    with pytest.raises(Cancelled):
        suggest.learn(rows, near, which, lambda: True)


def test_a_title_alone_brings_what_is_said_at_such_a_stage() -> None:
    assert "waiting time" in meanings("Wait")
    assert meanings("Qwerty") == []
    bare = Stage(StageId("w"), "wait", "Wait")
    assert words_of(bare)[0] == "Wait"
    assert "waiting time" in words_of(bare)
    told = Stage(StageId("w"), "wait", "Wait", "Until it comes.", ("is there a list",))
    assert words_of(told) == ["Wait. Until it comes.", "is there a list"]
