"""Which notes are most like one, and what lies around it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from capture.jobs.board import ground_of
from capture.jobs.browse import around
from capture.jobs.suggest import Suggester
from capture.jobs.vectors import LEAST, heard_before, most_like, remarks_of, source
from data.errors import Cancelled
from data.records import NoteId
from data.store import Project, notes
from synthesis.suggest import nearest
from tests.tui.research import make_research


def never() -> bool:
    return False


def test_the_nearest_rows_are_those_that_plain_arithmetic_finds() -> None:
    draw = np.random.default_rng(3)
    rows = draw.standard_normal((60, 384)).astype(np.float32) + 0.4
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    rows[17] = rows[5]
    mean = rows.mean(axis=0) * (60 / 62)
    told_apart = (rows - mean) / np.linalg.norm(rows - mean, axis=1, keepdims=True)
    plain = told_apart @ told_apart[5]
    plain[5] = -2
    found = nearest(rows, 5, 4)
    assert [at for at, _ in found] == [int(one) for one in np.argsort(-plain)[:4]]
    assert found[0][1] == pytest.approx(1.0, abs=1e-3)
    assert [likeness for _, likeness in found] == pytest.approx(
        sorted(plain, reverse=True)[:4], abs=1e-3
    )
    assert nearest(rows[:1], 0, 4) == []


def test_like_notes_are_found_and_a_new_note_is_taken_in(tmp_path: Path) -> None:
    path = make_research(tmp_path / "claims.sayso")
    with Project.open(path) as project, Project.open(path) as other:
        held = notes.all(project)
        asked = next(one for one in held if one.text.startswith("I only wanted"))
        found = most_like(project, asked.id, never)
        assert found[0].note.text == "they want to know how long it takes"
        assert all(LEAST <= one.likeness <= 1 for one in found)
        assert asked.id not in {one.note.id for one in found}
        with other.change("Add") as change:
            fresh = notes.add(
                change, session=held[0].session, text="I only wanted to know how long it takes!"
            )
        told: list[tuple[int, int]] = []
        again = most_like(project, asked.id, never, lambda *far: told.append(far))
        assert again[0].note.id == fresh.id
        assert told[-1] == (1, 1)
        assert most_like(project, NoteId("gone"), never) == ()


def test_what_was_not_read_yet_can_be_stopped(tmp_path: Path) -> None:
    path = make_research(tmp_path / "claims.sayso")
    with Project.open(path) as project:
        note = notes.all(project)[0]
        with project.change("Reword") as change:
            notes.edit(change, note.id, text="something that nobody has encoded")
        with pytest.raises(Cancelled):
            most_like(project, note.id, lambda: True)
        assert most_like(project, note.id, never) is not None


def test_what_lies_around_a_note_stays_in_its_session(tmp_path: Path) -> None:
    path = make_research(tmp_path / "claims.sayso")
    with Project.open(path) as project:
        held = notes.all(project)
        for note in held:
            found = around(project, note.id)
            assert found is not None
            same = [one for one in held if one.session == note.session]
            at = same.index(note)
            assert list(found.before) == same[max(0, at - 3) : at]
            assert list(found.after) == same[at + 1 : at + 4]
            assert [one.label for one in found.acts] == ["Research"]
        assert around(project, NoteId("gone")) is None


def test_one_matrix_serves_all_who_compare_remarks(tmp_path: Path) -> None:
    """What is near, what is heard, what is suggested and the board: the same rows in memory."""
    path = make_research(tmp_path / "claims.sayso")
    with Project.open(path) as project:
        texts = [text for _, text in notes.remarks(project)]
        held = remarks_of(texts, source(project))
        most_like(project, notes.all(project)[0].id, never)
        heard_before(project, notes.all(project)[-1].id, never)
        Suggester().everything(project)
        ground = ground_of(project, project.snapshot())
        assert remarks_of(texts, source(project)) is held
        assert ground.placed[0] is held.vectors
        assert ground.where is held.places()


def test_rows_follow_their_remarks(tmp_path: Path) -> None:
    """What is reworded, removed and put in between: every row stays with its text."""
    path = make_research(tmp_path / "claims.sayso")
    with Project.open(path) as project:
        texts = [text for _, text in notes.remarks(project)]
        first = remarks_of(texts, source(project))
        other = [*texts[5:], "a new one", *texts[:3], "a new one", texts[0]]
        vectors = source(project)
        moved = remarks_of(other, vectors)
        assert vectors.encoded == 1
        assert np.array_equal(moved.vectors, source(project).of(other))
        assert first.texts == tuple(texts)
        assert len(moved.places().row) == len(other)
