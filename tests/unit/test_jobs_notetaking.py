"""Logging as a job: several windows at once, and nods that make nobody heard twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from capture.jobs.notetaking import Desk, log
from data.store import Project, notes, sessions
from data.store.change import Change
from tests.unit.stores import new_project


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with new_project(tmp_path) as made:
        yield made


def test_two_windows_that_begin_at_once_share_one_session(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another window stores its first note just before this one gets to write."""
    change = Project.change

    @contextmanager
    def late(self: Project, label: str) -> Iterator[Change]:
        monkeypatch.setattr(Project, "change", change)
        with Project.open(project.path) as other:
            log(other, "phones ring out", Desk())
        with change(self, label) as made:
            yield made

    monkeypatch.setattr(Project, "change", late)
    log(project, "nobody calls back", Desk())
    assert len(sessions.all(project)) == 1
    assert len(notes.all(project)) == 2
    assert [one.label for one in project.history(2)] == [
        "Log “nobody calls back”",
        "Log “phones ring out”",
    ]
