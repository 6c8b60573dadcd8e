"""Any text is a valid query, and finds what plain reading of it would."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from data.store import Project, notes
from data.store.notes import NoteFilter
from tests.unit.stores import new_project, with_notes

WORDS = ["apple", "bread", "cheese", "dates"]
TEXTS = [" ".join(word for bit, word in enumerate(WORDS) if n >> bit & 1) or "-" for n in range(16)]


@pytest.fixture(scope="module")
def project() -> Iterator[Project]:
    with tempfile.TemporaryDirectory() as folder, new_project(Path(folder)) as made:
        with_notes(made, *TEXTS)
        yield made


def find(project: Project, query: str) -> set[str]:
    return {note.text for note in notes.find(project, NoteFilter(query=query))}


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
    assert find(project, query) <= set(TEXTS)


terms = st.tuples(st.booleans(), st.sampled_from(WORDS), st.sampled_from([" ", " AND "]))


@given(st.lists(st.lists(terms, min_size=1, max_size=4), min_size=1, max_size=3))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_operators_mean_what_they_say(
    project: Project, alternatives: list[list[tuple[bool, str, str]]]
) -> None:
    query = " OR ".join(
        " ".join(
            ("AND " if place and join == " AND " and not refused else "")
            + ("NOT " if refused else "")
            + word
            for place, (refused, word, join) in enumerate(one)
        )
        for one in alternatives
    )
    expected = {
        text
        for text in TEXTS
        if any(
            all((word in text.split()) != refused for refused, word, _ in one)
            for one in alternatives
        )
    }
    assert find(project, query) == expected
