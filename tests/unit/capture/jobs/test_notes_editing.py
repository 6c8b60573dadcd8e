"""Changing and removing one note out of a list."""

from __future__ import annotations

from pathlib import Path

import pytest

from capture.jobs.browse import Targets
from capture.jobs.names import names_for
from capture.jobs.notes import ChangedMeanwhile, edit_line, edit_text, remove_notes
from capture.reading import line_of
from data.errors import NotFound, UsageError
from data.records import Emotion, Kind
from data.store import Project, notes
from data.store.lists import stages
from tests.unit.stores import new_project, with_notes


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = new_project(tmp_path)
    with_notes(project, "phones ring out", "letters get lost")
    return project


def test_a_line_changes_text_and_tags_in_one_step(project: Project) -> None:
    before, _ = notes.all(project)
    line = line_of(before, names_for(project, None))
    after = edit_line(project, before, f"Maria/desk: {line} all morning ,,p-- #wait +urgent")
    wait = next(one for one in stages.all(project) if one.title == "Wait")
    assert notes.get(project, before.id) == after
    assert (after.text, after.kind, after.emotion, after.stage) == (
        "phones ring out all morning", Kind.PAIN, Emotion.VERY_LOW, wait.id,
    )  # fmt: skip
    assert len(after.participants) == len(after.tags) == 1
    project.undo()
    assert notes.get(project, before.id) == before
    project.redo()
    assert notes.get(project, before.id) == after


def test_a_tag_taken_out_of_the_line_is_taken_off_the_note(project: Project) -> None:
    first, _ = notes.all(project)
    tagged = edit_line(project, first, "phones ring out ,,p-")
    assert edit_line(project, tagged, "phones ring out").kind is None


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(project: Project) -> None:
    seen, _ = notes.all(project)
    with project.change("Elsewhere") as change:
        notes.edit(change, seen.id, text="phones ring all day")
    for attempt in (edit_line, edit_text):
        with pytest.raises(ChangedMeanwhile) as refused:
            attempt(project, seen, "phones are quiet")
        assert refused.value.note.text == "phones ring all day"
    assert notes.all(project)[0].text == "phones ring all day"
    edit_line(project, refused.value.note, "phones are quiet")
    assert notes.all(project)[0].text == "phones are quiet"


def test_a_line_without_text_is_refused(project: Project) -> None:
    seen, _ = notes.all(project)
    with pytest.raises(UsageError, match="needs some text"):
        edit_line(project, seen, " ,,p-")
    assert notes.all(project)[0] == seen


def test_text_alone_leaves_the_tags(project: Project) -> None:
    first, _ = notes.all(project)
    tagged = edit_line(project, first, "phones ring out ,,p-")
    after = edit_text(project, tagged, "phones ring,\nand ring ,,q")
    assert (after.text, after.kind) == ("phones ring,\nand ring ,,q", Kind.PAIN)


def test_a_removed_note_comes_back_whole(project: Project) -> None:
    first, second = notes.all(project)
    assert remove_notes(project, Targets((first.id,))) == (1, first.text)
    assert notes.all(project) == (second,)
    operation = project.undo()
    assert operation is not None
    assert operation.label == "Remove “phones ring out”"
    assert notes.all(project) == (first, second)
    project.redo()
    with pytest.raises(NotFound, match="removed already"):
        remove_notes(project, Targets((first.id,)))
    with pytest.raises(NotFound):
        edit_line(project, first, "phones")
