"""Suggestions over a project: for what lacks it, learnt as tags are given, and never stored."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from capture.jobs import tags, vectors
from capture.jobs.browse import Targets
from capture.jobs.suggest import Guess, Suggester
from data.records import Kind, NoteId, ProjectInfo
from data.store import Project, notes, sessions
from data.store.lists import participants, personas, stages
from data.template import Template, TemplateStage
from tests.unit.dump import entity_dump
from tests.unit.stores import START, with_notes

WAITING = ("we waited for three hours", "the queue was endless", "no idea how long it would take")
PARKING = ("the car park was full", "no sign to the entrance", "the bus stops far away")
TITLES = ("Travel and arrive", "Wait", "Pay")


@pytest.fixture
def project(tmp_path: Path) -> Any:
    """Six notes in a project whose stages have titles only."""
    steps = tuple(TemplateStage(title.lower(), title) for title in TITLES)
    template = Template("titles", "Titles", stages=steps, channels=())
    with Project.create(tmp_path / "p.sayso", ProjectInfo("Clinic"), template) as made:
        with_notes(made, *WAITING, *PARKING)
        yield made


def named(project: Project, found: Mapping[NoteId, tuple[Guess, ...]]) -> dict[str, str]:
    titles = {str(one.id): one.title for one in stages.all(project)}
    texts = {one.id: one.text for one in notes.all(project)}
    return {texts[note]: titles[some[0].id] for note, some in found.items()}


def test_titles_alone_serve_and_nothing_is_stored(project: Project) -> None:
    before = entity_dump(project.connection)
    steps = len(project.history(None))
    found = Suggester().everything(project)
    guessed = named(project, found.stages)
    assert [guessed[text] for text in WAITING] == ["Wait"] * 3
    assert [guessed[text] for text in PARKING] == ["Travel and arrive"] * 3
    assert all(0 <= one.sure <= 99 for some in found.stages.values() for one in some)
    assert all(some[0].chance >= some[1].chance for some in found.stages.values())
    assert entity_dump(project.connection) == before
    assert len(project.history(None)) == steps


def test_what_is_tagged_is_not_suggested_again_and_is_learnt_from(project: Project) -> None:
    pay = stages.all(project)[2]
    suggester = Suggester()
    last = next(note.id for note in notes.all(project) if note.text == WAITING[2])
    before = {one.id: one.chance for one in suggester.everything(project).stages[last]}
    some = [note.id for note in notes.all(project) if note.text in WAITING[:2]]
    tags.tag(project, Targets(tuple(some)), tags.put(stage=pay.id))
    found = suggester.everything(project)
    assert not set(found.stages) & set(some)
    after = {one.id: one.chance for one in found.stages[last]}
    assert after[pay.id] > before.get(pay.id, 0) + 0.2


def test_marks_are_no_evidence_and_get_no_suggestion(project: Project) -> None:
    memo = notes.all(project)[0].id
    tags.tag(project, Targets((memo,)), tags.put(kind=Kind.MEMO))
    assert memo not in Suggester().everything(project).stages


def test_a_speakers_persona_is_suggested_for_what_they_said(project: Project) -> None:
    with project.change("people") as change:
        patient = personas.add(change, "Patient").id
        session = sessions.all(change)[0].id
        anna = participants.add(change, "Anna", persona=patient)
        note = notes.add(change, session=session, text="the bill came late", at=START)
        notes.attribute(change, note.id, anna.id)
    found = Suggester().everything(project).personas
    assert found[note.id].id == patient
    assert found[note.id].sure == 90
    assert set(found) == {note.id}  # nothing speaks for a persona of the others


def test_a_project_without_stages_or_notes_gets_none(tmp_path: Path) -> None:
    template = Template("none", "None", stages=(), channels=())
    with Project.create(tmp_path / "p.sayso", ProjectInfo("Empty"), template) as project:
        assert not Suggester().everything(project).stages
        with_notes(project, "one")
        assert not Suggester().everything(project).stages


def test_only_what_is_missing_is_encoded_and_told(project: Project) -> None:
    told: list[tuple[int, int]] = []
    Suggester().everything(project, progress=lambda *some: told.append(some))
    assert told[-1] == (6, 6)
    told.clear()
    Suggester().everything(project, progress=lambda *some: told.append(some))
    assert not told
    assert vectors.source(project).of([WAITING[0]]).shape == (1, 384)
