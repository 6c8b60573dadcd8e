"""Any text asks for its words, and finds what plain reading of it would."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from data.store import Project
from data.text import clean
from tests.unit.stores import new_project, with_notes, with_words

WORDS = ["apple", "bread", "cheese", "dates"]
TEXTS = [" ".join(word for bit, word in enumerate(WORDS) if n >> bit & 1) or "-" for n in range(16)]


@pytest.fixture(scope="module")
def project() -> Iterator[Project]:
    with tempfile.TemporaryDirectory() as folder, new_project(Path(folder)) as made:
        with_notes(made, *TEXTS)
        yield made


def find(project: Project, query: str) -> set[str]:
    return {note.text for note in with_words(project, query)}


pieces = st.sampled_from(
    ["AND", "OR", "NOT", '"', "*", "(", ")", "^", ":", "NEAR(", "+", "-", "\0", "\ud800", "{", "'"]
)


@given(st.text(max_size=200) | st.lists(pieces | st.sampled_from(WORDS), max_size=30).map(" ".join))
@example("NOT")
@example("NOT NOT NOT")
@example('"')
@example('""""')
@example('"' * 10_001)
@example("a" * 10_000)
@example("word " * 2000)
@example("NOT word OR " * 1000)
@example("\0\ud800")
@example("a\0*")
@example("\u0301")
@example("apple OR")
@example("note_fts MATCH apple")
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_query_fails(project: Project, query: str) -> None:
    assert find(project, clean(query)[0]) <= set(TEXTS)  # as the filter does, too


asked = st.lists(st.tuples(st.sampled_from(WORDS), st.integers(1, 5)), min_size=1, max_size=4)


@given(asked)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_word_must_occur_whole_or_as_it_begins(
    project: Project, words: list[tuple[str, int]]
) -> None:
    query = " ".join(word if size == 5 else f"{word[:size]}*" for word, size in words)
    expected = {
        text for text in TEXTS if all(any(one == word for one in text.split()) for word, _ in words)
    }
    assert find(project, query) == expected
