"""Cards and claims of one stage, on places made by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from data.records import Kind
from synthesis.board.claims import COARSE_CUT, Pile, grouped, heaps
from synthesis.board.sayings import Saying, typical
from synthesis.grouping.group import Places


def places_of(*rows: tuple[float, ...]) -> Places:
    """Return places of notes whose keys are a, b, c, ..."""
    made = np.array(rows, dtype=np.float64)
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    keys = tuple("abcdefghijkl"[: len(rows)])
    return Places(keys, np.arange(len(rows)), made.astype(np.float32))


SUBJECTS = places_of(
    (1, 0.1, 0, 0), (1, -0.1, 0, 0), (1, 0, 0.1, 0), (0.4, 0, 0, 1), (0, 0, 1, 0), (0, 0.1, 1, 0)
)


def cards_of(
    where: Places = SUBJECTS, kinds: Sequence[Kind | None] = (None,) * 6, notes: Sequence[int] = ()
) -> list[Pile]:
    return heaps(where, [Saying(kind) for kind in kinds], None, notes, 0.3)


def test_the_coarse_cut_makes_cards_and_the_fine_one_claims(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("synthesis.board.sayings.SAME_CUT", 0.5)
    made = cards_of(notes=range(6))
    assert [sorted(pile.notes) for pile in made] == [[0, 1, 2, 3], [4, 5]]
    assert [sorted(lot.notes) for lot in made[0].lots] == [[0, 1, 2], [3]]
    monkeypatch.setattr("synthesis.board.sayings.SAME_CUT", 0.25)
    assert [len(pile.lots) for pile in cards_of(notes=range(6))] == [1, 1]


def test_claims_hold_one_kind_and_stand_by_size() -> None:
    kinds = [Kind.IDEA, Kind.PAIN, Kind.PAIN, None, None, None]
    first = cards_of(kinds=kinds, notes=range(6))[0]
    assert [(lot.kind, len(lot.notes)) for lot in first.lots] == [
        (Kind.PAIN, 2),
        (Kind.IDEA, 1),
        (None, 1),
    ]


def test_only_the_stage_s_notes_are_taken() -> None:
    made = cards_of(notes=[1, 4])
    assert [pile.notes for pile in made] == [[1], [4]]
    assert cards_of() == []


@pytest.mark.parametrize(
    ("odd", "joins"), [((0.4, 0, 0, 1), True), ((0.25, 0, 0, 1), False)], ids=["near", "far"]
)
def test_a_note_joins_a_card_only_where_it_reaches_the_cut(
    odd: tuple[float, ...], joins: bool
) -> None:
    where = places_of((1, 0.1, 0, 0), (1, -0.1, 0, 0), odd)
    made = cards_of(where, notes=range(3))
    assert len(made) == (1 if joins else 2)
    assert [pile.is_single for pile in made] == ([False] if joins else [False, True])


def test_typical_notes_come_first_and_ties_by_key() -> None:
    where = places_of((1, 0.5), (1, 0), (1, -0.1), (1, 0))
    assert typical(where, [0, 3, 2, 1]) == (1, 3, 2, 0)


def crowd(within: float, count: int) -> Places:
    """Return places of four themes of so many notes each, that are alike by .3 among themselves."""
    rows = []
    for theme in range(4):
        for note in range(count):
            row = np.zeros(5 + 4 * count)
            row[0], row[1 + theme] = 0.3**0.5, (within - 0.3) ** 0.5
            row[5 + theme * count + note] = (1 - within) ** 0.5
            rows.append(row)
    keys = tuple(f"{at:03}" for at in range(len(rows)))
    return Places(keys, np.arange(len(rows)), np.array(rows, dtype=np.float32))


@pytest.mark.parametrize(
    ("count", "cut", "sizes"),
    [(12, COARSE_CUT, [12] * 4), (9, COARSE_CUT, [36]), (12, 0.1, [48])],
    ids=["a crowd parts", "a few do not", "fewer cards were asked for"],
)
def test_a_card_takes_no_more_than_a_quarter_of_a_crowd(
    count: int, cut: float, sizes: list[int]
) -> None:
    where = crowd(0.9, count)
    notes = np.arange(4 * count)
    assert np.bincount(grouped(where, notes, cut, len(notes))).tolist() == sizes
