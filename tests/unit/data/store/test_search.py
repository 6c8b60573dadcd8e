"""Full text: what words and phrases find."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.store import notes
from data.store.search import to_match
from tests.unit.stores import new_project, with_notes, with_words

TEXTS = {
    "phone": "The phone rings all morning",
    "letter": "The letter came late, not by phone",
    "desk": "Ξενοδοχείο: the café desk is naïve",
    "wait": "Waiting room 12, or waiting at home",
}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("phone", {"phone", "letter"}),
        ("PHONE rings", {"phone"}),
        ('"rings all"', {"phone"}),
        ('"all rings"', set()),
        ("wait*", {"wait"}),
        ('"waiting ro"*', {"wait"}),
        ("wait", set()),
        ("cafe NAIVE", {"desk"}),
        ("ΞΕΝΟΔΟΧΕΊΟ", {"desk"}),
        ("not", {"letter"}),
        ("NOT", {"letter"}),
        ("OR", {"wait"}),
        ("rings:all", {"phone"}),
        ('"rings', {"phone"}),
        ("phone\0rings", {"phone"}),
    ],
)
def test_a_query_finds(tmp_path: Path, query: str, expected: set[str]) -> None:
    with new_project(tmp_path) as project:
        with_notes(project, *TEXTS.values())
        found = {note.text for note in with_words(project, query)}
    assert found == {TEXTS[name] for name in expected}


def test_the_index_follows_every_edit_and_undo(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        with_notes(project, "alpha")
        (note,) = notes.all(project)

        def found(word: str) -> int:
            return len(with_words(project, word))

        with project.change("x") as change:
            notes.edit(change, note.id, text="beta", left_over="gamma")
        assert (found("alpha"), found("beta"), found("gamma")) == (0, 1, 1)
        project.undo()
        assert (found("alpha"), found("beta"), found("gamma")) == (1, 0, 0)
        with project.change("x") as change:
            notes.remove(change, note.id)
        assert found("alpha") == 0
        assert project.check().ok


def test_a_pasted_page_is_a_query_too() -> None:
    assert to_match("word " * 2000).count('"word"') == 200
