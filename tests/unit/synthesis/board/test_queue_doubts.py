"""Which merges are asked about: those at stake and in doubt, never what is settled already."""

from __future__ import annotations

import numpy as np

from synthesis.board.doubts import doubts
from synthesis.board.queue import seems_empty
from synthesis.grouping.group import FINE_CUT, Places, partition


def line(*angles: float) -> Places:
    """Notes on a circle: likeness is the cosine of the angle between them."""
    rows = np.array([(np.cos(a), np.sin(a)) for a in angles], dtype=np.float32)
    return Places(tuple(f"{at:02}" for at in range(len(angles))), np.arange(len(angles)), rows)


TWO = line(0.0, 0.1, 0.2, 1.1, 1.2, 1.3, 3.0)


def groups_of(where: Places) -> list[list[int]]:
    label = partition(where, FINE_CUT)
    return [[int(n) for n in np.flatnonzero(label == one)] for one in range(label.max() + 1)]


def test_the_merge_that_joins_most_and_is_least_sure_comes_first() -> None:
    groups = groups_of(TWO)
    first = doubts(TWO, groups, FINE_CUT)[0]
    assert {first.first, first.second} == {(0, 1, 2), (3, 4, 5)}
    assert first.made is (len(groups) == 2)
    assert {first.a, first.b} == {2, 3}  # nearest to both sides


def test_what_is_settled_is_not_asked_even_where_a_third_note_settles_it() -> None:
    groups = [[0, 1, 2, 3, 4, 5], [6]]
    asked = doubts(TWO, groups, FINE_CUT)
    assert any({one.a, one.b} == {2, 3} for one in asked)
    for pairs in ([(2, 3)], [(0, 6), (6, 5)]):
        left = doubts(TWO, groups, FINE_CUT, together=pairs)
        assert not any(0 in one.first and 5 in one.second for one in left)
        assert not any(5 in one.first and 0 in one.second for one in left)


def test_what_was_parted_is_never_offered_again() -> None:
    groups = [[0, 1, 2], [3, 4, 5], [6]]
    assert any(not one.made for one in doubts(TWO, groups, FINE_CUT))
    left = doubts(TWO, groups, FINE_CUT, apart=[(2, 3)])
    assert not any({2, 3} <= {*one.first, *one.second} for one in left)


def test_remarks_that_say_nothing_are_told_from_short_ones() -> None:
    for text in (
        "n/a",
        "N/A.",
        "nothing",
        "No comment",
        "-",
        "...",
        "None",
        "  nil ",
        "don't know",
        "see above",
    ):
        assert seems_empty(text), text
    for text in ("no parking", "nothing was clear", "OK but slow", "7", "cold food", "nobody"):
        assert not seems_empty(text), text
