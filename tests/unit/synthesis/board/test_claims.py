"""Cards and claims of one stage, on places made by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from data.records import Kind
from synthesis.board.claims import Pile, heaps, take_in
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
    ("odd", "joins"), [((0.05, 0, 0, 1), True), ((-0.05, 0, 0, 1), False)], ids=["near", "far"]
)
def test_a_note_alone_joins_the_nearest_card_unless_chance_is_nearer(
    odd: tuple[float, ...], joins: bool
) -> None:
    where = places_of((1, 0.1, 0, 0), (1, -0.1, 0, 0), odd)
    made = cards_of(where, notes=range(3))
    assert len(made) == (1 if joins else 2)
    assert [lot.notes for pile in made for lot in pile.lots if 2 in lot.notes] == [[2]]


def test_taken_in_notes_go_to_the_nearest_of_the_groups() -> None:
    where = places_of((1, 0, 0), (1, 0, 0), (0, 1, 0), (0, 1, 0), (0.1, 0.2, 1), (0.2, 0.1, 1))
    labels = take_in(where, np.arange(6), np.array([0, 0, 1, 1, 2, 3]), 0.0)
    assert labels.tolist() == [0, 0, 1, 1, 1, 0]
    alone = take_in(where, np.arange(6), np.arange(6), 0.0)
    assert alone.tolist() == list(range(6))


def test_groups_are_numbered_by_size_after_taking_in() -> None:
    where = places_of((1, 0, 0), (1, 0, 0), (0, 1, 0), (0, 1, 0), (0, 0.2, 1))
    labels = take_in(where, np.arange(5), np.array([0, 0, 1, 1, 2]), 0.0)
    assert labels.tolist() == [1, 1, 0, 0, 0]


def test_typical_notes_come_first_and_ties_by_key() -> None:
    where = places_of((1, 0.5), (1, 0), (1, -0.1), (1, 0))
    assert typical(where, [0, 3, 2, 1]) == (1, 3, 2, 0)
