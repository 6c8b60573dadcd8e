"""Properties of naming: order never matters, titles are safe, unique and taken from the words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from data.text import fingerprint
from synthesis.titles import english
from synthesis.titles.rank import note_words, stems
from synthesis.titles.titles import NamingGroup, Role, name_groups

WORDS = sorted(
    english.words(
        "i we they the a my phone phones letter desk clinic rings rang wait waited waiting for to "
        "not never no don't can't was were charged told send sends because if and but , . ? slow "
        "closed nobody staff three weeks how do get us me at in on money stop"
    )
)
remark = st.lists(st.sampled_from(WORDS), min_size=1, max_size=14).map(" ".join)
wild = st.text(max_size=40)
groups = st.lists(
    st.tuples(
        st.lists(remark | wild, min_size=1, max_size=5, unique_by=fingerprint),
        st.sampled_from(("claim", "touchpoint")),
    ),
    min_size=1,
    max_size=5,
)


def encode(texts: Sequence[str]) -> NDArray[np.float32]:
    rows = np.full((len(texts), 384), 1e-3, dtype=np.float32)
    for row, text in zip(rows, texts, strict=True):
        for word in stems(note_words(text)):
            row[int(fingerprint(word)[:8], 16) % 384] += 1.0
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def named(rows: Sequence[tuple[Sequence[str], Role]]) -> list[tuple[str, str, tuple[str, ...]]]:
    made = [
        NamingGroup(tuple(t), encode(t), tuple(fingerprint(x) for x in t), (), role)
        for t, role in rows
    ]
    titles = name_groups(made, encode, lambda _: {}, lambda _: None)
    return [
        (title.title, texts[title.quote], title.terms)
        for title, (texts, _) in zip(titles, rows, strict=True)
    ]


@settings(max_examples=60, deadline=None)
@given(groups, st.randoms(use_true_random=False))
def test_order_of_notes_and_groups_never_matters(
    rows: list[tuple[list[str], Role]], rng: object
) -> None:
    shuffle = rng.shuffle  # type: ignore[attr-defined]
    mixed = [(list(texts), role) for texts, role in rows]
    for texts, _ in mixed:
        shuffle(texts)
    places = list(range(len(mixed)))
    shuffle(places)
    again = named([mixed[at] for at in places])
    first = named(rows)
    # Two groups of the very same notes may swap the names that they are told apart by.
    assert sorted(again) == sorted(first)


@settings(max_examples=60, deadline=None)
@given(groups)
def test_titles_are_safe_short_and_unique(rows: list[tuple[list[str], Role]]) -> None:
    titles = [title for title, _, _ in named(rows)]
    assert len({title.casefold() for title in titles}) == len(titles)
    for title in titles:
        assert title.strip()
        assert len(title) <= 100
        assert title.isprintable()


@settings(max_examples=80, deadline=None)
@given(remark)
def test_no_title_of_known_words_speaks_in_the_first_person(text: str) -> None:
    ((title, _, _),) = named([([text], "claim")])
    # Where no rule fits, the remark's own beginning stands, first person and all.
    first = {"i", "we", "my", "me", "us"} & {word.lower() for word in title.split()}
    assert not first or title.rstrip(" …").casefold() in " ".join(text.split()).casefold()
