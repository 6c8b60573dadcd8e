"""Places of notes: centred, spelt, and kept in company, each with its effect."""

from __future__ import annotations

import math

import numpy as np
import pytest

from synthesis.grouping import likeness
from synthesis.grouping.likeness import keep_company, letter_groups, nearest, place, spell, unit


def rows_of(seed: int, count: int, width: int = 384) -> np.ndarray:
    return unit(np.random.RandomState(seed).randn(count, width))


def spelling(*texts: str) -> np.ndarray:
    letters = letter_groups(texts)
    return spell(letters, np.ones(likeness.GROUPS), len(texts))


def test_what_all_share_is_taken_away() -> None:
    shared = np.zeros(384)
    shared[0] = 5
    rows = unit(rows_of(0, 40) + shared)
    placed = place(rows.astype(np.float32), ())
    assert (rows @ rows.T).mean() > 0.9
    assert abs((placed @ placed.T)[np.triu_indices(40, 1)].mean()) < 0.2


def test_letter_groups_find_names_and_typing_slips() -> None:
    rows = spelling("the Kleio form", "KLEIO  forms again", "cold soup for lunch", "klieo form")
    assert rows[0] @ rows[1] > 0.4
    assert rows[0] @ rows[3] > 0.3
    assert abs(rows[0] @ rows[2]) < 0.2
    assert np.allclose(np.linalg.norm(rows, axis=1), 1)


def test_letter_groups_never_reach_from_one_text_into_the_next() -> None:
    alone = spelling("ab")[0]
    assert np.array_equal(spelling("xyz", "ab", "uvw")[1], alone)


def test_a_rare_letter_group_counts_for_more() -> None:
    texts = ["desk zq", "desk", "desk", "zq"]
    letters = letter_groups(texts)
    rarity = likeness._rarity([letters], len(texts))
    rows = spell(letters, rarity, 4)
    flat = spelling(*texts)
    assert rows[0] @ rows[3] > flat[0] @ flat[3]


@pytest.mark.parametrize("texts", [["", "", ""], ["\x00", " ", "\ud800"], ["é", "日本", "👩‍👩‍👧"]])
def test_any_text_is_spelt(texts: list[str]) -> None:
    assert np.isfinite(spelling(*texts)).all()
    placed = place(rows_of(2, 3).astype(np.float32), texts)
    assert placed.shape == (3, 384 + likeness.SPELLING_WIDTH)
    assert np.isfinite(placed).all()


def test_company_brings_notes_with_the_same_neighbours_together() -> None:
    rows = rows_of(3, 60, 30)
    rows[:12] = unit(rows[:12] + 1.2 * rows_of(4, 1, 30))
    pulled = keep_company(rows, rows, 10, 0)
    inside = np.triu_indices(12, 1)
    assert (pulled[:12] @ pulled[:12].T)[inside].mean() > (rows[:12] @ rows[:12].T)[inside].mean()
    assert np.allclose(np.linalg.norm(pulled, axis=1), 1)


def test_company_that_is_hardly_alike_hardly_pulls() -> None:
    """Of two remarks that have only each other, however unlike, none becomes the other."""
    for alike, least, most in ((0.02, 0.0, 0.2), (0.7, 0.97, 1.0)):
        rows = unit(np.array([[1.0, 0.0], [alike, math.sqrt(1 - alike**2)]]))
        first, second = keep_company(rows, rows, 1, 0)
        assert least < first @ second < most


def test_a_note_is_not_its_own_company() -> None:
    rows = np.eye(3)
    assert np.allclose(keep_company(rows, rows, 1, 0), rows)


def test_blocks_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = rows_of(5, 50).astype(np.float32)
    texts = [f"remark {n % 13} of {n}" for n in range(50)]
    whole = place(rows, texts)
    monkeypatch.setattr(likeness, "BLOCK", 7)
    assert np.allclose(place(rows, texts), whole, atol=1e-6)


def test_beyond_the_core_neighbours_are_looked_for_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(likeness, "BLOCK", 8)
    monkeypatch.setattr(likeness, "CORE", 30)
    rows = rows_of(6, 50).astype(np.float32)
    placed = place(rows, ())
    moved = rows.copy()
    moved[45] = rows_of(7, 1)[0]
    again = place(moved, ())
    nearness = (placed * again).sum(axis=1)
    assert nearness[45] < 0.9
    assert (np.delete(nearness, 45) > 0.99).all()


def test_nearest_breaks_ties_by_order() -> None:
    values = np.array([[0.5, 0.9, 0.5, 0.5, -1.0], [0.1, 0.1, 0.1, 0.1, 0.1]])
    assert nearest(values, 3).tolist() == [[1, 0, 2], [0, 1, 2]]
    assert nearest(values, 5).tolist() == [[1, 0, 2, 3, 4], [0, 1, 2, 3, 4]]


def test_nearest_of_many_are_those_of_a_full_sort() -> None:
    """Coarse values make ties on both sides of the last place."""
    random = np.random.RandomState(8)
    values = random.randint(-20, 21, (40, 2_000)) / 20
    whole = np.argsort(-values, axis=1, kind="stable")
    for count in (1, 10, 44, 45, 300):
        assert np.array_equal(nearest(values, count), whole[:, :count])
    blurred = values + random.choice([-1e-9, 1e-9], values.shape)
    assert np.array_equal(nearest(blurred, 10), whole[:, :10])


def test_placing_tells_how_far_it_is_and_can_be_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(likeness, "BLOCK", 8)
    seen: list[tuple[int, int]] = []
    place(rows_of(9, 20).astype(np.float32), (), tick=lambda *done: seen.append(done))
    assert seen == [(8, 20), (16, 20), (20, 20)]

    def stop(done: int, total: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        place(rows_of(9, 20).astype(np.float32), (), tick=stop)
