"""Groups of remarks: what people would call the same thing, in any order, under decisions."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import permutations

import numpy as np
import pytest

from synthesis.grouping import group as group_grouping
from synthesis.grouping.encode import Vectors
from synthesis.grouping.group import (
    FINE_CUT,
    FINE_RANGE,
    NO_DECISIONS,
    ContradictionError,
    Decisions,
    cut_at,
    partition,
    places,
    tree,
)
from synthesis.grouping.likeness import Tick, no_tick

THEMES = [
    [
        "The phone rings out all morning",
        "Nobody answers the phone",
        "I rang five times and no one picked up",
        "Calls are never answered before noon",
    ],
    [
        "The form asks for the same details twice",
        "Why do I fill in my address on every form",
        "Three forms, all with the same questions",
    ],
    [
        "The soup was cold",
        "Food arrived cold and late",
        "Meals are never warm when they reach the ward",
    ],
    [
        "Nowhere to park the car",
        "The car park is full by eight",
        "Parking costs more than the visit",
        "We drove round for half an hour to find a parking space",
    ],
    ["The lift smells of paint"],
]
TEXTS = [text for theme in THEMES for text in theme]
GOLD = [number for number, theme in enumerate(THEMES) for _ in theme]


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    return Vectors().of(TEXTS)


def group(
    texts: Sequence[str],
    vectors: np.ndarray,
    *,
    cut: float = FINE_CUT,
    decisions: Decisions = NO_DECISIONS,
    tick: Tick = no_tick,
) -> np.ndarray:
    return partition(places(texts, vectors, tick=tick), cut, decisions=decisions, tick=tick)


def together(labels: Sequence[int] | np.ndarray) -> set[frozenset[str]]:
    groups: dict[int, set[str]] = {}
    for text, label in zip(TEXTS, labels, strict=True):
        groups.setdefault(int(label), set()).add(text)
    return {frozenset(some) for some in groups.values()}


def test_themes_are_found_and_odd_remarks_stay_alone(vectors: np.ndarray) -> None:
    assert together(group(TEXTS, vectors)) == together(GOLD)


def test_groups_are_numbered_from_the_largest(vectors: np.ndarray) -> None:
    sizes = np.bincount(group(TEXTS, vectors))
    assert list(sizes) == sorted(sizes, reverse=True)
    assert set(group(TEXTS, vectors)) == set(range(len(sizes)))


def test_twenty_orders_one_partition(vectors: np.ndarray) -> None:
    first = together(group(TEXTS, vectors))
    by_text = dict(zip(TEXTS, group(TEXTS, vectors), strict=True))
    for seed in range(20):
        order = np.random.RandomState(seed).permutation(len(TEXTS))
        labels = group([TEXTS[i] for i in order], vectors[order])
        assert {TEXTS[i]: label for i, label in zip(order, labels, strict=True)} == by_text
    assert first == together(list(by_text.values()))


def test_places_are_the_same_bytes_in_any_order(vectors: np.ndarray) -> None:
    first = places(TEXTS, vectors)
    order = np.random.RandomState(1).permutation(len(TEXTS))
    again = places([TEXTS[i] for i in order], vectors[order])
    assert again.rows.tobytes() == first.rows.tobytes()
    assert list(again.row) == list(first.row[order])


def test_the_number_of_threads_changes_nothing() -> None:
    code = f"""
