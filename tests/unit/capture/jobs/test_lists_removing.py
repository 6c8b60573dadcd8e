"""Removing what notes name, while other windows write; and many notes at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from capture.jobs import browse, lists
from capture.jobs import sessions as sessions_jobs
from data.errors import StillInUse
from data.records import Claim, ClaimId, Evidence, NoteId, Touchpoint, TouchpointId
from data.store import Project, drafts, notes, sessions
from data.store.lists import personas, stages
from data.store.log import Change, new_id
from tests.unit.stores import new_project, with_notes


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with new_project(tmp_path) as made:
        with_notes(made, "phones ring out")
        yield made


@pytest.fixture
def first(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Project, Change], object]], None]:
    """Return what has another window write just before this one gets to."""

    def begin(act: Callable[[Project, Change], object]) -> None:
        plain = Project.change

        @contextmanager
        def late(self: Project, label: str) -> Iterator[Change]:
            monkeypatch.setattr(Project, "change", plain)
            with Project.open(self.path) as other, other.change("Meanwhile") as change:
                act(other, change)
            with plain(self, label) as made:
                yield made

        monkeypatch.setattr(Project, "change", late)

    return begin


Meanwhile = Callable[[Callable[[Project, Change], object]], None]


def test_a_note_that_came_to_a_stage_meanwhile_lets_go_of_it(
    project: Project, first: Meanwhile
) -> None:
    (note,), (_, wait) = notes.all(project), stages.all(project)
    first(lambda _, change: notes.edit(change, note.id, stage=wait.id))
    said = lists.remove(project, lists.find(project, "stage", "Wait"))
    assert said == "Removed the stage Wait; 1 note left without a stage."
    assert notes.all(project)[0].stage is None


def test_a_persona_that_a_note_got_meanwhile_stays(project: Project, first: Meanwhile) -> None:
    (note,), (claimant,) = notes.all(project), personas.all(project)
    with project.change("Tag") as change:
        carer = personas.add(change, "Carer")
        notes.edit(change, note.id, personas=[claimant.id])
    first(lambda _, change: notes.edit(change, note.id, personas=[claimant.id, carer.id]))
    lists.remove(project, claimant)
    assert notes.all(project)[0].personas == (carer.id,)


def test_a_note_that_came_to_a_session_meanwhile_is_not_lost(
    project: Project, first: Meanwhile
) -> None:
    (note,) = notes.all(project)
    with project.change("Clear") as change:
        notes.remove(change, note.id)
    first(lambda _, change: notes.add(change, session=note.session, text="one more"))
    with pytest.raises(StillInUse, match="has 1 note"):
        sessions_jobs.remove(project, sessions_jobs.find(project, "Meeting"), with_notes=False)
    assert [one.text for one in notes.all(project)] == ["one more"]


def test_notes_are_found_in_the_moment_of_their_project(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = notes.page

    def watched(reader: Project, *asked: Any) -> list[object]:
        assert reader.connection.in_transaction, "a session could come in between"
        return list(read(reader, *asked))

    monkeypatch.setattr(notes, "page", watched)
    found, snapshot = browse.find(project, "phones")
    assert [one["session"] for one in browse.documents(found, snapshot)] == ["Meeting"]


def test_what_removing_a_note_costs_does_not_grow_with_the_drafts(project: Project) -> None:
    (session,) = sessions.all(project)

    def cost(count: int) -> int:
        """Return SQLite's steps for removing one note beside ``count`` drafts of another each."""
        with project.change("Fill") as change:
            some = [notes.add(change, session=session.id, text=f"n{at}") for at in range(count)]
        with project.cache() as cache:
            codes = cache.new_codes(count)
            drafts.replace_all(
                cache.connection,
                [_draft(code, note.id) for code, note in zip(codes, some, strict=True)],
            )
        steps = 0

        def step() -> int:
            nonlocal steps
            steps += 1
            return 0

        with project.change("Remove") as change:
            project.connection.set_progress_handler(step, 10)
            notes.remove(change, some[0].id)
            project.connection.set_progress_handler(None, 0)
        assert len(project.snapshot().touchpoints) == count - 1
        return steps

    assert cost(300) < 2 * cost(20)


def _draft(code: str, note: NoteId) -> Touchpoint:
    claim = Claim(ClaimId(new_id()), None, "It rings out", note, (), (Evidence(note),))
    return Touchpoint(TouchpointId(new_id()), code, None, "Calling", claims=(claim,))
