"""Which notes are most like one, and what lies around it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from capture.jobs.browse import around
from capture.jobs.vectors import LEAST, Alikes
from data.errors import Cancelled
from data.records import NoteId
from data.store import Project, notes
from synthesis.suggest import nearest, without
from tests.tui.research import make_research


def never() -> bool:
    return False


def test_the_nearest_rows_are_those_that_plain_arithmetic_finds() -> None:
    draw = np.random.default_rng(3)
    rows = draw.standard_normal((60, 384)).astype(np.float32) + 0.4
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    rows[17] = rows[5]
    mean = rows.mean(axis=0) * (60 / 62)
    plain = without(rows, mean) @ without(rows, mean)[5]
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
    alikes = Alikes()
    with Project.open(path) as project, Project.open(path) as other:
        held = notes.all(project)
        asked = next(one for one in held if one.text.startswith("I only wanted"))
        found = alikes.near(project, asked.id, never)
        assert found[0].note.text == "they want to know how long it takes"
        assert all(LEAST <= one.likeness <= 1 for one in found)
        assert asked.id not in {one.note.id for one in found}
        with other.change("Add") as change:
            fresh = notes.add(
                change, session=held[0].session, text="I only wanted to know how long it takes!"
            )
        told: list[tuple[int, int]] = []
        again = alikes.near(project, asked.id, never, lambda *far: told.append(far))
        assert again[0].note.id == fresh.id
        assert told[-1] == (1, 1)
        assert alikes.near(project, NoteId("gone"), never) == ()


def test_what_was_not_read_yet_can_be_stopped(tmp_path: Path) -> None:
    path = make_research(tmp_path / "claims.sayso")
    with Project.open(path) as project:
        note = notes.all(project)[0]
        with project.change("Reword") as change:
            notes.edit(change, note.id, text="something that nobody has encoded")
        alikes = Alikes()
        with pytest.raises(Cancelled):
            alikes.near(project, note.id, lambda: True)
        assert alikes.near(project, note.id, never) is not None


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