import os, sys
os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = sys.argv[1]
from synthesis.grouping.encode import Vectors
from synthesis.grouping.group import FINE_CUT, partition, places
texts = {TEXTS!r} + [f"Letter {{n}} came {{n * 7 % 11}} days late" for n in range(60)]
where = places(texts, Vectors(threads=int(sys.argv[1])).of(texts))
print(partition(where, FINE_CUT).tolist())
"""
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code, threads], capture_output=True, text=True, check=True
        ).stdout
        for threads in ("1", "2", "4")
    }
    assert len(outputs) == 1
    assert "[" in outputs.pop()


def test_the_tree_answers_every_cut_and_finer_cuts_only_split(vectors: np.ndarray) -> None:
    where = places(TEXTS, vectors)
    whole = tree(where)
    coarser: set[frozenset[str]] | None = None
    for height in (-1.0, 0.0, 0.2, FINE_CUT, 0.6, 0.9, 1.1):
        groups = together(whole.cut(height))
        assert groups == together(partition(where, height))
        if coarser is not None:
            assert all(any(some <= above for above in coarser) for some in groups)
        coarser = groups
    assert len(together(whole.cut(-1.0))) == 1
    assert len(together(whole.cut(1.1))) == len(TEXTS)


def test_every_merge_is_one_number_that_never_rises(vectors: np.ndarray) -> None:
    where = places(TEXTS, vectors)
    whole = tree(where)
    assert len(whole.merges.likeness) == len(TEXTS) - 1
    assert (np.diff(whole.merges.likeness) <= 0).all()
    rows = where.of(range(len(TEXTS)))
    for at in (0, 5, 10, len(TEXTS) - 2):
        above = whole.merges.cut(float(whole.merges.likeness[at]))
        before = np.array(whole.cut(float(np.nextafter(whole.merges.likeness[at], 2))))
        a = whole.merges.first[at]
        joined = np.flatnonzero(above[whole.blocks.of] == above[a])
        parts = [joined[before[joined] == part] for part in np.unique(before[joined])]
        if len(parts) == 2:
            mean = (rows[parts[0]] @ rows[parts[1]].T).mean()
            assert mean == pytest.approx(whole.merges.likeness[at], abs=1e-4)


def test_copies_of_a_remark_are_one_block(vectors: np.ndarray) -> None:
    doubled = [*TEXTS, *[f" {text.replace(' ', '  ')} " for text in TEXTS[:4]]]
    where = places(doubled, np.vstack([vectors, vectors[:4]]))
    assert len(where.rows) == len(TEXTS)
    labels = tree(where).cut(0.999)
    assert list(labels[-4:]) == list(labels[:4])


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_very_few_notes(count: int, vectors: np.ndarray) -> None:
    labels = group(TEXTS[:count], vectors[:count])
    assert labels.shape == (count,)


def test_two_that_say_the_same_are_together_even_alone() -> None:
    texts = ["Nobody answers the phone", "Nobody ever answers the phone", "Cold soup"]
    labels = group(texts, Vectors().of(texts))
    assert labels[0] == labels[1] != labels[2]


def test_two_alone_that_say_the_same() -> None:
    texts = ["Nobody answers the phone", "Nobody ever answers the phone"]
    assert list(group(texts, Vectors().of(texts))) == [0, 0]


def test_a_tie_is_broken_the_same_way_in_any_order() -> None:
    rows = {"a": (1, 0), "b": (0.7, 0.7), "c": (0, 1)}
    found = set()
    for order in permutations(rows):
        vectors = np.zeros((3, 384), dtype=np.float32)
        vectors[:, :2] = [rows[text] for text in order]
        labels = partition(places(order, vectors, spelling=False), 0.2)
        found.add(tuple(label for _, label in sorted(zip(order, labels, strict=True))))
    assert len(found) == 1
    assert sorted(found.pop()) == [0, 0, 1]


def test_a_copy_goes_with_the_copy_that_was_decided_about(vectors: np.ndarray) -> None:
    texts, rows = [*TEXTS, TEXTS[0]], np.vstack([vectors, vectors[:1]])
    labels = group(texts, rows, cut=0.99, decisions=Decisions(must=((0, 7),)))
    assert labels[0] == labels[7] == labels[-1]


def test_nothing_but_copies() -> None:
    texts = ["n/a"] * 5
    assert list(group(texts, Vectors().of(texts))) == [0] * 5


def test_must_links_hold_against_all_likeness(vectors: np.ndarray) -> None:
    labels = group(TEXTS, vectors, decisions=Decisions(must=((0, 7), (7, 14))))
    assert labels[0] == labels[7] == labels[14]


def test_cannot_links_hold_through_every_merge(vectors: np.ndarray) -> None:
    for cut in (-1.0, 0.2, FINE_CUT):
        decisions = Decisions(cannot=((0, 1), (2, 3), (10, 11)))
        labels = group(TEXTS, vectors, cut=cut, decisions=decisions)
        assert labels[0] != labels[1]
        assert labels[2] != labels[3]
        assert labels[10] != labels[11]


def test_fixed_groups_keep_together_and_apart_while_others_may_join(vectors: np.ndarray) -> None:
    decisions = Decisions(fixed=((0, 7), (1, 8)))
    labels = group(TEXTS, vectors, decisions=decisions)
    assert labels[0] == labels[7]
    assert labels[1] == labels[8]
    assert labels[0] != labels[1]
    low = group(TEXTS, vectors, cut=-1.0, decisions=decisions)
    assert len(set(low)) == 2


def test_copies_may_be_told_apart(vectors: np.ndarray) -> None:
    texts = [*TEXTS, TEXTS[0], TEXTS[0]]
    rows = np.vstack([vectors, vectors[:1], vectors[:1]])
    free = group(texts, rows)
    assert free[0] == free[-1] == free[-2]
    told = group(texts, rows, decisions=Decisions(cannot=((0, len(TEXTS)),)))
    assert told[0] != told[len(TEXTS)]


@pytest.mark.parametrize(
    ("decisions", "chain", "apart"),
    [
        (Decisions(must=((0, 1), (1, 2)), cannot=((0, 2),)), (0, 1, 2), (0, 2)),
        (Decisions(must=((3, 1),), cannot=((1, 3),)), (1, 3), (1, 3)),
        (Decisions(cannot=((4, 6),), fixed=((4, 5, 6),)), (4, 5, 6), (4, 6)),
        (Decisions(must=((1, 2),), fixed=((0, 1), (2, 3))), (0, 1, 2), (0, 2)),
        (Decisions(fixed=((0, 1), (1, 2))), (0, 1), (0, 1)),
        (Decisions(cannot=((5, 5),)), (5,), (5, 5)),
    ],
)
def test_decisions_that_clash_are_both_named(
    vectors: np.ndarray, decisions: Decisions, chain: tuple[int, ...], apart: tuple[int, int]
) -> None:
    with pytest.raises(ContradictionError) as caught:
        tree(places(TEXTS, vectors), decisions=decisions)
    assert caught.value.chain == chain
    assert caught.value.apart == apart
    assert " - ".join(map(str, chain)) in str(caught.value)


def test_beyond_the_dense_limit_a_core_is_grouped_and_the_rest_joins(
    vectors: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = group(TEXTS, vectors)
    monkeypatch.setattr(group_grouping, "DENSE", 9)
    labels = group(TEXTS, vectors)
    pairs = np.equal.outer(labels, labels) == np.equal.outer(whole, whole)
    assert pairs.mean() > 0.9
    assert set(labels) == set(range(labels.max() + 1))
    for seed in range(5):
        order = np.random.RandomState(seed).permutation(len(TEXTS))
        again = group([TEXTS[i] for i in order], vectors[order])
        assert list(again) == list(labels[order])
    decisions = Decisions(((0, 14),), ((10, 11),), ((4, 7), (5, 8)))
    told = group(TEXTS, vectors, decisions=decisions)
    assert told[0] == told[14]
    assert told[10] != told[11]
    assert told[4] == told[7] != told[5] == told[8]


def test_the_dial_goes_from_fewest_to_most(vectors: np.ndarray) -> None:
    cuts = [cut_at(dial) for dial in (0, 0.25, 0.5, 0.75, 1)]
    assert cuts == sorted(cuts)
    assert (cuts[0], cuts[2], cuts[4]) == (FINE_RANGE[0], FINE_CUT, FINE_RANGE[1])
    for dial in (-0.1, 1.1, float("nan")):
        with pytest.raises(ValueError, match="dial"):
            cut_at(dial)


def test_grouping_can_be_stopped_at_every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """While placing, while merging a core and while the rest join."""
    monkeypatch.setattr("synthesis.grouping.group.DENSE", 60)
    for module in ("likeness", "linkage", "group"):
        monkeypatch.setattr(f"synthesis.grouping.{module}.BLOCK", 16)
    texts = [f"remark {number}" for number in range(120)]
    rows = np.random.RandomState(2).randn(120, 384).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    seen: list[tuple[int, int]] = []
    whole = group(texts, rows, tick=lambda *done: seen.append(done))
    assert {total for _, total in seen} >= {120, 60}
    for last in range(len(seen)):
        left = iter(range(last))

        def stop(done: int, total: int, left: Iterator[int] = left) -> None:
            if next(left, None) is None:
                raise InterruptedError

        with pytest.raises(InterruptedError):
            group(texts, rows, tick=stop)
    assert np.array_equal(group(texts, rows), whole)
