"""Ids: never twice, in order, whatever the clock says."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.store import Project, log, notes
from tests.unit.stores import new_project, with_session


@pytest.mark.parametrize("clock", [-1.0, -10_000_000_000.0, 0.0, 1_800_000_000.0])
def test_ids_are_many_and_in_order_whatever_the_clock_says(
    monkeypatch: pytest.MonkeyPatch, clock: float
) -> None:
    monkeypatch.setattr(log, "time", lambda: clock)
    ids = [log.new_id() for _ in range(1000)]
    assert ids == sorted(set(ids))
    assert {len(one) for one in ids} == {36}
    assert {one[14] for one in ids} == {"7"}


def test_notes_are_stored_before_1970(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(log, "time", lambda: -1.0)
    with new_project(tmp_path) as project:
        session = with_session(project)
        with project.change("Note") as change:
            notes.add(change, session=session.id, text="said before time")
        path = project.path
    with Project.open(path) as project:
        assert [one.text for one in notes.all(project)] == ["said before time"]
        assert project.check().ok
        assert project.undo() is not None
        assert notes.all(project) == ()
