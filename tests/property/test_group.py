"""Average link under decisions, against the plainest way to write it down."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthesis.grouping.group import (
    FINE_CUT,
    ContradictionError,
    Decisions,
    Places,
    partition,
    places,
    tree,
)
from synthesis.grouping.linkage import link


def places_of(seed: int, count: int) -> Places:
    """Return places of ``count`` random remarks round a few themes."""
    random = np.random.RandomState(seed)
    themes = random.randn(4, 12)
    rows = themes[random.randint(4, size=count)] + random.randn(count, 12) * 0.8
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    keys = tuple(f"{number:05d}" for number in random.permutation(90_000)[:count])
    return Places(keys, np.arange(count), rows.astype(np.float32))


def naive(near: np.ndarray, apart: set[frozenset[int]], cut: float) -> set[frozenset[int]]:
    """Merge the best allowed pair of all, again and again, looking at every pair of notes."""
    groups = [frozenset([note]) for note in range(len(near))]
    while True:
        allowed = [
            (near[np.ix_(sorted(a), sorted(b))].mean(), a, b)
            for at, a in enumerate(groups)
            for b in groups[:at]
            if not any(frozenset((x, y)) in apart for x in a for y in b)
        ]
        best = max(allowed, key=lambda item: item[0], default=None)
        if best is None or best[0] < cut:
            return set(groups)
        groups = [some for some in groups if some not in best[1:]] + [best[1] | best[2]]


def as_sets(labels: np.ndarray) -> set[frozenset[int]]:
    return {frozenset(np.flatnonzero(labels == label).tolist()) for label in set(labels.tolist())}


pairs = st.lists(st.tuples(st.integers(0, 13), st.integers(0, 13)), max_size=6)


@given(st.integers(0, 10_000), st.integers(1, 14), pairs, st.floats(-0.5, 0.9))
@settings(max_examples=60, deadline=None)
def test_the_chain_finds_what_the_plain_way_finds(
    seed: int, count: int, cannot: list[tuple[int, int]], cut: float
) -> None:
    where = places_of(seed, count)
    near = where.rows.astype(float) @ where.rows.T.astype(float)
    apart = [(a, b) for a, b in cannot if a != b and max(a, b) < count]
    found = tree(where, decisions=Decisions(cannot=tuple(apart))).cut(cut)
    assert as_sets(found) == naive(near, {frozenset(pair) for pair in apart}, cut)


@given(st.integers(0, 10_000), pairs, pairs, st.floats(-1, 0.9))
@settings(max_examples=80, deadline=None)
def test_decisions_hold_or_are_refused(
    seed: int, must: list[tuple[int, int]], cannot: list[tuple[int, int]], cut: float
) -> None:
    where = places_of(seed, 14)
    decisions = Decisions(must=tuple(must), cannot=tuple(cannot), fixed=((11, 12), (13,)))
    clash = None
    try:
        labels = partition(where, cut, decisions=decisions)
    except ContradictionError as error:
        clash = error
    if clash is not None:
        linked = {frozenset(pair) for pair in (*must, (11, 12))}
        assert all(frozenset(step) in linked for step in pairwise(clash.chain))
        assert set(clash.apart) == {clash.chain[0], clash.chain[-1]}
        return
    assert all(labels[a] == labels[b] for a, b in must)
    assert all(labels[a] != labels[b] for a, b in cannot)
    assert labels[11] == labels[12] != labels[13]


@given(st.integers(0, 10_000), st.permutations(range(14)), pairs)
@settings(max_examples=60, deadline=None)
def test_order_never_matters(seed: int, order: list[int], cannot: list[tuple[int, int]]) -> None:
    where = places_of(seed, 14)
    apart = tuple((a, b) for a, b in cannot if a != b)
    labels = partition(where, 0.3, decisions=Decisions(cannot=apart))
    moved = Places(
        tuple(where.keys[note] for note in order), where.row[np.array(order)], where.rows
    )
    at = {note: place for place, note in enumerate(order)}
    again = partition(
        moved, 0.3, decisions=Decisions(cannot=tuple((at[a], at[b]) for a, b in apart))
    )
    assert [again[at[note]] for note in range(14)] == list(labels)


WORDS = ["phone", "rings", "soup", "cold", "form", "late", "desk", "kind", "wait", "n/a"]
words = st.sampled_from(WORDS)
texts = st.lists(st.lists(words, max_size=4).map(" ".join), min_size=1, max_size=24)


@given(texts, st.integers(0, 1000), st.integers(0, 23))
@settings(max_examples=60, deadline=None)
def test_copies_and_empty_texts_in_any_order(some: list[str], seed: int, turn: int) -> None:
    rows = {
        text: np.random.RandomState(sum(map(ord, text)) + seed).randn(384).astype(np.float32)
        for text in some
    }
    rows = {text: row / np.linalg.norm(row) for text, row in rows.items()}
    labels = partition(places(some, np.stack([rows[text] for text in some])), FINE_CUT)
    by_text = dict(zip(some, labels, strict=True))
    assert all(by_text[text] == label for text, label in zip(some, labels, strict=True))
    mixed = (some[turn:] + some[:turn])[::-1]
    again = partition(places(mixed, np.stack([rows[text] for text in mixed])), FINE_CUT)
    assert all(by_text[text] == label for text, label in zip(mixed, again, strict=True))


def test_a_finished_group_lets_the_others_go_on() -> None:
    rows = np.eye(4, dtype=np.float32)
    rows[2] = rows[3] = [0, 0, 0.6, 0.8]
    apart = np.array([[0, 1], [0, 2], [0, 3]])
    merges = link(rows, np.ones(4), apart)
    assert merges.cut(-1).tolist() == [0, 1, 1, 1]
    assert merges.likeness.tolist() == pytest.approx([1.0, 0.0])


@given(st.integers(0, 10_000), st.integers(2, 12), st.integers(0, 11), st.floats(-0.5, 0.9))
@settings(max_examples=40, deadline=None)
def test_copies_of_a_text_move_no_other_note(seed: int, count: int, at: int, cut: float) -> None:
    random = np.random.RandomState(seed)
    rows = random.randn(count, 384) + 2 * random.randn(384)
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    texts = [f"remark {number}" for number in range(count)]
    once = places(texts, rows)
    copy = at % count
    often = places([*texts, *[texts[copy]] * 6], np.vstack([rows, *[rows[copy : copy + 1]] * 6]))
    assert np.array_equal(once.rows, often.rows)
    labels = partition(often, cut)
    assert as_sets(partition(once, cut)) == as_sets(labels[:count])
    assert set(labels[count:].tolist()) == {labels[copy]}
