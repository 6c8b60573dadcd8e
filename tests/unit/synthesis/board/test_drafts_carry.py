"""Which of the new groups is which of the old."""

from __future__ import annotations

from synthesis.board.drafts import carried


def test_a_group_is_an_old_one_by_most_overlap_first_within_its_place() -> None:
    def sets(*rows: tuple[str, str]) -> list[tuple[str, frozenset[str]]]:
        return [(place, frozenset(notes)) for place, notes in rows]

    assert carried(sets(("a", "12345")), sets(("a", "12"), ("a", "345"))) == {1: 0}
    assert carried(sets(("a", "12"), ("a", "345")), sets(("a", "12345"))) == {0: 1}
    assert carried(sets(("a", "12"), ("a", "34")), sets(("a", "1234"))) == {0: 0}
    assert carried(sets(("a", "1234")), sets(("b", "123"), ("a", "4"))) == {1: 0}
    assert carried(sets(("a", "1234")), sets(("b", "1234"))) == {0: 0}
    assert carried(sets(("a", "123456")), sets(("a", "1789"))) == {}
